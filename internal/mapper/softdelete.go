package mapper

import (
	"database/sql"
	"reflect"
	"sync/atomic"
	"time"
	"unsafe"
)

// softDeletes says that some mapping has a SoftDelete column, so that programs without any pay nothing for them.
var softDeletes atomic.Bool

// SoftDeletes reports whether any mapping has a SoftDelete column.
func SoftDeletes() bool { return softDeletes.Load() }

// isOptionalTime reports whether a t is a time, or none.
func isOptionalTime(t reflect.Type) bool {
	return t == reflect.TypeFor[*time.Time]() || t == reflect.TypeFor[sql.NullTime]() || t == reflect.TypeFor[sql.Null[time.Time]]()
}

// SetTime stores a moment in a column that holds a time, or none.
func (c *Column) SetTime(base unsafe.Pointer, at time.Time) {
	switch p := c.Addr(base).(type) {
	case **time.Time:
		*p = &at
	case *sql.NullTime:
		*p = sql.NullTime{Time: at, Valid: true}
	case *sql.Null[time.Time]:
		*p = sql.Null[time.Time]{V: at, Valid: true}
	}
}
