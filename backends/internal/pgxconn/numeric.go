package pgxconn

import (
	"encoding/binary"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"
)

// scaledZero returns a binary numeric that is zero as its text, such as 0.00: pgtype drops the scale of a zero, and of no
// other number. ok is false for everything else.
func scaledZero(f *pgconn.FieldDescription, raw []byte) (field *pgconn.FieldDescription, text []byte, ok bool) {
	const digits, sign, scale = 0, 4, 6 // where they stand, in 16 bits each
	if f.DataTypeOID != pgtype.NumericOID || f.Format != pgtype.BinaryFormatCode || len(raw) != 8 ||
		binary.BigEndian.Uint16(raw[digits:]) != 0 || binary.BigEndian.Uint16(raw[sign:]) != 0 {
		return nil, nil, false
	}
	places := int(binary.BigEndian.Uint16(raw[scale:]))
	if places == 0 {
		return nil, nil, false
	}
	asText := *f
	asText.Format = pgtype.TextFormatCode
	return &asText, []byte("0." + strings.Repeat("0", places)), true
}
