package flush_test

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/repo/flush"
)

// owner and pet lead to each other.
type (
	owner struct {
		Secret string
		Pets   []*pet
	}
	pet struct{ Owner *owner }
)

// A change can be logged as JSON, whatever its entities hold and wherever they lead.
func TestChangesAreLogged(t *testing.T) {
	o := &owner{Secret: "hush"}
	p := &pet{o}
	o.Pets = []*pet{p}
	for _, c := range []flush.Change{
		{Operation: flush.Insert, Entity: o, Key: []any{1}},
		{Operation: flush.Link, Entity: o, Target: p, Relationship: "owner.Pets"},
		{Operation: flush.InsertAll, Entity: []*owner{o}, Rows: 1},
		{Operation: flush.UpdateStatement, Entity: (*owner)(nil), Rows: 2, Statement: "UPDATE"},
		{},
	} {
		text, err := json.Marshal(c)
		require.NoError(t, err)
		var log bytes.Buffer
		slog.New(slog.NewJSONHandler(&log, nil)).Info("written", "change", c, "pointer", &c)
		for _, said := range []string{string(text), log.String()} {
			require.NotContains(t, said, "hush")
			require.NotContains(t, said, "!ERROR")
			require.Contains(t, said, `"Operation":"`+string(c.Operation)+`"`)
		}
	}
}
