package conformance

import (
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// EnginesStandElsewhere: a schema, and another name of a table, may be said of an engine: everything that it sends goes there.
func EnginesStandElsewhere(t *testing.T, b Backend) {
	db := b.openTenants(t, repo.WithSchema("acorn"))
	expect(t, "dialect", db.Dialect().Name, b.Dialect.Name)
	ctx, s := t.Context(), db.session(t)
	train := &Train{Name: "engine's", Wagons: []*Wagon{{Name: "a"}, {Name: "b"}}}
	must(t, s.Add(train))
	must(t, s.Commit(ctx))
	train.Name, train.Wagons[0].Name, train.Wagons[1].Name = "changed", "c", "d"
	must(t, s.Commit(ctx))
	must(t, db.Begin(ctx, func(s *repo.Session) error { return repo.InsertAll(ctx, s, []*Train{{ID: 77, Name: "many"}}) }))
	expect(t, "rows", db.stored(t, "SELECT count(*) FROM acorn.trains"), int64(2))
	expect(t, "read", value(repo.Get[Train](ctx, db.Engine, train.ID))(t).Name, "changed")
	expect(t, "loaded", value(repo.One(ctx, db, builder.Select(trains).Where(builder.Col(&trains.ID).Eq(train.ID)).Load(builder.SelectIn(&trains.Wagons))))(t).Wagons[1].Name, "d")
	pine := db.session(t, repo.WithSchema("pine"))
	counted(t, pine, builder.Select(trains), 0)
	must(t, pine.Rollback(ctx))
	pinned := value(db.Pin(ctx))(t)
	counted(t, pinned, builder.Select(trains), 2)
	must(t, pinned.Close())
	res := value(db.Exec(ctx, builder.Delete(wagons).Where(builder.Col(&wagons.Name).Eq("c"))))(t)
	expect(t, "deleted", res.RowsAffected, int64(1))

	archive := b.open(t, repo.WithTable(toys, "toys_2025"))
	archive.exec(t, b.spell("CREATE TABLE toys_2025 (id {counted}, label text NOT NULL, size integer NOT NULL)"))
	must(t, archive.Begin(ctx, func(s *repo.Session) error { return s.Add(&Toy{Label: "old", Size: 1}, &Toy{Label: "older", Size: 2}) }))
	expect(t, "archived", archive.stored(t, "SELECT count(*) FROM toys_2025"), int64(2))
	counted(t, archive, builder.Select(toys), 2)
}
