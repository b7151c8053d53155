package cli

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/schema"
)

// What the database computes is never what a column with values was, nor the other way round.
func TestGeneratedColumnsAreNoRenames(t *testing.T) {
	const plain, generated, other = "text NOT NULL", "text GENERATED ALWAYS AS (a || b) STORED", "text GENERATED ALWAYS AS (b || a) STORED"
	const counted = "text NOT NULL GENERATED ALWAYS AS IDENTITY"
	for _, c := range []struct {
		from, to string
		rename   bool
	}{{plain, plain, true}, {plain, generated, false}, {generated, plain, false}, {generated, other, true}, {plain, counted, true}} {
		gone := schema.Change{Kind: schema.DropColumn, Table: "users", Name: "old", From: c.from}
		come := schema.Change{Kind: schema.AddColumn, Table: "users", Name: "full", To: c.to}
		require.Equal(t, c.rename, len(possibleRenames([]schema.Change{gone, come}, []schema.Change{gone})) == 1, "%s, %s", c.from, c.to)
	}
}
