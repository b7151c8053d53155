package pgxbackend

import (
	"encoding/binary"
	"math"
	"reflect"
	"time"
	"unsafe"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"
)

// decoderOf answers the direct decoder of a column into a Go type, nil when there is none.
func decoderOf(f pgconn.FieldDescription, t reflect.Type) decoder {
	if t == nil {
		return nil
	}
	if t.Kind() == reflect.Pointer && t.Elem().Kind() != reflect.Pointer {
		if inner := decoderOf(f, t.Elem()); inner != nil {
			return pointerTo(t.Elem(), inner)
		}
		return nil
	}
	if d := textDecoder(f, t); d != nil || f.Format != pgtype.BinaryFormatCode {
		return d
	}
	switch f.DataTypeOID {
	case pgtype.Int8OID, pgtype.Int4OID, pgtype.Int2OID:
		return integerDecoder(t)
	case pgtype.Float8OID:
		return float8Decoder(t)
	case pgtype.BoolOID:
		return boolDecoder(t)
	case pgtype.TimestamptzOID, pgtype.TimestampOID:
		return timeDecoder(t)
	case pgtype.UUIDOID:
		return uuidDecoder(t)
	case pgtype.ByteaOID:
		return byteaDecoder(t)
	}
	return nil
}

// pointerTo reads into a new value of the pointer's type.
func pointerTo(t reflect.Type, inner decoder) decoder {
	return func(raw []byte, p unsafe.Pointer) bool {
		value := reflect.New(t).UnsafePointer()
		if !inner(raw, value) {
			return false
		}
		*(*unsafe.Pointer)(p) = value
		return true
	}
}

// A type with a Scan method of its own is never read past it; basic kinds only.
func textDecoder(f pgconn.FieldDescription, t reflect.Type) decoder {
	if oid := f.DataTypeOID; oid != pgtype.TextOID && oid != pgtype.VarcharOID || t != reflect.TypeFor[string]() {
		return nil
	}
	return func(raw []byte, p unsafe.Pointer) bool {
		*(*string)(p) = string(raw)
		return true
	}
}

func integer(raw []byte) (int64, bool) {
	switch len(raw) {
	case 8:
		return int64(binary.BigEndian.Uint64(raw)), true
	case 4:
		return int64(int32(binary.BigEndian.Uint32(raw))), true
	case 2:
		return int64(int16(binary.BigEndian.Uint16(raw))), true
	}
	return 0, false
}

func integerDecoder(t reflect.Type) decoder {
	switch t {
	case reflect.TypeFor[int64]():
		return func(raw []byte, p unsafe.Pointer) bool {
			v, ok := integer(raw)
			*(*int64)(p) = v
			return ok
		}
	case reflect.TypeFor[int]():
		return func(raw []byte, p unsafe.Pointer) bool {
			v, ok := integer(raw)
			*(*int)(p) = int(v)
			return ok && int64(int(v)) == v
		}
	case reflect.TypeFor[int32]():
		return func(raw []byte, p unsafe.Pointer) bool {
			v, ok := integer(raw)
			*(*int32)(p) = int32(v)
			return ok && int64(int32(v)) == v
		}
	}
	return nil
}

func float8Decoder(t reflect.Type) decoder {
	if t != reflect.TypeFor[float64]() {
		return nil
	}
	return func(raw []byte, p unsafe.Pointer) bool {
		if len(raw) != 8 {
			return false
		}
		*(*float64)(p) = math.Float64frombits(binary.BigEndian.Uint64(raw))
		return true
	}
}

func boolDecoder(t reflect.Type) decoder {
	if t != reflect.TypeFor[bool]() {
		return nil
	}
	return func(raw []byte, p unsafe.Pointer) bool {
		if len(raw) != 1 {
			return false
		}
		*(*bool)(p) = raw[0] != 0
		return true
	}
}

// postgresEpoch is 2000-01-01 in Unix seconds; PostgreSQL counts microseconds from there.
const postgresEpoch = 946_684_800

func timeDecoder(t reflect.Type) decoder {
	if t != reflect.TypeFor[time.Time]() {
		return nil
	}
	return func(raw []byte, p unsafe.Pointer) bool {
		us := int64(0)
		if len(raw) == 8 {
			us = int64(binary.BigEndian.Uint64(raw))
		}
		if len(raw) != 8 || us == math.MaxInt64 || us == math.MinInt64 {
			return false // infinity
		}
		*(*time.Time)(p) = time.Unix(postgresEpoch+us/1e6, us%1e6*1e3).UTC()
		return true
	}
}

// uuidDecoder reads into any 16 bytes, which is what every UUID type of Go is.
func uuidDecoder(t reflect.Type) decoder {
	if t.Kind() != reflect.Array || t.Len() != 16 || t.Elem().Kind() != reflect.Uint8 {
		return nil
	}
	return func(raw []byte, p unsafe.Pointer) bool {
		return len(raw) == 16 && copy((*[16]byte)(p)[:], raw) == 16
	}
}

func byteaDecoder(t reflect.Type) decoder {
	if t != reflect.TypeFor[[]byte]() {
		return nil
	}
	return func(raw []byte, p unsafe.Pointer) bool {
		*(*[]byte)(p) = append(make([]byte, 0, len(raw)), raw...)
		return true
	}
}
