package conformance

import (
	"testing"

	"github.com/drey-db/drey/repo"
)

// SoftlyDeletedKeysAreTaken: who merges or adds an entity with the key of a row that was deleted softly is told of it, and of the ways on.
func SoftlyDeletedKeysAreTaken(t *testing.T, b Backend) {
	db := b.openDrawers(t)
	ctx, s := t.Context(), db.session(t)
	drawer := db.drawer(t)
	must(t, s.Delete(value(repo.Get[Drawer](ctx, s, drawer.ID))(t)))
	must(t, s.Commit(ctx))
	merged := value(repo.Merge(ctx, s, &Drawer{ID: drawer.ID, Name: "again"}))(t)
	expect(t, "merged", s.State(merged), repo.Pending)
	for _, write := range []func() error{
		func() error { return s.Commit(ctx) },
		func() error { return s.Add(&Drawer{ID: drawer.ID, Name: "new"}) },
	} {
		err := write()
		if err == nil {
			err = s.Commit(ctx)
		}
		refused(t, err, repo.ErrUniqueViolation)
		says(t, err, "deleted softly", "repo.Unfiltered()", "DeletedAt", "Purge")
		must(t, s.Rollback(ctx))
	}
	back := value(repo.Get[Drawer](ctx, s, drawer.ID, repo.Unfiltered()))(t)
	back.DeletedAt = nil
	must(t, s.Commit(ctx))
	merged = value(repo.Merge(ctx, s, &Drawer{ID: drawer.ID, Name: "again"}))(t)
	expect(t, "there again: merged == back", merged == back, true)
	expect(t, "there again: back.Name", back.Name, "again")
	must(t, s.Commit(ctx))
}
