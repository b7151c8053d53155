package values

import (
	"database/sql/driver"
	"encoding"
	"reflect"
	"slices"
	"strings"
	"time"
)

// exceptions are differences that are known, each with its reason; docs/backends.md tells users of them. What is mended
// leaves the list.
var exceptions = []struct {
	reason string
	meant  func(v *verdict) bool
}{
	{"a list is for an array, and what is no list is for no array: one row may go as text where several are refused", listless},
	{"what is stored cannot be read into the Go type: a road that reads back says so", unread},
	{"pgx writes into xml what encoding/xml makes of a value that is no text", func(v *verdict) bool {
		return v.onPgx() && v.t.column.sql == "xml" && v.base().Kind() != reflect.String
	}},
	{"pgx writes true as t into types that it does not know", func(v *verdict) bool {
		return v.onPgx() && v.base().Kind() == reflect.Bool
	}},
	{"digits of a float in a text are the driver's: lib/pq writes no exponent", func(v *verdict) bool {
		k := v.base().Kind()
		return v.t.backend == "sqlx+pq" && (k == reflect.Float32 || k == reflect.Float64) && (!v.l.known || v.t.column.sql == "ltree")
	}},
	{"a UUID is text, so a bytea stores its letters in one row and its bytes in a page", func(v *verdict) bool {
		b := v.base()
		return v.t.column.sql == "bytea" && b.Kind() == reflect.Array && b.Len() == 16
	}},
	{"pgx under database/sql pads bytes for a UUID", func(v *verdict) bool {
		return v.t.backend == "sqlx+pgx" && v.t.column.sql == "uuid" && v.base() == reflect.TypeFor[[]byte]()
	}},
	{"types of net and of pgtype bind in their own columns; in others they are documents, or what pgx makes of them", func(v *verdict) bool {
		name := v.base().String()
		return strings.HasPrefix(name, "net.") || strings.HasPrefix(name, "pgtype.") || strings.HasPrefix(name, "big.")
	}},
	{"a CASE of nothing but NULL is text to PostgreSQL", func(v *verdict) bool {
		return v.l.null && v.only(func(o outcome) bool { return strings.HasPrefix(o.road.name, "Case") })
	}},
	{"boxes alone have ; between the elements of an array, in which several rows travel", func(v *verdict) bool {
		return v.t.column.sql == "box"
	}},
	{"lib/pq reads dates in ISO style alone", func(v *verdict) bool {
		return v.t.backend == "sqlx+pq" && (v.t.setting.name == "SQL, DMY" || v.t.setting.name == "German") &&
			v.only(func(o outcome) bool { return o.err != nil && strings.Contains(o.err.Error(), "pq: expected") })
	}},
	{"SQLite keeps digits as a number in a column declared as a time, and there numbers are times", func(v *verdict) bool {
		return v.t.backend == "sqlx+sqlite" && (strings.Contains(v.t.column.sql, "DATE") || strings.Contains(v.t.column.sql, "TIMESTAMP")) && v.base() != reflect.TypeFor[time.Time]()
	}},
	{"a Scan of one's own reads what another column type shows in quotes as part of the value", func(v *verdict) bool {
		return v.kind.name == "Members" && v.t.column.sql == "tsvector"
	}},
	{"a \"char\" keeps the first letter of digits, and so the row of another key", func(v *verdict) bool {
		return v.t.column.sql == `"char"` && v.only(func(o outcome) bool { return o.err != nil && strings.Contains(o.err.Error(), "has another key") })
	}},
	{"text that is bytea, or bits, stays what it is on one road and is parsed on another", func(v *verdict) bool {
		return v.truth.err != nil && (v.t.column.sql == "bytea" || v.t.column.sql == "varbit")
	}},
}

func exceptional(v *verdict) bool {
	for _, e := range exceptions {
		if e.meant(v) {
			return true
		}
	}
	return false
}

func (v *verdict) onPgx() bool { return strings.HasSuffix(v.t.backend, "pgx") }

// only reports whether all that is wrong is of a kind.
func (v *verdict) only(kind func(o outcome) bool) bool {
	return !slices.ContainsFunc(v.wrong, func(o outcome) bool { return !kind(o) })
}

// base is the type of the value without what may stand around it.
func (v *verdict) base() reflect.Type {
	t := reflect.TypeOf(v.value)
	for {
		switch {
		case t.Kind() == reflect.Struct && t.PkgPath() == "database/sql":
			t = t.Field(0).Type
		case t.Kind() == reflect.Pointer, isList(t):
			t = t.Elem()
		default:
			return t
		}
	}
}

// isList reports whether a t is an array to PostgreSQL.
func isList(t reflect.Type) bool {
	if t.Kind() != reflect.Slice && t.Kind() != reflect.Array || t.Elem().Kind() == reflect.Uint8 {
		return false
	}
	return !t.Implements(reflect.TypeFor[driver.Valuer]()) && !t.Implements(reflect.TypeFor[encoding.TextMarshaler]())
}

func listless(v *verdict) bool {
	t := reflect.TypeOf(v.value)
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Struct && t.PkgPath() == "database/sql" {
		if t.Kind() == reflect.Pointer {
			t = t.Elem()
		} else {
			t = t.Field(0).Type
		}
	}
	return v.t.backend != "sqlx+sqlite" && isList(t) != (v.t.column.elem() != "")
}

func unread(v *verdict) bool {
	return v.only(func(o outcome) bool {
		return o.err != nil && (strings.Contains(o.err.Error(), "cannot read") || strings.Contains(o.err.Error(), "answers were refused") ||
			strings.Contains(o.err.Error(), "reading"))
	})
}
