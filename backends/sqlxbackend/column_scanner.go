package sqlxbackend

import (
	"database/sql"
	"reflect"
	"strings"
	"time"

	"github.com/drey-db/drey/backends"
)

// column is what a conversion may ask about the column that it reads.
type column struct {
	rows  *rows
	index int
	kind  string // the database's name of its type, once asked; "?" when it has none

	inList bool // an element of its array is read
}

// name returns the column's name.
func (c *column) name() string { return c.rows.names[c.index] }

// typeName returns the database's name of the column's type in capitals, "?" when the driver does not know. While database/sql
// scans it is "?" as well until rows have learned it, and the row is scanned again. While an array is read it is that of the elements.
func (c *column) typeName() string {
	if c.kind == "" {
		if c.rows.scanning {
			c.rows.typesNeeded = true
			return "?"
		}
		c.rows.learnTypes()
	}
	if c.inList {
		return strings.TrimPrefix(c.kind, "_")
	}
	return c.kind
}

// dynamic reports whether the column keeps values of any type.
func (c *column) dynamic() bool { return c.rows.dialect.dynamicTypes }

// misfit is a value that does not go into a Go type. It names both, and never the value.
func (c *column) misfit(reason string, err error) error {
	return &backends.Error{Kind: backends.ErrDataException, Column: c.name(), Message: reason, Err: err}
}

// columnScanner reads one column into one destination, in place of database/sql.
type columnScanner struct {
	column
	destType reflect.Type
	direct   bool // database/sql does it right
	dest     any
}

var _ sql.Scanner = (*columnScanner)(nil)

// Scan implements sql.Scanner. A panic of what reads itself is kept for rows: under database/sql's lock nobody could close
// them any more.
func (c *columnScanner) Scan(src any) (err error) {
	defer func() {
		if p := recover(); p != nil {
			c.rows.panicked, err = p, errPanicked
		}
	}()
	return c.scan(src)
}

// scan reads src. The commonest destinations go without reflection.
func (c *columnScanner) scan(src any) error {
	switch d := c.dest.(type) {
	case nil:
		return nil
	case *any:
		*d = c.portable(src)
		return nil
	case *string:
		switch src := src.(type) {
		case string:
			*d = src
			return nil
		case []byte:
			*d = string(src)
			return nil
		}
	case *bool:
		if b, ok := src.(bool); ok {
			*d = b
			return nil
		}
	case *time.Time:
		if t, ok := src.(time.Time); ok && t.Year() != 0 {
			*d = c.instant(t)
			return nil
		}
	case *[]byte:
		if b, ok := src.([]byte); ok {
			*d = append([]byte{}, b...) // an empty value is not NULL
			return nil
		}
	}
	dest := reflect.ValueOf(c.dest)
	if dest.Kind() != reflect.Pointer || dest.IsNil() {
		return c.misfit("a destination is no pointer to a value", nil)
	}
	return c.read(dest.Elem(), src)
}

// readsItself reports whether database/sql reads the column into dest as every backend does.
func (c *columnScanner) readsItself(dest any) bool {
	switch dest.(type) {
	case *int, *int8, *int16, *int32, *int64, *uint, *uint8, *uint16, *uint32, *uint64,
		**int, **int16, **int32, **int64, *sql.RawBytes, *sql.NullInt16, *sql.NullInt32, *sql.NullInt64:
		return true
	case *float32, *float64, **float64, *sql.NullFloat64:
		return c.typeName() != float4 && !c.mayBeInfinite()
	}
	return false
}
