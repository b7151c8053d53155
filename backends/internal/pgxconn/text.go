package pgxconn

import (
	"database/sql"
	"encoding"
	"errors"
	"reflect"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/drey-db/drey/backends/kit"
)

// isText reports whether the column is text, or of a type that pgtype does not know and the server therefore writes as text.
func isText(m *pgtype.Map, f *pgconn.FieldDescription) bool {
	switch f.DataTypeOID {
	case pgtype.TextOID, pgtype.VarcharOID, pgtype.BPCharOID:
		return true
	}
	_, known := m.TypeForOID(f.DataTypeOID)
	return !known && f.Format == pgtype.TextFormatCode
}

// readsText reports whether dest is, or points to, a struct or the like that reads its own text, as kit.Argument binds it
// by MarshalText.
func readsText(dest any) bool {
	switch dest.(type) {
	case *string, **string, *[]byte, *time.Time, sql.Scanner:
		return false
	}
	t := kit.Pointed(reflect.TypeOf(dest).Elem())
	if k := t.Kind(); k != reflect.Struct && k != reflect.Array && k != reflect.Map {
		return false
	}
	p := reflect.PointerTo(t)
	return t != reflect.TypeFor[time.Time]() && !p.Implements(reflect.TypeFor[sql.Scanner]()) &&
		p.Implements(reflect.TypeFor[encoding.TextUnmarshaler]())
}

// scanText lets dest read the text of the column. NULL is nil in a pointer.
func scanText(raw []byte, dest any) error {
	v := reflect.ValueOf(dest).Elem()
	if raw == nil {
		if v.Kind() != reflect.Pointer {
			return errors.New("NULL has no text")
		}
		v.SetZero()
		return nil
	}
	v = reached(v)
	return v.Addr().Interface().(encoding.TextUnmarshaler).UnmarshalText(raw)
}
