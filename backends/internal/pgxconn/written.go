package pgxconn

import (
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/drey-db/drey/backends/kit"
)

// errBinary is wire bytes that are not what their type says.
var errBinary = errors.New("the binary value is broken")

// written returns a value as the server writes it in text. Its instants are in UTC, where the server takes the session's zone.
func written(m *pgtype.Map, oid uint32, raw []byte) (string, error) {
	t, known := m.TypeForOID(oid)
	if !known {
		return string(raw), nil
	}
	switch codec := t.Codec.(type) {
	case *pgtype.ArrayCodec:
		return writtenArray(m, raw)
	case *pgtype.RangeCodec:
		return writtenRange(m, codec.ElementType.OID, raw)
	case *pgtype.MultirangeCodec:
		return writtenMultirange(m, codec, raw)
	case *pgtype.CompositeCodec, pgtype.RecordCodec:
		return writtenRecord(m, raw)
	}
	if _, text, ok := scaledZero(&pgconn.FieldDescription{DataTypeOID: oid, Format: pgtype.BinaryFormatCode}, raw); ok {
		return string(text), nil
	}
	switch oid {
	case pgtype.TimeOID:
		if len(raw) == 8 {
			return writtenClock(int64(binary.BigEndian.Uint64(raw))), nil
		}
	case pgtype.Float8OID, pgtype.Float4OID:
		return writtenFloats(raw, len(raw))
	case pgtype.JSONOID, pgtype.JSONBOID:
		return writtenDocument(oid, raw)
	case pgtype.TSVectorOID:
		return writtenVector(raw)
	}
	if text, ok, err := writtenShape(oid, raw); ok {
		return text, err
	}
	v, err := t.Codec.DecodeValue(m, oid, pgtype.BinaryFormatCode, raw)
	if err != nil {
		return "", err
	}
	if text, ok := writtenValue(oid, v); ok {
		return text, nil
	}
	plain, err := t.Codec.DecodeDatabaseSQLValue(m, oid, pgtype.BinaryFormatCode, raw)
	if f, ok := plain.(float64); ok && oid == pgtype.Float4OID {
		plain = kit.Shortest(f)
	}
	text, _ := kit.PortableText(plain)
	return text, err
}

// writtenValue writes what has a form of its own.
func writtenValue(oid uint32, v any) (string, bool) {
	switch v := v.(type) {
	case bool:
		return strconv.FormatBool(v)[:1], true
	case []byte:
		return `\x` + hex.EncodeToString(v), oid == pgtype.ByteaOID
	case netip.Prefix:
		if oid == pgtype.InetOID && v.IsSingleIP() {
			return v.Addr().String(), true
		}
		return v.String(), true
	case pgtype.Interval:
		return writtenInterval(v), true
	case time.Time:
		return writtenTime(oid, v), true
	}
	return "", false
}

func writtenTime(oid uint32, t time.Time) string {
	layout := map[uint32]string{
		pgtype.DateOID: "-01-02", pgtype.TimestampOID: "-01-02 15:04:05.999999", pgtype.TimestamptzOID: "-01-02 15:04:05.999999+00",
	}[oid]
	t = t.UTC()
	if year := t.Year(); year <= 0 {
		return fmt.Sprintf("%04d", 1-year) + t.Format(layout) + " BC"
	}
	return fmt.Sprintf("%04d", t.Year()) + t.Format(layout)
}

// writtenClock returns microseconds as hours, minutes and seconds, without zeros behind the point.
func writtenClock(us int64) string {
	text := fmt.Sprintf("%02d:%02d:%02d", us/3_600_000_000, us/60_000_000%60, us/1_000_000%60)
	if us %= 1_000_000; us != 0 {
		text += "." + strings.TrimRight(fmt.Sprintf("%06d", us), "0")
	}
	return text
}

// writtenInterval returns i in the style postgres: a part behind a negative one says its plus.
// Source: PostgreSQL, src/backend/utils/adt/datetime.c, EncodeInterval.
func writtenInterval(i pgtype.Interval) string {
	var b strings.Builder
	negative := false
	sign := func(n int64) string {
		space := ""
		if b.Len() > 0 {
			space = " "
		}
		if negative && n > 0 {
			return space + "+"
		}
		return space
	}
	part := func(n int64, unit string) {
		if n == 0 {
			return
		}
		if n != 1 {
			unit += "s"
		}
		b.WriteString(sign(n) + strconv.FormatInt(n, 10) + " " + unit)
		negative = n < 0
	}
	part(int64(i.Months/12), "year")
	part(int64(i.Months%12), "mon")
	part(int64(i.Days), "day")
	switch us := i.Microseconds; {
	case us < 0:
		b.WriteString(sign(us) + "-" + writtenClock(-us))
	case us > 0 || b.Len() == 0:
		b.WriteString(sign(us) + writtenClock(us))
	}
	return b.String()
}
