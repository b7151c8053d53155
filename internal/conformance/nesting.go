package conformance

import (
	"context"
	"errors"
	"testing"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// SavepointsNest: what fn does inside stays on nil and goes on an error, which comes back as it is, and on a panic.
func SavepointsNest(t *testing.T, b Backend) {
	db := b.open(t)
	ctx := t.Context()
	s := db.session(t)
	own := errors.New("own")
	add := func(label string, err error) func(s *repo.Session) error {
		return func(s *repo.Session) error {
			must(t, s.Add(&Toy{Label: label}))
			return err
		}
	}
	must(t, s.Add(&Toy{Label: "outer"}))
	must(t, s.Nested(ctx, add("kept", nil)))
	expect(t, "texts", db.log.sent(), map[string]string{
		"postgres": "BEGIN\n" + `INSERT INTO "toys" ("label", "size") VALUES ($1, $2) RETURNING "id"` + "\nSAVEPOINT drey_1\n" +
			`INSERT INTO "toys" ("label", "size") VALUES ($1, $2) RETURNING "id"` + "\nRELEASE SAVEPOINT drey_1",
		"sqlite": "BEGIN\n" + `INSERT INTO "toys" ("label", "size") VALUES (?, ?) RETURNING "id"` + "\nSAVEPOINT drey_1\n" +
			`INSERT INTO "toys" ("label", "size") VALUES (?, ?) RETURNING "id"` + "\nRELEASE SAVEPOINT drey_1",
	}[b.Dialect.Name])
	err := s.Nested(ctx, add("gone", own))
	expect(t, "the error itself", errors.Is(err, own), true)
	expect(t, "texts", db.log.sent(), "SAVEPOINT drey_1\nROLLBACK TO SAVEPOINT drey_1\nRELEASE SAVEPOINT drey_1")
	func() {
		defer func() { expect(t, "panic", recover(), "ouch") }()
		_ = s.Nested(ctx, func(s *repo.Session) error {
			must(t, add("panicked", nil)(s))
			must(t, s.Flush(ctx))
			panic("ouch")
		})
	}()
	must(t, s.Nested(ctx, func(s *repo.Session) error {
		expect(t, "inner", errors.Is(s.Nested(ctx, add("inner gone", own)), own), true)
		return s.Nested(ctx, add("inner kept", nil))
	}))
	refused(t, s.Nested(ctx, func(s *repo.Session) error {
		_, err := s.Exec(ctx, builder.Text("INSERT INTO nowhere VALUES (1)"))
		says(t, err, "repo: exec: ")
		return nil
	}), backends.ErrTxAborted)
	must(t, s.Commit(ctx))
	labels := value(repo.Scalars[string](ctx, db, builder.SelectColumns(label).OrderBy(label.Asc())))(t)
	expect(t, "stored", labels, []string{"inner kept", "kept", "outer"})
	db.idle(t)
}

// SavepointsRestore: rolling back to one undoes in memory what changed inside, and touches nothing else.
func SavepointsRestore(t *testing.T, b Backend) {
	db := b.open(t)
	list := db.seed(t, "a", "b", "c")
	ctx := t.Context()
	s := db.session(t)
	must(t, s.Attach(list[0], list[1], list[2]))
	early := &Toy{Label: "early"}
	must(t, s.Add(early))
	list[0].AppSrc, list[1].AppSrc = "outer", "outer"
	n := value(s.BeginNested(ctx))(t)
	was := *list[0]
	late := &Toy{Label: "late"}
	t.Run("inside", func(t *testing.T) {
		must(t, s.Add(late))
		list[0].AppSrc, list[0].Name = "inner", "renamed"
		early.Label = "changed"
		must(t, s.Delete(list[2]))
		must(t, s.Flush(ctx))
		list[0].AppSrc = "inner again"
		must(t, s.Flush(ctx))
		expect(t, "inside: state of list[2]", s.State(list[2]), repo.Deleted)
		expect(t, "inside: state of late", s.State(late), repo.Persistent)
		expect(t, "inside: late.ID != 0", late.ID != 0, true)
	})
	t.Run("what changed, new and deleted ones", func(t *testing.T) {
		list[0].Name = "not flushed"
		must(t, n.Rollback(ctx))
		expect(t, "what changed: *list[0]", *list[0], was)
		expect(t, "what changed: early.Label", early.Label, "early")
		expect(t, "what changed: state of early", s.State(early), repo.Persistent)
		expect(t, "what changed: early.ID != 0", early.ID != 0, true)
		expect(t, "new and deleted ones: state of late", s.State(late), repo.Transient)
		expect(t, "new and deleted ones: *late", *late, Toy{Label: "late"})
		expect(t, "new and deleted ones: state of list[2]", s.State(list[2]), repo.Persistent)
	})
	t.Run("untouched ones are not read again, touched ones are", func(t *testing.T) {
		db.log.take()
		value(repo.Get[Hero](ctx, s, list[1].ID))(t)
		expect(t, "untouched ones are not read again", db.log.sent(), "")
		value(repo.Get[Hero](ctx, s, list[0].ID))(t)
		expect(t, "touched ones are", len(db.log.take()), 1)
	})

	t.Run("everything, new ones", func(t *testing.T) {
		must(t, s.Nested(ctx, func(s *repo.Session) error {
			list[0].Name, list[2].Name = "kept", "unsaved"
			return s.Add(late)
		}))
		must(t, s.Rollback(ctx))
		expect(t, "everything: list[0].Name", list[0].Name, "a")
		expect(t, "everything: list[0].AppSrc", list[0].AppSrc, "seed")
		expect(t, "everything: list[1].AppSrc", list[1].AppSrc, "seed")
		expect(t, "everything: list[2].Name", list[2].Name, "c")
		expect(t, "new ones: *early", *early, Toy{Label: "early"})
		expect(t, "new ones: state of early", s.State(early), repo.Transient)
		expect(t, "new ones: *late", *late, Toy{Label: "late"})
		expect(t, "new ones: state of late", s.State(late), repo.Transient)
		expect(t, "stored", db.stored(t, "SELECT count(*) FROM heroes WHERE app_src = 'seed'"), int64(3))
	})
}

// AFailedFlushInsideIsForgiven: rolling back to the savepoint is enough.
func AFailedFlushInsideIsForgiven(t *testing.T, b Backend) {
	db := b.open(t)
	db.seed(t, "sandy")
	ctx := t.Context()
	s := db.session(t)
	outer := &Toy{Label: "outer"}
	must(t, s.Add(outer))
	twin := &Hero{Name: "sandy", AppSrc: "test"}
	t.Run("the savepoint asks for a rollback, and the session goes on", func(t *testing.T) {
		err := s.Nested(ctx, func(s *repo.Session) error {
			must(t, s.Add(twin))
			refused(t, s.Flush(ctx), repo.ErrUniqueViolation)
			expect(t, "active", s.IsActive(), false)
			refused(t, s.Add(&Toy{}), repo.ErrRollbackRequired)
			return s.Flush(ctx)
		})
		refused(t, err, repo.ErrRollbackRequired)
		expect(t, "forgiven: s.IsActive()", s.IsActive(), true)
		expect(t, "forgiven: s.InTransaction()", s.InTransaction(), true)
		expect(t, "forgiven: state of twin", s.State(twin), repo.Transient)
		err = s.Nested(ctx, func(s *repo.Session) error { return s.Add(twin) }) // fails when it is released
		refused(t, err, repo.ErrUniqueViolation)
		expect(t, "forgiven", s.IsActive(), true)
	})
	t.Run("stored", func(t *testing.T) {
		must(t, s.Commit(ctx))
		expect(t, "stored", db.stored(t, "SELECT count(*) FROM toys"), int64(1))
	})

	n := value(s.BeginNested(ctx))(t)
	t.Run("the session's rollback ends everything", func(t *testing.T) {
		must(t, s.Add(twin))
		refused(t, s.Flush(ctx), repo.ErrUniqueViolation)
		must(t, s.Rollback(ctx))
		refused(t, n.Rollback(ctx), repo.ErrTxDone)
		expect(t, "the session's rollback ends everything: s.IsActive()", s.IsActive(), true)
		expect(t, "the session's rollback ends everything: s.InTransaction()", s.InTransaction(), false)
	})
	db.idle(t)
}

// SavepointsEnd: a finished one answers ErrTxDone, however it ended.
func SavepointsEnd(t *testing.T, b Backend) {
	db := b.open(t)
	ctx := t.Context()
	s := db.session(t)
	requireEnded := func(n *repo.Savepoint) {
		t.Helper()
		refused(t, n.Commit(ctx), repo.ErrTxDone)
		refused(t, n.Rollback(ctx), repo.ErrTxDone)
	}
	outer := value(s.BeginNested(ctx))(t)
	inner := value(s.BeginNested(ctx))(t)
	must(t, inner.Commit(ctx))
	requireEnded(inner)
	inner = value(s.BeginNested(ctx))(t)
	toy := &Toy{Label: "ball"}
	must(t, s.Add(toy))
	must(t, outer.Commit(ctx))
	requireEnded(inner)
	requireEnded(outer)
	expect(t, "what was inside belongs to the transaction", s.State(toy), repo.Persistent)

	outer = value(s.BeginNested(ctx))(t)
	inner = value(s.BeginNested(ctx))(t)
	must(t, outer.Rollback(ctx))
	requireEnded(inner)
	outer = value(s.BeginNested(ctx))(t)
	must(t, s.Commit(ctx))
	requireEnded(outer)
	outer = value(s.BeginNested(ctx))(t)
	done, cancel := context.WithCancel(ctx)
	cancel()
	must(t, s.Add(&Toy{Label: "gone"}))
	must(t, s.Flush(ctx))
	must(t, outer.Rollback(done))
	expect(t, "active", s.IsActive(), true)
	must(t, s.Rollback(ctx))
	expect(t, "stored", db.stored(t, "SELECT count(*) FROM toys"), int64(1))
}

// ALostTransactionLosesItsSavepoints: a statement that is cut off leaves nothing but the session's Rollback.
func ALostTransactionLosesItsSavepoints(t *testing.T, b Backend) {
	db := b.open(t)
	s := db.session(t)
	toy := &Toy{Label: "ball"}
	must(t, s.Add(toy))
	err := s.Nested(t.Context(), func(s *repo.Session) error {
		ctx, cancel := context.WithCancel(t.Context())
		rows := value(s.Query(ctx, builder.Text(series(b))))(t)
		expect(t, "a row", rows.Next(), true)
		cancel()
		for rows.Next() {
		}
		return errors.Join(rows.Err(), rows.Close())
	})
	refused(t, err, context.Canceled)
	expect(t, "active", s.IsActive(), false)
	refused(t, s.Commit(t.Context()), repo.ErrRollbackRequired)
	must(t, s.Rollback(t.Context()))
	expect(t, "undone: *toy", *toy, Toy{Label: "ball"})
	expect(t, "undone: state of toy", s.State(toy), repo.Transient)
	expect(t, "undone: SELECT count(*) FROM toys", db.stored(t, "SELECT count(*) FROM toys"), int64(0))
	db.idle(t)
}
