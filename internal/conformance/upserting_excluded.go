package conformance

import (
	"fmt"
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Figure is a number under a name, and how often it was written.
type Figure struct {
	ID    int64
	U     string `db:"u,unique"`
	N     int64  `db:"n,default=0"`
	Edits int64  `db:"edits,default=0,onupdate=edits + 1,omitzero"`
	Rev   int64  `db:"rev,version"`
}

// Figured is a table of figures.
type Figured struct{ Figure }

// TableName names the table.
func (Figured) TableName() string { return "figured" }

// Excluded is another, which is called as SQL calls the row that a conflict keeps from being inserted.
type Excluded struct{ Figure }

// TableName names the table.
func (Excluded) TableName() string { return "excluded" }

// UpsertsIntoExcluded: rows of a table that is called excluded are upserted as those of any other.
func UpsertsIntoExcluded(t *testing.T, b Backend) {
	db := b.open(t)
	figured, excluded := builder.Model[Figured](), builder.Model[Excluded]()
	db.create(t, schema.MustOf(figured, excluded))
	want := upsertedFigures(t, db.session(t), figured, func(row *Figured) *Figure { return &row.Figure })
	got := upsertedFigures(t, db.session(t), excluded, func(row *Excluded) *Figure { return &row.Figure })
	expect(t, "rows of the table excluded", got, want)
	db.exec(t, "DELETE FROM excluded")
	renamed := db.session(t, repo.WithTable(figured, "excluded"))
	got = upsertedFigures(t, renamed, figured, func(row *Figured) *Figure { return &row.Figure })
	expect(t, "rows of a table that stands under that name", got, want)
}

// upsertedFigures are the figures that a table has once rows were upserted into it by every door, and what these answered.
func upsertedFigures[T any](t *testing.T, s *repo.Session, table *T, in func(*T) *Figure) (got []string) {
	t.Helper()
	ctx, other := t.Context(), builder.Alias[T]("other")
	u, n, rev := builder.Col(&in(table).U), builder.Col(&in(table).N), builder.Col(&in(table).Rev)
	of := func(u string, n int64) *T {
		row := new(T)
		in(row).U, in(row).N = u, n
		return row
	}
	must(t, repo.InsertAll(ctx, s, []*T{of("a", 1), of("b", 2), of("c", 3)}))
	must(t, repo.UpsertAll(ctx, s, []*T{of("a", 10), of("b", 20), of("d", 40)}, u))
	must(t, repo.UpsertAll(ctx, s, []*T{of("c", 30)}, u))
	got = append(got, fmt.Sprint(in(value(repo.Upsert(ctx, s, of("a", 11), u))(t)).N))
	add := builder.Insert(table).Values(of("b", 100), of("c", 100), of("e", 100)).OnConflict(u)
	sum := add.DoUpdate(n.ToExpr(n.AddCol(n.Excluded()))).Where(n.Lt(25)).Returning(n)
	got = append(got, fmt.Sprint(value(repo.Scalars[int64](ctx, s, sum))(t)))
	last := builder.SelectColumns(builder.Count()).From(other).Where(builder.Col(&in(other).U).LtCol(u))
	from := builder.Insert(table).FromSelect(builder.SelectColumns(u, n.Op("+", 1), rev).Where(u.In("c", "e")), u, n, rev).OnConflict(u)
	for _, stmt := range []builder.Sqlizer{
		add.DoUpdate(), add.DoNothing(), from.DoUpdate(n.ToExcluded()), add.DoUpdate(n.ToExpr(builder.ScalarSubquery[int64](last))),
	} {
		got = append(got, fmt.Sprint(value(s.Exec(ctx, stmt))(t).RowsAffected))
	}
	for _, row := range value(repo.All(ctx, s, builder.Select(table).OrderBy(u)))(t) {
		got = append(got, fmt.Sprint(in(row).U, in(row).N, in(row).Edits, in(row).Rev))
	}
	must(t, s.Commit(ctx))
	return got
}
