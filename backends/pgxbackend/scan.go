package pgxbackend

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/drey-db/drey/backends"
)

// scan reads one column's wire bytes into dest as every backend does: through pgtype, with times in UTC, the portable types
// for *any, and no value in its errors.
func scan(m *pgtype.Map, f *pgconn.FieldDescription, raw []byte, dest any) error {
	if field, text, ok := scaledZero(f, raw); ok {
		f, raw = field, text
	}
	switch d := dest.(type) {
	case nil:
		return nil
	case *any:
		v, err := portable(m, f, raw)
		*d = v
		return unreadable(m, f, raw, dest, err)
	case *json.RawMessage:
		*d = append(json.RawMessage(nil), raw...)
		if f.Format == pgtype.BinaryFormatCode && f.DataTypeOID == pgtype.JSONBOID && len(raw) > 0 {
			*d = (*d)[1:] // its version
		}
		return nil
	}
	if inner, set := nullOf(dest); set != nil {
		if err := scan(m, f, raw, inner); err != nil {
			return err
		}
		set()
		return nil
	}
	if isText(m, f) && readsText(dest) {
		return unreadable(m, f, raw, dest, scanText(raw, dest))
	}
	if err := scanNative(m, f, raw, dest); err != nil {
		return unreadable(m, f, raw, dest, err)
	}
	settle(f, dest)
	return nil
}

// scanNative lets pgtype read. Arrays of types that pgtype does not know (a user's enum) arrive as text, and read as text[].
func scanNative(m *pgtype.Map, f *pgconn.FieldDescription, raw []byte, dest any) error {
	oid := f.DataTypeOID
	if _, known := m.TypeForOID(oid); !known && f.Format == pgtype.TextFormatCode && isList(dest) {
		oid = pgtype.TextArrayOID
	}
	return m.Scan(oid, f.Format, raw, dest)
}

func isList(dest any) bool {
	t := reflect.TypeOf(dest)
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t.Kind() == reflect.Slice && t.Elem().Kind() != reflect.Uint8
}

// nullOf answers where to read the inside of a sql.Null[T], a pointer to its type, and how to put it back.
func nullOf(dest any) (inner any, set func()) {
	t := reflect.TypeOf(dest)
	if t.Kind() != reflect.Pointer || t.Elem().Kind() != reflect.Struct || t.Elem().PkgPath() != "database/sql" ||
		!strings.HasPrefix(t.Elem().Name(), "Null[") {
		return nil, nil
	}
	null := reflect.ValueOf(dest).Elem()
	value := reflect.New(reflect.PointerTo(null.Field(0).Type()))
	return value.Interface(), func() {
		valid := !value.Elem().IsNil()
		null.SetZero()
		if null.Field(1).SetBool(valid); valid {
			null.Field(0).Set(value.Elem().Elem())
		}
	}
}

// portable is a column's value as *any gets it on every backend.
func portable(m *pgtype.Map, f *pgconn.FieldDescription, raw []byte) (any, error) {
	if raw == nil {
		return nil, nil
	}
	t, known := m.TypeForOID(f.DataTypeOID)
	if !known {
		return string(raw), nil
	}
	if f.Format == pgtype.BinaryFormatCode && isComposed(t.Codec) {
		return composedText(m, t, raw)
	}
	v, err := t.Codec.DecodeDatabaseSQLValue(m, f.DataTypeOID, f.Format, raw)
	if err != nil {
		return nil, err
	}
	switch v := v.(type) {
	case time.Time:
		return v.UTC(), nil
	case []byte:
		if f.DataTypeOID != pgtype.ByteaOID {
			return string(v), nil
		}
	case float64:
		if f.DataTypeOID == pgtype.Float4OID {
			return shortest(v), nil
		}
	}
	return v, nil
}

// isComposed says whether values of a type are made of others: pgtype gives those to database/sql as their wire bytes.
func isComposed(c pgtype.Codec) bool {
	switch c.(type) {
	case *pgtype.ArrayCodec, *pgtype.RangeCodec, *pgtype.MultirangeCodec, *pgtype.CompositeCodec:
		return true
	}
	return false
}

// composedText is a composed value as PostgreSQL writes it.
func composedText(m *pgtype.Map, t *pgtype.Type, raw []byte) (any, error) {
	v, err := t.Codec.DecodeValue(m, t.OID, pgtype.BinaryFormatCode, raw)
	if err != nil {
		return nil, err
	}
	text, err := m.Encode(t.OID, pgtype.TextFormatCode, v, nil)
	return string(text), err
}

// shortest is the float64 that prints as the float32 v does, which is what PostgreSQL's text says.
func shortest(v float64) float64 {
	short, _ := strconv.ParseFloat(strconv.FormatFloat(v, 'g', -1, 32), 64)
	return short
}

// settle puts what was read into dest, if it is a time, into UTC: pgtype answers in the program's own zone. A real is read
// as its text says.
func settle(f *pgconn.FieldDescription, dest any) {
	switch d := dest.(type) {
	case *float64:
		if f.DataTypeOID == pgtype.Float4OID {
			*d = shortest(*d)
		}
	case **float64:
		if f.DataTypeOID == pgtype.Float4OID && *d != nil {
			**d = shortest(**d)
		}
	case *sql.NullFloat64:
		if f.DataTypeOID == pgtype.Float4OID {
			d.Float64 = shortest(d.Float64)
		}
	case *time.Time:
		*d = d.UTC()
	case **time.Time:
		if *d != nil {
			**d = (**d).UTC()
		}
	case *sql.NullTime:
		d.Time = d.Time.UTC()
	case *[]time.Time:
		for i := range *d {
			(*d)[i] = (*d)[i].UTC()
		}
	case *[]*time.Time:
		for _, t := range *d {
			if t != nil {
				*t = t.UTC()
			}
		}
	}
}

// unreadable is err in words that repeat no value.
func unreadable(m *pgtype.Map, f *pgconn.FieldDescription, raw []byte, dest any, err error) error {
	if err == nil {
		return nil
	}
	target := strings.TrimPrefix(fmt.Sprintf("%T", dest), "*")
	e := &backends.Error{Kind: backends.ErrDataException, Column: f.Name, Err: err}
	if raw == nil {
		e.Message = fmt.Sprintf("cannot read NULL into %s: read it into *%s or sql.Null[%s]", target, target, target)
		return e
	}
	source := "OID " + strconv.FormatUint(uint64(f.DataTypeOID), 10)
	if t, known := m.TypeForOID(f.DataTypeOID); known {
		source = t.Name
	}
	e.Message = fmt.Sprintf("cannot read a value of type %s into %s", source, target)
	return e
}
