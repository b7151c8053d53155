package pgxconn

import (
	"encoding/binary"
	"reflect"
	"strings"
	"time"
	"unsafe"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"
)

// kind is how the wire bytes of a value are read straight into memory.
type kind uint8

const (
	viaScan kind = iota // they are not
	text
	int64s
	int32s
	int16s
	float64s
	float32s
	truths
	moments
	days
	uuids16
	octetsCopied
	textList
	int64List
	int32List
	float64List
)

// kindOf returns how a column is read into a t. A type with a method that reads is never read past it, but for UUIDs, which all
// mean the same by 16 bytes.
func kindOf(f pgconn.FieldDescription, t reflect.Type) kind {
	switch f.DataTypeOID {
	case pgtype.TextOID, pgtype.VarcharOID, pgtype.BPCharOID, pgtype.NameOID: // written alike in both formats
		if t.Kind() == reflect.String && isPlain(t) {
			return text
		}
		return viaScan
	}
	if f.Format != pgtype.BinaryFormatCode {
		return viaScan
	}
	switch k := t.Kind(); f.DataTypeOID {
	case pgtype.Int8OID, pgtype.Int4OID, pgtype.Int2OID:
		return integerKind(t)
	case pgtype.Float8OID:
		return kindIf(k == reflect.Float64 && isPlain(t), float64s)
	case pgtype.Float4OID:
		return kindIf(k == reflect.Float32 && isPlain(t), float32s)
	case pgtype.BoolOID:
		return kindIf(k == reflect.Bool && isPlain(t), truths)
	case pgtype.TimestamptzOID, pgtype.TimestampOID:
		return kindIf(t == reflect.TypeFor[time.Time](), moments)
	case pgtype.DateOID:
		return kindIf(t == reflect.TypeFor[time.Time](), days)
	case pgtype.UUIDOID:
		return kindIf(k == reflect.Array && t.Len() == 16 && t.Elem().Kind() == reflect.Uint8, uuids16)
	case pgtype.ByteaOID:
		return kindIf(t == reflect.TypeFor[[]byte](), octetsCopied)
	}
	return listKind(f.DataTypeOID, t)
}

func kindIf(fits bool, k kind) kind {
	if fits {
		return k
	}
	return viaScan
}

func integerKind(t reflect.Type) kind {
	if !isPlain(t) {
		return viaScan
	}
	switch t.Kind() {
	case reflect.Int64:
		return int64s
	case reflect.Int:
		return kindIf(t.Size() == 8, int64s)
	case reflect.Int32:
		return int32s
	case reflect.Int16:
		return int16s
	}
	return viaScan
}

func listKind(oid uint32, t reflect.Type) kind {
	switch oid {
	case pgtype.TextArrayOID, pgtype.VarcharArrayOID:
		return kindIf(t == reflect.TypeFor[[]string](), textList)
	case pgtype.Int8ArrayOID, pgtype.Int4ArrayOID, pgtype.Int2ArrayOID:
		if t == reflect.TypeFor[[]int64]() {
			return int64List
		}
		return kindIf(t == reflect.TypeFor[[]int32]() && oid != pgtype.Int8ArrayOID, int32List)
	case pgtype.Float8ArrayOID:
		return kindIf(t == reflect.TypeFor[[]float64](), float64List)
	}
	return viaScan
}

// isPlain reports whether a t has no method that database/sql, pgtype or an encoding would read it by.
func isPlain(t reflect.Type) bool {
	if t.PkgPath() == "" {
		return true
	}
	p := reflect.PointerTo(t)
	for i := range p.NumMethod() {
		if name := p.Method(i).Name; strings.HasPrefix(name, "Scan") || strings.HasPrefix(name, "Unmarshal") || strings.HasPrefix(name, "Set") {
			return false
		}
	}
	return true
}

// read writes the wire bytes of one value that is no list, and as long as its type's are, to p.
func (s *store) read(k kind, raw []byte, p unsafe.Pointer) (done bool) {
	switch k {
	case text:
		*(*string)(p) = s.string(raw)
	case int64s, int32s, int16s:
		return readInteger(k, raw, p)
	case float64s:
		*(*uint64)(p) = binary.BigEndian.Uint64(raw)
	case float32s:
		*(*uint32)(p) = binary.BigEndian.Uint32(raw)
	case truths:
		*(*bool)(p) = raw[0] == 1
	case moments, days:
		return readTime(k, raw, p)
	case uuids16:
		*(*[16]byte)(p) = [16]byte(raw)
	case octetsCopied:
		*(*[]byte)(p) = append(make([]byte, 0, len(raw)), raw...)
	default:
		return false
	}
	return true
}

// sizes are how many bytes values of a type have on the wire, those of an array each element; others have any number.
var sizes = map[uint32]int{
	pgtype.Int8OID: 8, pgtype.Int4OID: 4, pgtype.Int2OID: 2, pgtype.Float8OID: 8, pgtype.Float4OID: 4, pgtype.BoolOID: 1,
	pgtype.TimestamptzOID: 8, pgtype.TimestampOID: 8, pgtype.DateOID: 4, pgtype.UUIDOID: 16,
	pgtype.Int8ArrayOID: 8, pgtype.Int4ArrayOID: 4, pgtype.Int2ArrayOID: 2, pgtype.Float8ArrayOID: 8,
}

func readInteger(k kind, raw []byte, p unsafe.Pointer) bool {
	v, ok := integer(raw), true
	switch k {
	case int64s:
		*(*int64)(p) = v
	case int32s:
		*(*int32)(p) = int32(v)
		ok = int64(int32(v)) == v
	default:
		*(*int16)(p) = int16(v)
		ok = int64(int16(v)) == v
	}
	return ok
}

// integer returns the number in 8, 4 or 2 bytes.
func integer(raw []byte) int64 {
	switch len(raw) {
	case 8:
		return int64(binary.BigEndian.Uint64(raw))
	case 4:
		return int64(int32(binary.BigEndian.Uint32(raw)))
	}
	return int64(int16(binary.BigEndian.Uint16(raw)))
}

// postgresEpoch is 2000-01-01 in Unix seconds; PostgreSQL counts microseconds, and days, from there.
const postgresEpoch = 946_684_800

// The days and microseconds that PostgreSQL has: from the first, and up to the end.
// Source: PostgreSQL, src/include/datatype/timestamp.h.
const (
	firstDay, endDay       = -2_451_545, 2_145_031_949
	firstMoment, endMoment = -211_813_488_000_000_000, 9_223_371_331_200_000_000
)

// readTime reads what PostgreSQL has, and not infinity.
func readTime(k kind, raw []byte, p unsafe.Pointer) bool {
	if k == moments {
		us := int64(binary.BigEndian.Uint64(raw))
		*(*time.Time)(p) = time.Unix(postgresEpoch+us/1e6, us%1e6*1e3).UTC()
		return firstMoment <= us && us < endMoment
	}
	day := int32(binary.BigEndian.Uint32(raw))
	*(*time.Time)(p) = time.Unix(postgresEpoch+int64(day)*86_400, 0).UTC()
	return firstDay <= day && day < endDay
}
