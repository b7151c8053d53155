package builder_test

import (
	"testing"

	sq "github.com/Masterminds/squirrel"
	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/builder"
)

// TestTypedNils: a nil pointer to what renders itself is refused as nil is, wherever it stands.
func TestTypedNils(t *testing.T) {
	var query *sq.SelectBuilder
	var ours *builder.SelectStmt[*Book]
	var expression *builder.Expr[bool]
	q := builder.Select(books)
	for name, stmt := range map[string]builder.Sqlizer{
		"Where":         q.Where(query),
		"Where of ours": q.Where(ours),
		"an expression": q.Where(expression),
		"And":           q.Where(builder.And(query, expression)),
		"squirrel's Eq": q.Where(sq.Eq{"id": query}),
		"squirrel's Or": q.Where(sq.Or{query}),
		"OrderBy":       q.OrderBy(expression),
		"Raw":           q.Where(builder.Raw[bool]("id IN (?)", query)),
		"Union":         builder.Union[*Book](q, ours),
		"a statement":   query,
		"ours":          ours,
		"FromSelect":    builder.Insert(books).FromSelect(query),
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := builder.Compile(stmt, builder.Postgres())
			require.ErrorContains(t, err, " is nil: ")
		})
	}
}

// TestModelWithANilOption panics in words.
func TestModelWithANilOption(t *testing.T) {
	require.PanicsWithValue(t, "builder: Model of builder_test.Book: an option is nil: leave it out", func() { builder.Model[Book](nil) })
}
