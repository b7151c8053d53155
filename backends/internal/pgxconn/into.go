package pgxconn

import (
	"database/sql"
	"errors"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/drey-db/drey/backends/kit"
)

// asText reads a column that is no text into a string or bytes: the text of what *any gets, as database/sql would have it.
// done is false when dest is something else.
func asText(m *pgtype.Map, f *pgconn.FieldDescription, raw []byte, dest any) (done bool, err error) {
	v, bytes, ok := textTarget(dest)
	if !ok || isText(m, f) && v.Type().PkgPath() == "" || bytes && f.DataTypeOID == pgtype.ByteaOID {
		return false, nil
	}
	if raw == nil {
		if v.Kind() == reflect.String {
			return true, errors.New("NULL has no text")
		}
		v.SetZero()
		return true, nil
	}
	value, err := portable(m, f, raw)
	if err != nil {
		return true, err
	}
	v = reached(v)
	if text, _ := kit.PortableText(value); v.Kind() == reflect.String {
		v.SetString(text)
	} else {
		v.SetBytes([]byte(text))
	}
	return true, nil
}

// textTarget returns what dest points to, if that is a string or bytes that do not read themselves, or a pointer to such.
func textTarget(dest any) (v reflect.Value, bytes, ok bool) {
	switch dest.(type) {
	case *string, **string, *[]byte:
	case *int64, *int, *int32, *float64, *bool, *time.Time, **int64, **time.Time: // the commonest need no look
		return v, false, false
	}
	v = reflect.ValueOf(dest).Elem()
	t := kit.Pointed(v.Type())
	bytes = t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Uint8
	return v, bytes, (bytes || t.Kind() == reflect.String) && !readsItself(t)
}

var errNothing = errors.New("it holds no NULL")

// holdsNothing reports whether a type can hold NULL. What cannot is refused here, because pgtype tries NULL with any type that
// it knows, in no order, and so may read it as a JSON null.
func holdsNothing(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map, reflect.Interface:
		return true
	}
	p := reflect.PointerTo(t)
	return p.Implements(reflect.TypeFor[sql.Scanner]()) || p.Implements(reflect.TypeFor[interface{ ScanNull() error }]()) ||
		p.Implements(reflect.TypeFor[pgtype.ArraySetter]())
}

// readsItself reports whether a type is read by a Scan or UnmarshalText of its own.
func readsItself(t reflect.Type) bool {
	switch kit.Reads(t) {
	case kit.Own, kit.Text, kit.Optional:
		return true
	}
	return false
}

// reached follows pointers from v, which are made anew.
func reached(v reflect.Value) reflect.Value {
	for v.Kind() == reflect.Pointer {
		v.Set(reflect.New(v.Type().Elem()))
		v = v.Elem()
	}
	return v
}

// fromText returns what a column's text, or JSON, is read as when dest is a number or a truth value: pgtype reads those from
// columns of their own kinds alone, and JSON by the methods of its type. ok is false when there is nothing to change.
func fromText(m *pgtype.Map, f *pgconn.FieldDescription, raw []byte, dest any) (oid uint32, digits []byte, ok bool) {
	kind := kit.Pointed(reflect.TypeOf(dest)).Kind()
	whole, text := kind >= reflect.Int && kind <= reflect.Uintptr, isText(m, f) || isDocument(f)
	switch {
	case raw == nil || f.Format != pgtype.TextFormatCode && !text || readsItself(kit.Pointed(reflect.TypeOf(dest))):
		return 0, nil, false
	case f.DataTypeOID == pgtype.NumericOID && whole: // numeric(10,2) writes whole numbers with zeros
		number, zeros, _ := strings.Cut(string(raw), ".")
		return pgtype.NumericOID, []byte(number), strings.Trim(zeros, "0") == "" && zeros != ""
	case !text:
		return 0, nil, false
	case whole:
		return pgtype.Int8OID, raw, true
	case kind == reflect.Float32 || kind == reflect.Float64:
		return pgtype.Float8OID, raw, true
	case kind == reflect.Bool:
		truth, err := strconv.ParseBool(string(raw))
		return pgtype.BoolOID, []byte(strconv.FormatBool(truth)[:1]), err == nil
	}
	return 0, nil, false
}

// namedBytes reads bytea into what pgtype does not know as bytes: an array of as many, and a slice of bytes of a named type. done is false when
// that is not what is asked for.
func namedBytes(m *pgtype.Map, f *pgconn.FieldDescription, raw []byte, dest any) (done bool, err error) {
	t := kit.Pointed(reflect.TypeOf(dest))
	if f.DataTypeOID != pgtype.ByteaOID || kit.Reads(t) != kit.Bytes || t.Kind() == reflect.Slice && t.Elem().PkgPath() == "" {
		return false, nil
	}
	if raw == nil { // withoutPlace has refused an array
		reflect.ValueOf(dest).Elem().SetZero()
		return true, nil
	}
	var content []byte
	if err := m.Scan(f.DataTypeOID, f.Format, raw, &content); err != nil {
		return true, err
	}
	if t.Kind() == reflect.Slice {
		reached(reflect.ValueOf(dest).Elem()).SetBytes(content)
		return true, nil
	}
	if len(content) != t.Len() {
		return true, errors.New("the lengths differ")
	}
	copy(reached(reflect.ValueOf(dest).Elem()).Bytes(), content)
	return true, nil
}

// listOf returns the array type whose text is read into dest, a list, when the column's own type is not known: of a domain, or
// of a user's enum.
func listOf(dest any) uint32 {
	t := kit.Pointed(kit.Pointed(reflect.TypeOf(dest)).Elem())
	switch kind := t.Kind(); {
	case readsItself(t) && t != reflect.TypeFor[time.Time]():
	case t == reflect.TypeFor[time.Time]():
		return pgtype.TimestamptzArrayOID
	case kind == reflect.Bool:
		return pgtype.BoolArrayOID
	case kind >= reflect.Int && kind <= reflect.Uintptr:
		return pgtype.Int8ArrayOID
	case kind == reflect.Float32 || kind == reflect.Float64:
		return pgtype.Float8ArrayOID
	case kind == reflect.Slice && t.Elem().Kind() == reflect.Uint8:
		return pgtype.ByteaArrayOID
	}
	return pgtype.TextArrayOID
}

// listText returns an array that is read into a list of strings, or of bytes, as its text, unless it is of text already.
func listText(m *pgtype.Map, f *pgconn.FieldDescription, raw []byte, list reflect.Type) (text []byte, ok bool) {
	if raw == nil || list.Kind() != reflect.Slice && list.Kind() != reflect.Array || !ofTexts(list) {
		return nil, false
	}
	t, known := m.TypeForOID(f.DataTypeOID)
	if !known {
		return nil, false
	}
	array, isArray := t.Codec.(*pgtype.ArrayCodec)
	if !isArray {
		return nil, false
	}
	switch array.ElementType.OID {
	case pgtype.TextOID, pgtype.VarcharOID:
		return nil, false
	case pgtype.ByteaOID, pgtype.JSONOID, pgtype.JSONBOID:
		if kit.Pointed(list.Elem()).Kind() == reflect.Slice {
			return nil, false
		}
	}
	switch {
	case f.Format == pgtype.TextFormatCode:
		return raw, true
	case array.ElementType.OID == pgtype.BoxOID: // it is no list of text by its commas
		return nil, false
	}
	literal, err := written(m, f.DataTypeOID, raw)
	return []byte(literal), err == nil
}

// ofTexts reports whether a list has strings or bytes for elements, or pointers to them.
func ofTexts(list reflect.Type) bool {
	t := list.Elem()
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	bytes := t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Uint8
	return (bytes || t.Kind() == reflect.String) && !readsItself(t)
}
