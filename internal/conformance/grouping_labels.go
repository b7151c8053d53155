package conformance

import (
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// LabelsGroupByWhatTheyName: a label in GROUP BY stands for its expression, with arguments or without, also where a column that is read
// has the same name, which SQL would take there.
func LabelsGroupByWhatTheyName(t *testing.T, b Backend) {
	db, ctx := b.open(t), t.Context()
	must(t, db.Begin(ctx, func(s *repo.Session) error {
		return s.Add(&Toy{Label: "Ball", Size: 1}, &Toy{Label: "ball", Size: 2}, &Toy{Label: "BALL", Size: 30})
	}))
	name, size := builder.Col(&toys.Label), builder.Col(&toys.Size)
	type group struct {
		Label string
		Count int64
	}
	for what, label := range map[string]builder.Expr[string]{
		"without arguments": builder.Lower(name).Label("label"),
		"with arguments":    builder.Case[string]().When(size.Lt(100), "ball").Else("none").Label("label"),
	} {
		q := builder.SelectColumns(label, builder.Count().Label("count")).From(toys).GroupBy(label).OrderBy(label)
		expect(t, what, value(repo.All(ctx, db, builder.As[group](q)))(t), []group{{"ball", 3}})
	}
	if b.Dialect.Features&builder.FeatureGroupingSets != 0 {
		label := builder.Lower(name).Label("label")
		q := builder.SelectColumns(builder.Count()).From(toys).GroupBy(builder.Rollup(label))
		expect(t, "rolled up", value(repo.Scalars[int64](ctx, db, q))(t), []int64{3, 3})
	}
}
