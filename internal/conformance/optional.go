package conformance

import (
	"context"
	"database/sql"
	"testing"

	"github.com/google/uuid"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/kit"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// ReadOnlySessionsWriteNothing: reads need no transaction, and what writes is refused before anything is sent.
func ReadOnlySessionsWriteNothing(t *testing.T, b Backend) {
	db := b.open(t)
	id := db.seed(t, "a")[0].ID
	ctx := t.Context()
	s := db.session(t, repo.WithReadOnly())
	hero := value(repo.Get[Hero](ctx, s, id))(t)
	t.Run("tracked", func(t *testing.T) {
		found := value(repo.All(ctx, s, builder.Select(heroes)))(t)
		expect(t, "tracked: found[0] == hero", found[0] == hero, true)
		expect(t, "tracked: s.InTransaction()", s.InTransaction(), false)
		expect(t, "tracked: number of db.log.take()", len(db.log.take()), 2)
	})
	t.Run("what writes is refused", func(t *testing.T) {
		db.idle(t)
		refused(t, func() error { _, err := s.Exec(ctx, builder.Insert(toys).Values(&Toy{})); return err }(), repo.ErrReadOnly)
		refused(t, func() error { _, err := s.Exec(ctx, builder.Text("/* a */ DELETE FROM toys")); return err }(), repo.ErrReadOnly)
	})
	_, err := repo.All(ctx, s, builder.Delete(toys).AllRows().Returning())
	t.Run("sent", func(t *testing.T) {
		refused(t, err, repo.ErrReadOnly)
		hero.AppSrc = "mine"
		refused(t, s.Flush(ctx), repo.ErrReadOnly)
		refused(t, s.Commit(ctx), repo.ErrReadOnly)
		expect(t, "sent", db.log.sent(), "")
	})
	t.Run("text, in a transaction", func(t *testing.T) {
		must(t, s.Rollback(ctx))
		expect(t, "text", value(repo.Scalar[int64](ctx, s, builder.Text("-- how many\nSELECT count(*) FROM heroes")))(t), int64(1))
		expect(t, "in a transaction", s.InTransaction(), true)
	})
	_, err = s.Exec(ctx, builder.Text("WITH one AS (SELECT 1) INSERT INTO toys (label, size) SELECT 'a', 1 FROM one"))
	t.Run("a level needs a transaction, pages", func(t *testing.T) {
		refused(t, err, repo.ErrReadOnly)
		must(t, s.Rollback(ctx))

		strict := db.session(t, repo.WithReadOnly(), repo.WithIsolation(sql.LevelSerializable))
		value(repo.Get[Hero](ctx, strict, id))(t)
		expect(t, "a level needs a transaction", strict.InTransaction(), true)
		n := 0
		for page, err := range repo.Pages(ctx, db.session(t, repo.WithReadOnly()), builder.Select(heroes), 1) {
			must(t, err)
			n += len(page)
		}
		expect(t, "pages", n, 1)
	})
}

// StatementsCommitThemselves: with WithAutocommit nothing holds a connection, and each flush is durable.
func StatementsCommitThemselves(t *testing.T, b Backend) {
	db := b.open(t)
	id := db.seed(t, "a")[0].ID
	ctx := t.Context()
	s := db.session(t, repo.WithAutocommit(true))
	hero := value(repo.Get[Hero](ctx, s, id))(t)
	t.Run("no BEGIN", func(t *testing.T) {
		value(s.Exec(ctx, builder.Insert(toys).Values(&Toy{Label: "one"})))(t)
		expect(t, "no BEGIN: s.InTransaction()", s.InTransaction(), false)
		expect(t, "no BEGIN: number of db.log.take()", len(db.log.take()), 2)
	})
	t.Run("durable", func(t *testing.T) {
		hero.AppSrc = "changed"
		toy := &Toy{Label: "two"}
		must(t, s.Add(toy))
		must(t, s.Flush(ctx))
		db.idle(t)
		must(t, s.Rollback(ctx))
		expect(t, "durable: hero.AppSrc", hero.AppSrc, "changed")
		expect(t, "durable: state of toy", s.State(toy), repo.Persistent)
		expect(t, "durable: toy.ID != 0", toy.ID != 0, true)
	})
	t.Run("a read flushes, stored", func(t *testing.T) {
		must(t, s.Add(&Toy{Label: "three"}))
		expect(t, "a read flushes", value(repo.Count(ctx, s, builder.Select(toys)))(t), int64(3))
		expect(t, "stored", db.stored(t, "SELECT count(*) FROM toys"), int64(3))
		must(t, s.Add(&Toy{Size: -1}))
		refused(t, s.Flush(ctx), repo.ErrCheckViolation)
		must(t, s.Rollback(ctx))
		refused(t, s.Nested(ctx, func(*repo.Session) error { return nil }), repo.ErrInvalidRequest)
	})
	_, err := s.UnitOfWork(ctx)
	t.Run("pages", func(t *testing.T) {
		refused(t, err, repo.ErrInvalidRequest)
		pages := 0
		for _, err := range repo.Pages(ctx, s, builder.Select(toys), 2) {
			must(t, err)
			pages++
		}
		expect(t, "pages", pages, 2)
	})
	db.idle(t)
}

// IsolationIsHeeded: the level is the transaction's, and one that the database lacks is refused.
func IsolationIsHeeded(t *testing.T, b Backend) {
	db := b.open(t)
	s := db.session(t, repo.WithIsolation(sql.LevelSerializable))
	must(t, s.Add(&Toy{Label: "a"}))
	must(t, s.Flush(t.Context()))
	if b.Dialect.Features&builder.FeatureArrayParams != 0 {
		level := value(repo.Scalar[string](t.Context(), s, builder.Text("SELECT current_setting('transaction_isolation')")))(t)
		expect(t, "level", level, "serializable")
	}
	must(t, s.Commit(t.Context()))
	odd := db.session(t, repo.WithIsolation(sql.LevelLinearizable))
	_, err := repo.Get[Hero](t.Context(), odd, uuid.New())
	refused(t, err, repo.ErrUnsupported)
}

// SessionsJoin: inside somebody else's transaction a session's own is a savepoint, and the outer one stays open.
func SessionsJoin(t *testing.T, b Backend) {
	db := b.open(t)
	ctx := t.Context()
	u := value(db.Pool().Begin(ctx, backends.TxOptions{}))(t)
	join := func() *repo.Session { return db.session(t, repo.WithTx(u)) }
	s := join()
	must(t, s.Commit(ctx))
	expect(t, "nothing to do", db.log.sent(), "")
	must(t, s.Add(&Toy{Label: "kept"}))
	must(t, s.Commit(ctx))
	expect(t, "texts", len(db.log.take()), 3)
	gone := &Toy{Label: "gone"}
	must(t, s.Add(gone))
	must(t, s.Nested(ctx, func(s *repo.Session) error { return s.Add(&Toy{Label: "nested"}) }))
	must(t, s.Rollback(ctx))
	expect(t, "undone", s.State(gone), repo.Transient)
	must(t, s.Add(&Toy{Size: -1}))
	refused(t, s.Commit(ctx), repo.ErrCheckViolation)
	must(t, s.Rollback(ctx))
	open := join()
	must(t, open.Add(&Toy{Label: "left open"}))
	must(t, open.Flush(ctx))
	must(t, open.Close())
	must(t, db.Begin(ctx, func(s *repo.Session) error { return s.Add(&Toy{Label: "by Begin"}) }, repo.WithTx(u)))
	auto := db.session(t, repo.WithTx(u), repo.WithAutocommit(true))
	must(t, auto.Add(&Toy{Label: "by itself"}))
	must(t, auto.Flush(ctx))
	must(t, auto.Rollback(ctx))
	expect(t, "inside", value(repo.Count(ctx, db.Over(u), builder.Select(toys)))(t), int64(3))
	must(t, u.Rollback(ctx))
	expect(t, "nothing is left", db.stored(t, "SELECT count(*) FROM toys"), int64(0))
	_, err := repo.Count(ctx, join(), builder.Select(toys))
	refused(t, err, repo.ErrTxDone)
}

// StatementsThatCommitHaveNoLevel: what needs a transaction is refused beside WithAutocommit by every door, and not forgotten.
func StatementsThatCommitHaveNoLevel(t *testing.T, b Backend) {
	db := b.open(t)
	strict, auto, ctx := repo.WithIsolation(sql.LevelSerializable), repo.WithAutocommit(true), t.Context()
	ask := func(s *repo.Session) error {
		_, err := repo.Scalar[int64](ctx, s, builder.Text("SELECT 1"))
		_ = s.Close() // which says again that an option is wrong
		return err
	}
	begin := func(e *repo.Engine, opts ...repo.BeginOption) error {
		return e.Begin(ctx, func(*repo.Session) error { t.Error("it ran"); return nil }, opts...)
	}
	engine := value(repo.New(db.Pool(), strict))(t)
	_, both := repo.New(db.Pool(), auto, strict)
	for door, err := range map[string]error{
		"session": ask(db.Session(auto, strict)), "the other way round": ask(db.Session(strict, auto)), "Begin": begin(db.Engine, auto, strict),
		"an engine's": ask(engine.Session(auto)), "an engine's, Begin": begin(engine, auto), "New": both,
	} {
		t.Run(door, func(t *testing.T) {
			refused(t, err, repo.ErrInvalidRequest)
			says(t, err, "WithIsolation", "WithAutocommit")
		})
	}
	must(t, ask(engine.Session(auto, strict, repo.WithAutocommit(false))))
	must(t, ask(engine.Session(auto, repo.WithIsolation(sql.LevelDefault))))
	must(t, second(engine.ExecEach(ctx, builder.Text(addToy, []sized{{"a", 1}, {"b", 2}}))))
}

// FlushesAreSeenBefore: Plan tells what a flush would send and changes nothing; NoAutoflush and UnitOfWork flush nothing.
func FlushesAreSeenBefore(t *testing.T, b Backend) {
	db := b.open(t)
	ctx := t.Context()
	s := db.session(t)
	ids := []*Hero{{Name: "a", AppSrc: "test"}, {Name: "b", AppSrc: "test"}}
	secret := &Thing{Pin: hidden}
	must(t, s.Add(ids[0], ids[1], secret))
	plan := value(s.Plan())(t)
	t.Run("nothing is sent, keys", func(t *testing.T) {
		expect(t, "nothing is sent: db.log.sent()", db.log.sent(), "")
		expect(t, "nothing is sent: ids[0].ID", ids[0].ID, uuid.Nil)
		expect(t, "nothing is sent: state of ids[0]", s.State(ids[0]), repo.Pending)
		if c, ok := plan[0].Args[0].(*kit.Column); ok {
			expect(t, "keys", c.At(0).Interface() != uuid.Nil, true)
		}
		for _, stmt := range plan {
			for _, arg := range stmt.Args {
				expect(t, "no secret", arg == any(hidden), false)
			}
		}
		must(t, s.NoAutoflush(func() error {
			expect(t, "not flushed", value(repo.Count(ctx, s, builder.Select(heroes)))(t), int64(0))
			return nil
		}))
	})
	u := value(s.UnitOfWork(ctx))(t)
	t.Run("not flushed, as planned", func(t *testing.T) {
		expect(t, "not flushed", len(s.New()), 3)
		value(u.Exec(ctx, backends.Stmt{SQL: "INSERT INTO toys (label, size) VALUES ('native', 1)"}))(t)
		db.log.take()
		must(t, s.Commit(ctx))
		var texts []string
		for _, e := range db.log.take() {
			texts = append(texts, e.SQL)
		}
		for i, stmt := range plan {
			expect(t, "as planned", texts[i], stmt.SQL)
		}
		expect(t, "stored", db.stored(t, "SELECT count(*) FROM toys"), int64(1))
		expect(t, "nothing more", len(value(s.Plan())(t)), 0)
	})

	carried, ok := repo.FromContext(repo.NewContext(ctx, s))
	t.Run("carried, none", func(t *testing.T) {
		expect(t, "carried: carried == s", carried == s, true)
		expect(t, "carried: ok", ok, true)
		_, ok = repo.FromContext(context.Background())
		expect(t, "none", ok, false)
	})
}

// CommitsAreChecked: with WithCheckedCommit COMMIT has a trip of its own.
func CommitsAreChecked(t *testing.T, b Backend) {
	if !b.Pipelined {
		return // COMMIT never rides
	}
	db := b.open(t)
	trips := func(opts ...repo.SessionOption) []int {
		s := db.session(t, opts...)
		must(t, s.Add(&Hero{Name: uuid.NewString(), AppSrc: "test"}))
		must(t, s.Commit(t.Context()))
		var trips []int
		for _, e := range db.log.take() {
			trips = append(trips, e.Trip)
		}
		return trips
	}
	expect(t, "it rides", trips(), []int{1, 1, 1})
	expect(t, "checked", trips(repo.WithCheckedCommit()), []int{1, 1, 2})
	expect(t, "with a hook that looks first", trips(repo.WithHooks(repo.Hooks{AfterFlush: func(context.Context, *repo.Session) error { return nil }})), []int{1, 1, 2})
}
