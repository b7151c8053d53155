package pgxconn

import (
	"bytes"
	"encoding/binary"
	"errors"
	"reflect"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/drey-db/drey/backends/kit"
)

// elements are what an array consists of, in wire bytes.
type elements struct {
	field   pgconn.FieldDescription // as of a column of one element
	lengths []int                   // of each dimension; none for an array of nothing
	raw     [][]byte                // row by row; nil is NULL
}

// scanList reads an array into dest, a list, one element at a time, each as it is read alone. done is false where pgtype
// reads the whole at once, or the column is no array.
func scanList(m *pgtype.Map, f *pgconn.FieldDescription, raw []byte, dest any) (done bool, err error) {
	list := reflect.ValueOf(dest).Elem()
	if kind := list.Kind(); raw == nil || kind != reflect.Slice && kind != reflect.Array || isPlainList(f.DataTypeOID, list.Type()) || kit.Reads(list.Type()) != kit.List {
		return false, nil
	}
	return scanElements(m, f, raw, list)
}

// scanElements is scanList of a list that may be read so. Texts are those of the server, as pgtype's lists of strings have them.
func scanElements(m *pgtype.Map, f *pgconn.FieldDescription, raw []byte, list reflect.Value) (done bool, err error) {
	if text, ok := listText(m, f, raw, list.Type()); ok {
		f, raw = &pgconn.FieldDescription{Name: f.Name, DataTypeOID: pgtype.TextArrayOID, Format: pgtype.TextFormatCode}, text
	}
	e, ok, err := elementsOf(m, f, raw)
	if !ok {
		return false, nil
	}
	if err == nil {
		err = e.decodeInto(m, list, e.lengths)
	}
	return true, err
}

// isPlainList reports whether t is a slice that pgtype reads as every backend does. Of integers it makes floats that are others.
func isPlainList(oid uint32, t reflect.Type) bool {
	if t.Kind() != reflect.Slice || t.PkgPath() != "" {
		return false
	}
	element := t.Elem()
	if element.Kind() == reflect.Pointer {
		element = element.Elem()
	}
	switch {
	case element == reflect.TypeFor[time.Time]():
		return true
	case element.PkgPath() != "":
		return false
	}
	switch kind := element.Kind(); kind {
	case reflect.Float32, reflect.Float64:
		return oid != pgtype.Int8ArrayOID && oid != pgtype.Int4ArrayOID
	default:
		return kind >= reflect.Bool && kind < reflect.Float32 || kind == reflect.String
	}
}

// elementsOf takes an array apart. ok is false when the column is none.
func elementsOf(m *pgtype.Map, f *pgconn.FieldDescription, raw []byte) (e elements, ok bool, err error) {
	t, known := m.TypeForOID(f.DataTypeOID)
	e.field = pgconn.FieldDescription{Name: f.Name, Format: f.Format}
	if known {
		codec, isArray := t.Codec.(*pgtype.ArrayCodec)
		if !isArray {
			return e, false, nil
		}
		e.field.DataTypeOID = codec.ElementType.OID
	}
	if f.Format == pgtype.BinaryFormatCode {
		return e, known, e.readBinary(raw)
	}
	if !known && (len(raw) == 0 || raw[0] != '{' && raw[0] != '[') {
		return e, false, nil
	}
	return e, true, e.readText(m, raw)
}

func (e *elements) readBinary(raw []byte) error {
	w := &wire{rest: raw}
	e.lengths = make([]int, min(max(w.number(), 0), 6))
	w.number() // whether there are NULLs
	e.field.DataTypeOID = uint32(w.number())
	for i := range e.lengths {
		e.lengths[i] = w.number()
		w.number() // where it begins
	}
	if len(e.lengths) > 0 && !fit(e.lengths, len(w.rest)/4) {
		return errBinary
	}
	for len(w.rest) > 0 && !w.broken {
		e.raw = append(e.raw, w.value())
	}
	if w.broken || len(e.raw) != product(e.lengths) {
		return errBinary
	}
	return nil
}

// readText lets pgtype tell the elements apart.
func (e *elements) readText(m *pgtype.Map, raw []byte) error {
	var array pgtype.Array[*string]
	if err := m.Scan(pgtype.TextArrayOID, pgtype.TextFormatCode, raw, &array); err != nil {
		return err
	}
	for _, d := range array.Dims {
		e.lengths = append(e.lengths, int(d.Length))
	}
	for _, text := range array.Elements {
		if text == nil {
			e.raw = append(e.raw, nil)
		} else {
			e.raw = append(e.raw, []byte(*text))
		}
	}
	return nil
}

var errDimensions = errors.New("the dimensions differ")

// dimensionsOf returns how many dimensions a column has that is an array; 0 of what is none, and of an array of nothing.
func dimensionsOf(m *pgtype.Map, f *pgconn.FieldDescription, raw []byte) int {
	t, known := m.TypeForOID(f.DataTypeOID)
	if _, isArray := codecOf(t).(*pgtype.ArrayCodec); known && !isArray {
		return 0
	}
	if f.Format == pgtype.BinaryFormatCode {
		if !known || len(raw) < 4 {
			return 0
		}
		return int(binary.BigEndian.Uint32(raw))
	}
	if bytes.HasPrefix(raw, []byte("[")) {
		_, raw, _ = bytes.Cut(raw, []byte("=")) // its bounds
	}
	return len(raw) - len(bytes.TrimLeft(raw, "{"))
}

// wrongDimensions returns what there is to say of an array of other dimensions than dest has; "" where that is not what is wrong.
func wrongDimensions(m *pgtype.Map, f *pgconn.FieldDescription, raw []byte, dest any) string {
	n := dimensionsOf(m, f, raw)
	if json := f.DataTypeOID == pgtype.JSONArrayOID || f.DataTypeOID == pgtype.JSONBArrayOID; n == 1 && json {
		return "" // its elements may be lists
	}
	return kit.WrongDimensions(reflect.TypeOf(dest).Elem(), n)
}

// codecOf returns the codec of a type, nil of none.
func codecOf(t *pgtype.Type) pgtype.Codec {
	if t == nil {
		return nil
	}
	return t.Codec
}

func product(lengths []int) int {
	if len(lengths) == 0 {
		return 0
	}
	n := 1
	for _, length := range lengths {
		n *= length
	}
	return n
}

// decodeInto puts the next elements into dest, a list of as many dimensions as there are lengths.
func (e *elements) decodeInto(m *pgtype.Map, dest reflect.Value, lengths []int) error {
	if kit.Reads(dest.Type()) != kit.List {
		return errDimensions
	}
	n := 0
	if len(lengths) > 0 {
		n = lengths[0]
	}
	if dest.Kind() == reflect.Slice {
		dest.Set(reflect.MakeSlice(dest.Type(), n, n))
	} else if dest.Len() != n {
		return errors.New("the lengths differ")
	}
	for i := range n {
		if len(lengths) > 1 {
			if err := e.decodeInto(m, kit.Inside(dest.Index(i)), lengths[1:]); err != nil {
				return err
			}
			continue
		}
		raw := e.raw[0]
		e.raw = e.raw[1:]
		if err := scan(m, &e.field, raw, dest.Index(i).Addr().Interface()); err != nil {
			return err
		}
	}
	return nil
}

// nullElement returns the type of the elements of dest, a list, that have no place for a null of the JSON that is read into it; nil elsewhere.
func nullElement(f *pgconn.FieldDescription, raw []byte, dest any) reflect.Type {
	if f.DataTypeOID != pgtype.JSONOID && f.DataTypeOID != pgtype.JSONBOID {
		return nil
	}
	if f.DataTypeOID == pgtype.JSONBOID && f.Format == pgtype.BinaryFormatCode && len(raw) > 0 {
		raw = raw[1:] // its version
	}
	return kit.NullElement(reflect.TypeOf(dest), raw)
}
