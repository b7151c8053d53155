package conformance

import (
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// sitesMergeAndRefresh takes over what another struct holds.
func sitesMergeAndRefresh(t *testing.T, db *database) {
	t.Helper()
	ctx, s := t.Context(), db.session(t)
	one := value(repo.Get[Depot](ctx, s, 1))(t)
	source := &Depot{ID: 1, Work: site("Ash"), Version: one.Version}
	merged := value(repo.Merge(ctx, s, source))(t)
	expect(t, "merged: merged == one", merged == one, true)
	expect(t, "merged: one.Home == nil", one.Home == nil, true)
	expect(t, "merged: one.Work != source.Work", one.Work != source.Work, true)
	expect(t, "merged: *one.Work", *one.Work, *site("Ash"))
	must(t, s.Commit(ctx))
	expect(t, "stored", *value(repo.Get[Depot](ctx, db, 1))(t).Work, *site("Ash"))
	db.exec(t, "UPDATE depots SET work_street = NULL, work_floor = NULL, work_tags = NULL, work_raw = NULL, work_built = NULL, work_at_lat = NULL, work_at_lon = NULL, work_at_label = NULL WHERE id = 1")
	must(t, s.Refresh(ctx, one))
	expect(t, "gone: one.Work == nil", one.Work == nil, true)
	expect(t, "gone: s.IsModified(one)", s.IsModified(one), false)
	must(t, s.Close())
	wholeSites(t, db)
}

// wholeSites merges and refreshes structs by their own addresses, which stand for all their columns.
func wholeSites(t *testing.T, db *database) {
	t.Helper()
	ctx, s := t.Context(), db.session(t)
	one := value(repo.Get[Depot](ctx, s, 1))(t)
	name := one.Name
	value(repo.Merge(ctx, s, &Depot{ID: 1, Name: "other", Work: site("Yew"), Point: &Point{Lat: 1}}, &depots.Work))(t)
	expect(t, "merged: *one.Work", *one.Work, *site("Yew"))
	expect(t, "merged: one.Name", one.Name, name)
	expect(t, "merged: one.Point == nil", one.Point == nil, true)
	must(t, s.Commit(ctx))
	form := &Depot{ID: 1, Work: &Site{At: &Point{Lat: 8}}}
	value(repo.Merge(ctx, s, form, &form.Work.At))(t)
	expect(t, "further in: *one.Work.At", *one.Work.At, Point{Lat: 8})
	expect(t, "further in: one.Work.Street", one.Work.Street, "Yew")
	form.Work, one.Home = nil, site("Fir")
	value(repo.Merge(ctx, s, form, &form.Work))(t)
	expect(t, "merged nil", one.Work == nil, true)
	expect(t, "loaded", s.Loaded(one, &one.Work), true)
	must(t, s.Refresh(ctx, one, &one.Home))
	expect(t, "refreshed alone: one.Home == nil", one.Home == nil, true)
	expect(t, "refreshed alone: one.Work == nil", one.Work == nil, true)
	expect(t, "refreshed alone: s.IsModified(one)", s.IsModified(one), false)
	expect(t, "the merge was flushed first", db.homeless(t, s, 1), true)
	must(t, s.Commit(ctx))
	expect(t, "stored", db.stored(t, "SELECT count(*) FROM depots WHERE id = 1 AND work_street IS NULL AND work_at_lat IS NULL AND home_street IS NULL"), int64(1))
	must(t, s.Close())
}

// sitesAreHalfNull reads rows where only some of the columns behind a pointer are NULL, as an UPDATE by criteria leaves them: the fields of
// those are zero, and stay NULL until they are edited.
func sitesAreHalfNull(t *testing.T, db *database) {
	t.Helper()
	ctx, s := t.Context(), db.session(t)
	halfNull := func() int64 {
		return db.stored(t, "SELECT count(*) FROM depots WHERE id = 1 AND work_street = 'Elm' AND work_built IS NULL AND work_at_lat IS NULL")
	}
	value(s.Exec(ctx, builder.Update(depots).Set(builder.Col(&depots.Work.Street).To("Elm")).Where(builder.Col(&depots.ID).Eq(1))))(t)
	must(t, s.Commit(ctx))
	one := value(repo.Get[Depot](ctx, s, 1))(t)
	must(t, s.Refresh(ctx, one))
	expect(t, "half NULL: *one.Work", *one.Work, Site{Street: "Elm"})
	expect(t, "half NULL: s.IsModified(one)", s.IsModified(one), false)
	for _, r := range []repo.Reader{db.Engine, s} {
		list := value(repo.All(ctx, r, builder.Select(depots).Where(builder.Col(&depots.ID).Eq(1))))(t)
		expect(t, "All", *list[0].Work, Site{Street: "Elm"})
	}
	one.Name = "renamed"
	must(t, s.Commit(ctx))
	expect(t, "other edits leave NULL", halfNull(), int64(1))
	one.Work.Built = site("").Built
	must(t, s.Commit(ctx))
	expect(t, "an edit", db.stored(t, "SELECT count(*) FROM depots WHERE id = 1 AND work_street = 'Elm' AND work_built = '2024-02-29' AND work_floor IS NULL"), int64(1))
	one.Work = nil
	must(t, s.Commit(ctx))
	expect(t, "the whole struct goes", db.stored(t, "SELECT count(*) FROM depots WHERE id = 1 AND work_street IS NULL AND work_built IS NULL"), int64(1))
}
