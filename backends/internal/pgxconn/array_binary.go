package pgxconn

import (
	"encoding/binary"
	"math"
	"slices"
	"time"
	"unsafe"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/drey-db/drey/backends/kit"
)

// binaryArray is an array that writes its own binary form where the column's type is the usual one for its elements, and else lets
// pgtype write it. It has none of the methods by which a codec of pgtype would take it for its own.
type binaryArray struct {
	values array
	room   int // that it makes in the buffer, for all arguments of the statement; 0 but for the first
}

var _ pgtype.TextValuer = (*binaryArray)(nil)

// TextValue implements pgtype.TextValuer.
func (a *binaryArray) TextValue() (pgtype.Text, error) { return a.values.TextValue() }

// binaryArrays is the name under which a connection's custom data says that its types know them.
const binaryArrays = "github.com/drey-db/drey/binary-arrays"

// newBinaryArray returns values as conn writes them.
func newBinaryArray(conn *pgx.Conn, values array) any {
	if conn == nil {
		return values
	}
	data := conn.PgConn().CustomData()
	if _, known := data[binaryArrays]; !known {
		data[binaryArrays] = true
		addBinaryArrays(conn.TypeMap())
	}
	return &binaryArray{values: values}
}

// makeRoom has the first array among the arguments of a statement make room for all of them, so that the buffer need not grow.
func makeRoom(args []any) {
	var first *binaryArray
	room := 0
	for _, arg := range args {
		switch arg := arg.(type) {
		case *binaryArray:
			if room += arg.values.size(); first == nil {
				first = arg
			}
		case string:
			room += len(arg)
		}
	}
	if first != nil {
		first.room = room
	}
}

// addBinaryArrays has m write binary arrays.
func addBinaryArrays(m *pgtype.Map) {
	m.TryWrapEncodePlanFuncs = slices.Insert(m.TryWrapEncodePlanFuncs, 0,
		func(value any) (pgtype.WrappedEncodePlanNextSetter, any, bool) {
			a, ok := value.(*binaryArray)
			if !ok {
				return nil, nil, false
			}
			return &binaryArrayPlan{}, a.values, true
		})
}

// binaryArrayPlan writes binary arrays of one type.
type binaryArrayPlan struct {
	pgtype.EncodePlan        // pgtype's
	oid               uint32 // of the elements
}

// SetNext implements pgtype.WrappedEncodePlanNextSetter. What pgtype writes for an array of nothing tells the type of the elements.
func (p *binaryArrayPlan) SetNext(next pgtype.EncodePlan) {
	p.EncodePlan = next
	if empty, err := next.Encode(array{column: &kit.Column{}}, nil); err == nil && len(empty) >= 12 {
		p.oid = binary.BigEndian.Uint32(empty[8:])
	}
}

// Encode implements pgtype.EncodePlan.
func (p *binaryArrayPlan) Encode(value any, buf []byte) ([]byte, error) {
	a := value.(*binaryArray)
	buf = slices.Grow(buf, a.room)
	if write := elementWriter(a.values.element, p.oid); write != nil && a.values.column.Len() > 0 {
		if written, ok := a.values.write(buf, p.oid, write); ok {
			return written, nil
		}
	}
	return p.EncodePlan.Encode(a.values, buf)
}

// size returns about how many bytes the binary form takes.
func (a array) size() int {
	const fixed = 12 // a length, and at most 8 bytes
	n := 20 + fixed*a.column.Len()
	switch a.element.(type) {
	case *uuidElement:
		n += 8 * a.column.Len()
	case *textElement:
		for i := range a.column.Rows {
			if p := a.at(i); p != nil {
				n += len(*(*string)(p))
			}
		}
	}
	return n
}

// writeElement adds an element behind its length. ok is false for a value that is pgtype's to write, or to refuse.
type writeElement func(buf []byte, p unsafe.Pointer) (written []byte, ok bool)

// write adds the array of one dimension, if every element can be written.
// Source: PostgreSQL, src/backend/utils/adt/arrayfuncs.c, array_recv.
func (a array) write(buf []byte, oid uint32, write writeElement) (_ []byte, ok bool) {
	buf = binary.BigEndian.AppendUint32(buf, 1)
	nulls := len(buf)
	buf = binary.BigEndian.AppendUint32(buf, 0)
	buf = binary.BigEndian.AppendUint32(buf, oid)
	buf = binary.BigEndian.AppendUint32(buf, uint32(a.column.Len()))
	buf = binary.BigEndian.AppendUint32(buf, 1) // where it begins
	for i := range a.column.Rows {
		p := a.at(i)
		if p == nil {
			buf[nulls+3] = 1
			buf = binary.BigEndian.AppendUint32(buf, math.MaxUint32)
			continue
		}
		if buf, ok = write(buf, p); !ok {
			return nil, false
		}
	}
	return buf, true
}

// elementWriter returns what writes the elements that e reads for a type; nil where that is pgtype's to say.
func elementWriter(e element, oid uint32) writeElement {
	switch e.(type) {
	case *textElement:
		if oid == pgtype.TextOID || oid == pgtype.VarcharOID {
			return writeText
		}
	case *int64Element:
		return intWriter[int64](oid)
	case *intElement:
		return intWriter[int](oid)
	case *int32Element:
		return intWriter[int32](oid)
	case *float64Element:
		if oid == pgtype.Float8OID {
			return writeFloat
		}
	case *boolElement:
		if oid == pgtype.BoolOID {
			return writeBool
		}
	case *timeElement:
		if oid == pgtype.TimestamptzOID || oid == pgtype.TimestampOID {
			return writeTime
		}
	case *uuidElement:
		if oid == pgtype.UUIDOID {
			return writeUUID
		}
	}
	return nil
}

func writeText(buf []byte, p unsafe.Pointer) ([]byte, bool) {
	text := *(*string)(p)
	if kit.Storable(text) != nil {
		return nil, false
	}
	return append(binary.BigEndian.AppendUint32(buf, uint32(len(text))), text...), true
}

// intWriter returns what writes integers of a type.
func intWriter[T int | int32 | int64](oid uint32) writeElement {
	switch oid {
	case pgtype.Int8OID:
		return func(buf []byte, p unsafe.Pointer) ([]byte, bool) { return append8(buf, uint64(*(*T)(p))), true }
	case pgtype.Int4OID:
		return func(buf []byte, p unsafe.Pointer) ([]byte, bool) {
			v := *(*T)(p)
			buf = binary.BigEndian.AppendUint32(buf, 4)
			return binary.BigEndian.AppendUint32(buf, uint32(v)), int64(v) == int64(int32(v))
		}
	}
	return nil
}

func writeFloat(buf []byte, p unsafe.Pointer) ([]byte, bool) {
	return append8(buf, math.Float64bits(*(*float64)(p))), true
}

func writeBool(buf []byte, p unsafe.Pointer) ([]byte, bool) {
	return append(buf, 0, 0, 0, 1, *(*byte)(p)), true
}

// writeTime counts microseconds from the year 2000. Other years than the four digits of the calendar's are pgtype's.
func writeTime(buf []byte, p unsafe.Pointer) ([]byte, bool) {
	t := (*(*time.Time)(p)).UTC().Truncate(kit.TimePrecision)
	if year := t.Year(); year < 1 || year > 9999 {
		return nil, false
	}
	return append8(buf, uint64(t.UnixMicro()-postgresEpoch*1_000_000)), true
}

func writeUUID(buf []byte, p unsafe.Pointer) ([]byte, bool) {
	id := (*[16]byte)(p)
	return append(binary.BigEndian.AppendUint32(buf, 16), id[:]...), true
}

// append8 adds what takes eight bytes.
func append8(buf []byte, v uint64) []byte {
	return binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint32(buf, 8), v)
}
