package conformance

import (
	"sync/atomic"
	"testing"
	"time"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// SoftDeletesStay: a row that was deleted softly keeps the moment when it is deleted again, and a merge brings it back only where the
// field is named.
func SoftDeletesStay(t *testing.T, b Backend) {
	var looks atomic.Int64
	db := b.open(t, repo.WithClock(func() time.Time { return retired.Add(time.Duration(looks.Add(1)) * time.Second) }))
	db.create(t, drawerTables())
	id := db.drawer(t).ID
	ctx, s := t.Context(), db.session(t)
	must(t, s.Delete(value(repo.Get[Drawer](ctx, s, id))(t)))
	must(t, s.Commit(ctx))
	unfiltered := func() *Drawer { return value(repo.Get[Drawer](ctx, s, id, repo.Unfiltered()))(t) }
	gone := unfiltered()
	moment := *gone.DeletedAt
	form := &Drawer{ID: id, Name: "form"}
	merged := value(repo.Merge(ctx, s, form))(t)
	expect(t, "merged onto it", merged == gone, true)
	must(t, s.Flush(ctx))
	expect(t, "merged: the name", gone.Name, "form")
	expect(t, "merged: the moment", *gone.DeletedAt, moment)
	must(t, s.Delete(gone))
	must(t, s.Commit(ctx))
	gone = unfiltered()
	expect(t, "deleted again", *gone.DeletedAt, moment)
	value(repo.Merge(ctx, s, form, &form.DeletedAt))(t)
	must(t, s.Commit(ctx))
	expect(t, "named", value(repo.Count(ctx, s, builder.Select(drawers)))(t), int64(1))
	must(t, s.Close())
}

// SoftDeletesKeepTheFirstMoment: a row that somebody else deleted softly in the meantime keeps that moment, whether it is deleted alone or
// with others, and neither is an edit written along.
func SoftDeletesKeepTheFirstMoment(t *testing.T, b Backend) {
	var looks atomic.Int64
	db := b.open(t, repo.WithClock(func() time.Time { return retired.Add(time.Duration(looks.Add(1)) * time.Hour) }))
	db.create(t, drawerTables())
	ctx := t.Context()
	for _, together := range []bool{false, true} {
		drawer := db.drawer(t)
		late, first := db.session(t), db.session(t)
		find := func(s *repo.Session, n int) *Binder { return value(repo.Get[Binder](ctx, s, drawer.Binders[n].ID))(t) }
		a, other := find(late, 0), find(late, 1)
		must(t, late.Commit(ctx))
		gone := find(first, 0)
		must(t, first.Delete(gone))
		must(t, first.Commit(ctx))
		must(t, late.Delete(a))
		if together {
			must(t, late.Delete(other))
		} else {
			must(t, late.Set(a, &a.Name, builder.Literal("edited")))
		}
		must(t, late.Commit(ctx))
		kept := value(repo.Get[Binder](ctx, db.Engine, a.ID, repo.Unfiltered()))(t)
		expect(t, "moment", kept.DeletedAt.Time.UTC(), gone.DeletedAt.Time)
		expect(t, "name", kept.Name, "a")
	}
}
