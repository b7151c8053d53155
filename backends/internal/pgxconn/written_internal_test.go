package pgxconn

import (
	"testing"

	"github.com/jackc/pgx/v5/pgtype"
	"github.com/stretchr/testify/require"
)

// FuzzWritten reads wire bytes that no server sends: they may be an error, never a panic or an endless text.
func FuzzWritten(f *testing.F) {
	oids := []uint32{
		pgtype.Int4ArrayOID, pgtype.BoolArrayOID, pgtype.TextArrayOID, pgtype.Int4rangeOID, pgtype.TstzrangeOID, pgtype.Int4multirangeOID,
		pgtype.RecordOID, pgtype.InetOID, pgtype.IntervalOID, pgtype.TimeOID, pgtype.DateOID, pgtype.TimestampOID, pgtype.JSONBOID,
	}
	f.Add(byte(0), []byte{0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 23, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 4, 0, 0, 0, 7})
	f.Add(byte(0), []byte{0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0, 23, 127, 255, 255, 255, 0, 0, 0, 1})
	f.Add(byte(3), []byte{2, 0, 0, 0, 4, 0, 0, 0, 1, 0, 0, 0, 4, 0, 0, 0, 3})
	f.Add(byte(5), []byte{127, 255, 255, 255})
	f.Add(byte(6), []byte{0, 0, 0, 1, 0, 0, 0, 23, 255, 255, 255, 255})
	m := pgtype.NewMap()
	f.Fuzz(func(t *testing.T, kind byte, raw []byte) {
		text, err := written(m, oids[int(kind)%len(oids)], raw)
		if err == nil {
			require.LessOrEqual(t, len(text), 1<<20)
		}
	})
}
