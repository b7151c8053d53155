package pgxconn

import (
	"testing"

	"github.com/jackc/pgx/v5/pgtype"
	"github.com/stretchr/testify/require"
)

// extent counts how often it becomes JSON.
type extent struct{ Width, Height int32 }

var marshalled int

// MarshalJSON counts.
func (extent) MarshalJSON() ([]byte, error) {
	marshalled++
	return []byte(`{}`), nil
}

// area is an extent with a name, and JSON by its fields.
type area struct {
	Name string
	Size extent
}

// TestAStructIsADocumentWhereItIsAskedFor: a composite is bound by its fields, without JSON that nobody sends.
func TestAStructIsADocumentWhereItIsAskedFor(t *testing.T) {
	m := pgtype.NewMap()
	text, _ := m.TypeForOID(pgtype.TextOID)
	const oid = 90_000
	m.RegisterType(&pgtype.Type{Name: "area", OID: oid, Codec: &pgtype.CompositeCodec{Fields: []pgtype.CompositeCodecField{{Name: "name", Type: text}}}})
	bound, ok := structured(nil, area{Name: "a"})
	require.True(t, ok)
	_, err := m.Encode(oid, pgtype.BinaryFormatCode, bound, nil)
	require.NoError(t, err)
	require.Zero(t, marshalled, "as a composite")
	raw, err := m.Encode(pgtype.JSONBOID, pgtype.TextFormatCode, bound, nil)
	require.NoError(t, err)
	require.Equal(t, `{"Name":"a","Size":{}}`, string(raw))
	require.Positive(t, marshalled, "as a document")
}
