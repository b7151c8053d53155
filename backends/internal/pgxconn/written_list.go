package pgxconn

import (
	"encoding/binary"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5/pgtype"
)

// wire reads binary values piece by piece.
type wire struct {
	rest   []byte
	broken bool
}

func (w *wire) take(n int) []byte {
	if w.broken = w.broken || n < 0 || n > len(w.rest); w.broken {
		return make([]byte, min(max(n, 0), 8))
	}
	taken := w.rest[:n]
	w.rest = w.rest[n:]
	return taken
}

func (w *wire) number() int { return int(int32(binary.BigEndian.Uint32(w.take(4)))) }

// value returns what stands behind its length; nil is NULL.
func (w *wire) value() []byte {
	if length := w.number(); length >= 0 {
		return w.take(length)
	}
	return nil
}

// writtenArray returns an array in braces, behind its bounds where they do not begin at one.
// Source: PostgreSQL, src/backend/utils/adt/arrayfuncs.c, array_send and array_out.
func writtenArray(m *pgtype.Map, raw []byte) (string, error) {
	w := &wire{rest: raw}
	lengths := make([]int, min(max(w.number(), 0), 6))
	w.number() // whether there are NULLs
	oid, bounds, shifted := uint32(w.number()), "", false
	for i := range lengths {
		lengths[i] = w.number()
		low := w.number()
		shifted = shifted || low != 1
		bounds += fmt.Sprintf("[%d:%d]", low, low+lengths[i]-1)
	}
	if len(lengths) == 0 {
		return "{}", nil
	}
	if places := len(w.rest) / 4; !fit(lengths, places) {
		return "", errBinary
	}
	var b strings.Builder
	if shifted {
		b.WriteString(bounds + "=")
	}
	err := writeList(&b, m, oid, lengths, w)
	if err == nil && w.broken {
		err = errBinary
	}
	return b.String(), err
}

// fit reports whether there are places for as many elements; each has a length of four bytes at least.
func fit(lengths []int, places int) bool {
	elements := 1
	for _, n := range lengths {
		if n <= 0 || n > places/elements {
			return false
		}
		elements *= n
	}
	return true
}

func writeList(b *strings.Builder, m *pgtype.Map, oid uint32, lengths []int, w *wire) error {
	separator := ","
	if oid == pgtype.BoxOID { // which has commas itself
		separator = ";"
	}
	b.WriteByte('{')
	for i := 0; i < lengths[0] && !w.broken; i++ {
		if i > 0 {
			b.WriteString(separator)
		}
		if len(lengths) > 1 {
			if err := writeList(b, m, oid, lengths[1:], w); err != nil {
				return err
			}
			continue
		}
		raw := w.value()
		if raw == nil {
			b.WriteString("NULL")
			continue
		}
		text, err := written(m, oid, raw)
		if err != nil {
			return err
		}
		b.WriteString(quotedElement(text, separator))
	}
	b.WriteByte('}')
	return nil
}

func quotedElement(text, separator string) string {
	if text != "" && !strings.EqualFold(text, "NULL") && !strings.ContainsAny(text, separator+"{}\"\\ \t\r\n\v\f") {
		return text
	}
	return `"` + strings.NewReplacer(`"`, `\"`, `\`, `\\`).Replace(text) + `"`
}

// The flags of a binary range.
// Source: PostgreSQL, src/include/utils/rangetypes.h.
const (
	emptyRange    = 1 << 0
	lowerIncluded = 1 << 1
	upperIncluded = 1 << 2
	lowerInfinite = 1 << 3
	upperInfinite = 1 << 4
)

// writtenRange returns a range such as [1,3).
func writtenRange(m *pgtype.Map, oid uint32, raw []byte) (string, error) {
	w := &wire{rest: raw}
	flags := w.take(1)[0]
	if flags&emptyRange != 0 {
		return "empty", nil
	}
	bound := func(infinite byte) (string, error) {
		if flags&infinite != 0 {
			return "", nil
		}
		text, err := written(m, oid, w.value())
		return quotedBound(text), err
	}
	lower, err := bound(lowerInfinite)
	if err != nil {
		return "", err
	}
	upper, err := bound(upperInfinite)
	if err == nil && w.broken {
		err = errBinary
	}
	opening, closing := "(", ")"
	if flags&lowerIncluded != 0 {
		opening = "["
	}
	if flags&upperIncluded != 0 {
		closing = "]"
	}
	return opening + lower + "," + upper + closing, err
}

func quotedBound(text string) string {
	if text != "" && !strings.ContainsAny(text, "()[],\"\\ \t\r\n\v\f") {
		return text
	}
	return `"` + strings.NewReplacer(`"`, `""`, `\`, `\\`).Replace(text) + `"`
}

// writtenRecord returns a row in parentheses, in which NULL is nothing at all.
// Source: PostgreSQL, src/backend/utils/adt/rowtypes.c, record_send and record_out.
func writtenRecord(m *pgtype.Map, raw []byte) (string, error) {
	w := &wire{rest: raw}
	var fields []string
	for n := w.number(); n > 0 && !w.broken; n-- {
		oid := uint32(w.number())
		value := w.value()
		if value == nil {
			fields = append(fields, "")
			continue
		}
		text, err := written(m, oid, value)
		if err != nil {
			return "", err
		}
		fields = append(fields, quotedBound(text))
	}
	if w.broken {
		return "", errBinary
	}
	return "(" + strings.Join(fields, ",") + ")", nil
}

func writtenMultirange(m *pgtype.Map, codec *pgtype.MultirangeCodec, raw []byte) (string, error) {
	element, ok := codec.ElementType.Codec.(*pgtype.RangeCodec)
	if !ok {
		return "", errBinary
	}
	w := &wire{rest: raw}
	var ranges []string
	for n := w.number(); n > 0 && !w.broken; n-- {
		text, err := writtenRange(m, element.ElementType.OID, w.value())
		if err != nil {
			return "", err
		}
		ranges = append(ranges, text)
	}
	if w.broken {
		return "", errBinary
	}
	return "{" + strings.Join(ranges, ",") + "}", nil
}
