package conformance

import (
	"fmt"
	"slices"
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// figureOf names the columns of a table of figures, which may be an alias, a CTE or a query in FROM.
type figureOf struct {
	id, n builder.Column[int64]
}

func figuresOf(f *Figured) figureOf {
	return figureOf{builder.Col(&f.ID), builder.Col(&f.N)}
}

// TagsMeanTheRowThatIsUpdated: SQL of a tag that names columns means those of the row that is updated, whatever else the statement reads
// that has columns of these names.
func TagsMeanTheRowThatIsUpdated(t *testing.T, b Backend) {
	db := b.open(t)
	figured, other, also := builder.Model[Figured](), builder.Alias[Figured]("other"), builder.Alias[Excluded]("also")
	db.create(t, schema.MustOf(figured, builder.Model[Excluded]()))
	db.exec(t, "INSERT INTO figured (id, u, n, edits, rev) VALUES (1, 'a', 10, 5, 1), (2, 'b', 20, 7, 1)")
	db.exec(t, "INSERT INTO excluded (id, u, n, edits, rev) VALUES (1, 'a', 100, 50, 1), (2, 'b', 200, 70, 1)")
	own, beside := figuresOf(figured), figuresOf(other)
	twice := builder.Alias[Figured]("twice")
	all := builder.Select(builder.Alias[Figured]("inner"))
	read := builder.Derived[Figured]("read")
	of := func(from any, its figureOf) builder.UpdateStmt[Figured] {
		return builder.Update(figured).Set(own.n.ToExpr(its.n.Op("+", 1))).From(from).Where(own.id.EqCol(its.id))
	}
	alias := figuresOf(twice)
	for name, stmt := range map[string]builder.Sqlizer{
		"an alias":              of(other, beside),
		"a subquery":            of(builder.Subquery(read, all), figuresOf(read)),
		"a CTE":                 of(read, figuresOf(read)).With(builder.CTE(read, all)),
		"another":               builder.Update(figured).Set(own.n.ToExpr(builder.Col(&also.N).Op("+", 1))).From(also).Where(own.id.EqCol(builder.Col(&also.ID))),
		"two":                   of(other, beside).From(also).Where(own.id.EqCol(builder.Col(&also.ID))),
		"an update of an alias": builder.Update(twice).Set(alias.n.ToExpr(beside.n.Op("+", 1))).From(other).Where(alias.id.EqCol(beside.id)),
	} {
		before := db.editsOf(t)
		if res, err := db.Exec(t.Context(), stmt); err != nil || res.RowsAffected != 2 {
			t.Errorf("%s: %v %v", name, res, err)
			continue
		}
		for i := range before {
			before[i]++
		}
		if after := db.editsOf(t); !slices.Equal(after, before) {
			t.Errorf("%s: edits %v, want %v", name, after, before)
		}
	}
	back := value(repo.All(t.Context(), db, of(also, figureOf{builder.Col(&also.ID), builder.Col(&also.N)}).Returning()))(t)
	expect(t, "returned", len(back), 2)
	for _, row := range back {
		expect(t, "edits of "+row.U, fmt.Sprint(row.Edits), fmt.Sprint(db.editsOf(t)[row.ID-1]))
	}
}

// editsOf are the edits that figures have, as SQL reads them.
func (db *database) editsOf(t *testing.T) []int64 {
	t.Helper()
	return value(repo.Scalars[int64](t.Context(), db, builder.Text("SELECT edits FROM figured ORDER BY id")))(t)
}
