package conformance

import (
	"errors"
	"fmt"
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// What somebody else made of a barn, and what the transaction makes of it.
const (
	movedBarn = "UPDATE ranch_barns SET ranch_id = 2, rev = rev + 1 WHERE id = 5"
	freedBarn = "UPDATE ranch_barns SET ranch_id = NULL, rev = rev + 1 WHERE id = 5"
)

// rereading reads a barn again in a transaction, or part of one, that is undone.
type rereading struct {
	nested, refreshes, flushed bool
	writes                     string // of the transaction itself, before it reads
}

// RowsReadAgainAreWhatARollbackGoesBackTo: what somebody else has committed and a session has read again stays behind its rollback, whatever it wrote
// behind that, or elsewhere before; what the transaction wrote itself does not, though it was read again.
func RowsReadAgainAreWhatARollbackGoesBackTo(t *testing.T, b Backend) {
	for bits := range 1 << 3 {
		r := rereading{nested: bits&1 != 0, refreshes: bits&2 != 0, flushed: bits&4 != 0}
		t.Run(fmt.Sprintf("nested=%v refreshes=%v flushed=%v", r.nested, r.refreshes, r.flushed), func(t *testing.T) {
			db, s := ranchland(t, b)
			barn := value(repo.Get[RanchBarn](t.Context(), s, "A", int64(5)))(t)
			must(t, repo.Load(t.Context(), s, []*RanchBarn{barn}, &ranchBarns.Ranch))
			must(t, s.Commit(t.Context()))
			s.ExpireAll()
			db.exec(t, movedBarn)
			r.try(t, s, barn)
			r.goesOn(t, db, s, barn, "A5/2/2")
		})
		for _, writes := range []string{"criteria", "text", "bulk"} {
			r := r
			r.writes = writes
			t.Run(fmt.Sprintf("nested=%v refreshes=%v flushed=%v own=%v", r.nested, r.refreshes, r.flushed, writes), func(t *testing.T) {
				db, s := ranchland(t, b)
				barn := value(repo.Get[RanchBarn](t.Context(), s, "A", int64(5)))(t)
				must(t, s.Commit(t.Context()))
				r.try(t, s, barn)
				r.goesOn(t, db, s, barn, "A5/1/1")
			})
		}
	}
}

// try reads the barn again and edits it, and undoes that.
func (r rereading) try(t *testing.T, s *repo.Session, barn *RanchBarn) {
	t.Helper()
	ctx, undone := t.Context(), errors.New("undone")
	part := func(s *repo.Session) error {
		if r.flushed { // something else
			must(t, s.Add(&Ranch{Tenant: "D", ID: 9}))
			must(t, s.Flush(ctx))
		}
		r.write(t, s)
		if r.refreshes {
			must(t, s.Refresh(ctx, barn))
		}
		expect(t, "read", value(repo.Get[RanchBarn](ctx, s, "A", int64(5)))(t), barn)
		barn.RanchID = nil
		must(t, s.Flush(ctx))
		return undone
	}
	if r.nested {
		expect(t, "undone", s.Nested(ctx, part), undone)
		return
	}
	expect(t, "undone", part(s), undone)
	must(t, s.Rollback(ctx))
}

func (r rereading) write(t *testing.T, s *repo.Session) {
	t.Helper()
	ctx, rev := t.Context(), builder.Col(&ranchBarns.Rev)
	switch r.writes {
	case "criteria":
		value(s.Exec(ctx, builder.Update(ranchBarns).Set(builder.Col(&ranchBarns.RanchID).ToNull(), rev.ToExpr(rev.Add(1))).AllRows()))(t)
	case "text":
		value(s.Exec(ctx, builder.Text(freedBarn)))(t)
		s.ExpireAll()
	case "bulk":
		must(t, repo.UpdateAll(ctx, s, []*RanchBarn{{Tenant: "A", ID: 5, Rev: 1}}, builder.Col(&ranchBarns.RanchID)))
	}
}

// goesOn expects the barn as it is stored, edits it and commits that.
func (r rereading) goesOn(t *testing.T, db *database, s *repo.Session, barn *RanchBarn, want string) {
	t.Helper()
	expect(t, "in memory", fmt.Sprintf("%s%d/%d/%d", barn.Tenant, barn.ID, *barn.RanchID, barn.Rev), want)
	if barn.Ranch != nil {
		expect(t, "by the pointer", barn.Ranch.ID, *barn.RanchID)
	}
	barn.RanchID = nil
	must(t, s.Commit(t.Context()))
	expect(t, "stored", listed(t, db, ranched), "A1, A2, A5/0, A6/1")
}
