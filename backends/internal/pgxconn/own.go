package pgxconn

import (
	"database/sql"
	"reflect"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/drey-db/drey/backends/kit"
)

// scanPointer reads NULL as nil, and else what a pointer points at as if it stood there alone, where pgtype does not. done
// is false for what pgtype does.
func scanPointer(m *pgtype.Map, f *pgconn.FieldDescription, raw []byte, dest any) (done bool, err error) {
	t := reflect.TypeOf(dest).Elem()
	if t.Kind() != reflect.Pointer || kit.IsNative(t.Elem()) {
		return false, nil
	}
	switch kit.Reads(t.Elem()) {
	case kit.List, kit.Own, kit.Optional, kit.Reference:
	default:
		return false, nil
	}
	place := reflect.ValueOf(dest).Elem()
	if raw == nil {
		place.SetZero()
		return true, nil
	}
	inner := reflect.New(t.Elem())
	if err := scan(m, f, raw, inner.Interface()); err != nil {
		return true, err
	}
	place.Set(inner)
	return true, nil
}

// scanOwn gives a Scan method what database/sql would, where pgtype gives the bytes of the wire, and times in the program's zone. done is false
// elsewhere.
func scanOwn(m *pgtype.Map, f *pgconn.FieldDescription, raw []byte, dest any) (done bool, err error) {
	scanner, ok := dest.(sql.Scanner)
	if !ok || raw == nil || kit.IsNative(reflect.TypeOf(dest).Elem()) || takesParts(m, f, dest) {
		return false, nil
	}
	v, err := portable(m, f, raw)
	if err != nil {
		return true, err
	}
	if text, ok := v.(string); ok && (f.DataTypeOID == pgtype.JSONOID || f.DataTypeOID == pgtype.JSONBOID) {
		v = []byte(text)
	}
	return true, scanner.Scan(v)
}

// takesParts reports whether dest has a method by which pgtype gives it the parts of what the column holds.
func takesParts(m *pgtype.Map, f *pgconn.FieldDescription, dest any) (ok bool) {
	t, _ := m.TypeForOID(f.DataTypeOID)
	switch codecOf(t).(type) {
	case *pgtype.ArrayCodec:
		_, ok = dest.(pgtype.ArraySetter)
	case *pgtype.RangeCodec:
		_, ok = dest.(pgtype.RangeScanner)
	case *pgtype.MultirangeCodec:
		_, ok = dest.(pgtype.MultirangeSetter)
	case *pgtype.CompositeCodec, pgtype.RecordCodec:
		_, ok = dest.(pgtype.CompositeIndexScanner)
	}
	return ok
}
