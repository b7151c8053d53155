package pgxconn

import (
	"errors"
	"reflect"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/drey-db/drey/backends/kit"
)

var errKind = errors.New("the kinds differ")

// beside refuses what pgtype would read and no other backend does: JSON's null as no time or as false, a list of JSON as bytes, and an interval as
// nanoseconds.
func beside(f *pgconn.FieldDescription, raw []byte, dest any) error {
	t := kit.Pointed(reflect.TypeOf(dest))
	switch {
	case raw == nil:
		return nil
	case isDocument(f):
		quoted := len(raw) > 0 && raw[0] == '"'
		array := t.Kind() == reflect.Array && kit.Reads(t) == kit.Bytes
		if t == reflect.TypeFor[time.Time]() && !quoted || array || t.Kind() == reflect.Bool && !readsItself(t) {
			return errKind
		}
	case f.DataTypeOID == pgtype.IntervalOID && t == reflect.TypeFor[time.Duration]():
		return errors.New("a time.Duration is a number of nanoseconds")
	}
	return nil
}

// asDigits is fromText of what *any gets as text, or as a number, of a column that is neither: an OID, bits, a letter. pgtype reads those
// into few types.
func asDigits(m *pgtype.Map, f *pgconn.FieldDescription, raw []byte, dest any) (oid uint32, digits []byte, ok bool) {
	t := kit.Pointed(reflect.TypeOf(dest))
	truth := t.Kind() == reflect.Bool && !readsItself(t)
	if !truth && !holdsNumber(dest) || isNumber(f.DataTypeOID) || isClock(f) || isDocument(f) || isText(m, f) {
		return 0, nil, false
	}
	v, err := portable(m, f, raw)
	if err != nil {
		return 0, nil, false
	}
	field := &pgconn.FieldDescription{DataTypeOID: pgtype.TextOID, Format: pgtype.TextFormatCode}
	switch v := v.(type) {
	case string:
		return fromText(m, field, []byte(v), dest)
	case int64:
		if !truth {
			return fromText(m, field, strconv.AppendInt(nil, v, 10), dest)
		}
	}
	return 0, nil, false
}

// hasInstants reports whether pgtype puts times of the program's own zone into what it reads of the column.
func hasInstants(m *pgtype.Map, f *pgconn.FieldDescription) bool {
	t, _ := m.TypeForOID(f.DataTypeOID)
	return ofInstants(codecOf(t))
}

func ofInstants(codec pgtype.Codec) bool {
	switch c := codec.(type) {
	case *pgtype.TimestamptzCodec, *pgtype.CompositeCodec, pgtype.RecordCodec:
		return true
	case *pgtype.ArrayCodec:
		return ofInstants(codecOf(c.ElementType))
	case *pgtype.RangeCodec:
		return ofInstants(codecOf(c.ElementType))
	case *pgtype.MultirangeCodec:
		return ofInstants(codecOf(c.ElementType))
	}
	return false
}

// deepest is how far inside what was read times are looked for: an array of multiranges of pointers is not as deep.
const deepest = 12

// allToUTC puts the times inside v into UTC.
func allToUTC(v reflect.Value, depth int) {
	if depth == 0 {
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			allToUTC(v.Elem(), depth-1)
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			allToUTC(v.Index(i), depth-1)
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			v.Set(reflect.ValueOf(v.Interface().(time.Time).UTC()))
			return
		}
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				allToUTC(v.Field(i), depth-1)
			}
		}
	}
}
