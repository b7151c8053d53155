package conformance

import (
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// StructsBehindPointersAreGivenWhole: a new struct where none was read is all its columns, whatever the row had.
func StructsBehindPointersAreGivenWhole(t *testing.T, b Backend) {
	db := b.open(t)
	db.create(t, depotTables())
	ctx, s := t.Context(), db.session(t)
	must(t, s.Add(&Depot{ID: 1, Name: "full", Home: site("Oak")}, &Depot{ID: 2, Name: "empty"}))
	must(t, s.Commit(ctx))
	s = db.session(t)
	list := value(repo.All(ctx, s, builder.Select(depots).LoadOnly(builder.Col(&depots.Name)).OrderBy(builder.Col(&depots.ID).Asc())))(t)
	given := Site{Street: "Elm", Built: site("").Built}
	for _, d := range list {
		home := given
		d.Home = &home
		expect(t, d.Name+": modified", s.IsModified(d), true)
	}
	must(t, s.Commit(ctx))
	for _, d := range list {
		expect(t, d.Name, *value(repo.Get[Depot](ctx, db, d.ID))(t).Home, given)
	}
	expect(t, "NULL", db.stored(t, "SELECT count(*) FROM depots WHERE home_floor IS NULL AND home_raw IS NULL AND home_at_lat IS NULL AND home_at_label IS NULL AND work_street IS NULL"), int64(2))
	must(t, s.Close())
}
