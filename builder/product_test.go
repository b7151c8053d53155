package builder_test

import (
	"testing"

	sq "github.com/Masterminds/squirrel"
	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/builder"
)

// TestForgottenJoins: tables that the statement names and nothing ties together are refused, on both dialects.
func TestForgottenJoins(t *testing.T) {
	ofHero := builder.Col(&toys.OwnerID).EqCol(builder.Col(&heroes.ID))
	for text, stmt := range map[string]builder.Sqlizer{
		"a filter":        builder.Select(heroes).Where(toyID.Gt(1)),
		"a column":        builder.SelectColumns(name, toyID),
		"an order":        builder.Select(heroes).OrderBy(toyID.Asc()),
		"two filters":     builder.Select(heroes).Where(name.Eq("a"), builder.Or(toyID.Gt(1), name.Eq("b"))),
		"a third table":   builder.SelectColumns(name, toyID, title).Where(ofHero),
		"in a sub-select": builder.Select(chores).Where(builder.Exists(builder.SelectColumns(name, toyID))),
	} {
		for _, d := range []builder.Dialect{builder.Postgres(), builder.SQLite()} {
			_, _, err := builder.Compile(stmt, d)
			require.ErrorContains(t, err, "nothing ties", text)
			require.ErrorContains(t, err, "say From(", text)
		}
	}
	for text, stmt := range map[string]builder.Sqlizer{
		"From":            builder.SelectColumns(name, toyID).From(heroes, toys),
		"CrossJoin":       builder.SelectColumns(name, toyID).From(heroes).CrossJoin(toys),
		"a predicate":     builder.Select(heroes).Where(ofHero, toyID.Gt(1)),
		"inside an OR":    builder.Select(heroes).Where(builder.Or(ofHero, toyID.Gt(1))),
		"an expression":   builder.Select(heroes).Where(toyID.Add(1).BoolOp("<", builder.Col(&heroes.ID))),
		"text":            builder.SelectColumns(name, toyID).Where(builder.Raw[bool]("owner_id = heroes.id")),
		"squirrel":        builder.SelectColumns(name, toyID).Where(sq.Expr("owner_id = heroes.id")),
		"a join":          builder.SelectColumns(name, toyID).Join(toys, ofHero),
		"a correlation":   builder.Select(heroes).Where(builder.Exists(builder.SelectColumns(toyID).Where(ofHero))),
		"IN a sub-select": builder.Select(heroes).Where(builder.Col(&heroes.ID).InQuery(builder.SelectColumns(builder.Col(&toys.OwnerID)))),
	} {
		_, _, err := builder.Compile(stmt, builder.Postgres())
		require.NoError(t, err, text)
	}
}
