package pgxconn

import (
	"encoding"
	"encoding/json"
	"reflect"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/drey-db/drey/backends/kit"
)

// isText reports whether the column is text, XML, which pgtype would unmarshal, or of a type that pgtype does not know and the server therefore writes as text.
func isText(m *pgtype.Map, f *pgconn.FieldDescription) bool {
	switch f.DataTypeOID {
	case pgtype.TextOID, pgtype.VarcharOID, pgtype.BPCharOID:
		return true
	case pgtype.XMLOID:
		return f.Format == pgtype.TextFormatCode
	}
	_, known := m.TypeForOID(f.DataTypeOID)
	return !known && f.Format == pgtype.TextFormatCode
}

// isDocument reports whether the column is JSON as it is written, which pgtype would unmarshal.
func isDocument(f *pgconn.FieldDescription) bool {
	switch f.DataTypeOID {
	case pgtype.JSONOID, pgtype.JSONBOID:
		return f.Format == pgtype.TextFormatCode
	}
	return false
}

// readsText reports whether dest is, or points to, what reads its own text, as kit.Argument binds it by MarshalText.
func readsText(dest any) bool { return kit.Reads(kit.Pointed(reflect.TypeOf(dest).Elem())) == kit.Text }

// readsDocument reports whether dest is, or points to, what is read from JSON.
func readsDocument(dest any) bool {
	t := kit.Pointed(reflect.TypeOf(dest).Elem())
	return kit.Reads(t) == kit.Document && t != reflect.TypeFor[json.RawMessage]()
}

// scanText lets dest read the text of the column. NULL is nil in what can hold nothing.
func scanText(raw []byte, dest any) error {
	v := reflect.ValueOf(dest).Elem()
	if raw == nil {
		v.SetZero()
		return nil
	}
	v = reached(v)
	return kit.ReadText(v.Addr().Interface().(encoding.TextUnmarshaler), raw)
}

// viaText lets what reads text, and what pgtype did not read, read what a string would get. err is why pgtype did not; it stays where dest reads
// no text.
func viaText(m *pgtype.Map, f *pgconn.FieldDescription, raw []byte, dest any, err error) error {
	if !readsText(dest) {
		return err
	}
	var text string
	if err := scan(m, f, raw, &text); err != nil {
		return err
	}
	return scanText([]byte(text), dest)
}
