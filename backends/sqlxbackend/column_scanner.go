package sqlxbackend

import (
	"database/sql"
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/kit"
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
	later    bool // methods of the destination may be called: not while database/sql scans
	dest     any
	src      any // what is read later
}

var _ sql.Scanner = (*columnScanner)(nil)

// Scan implements sql.Scanner. What the destination's own methods read is copied and waits until database/sql has scanned: under its lock
// a method that panics, or ends its goroutine, would leave rows that nobody can close any more.
func (c *columnScanner) Scan(src any) error {
	if !c.later {
		return c.scan(src)
	}
	if b, ok := src.([]byte); ok && b != nil {
		src = append([]byte{}, b...)
	}
	c.src = src
	c.rows.later = append(c.rows.later, c)
	return nil
}

// callsMethods reports whether to read into t may call methods of somebody whose code is not known to return.
func callsMethods(t reflect.Type) bool {
	switch kit.Reads(t) {
	case kit.Instant, kit.Basic, kit.Bytes:
		return false
	case kit.Dynamic:
		return t.NumMethod() > 0
	case kit.Reference, kit.List:
		return callsMethods(t.Elem())
	case kit.Optional:
		return callsMethods(t.Field(0).Type)
	}
	return t != reflect.TypeFor[json.RawMessage]() && !slices.Contains(returning, t.PkgPath())
}

// returning are the packages of common types whose methods return.
var returning = []string{"database/sql", "math/big", "net/netip", "github.com/google/uuid", "github.com/shopspring/decimal"}

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
	case *float64:
		if f, ok := src.(float64); ok && c.typeName() != float4 {
			*d = f
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
		name := c.typeName()
		return !c.dynamic() && (name == "FLOAT8" || name == "NUMERIC")
	}
	return false
}
