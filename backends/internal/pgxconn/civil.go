package pgxconn

import (
	"encoding/binary"
	"reflect"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/drey-db/drey/backends/kit"
)

// clockLayouts are how types of a program's own, such as civil dates, read times as text.
var clockLayouts = map[uint32]string{
	pgtype.DateOID: time.DateOnly, pgtype.TimestampOID: "2006-01-02T15:04:05.999999", pgtype.TimestamptzOID: time.RFC3339Nano,
	pgtype.TimeOID: "",
}

// isClock reports whether the column is a day, an instant or a time of day.
func isClock(f *pgconn.FieldDescription) bool {
	_, ok := clockLayouts[f.DataTypeOID]
	return ok
}

// clockText returns such a column's value as those types read it; nil is NULL.
func clockText(m *pgtype.Map, f *pgconn.FieldDescription, raw []byte) ([]byte, error) {
	v, err := portable(m, f, raw)
	switch v := v.(type) {
	case time.Time:
		return []byte(v.Format(clockLayouts[f.DataTypeOID])), nil
	case string:
		return []byte(v), nil
	}
	return nil, err
}

// isInfinite reports whether the column holds infinity, which is later or earlier than any time, on its way to a time.Time.
func isInfinite(f *pgconn.FieldDescription, raw []byte, dest any) bool {
	if !isClock(f) || kit.Pointed(reflect.TypeOf(dest)) != reflect.TypeFor[time.Time]() {
		return false
	}
	if f.Format == pgtype.TextFormatCode {
		return kit.IsInfinite(string(raw))
	}
	switch n := int64(0); len(raw) {
	case 4:
		n = int64(int32(binary.BigEndian.Uint32(raw)))
		return n == 1<<31-1 || n == -1<<31
	case 8:
		n = int64(binary.BigEndian.Uint64(raw))
		return n == 1<<63-1 || n == -1<<63
	}
	return false
}
