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

// scanOwn gives a Scan method what database/sql would, where pgtype gives the bytes of the wire. done is false elsewhere.
func scanOwn(m *pgtype.Map, f *pgconn.FieldDescription, raw []byte, dest any) (done bool, err error) {
	scanner, ok := dest.(sql.Scanner)
	if !ok || raw == nil || f.Format != pgtype.BinaryFormatCode || kit.IsNative(reflect.TypeOf(dest).Elem()) {
		return false, nil
	}
	t, known := m.TypeForOID(f.DataTypeOID)
	if !known {
		return false, nil
	}
	switch t.Codec.(type) {
	case *pgtype.ArrayCodec:
		_, ok = dest.(pgtype.ArraySetter)
	case *pgtype.RangeCodec:
		_, ok = dest.(pgtype.RangeScanner)
	case *pgtype.MultirangeCodec:
		_, ok = dest.(pgtype.MultirangeSetter)
	case *pgtype.CompositeCodec, pgtype.RecordCodec:
		_, ok = dest.(pgtype.CompositeIndexScanner)
	default:
		return false, nil
	}
	if ok {
		return false, nil
	}
	text, err := written(m, f.DataTypeOID, raw)
	if err != nil {
		return true, err
	}
	return true, scanner.Scan(text)
}
