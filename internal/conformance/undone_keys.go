package conformance

import (
	"errors"
	"testing"

	"github.com/drey-db/drey/repo"
)

// barnEdits are ways to edit a barn by itself, or to give it to another ranch.
var barnEdits = map[string]func(barn *RanchBarn, other *Ranch){
	"a tenant":             func(barn *RanchBarn, _ *Ranch) { barn.Tenant, barn.RanchID = "B", nil },
	"the tenant of rows":   func(barn *RanchBarn, _ *Ranch) { barn.Tenant = "A" },
	"a number":             func(barn *RanchBarn, _ *Ranch) { barn.ID = 78 },
	"a foreign key's part": func(barn *RanchBarn, _ *Ranch) { barn.RanchID = nil },
	"a pointer":            func(barn *RanchBarn, other *Ranch) { barn.Ranch = other },
	"a list":               func(barn *RanchBarn, other *Ranch) { other.Barns = append(other.Barns, barn) },
}

// RowsReadUnderAKeyThatIsUndoneAreStale: a row that was first read while something that its key follows had another one, which a rollback undoes, is
// found under no key by then: every edit of it is told as stale, and nothing is written.
func RowsReadUnderAKeyThatIsUndoneAreStale(t *testing.T, b Backend) {
	undone := errors.New("undone")
	undo := map[string]func(t *testing.T, s *repo.Session, do func()){
		"rollback": func(t *testing.T, s *repo.Session, do func()) { do(); must(t, s.Rollback(t.Context())) },
		"nested": func(t *testing.T, s *repo.Session, do func()) {
			expect(t, "nested", s.Nested(t.Context(), func(*repo.Session) error { do(); return undone }), undone)
		},
	}
	for how, undone := range undo {
		for what, edit := range barnEdits {
			t.Run(what+", "+how, func(t *testing.T) {
				db, s := ranchland(t, b)
				ctx, before := t.Context(), listed(t, db, ranched)
				ranch, other := ranchAndOther(t, s)
				var barn *RanchBarn
				undone(t, s, func() {
					ranch.Tenant = "Z"
					must(t, s.Flush(ctx))
					barn = value(repo.Get[RanchBarn](ctx, s, "Z", int64(5)))(t)
				})
				edit(barn, other)
				staleBarn(t, s)
				expect(t, "stored", listed(t, db, ranched), before)
			})
		}
	}
}

// RowsThatAreGoneAreStaleWhereTheyWereEdited: a row that was expired, and that somebody else removed, is told as stale where it was edited before the
// flush looks whom it follows, which may find that it is gone.
func RowsThatAreGoneAreStaleWhereTheyWereEdited(t *testing.T, b Backend) {
	for what, edit := range barnEdits {
		if what == "the tenant of rows" {
			continue // which it had, and has
		}
		t.Run(what, func(t *testing.T) {
			db, s := ranchland(t, b)
			ctx := t.Context()
			ranch, other := ranchAndOther(t, s)
			barn := value(repo.Get[RanchBarn](ctx, s, "A", int64(5)))(t)
			must(t, s.Commit(ctx))
			s.ExpireAll()
			db.exec(t, "DELETE FROM ranch_barns WHERE id = 5")
			before := listed(t, db, ranched)
			ranch.ID = 77
			edit(barn, other)
			staleBarn(t, s)
			expect(t, "stored", listed(t, db, ranched), before)
		})
	}
}

// ranchAndOther are two ranches, of which the other one's barns are read.
func ranchAndOther(t *testing.T, s *repo.Session) (ranch, other *Ranch) {
	t.Helper()
	ctx := t.Context()
	ranch, other = value(repo.Get[Ranch](ctx, s, "A", int64(1)))(t), value(repo.Get[Ranch](ctx, s, "A", int64(2)))(t)
	must(t, repo.Load(ctx, s, []*Ranch{other}, &ranches.Barns))
	must(t, s.Commit(ctx))
	return ranch, other
}

// staleBarn expects that the session finds a row stale, or that it failed by that before, whenever it is asked.
func staleBarn(t *testing.T, s *repo.Session) {
	t.Helper()
	for range 2 {
		err := s.Commit(t.Context())
		if _, stale := errors.AsType[*repo.StaleDataError](err); !stale && !errors.Is(err, repo.ErrRollbackRequired) {
			t.Errorf("committed, or refused otherwise: %v", err)
		}
	}
	must(t, s.Rollback(t.Context()))
}
