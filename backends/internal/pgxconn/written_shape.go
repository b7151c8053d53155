package pgxconn

import (
	"bytes"
	"encoding/binary"
	"math"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5/pgtype"
)

// writtenFloat returns a float as the server writes it, the shortest that says it: with an exponent of two digits at least where that is below
// -4 or, of a real, above 5, of a double above 14.
// Source: PostgreSQL, src/common/d2s.c and f2s.c, to_chars.
func writtenFloat(v float64, bits int) string {
	switch {
	case math.IsNaN(v):
		return "NaN"
	case math.IsInf(v, 1):
		return "Infinity"
	case math.IsInf(v, -1):
		return "-Infinity"
	}
	text := strconv.FormatFloat(v, 'e', -1, bits)
	_, exponent, _ := strings.Cut(text, "e")
	digits := 15
	if bits == 32 {
		digits = 6
	}
	if n, _ := strconv.Atoi(exponent); n >= -4 && n < digits {
		return strconv.FormatFloat(v, 'f', -1, bits)
	}
	return text
}

// writtenFloats returns a real, or a double, by the bytes that it has.
func writtenFloats(raw []byte, size int) (string, error) {
	switch size {
	case 4:
		return writtenFloat(float64(math.Float32frombits(binary.BigEndian.Uint32(raw))), 32), nil
	case 8:
		return writtenFloat(math.Float64frombits(binary.BigEndian.Uint64(raw)), 64), nil
	}
	return "", errBinary
}

// writtenDocument returns JSON, of jsonb behind its version.
func writtenDocument(oid uint32, raw []byte) (string, error) {
	if oid == pgtype.JSONOID {
		return string(raw), nil
	}
	if len(raw) == 0 || raw[0] != 1 {
		return "", errBinary
	}
	return string(raw[1:]), nil
}

// writtenShape returns what is made of points. ok is false for other types.
// Source: PostgreSQL, src/backend/utils/adt/geo_ops.c.
func writtenShape(oid uint32, raw []byte) (text string, ok bool, err error) {
	w := &wire{rest: raw}
	switch oid {
	case pgtype.PointOID:
		text = w.points(1)
	case pgtype.LineOID:
		text = "{" + w.floats(3) + "}"
	case pgtype.LsegOID:
		text = "[" + w.points(2) + "]"
	case pgtype.BoxOID:
		text = w.points(2)
	case pgtype.PathOID:
		if closed := w.take(1)[0] != 0; closed {
			text = "(" + w.points(w.number()) + ")"
		} else {
			text = "[" + w.points(w.number()) + "]"
		}
	case pgtype.PolygonOID:
		text = "(" + w.points(w.number()) + ")"
	case pgtype.CircleOID:
		text = "<" + w.points(1) + "," + w.floats(1) + ">"
	default:
		return "", false, nil
	}
	if w.broken || len(w.rest) > 0 {
		err = errBinary
	}
	return text, true, err
}

// points returns so many points, with commas between.
func (w *wire) points(n int) string {
	var list []string
	for range n {
		if list = append(list, "("+w.floats(2)+")"); w.broken {
			break
		}
	}
	return strings.Join(list, ",")
}

// floats returns so many doubles, with commas between.
func (w *wire) floats(n int) string {
	var list []string
	for range n {
		text, _ := writtenFloats(w.take(8), 8)
		list = append(list, text)
	}
	return strings.Join(list, ",")
}

// writtenVector returns a tsvector: words in quotes, each with the places where it stands and their weights.
// Source: PostgreSQL, src/backend/utils/adt/tsvector.c, tsvectorsend and tsvectorout.
func writtenVector(raw []byte) (string, error) {
	w := &wire{rest: raw}
	var lexemes []string
	for n := w.number(); n > 0 && !w.broken; n-- {
		lexeme, rest, ended := bytes.Cut(w.rest, []byte{0})
		if w.rest = rest; !ended {
			return "", errBinary
		}
		lexemes = append(lexemes, "'"+strings.NewReplacer("'", "''", `\`, `\\`).Replace(string(lexeme))+"'"+w.positions())
	}
	if w.broken || len(w.rest) > 0 {
		return "", errBinary
	}
	return strings.Join(lexemes, " "), nil
}

// positions returns the places of a word, which are 14 bits each behind two of the weight.
func (w *wire) positions() string {
	var list []string
	for n := int(binary.BigEndian.Uint16(w.take(2))); n > 0 && !w.broken; n-- {
		at := binary.BigEndian.Uint16(w.take(2))
		list = append(list, strconv.Itoa(int(at&0x3fff))+[...]string{"", "C", "B", "A"}[at>>14])
	}
	if list == nil {
		return ""
	}
	return ":" + strings.Join(list, ",")
}
