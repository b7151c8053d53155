package conformance

import (
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// MisplacedFunctionsSayTheNextMove: what the database refuses of an aggregate or a window function that stands where it may not, and of a list
// that is too long for it, comes with the next move.
func MisplacedFunctionsSayTheNextMove(t *testing.T, b Backend) {
	db := b.open(t)
	ctx, size := t.Context(), builder.Col(&toys.Size)
	long := make([][]any, 12_000)
	for i := range long {
		long[i] = []any{int64(i), "x"}
	}
	for part, read := range map[string]func() error{
		"say it in Having": func() error {
			return second(repo.All(ctx, db, builder.Select(toys).Where(builder.Count().Gt(1))))
		},
		"sub-select": func() error {
			return second(db.Exec(ctx, builder.Update(toys).Set(size.ToExpr(builder.Max(size))).AllRows()))
		},
		"select it in a sub-select, and use its column": func() error {
			return second(repo.All(ctx, db, builder.Select(toys).Where(builder.RowNumber().Over(builder.Window{}).Eq(1))))
		},
		"Over(...)": func() error {
			return second(repo.Scalar[int64](ctx, db, builder.SelectColumns(builder.RowNumber()).From(toys)))
		},
		"ask in parts": func() error {
			return second(repo.Count(ctx, db, builder.Select(toys).Where(builder.Tuple(builder.Col(&toys.ID), label).In(long...))))
		},
	} {
		err := read()
		if part == "ask in parts" && b.Dialect.Name == builder.SQLite().Name {
			must(t, err)
			continue
		}
		says(t, err, part)
	}
}
