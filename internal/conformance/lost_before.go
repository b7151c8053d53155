package conformance

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// arrival is how long the end of a connection may be on its way, on a machine that has much else to do.
const arrival = 100 * time.Millisecond

// enders are ways in which connections end while nobody looks: the network cuts them, or the server ends their sessions.
func (db *database) enders(t *testing.T) map[string]func() {
	t.Helper()
	server := db.backend.openEmpty(t, db.counter.URL().Reveal())
	const others = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
	return map[string]func(){
		"cut": func() {
			db.counter.Cut()
			time.Sleep(arrival)
		},
		"ended by the server": func() {
			server.stored(t, "SELECT count(pg_terminate_backend(pid)) "+others)
			for late := time.Now().Add(20 * time.Second); server.stored(t, "SELECT count(*) "+others) > 0 && time.Now().Before(late); {
				time.Sleep(time.Millisecond)
			}
			time.Sleep(arrival)
		},
	}
}

// works are functions of a transaction that make a toy each, and leave to its end what they can.
func works() map[string]func(ctx context.Context, s *repo.Session) error {
	return map[string]func(ctx context.Context, s *repo.Session) error{
		"an entity": func(_ context.Context, s *repo.Session) error { return s.Add(&Toy{Label: "new"}) },
		"entities of keys": func(_ context.Context, s *repo.Session) error {
			return errors.Join(s.Add(&Toy{Label: "new"}), s.Add(&Hero{Name: uuid.NewString()}))
		},
		"a flush": func(ctx context.Context, s *repo.Session) error {
			return errors.Join(s.Add(&Toy{Label: "new"}), s.Flush(ctx))
		},
		"a statement": func(ctx context.Context, s *repo.Session) error {
			_, err := s.Exec(ctx, builder.Text("INSERT INTO toys (label, size) VALUES ('new', 0)"))
			return err
		},
		"a bulk insert": func(ctx context.Context, s *repo.Session) error {
			return repo.InsertAll(ctx, s, []*Toy{{Label: "new"}})
		},
		"a savepoint": func(ctx context.Context, s *repo.Session) error {
			return s.Nested(ctx, func(s *repo.Session) error { return s.Add(&Toy{Label: "new"}) })
		},
	}
}

// WhatWasLostBeforeItsCommitIsRunAgain: a connection that was dead before COMMIT was sent took nothing with it but its transaction, and
// nobody doubts that, whichever way the work goes.
func WhatWasLostBeforeItsCommitIsRunAgain(t *testing.T, b Backend) {
	if !b.Socket {
		return // nothing can be lost
	}
	db := b.openCounted(t)
	db.create(t, schema.MustOf(receipts))
	for how, end := range db.enders(t) {
		for what, work := range works() {
			for _, when := range []string{"at its beginning", "behind a read", "behind the work"} {
				l := lostBefore{database: db, end: end, work: work, when: when, once: what == "a flush"}
				l.run(t, how+", "+what+", "+when)
			}
		}
	}
	db.idle(t)
}

// lostBefore is work whose connection ends in its first attempt.
type lostBefore struct {
	*database
	end  func()
	work func(ctx context.Context, s *repo.Session) error
	when string
	once bool
}

func (l lostBefore) run(t *testing.T, name string) {
	t.Helper()
	ctx, attempts := t.Context(), 0
	l.exec(t, "DELETE FROM toys")
	l.exec(t, "DELETE FROM receipts")
	opts := []repo.BeginOption{repo.WithRetry(2)}
	if l.once {
		opts = append(opts, repo.Once(&Receipt{Request: "a"}))
	}
	if l.when == "at its beginning" {
		l.end()
	}
	err := l.Begin(ctx, func(s *repo.Session) error {
		attempts++
		if _, err := repo.Count(ctx, s, builder.Select(toys)); err != nil {
			return err
		}
		if l.when == "behind a read" && attempts == 1 {
			l.end()
		}
		if err := l.work(ctx, s); err != nil {
			return err
		}
		if l.when == "behind the work" && attempts == 1 {
			l.end()
		}
		return nil
	}, opts...)
	expect(t, name+": err", err, nil)
	want := 2
	if l.when == "at its beginning" {
		want = 1
	}
	expect(t, name+": attempts", attempts, want)
	expect(t, name+": the toys", l.stored(t, "SELECT count(*) FROM toys"), int64(1))
}

// IdleConnectionsThatEndedCostNothing: whatever an engine is asked first behind their end is done, once.
func IdleConnectionsThatEndedCostNothing(t *testing.T, b Backend) {
	if !b.Socket {
		return // nothing can be lost
	}
	db := b.openCounted(t)
	insert := builder.Text("INSERT INTO toys (label, size) VALUES ('new', 0)")
	for how, end := range db.enders(t) {
		for what, do := range map[string]func(ctx context.Context) error{
			"Exec": func(ctx context.Context) error { _, err := db.Exec(ctx, insert); return err },
			"a query that writes": func(ctx context.Context) error {
				_, err := repo.Scalar[int64](ctx, db.Engine, builder.Text("INSERT INTO toys (label, size) VALUES ('new', 0) RETURNING id"))
				return err
			},
			"a bulk insert": func(ctx context.Context) error {
				return db.Begin(ctx, func(s *repo.Session) error { return repo.InsertAll(ctx, s, []*Toy{{Label: "new"}}) })
			},
			"a session": func(ctx context.Context) error {
				return db.Begin(ctx, func(s *repo.Session) error { return s.Add(&Toy{Label: "new"}) })
			},
		} {
			db.exec(t, "DELETE FROM toys")
			end()
			expect(t, how+", "+what+": err", do(t.Context()), nil)
			expect(t, how+", "+what+": the toys", db.stored(t, "SELECT count(*) FROM toys"), int64(1))
		}
	}
	db.idle(t)
}

// LossesBehindStaleRowsAreTold: a savepoint in which a row was found stale, and whose connection was lost meanwhile, has no way back to what
// is around it. Its error is of both kinds.
func LossesBehindStaleRowsAreTold(t *testing.T, b Backend) {
	if !b.Socket {
		return // nothing can be lost
	}
	db := b.openCounted(t)
	ctx := t.Context()
	s := db.session(t)
	team, toy, hero := &Team{Code: "x", Year: 1, Name: "old"}, &Toy{Label: "ball"}, &Hero{Name: "Kit"}
	must(t, errors.Join(s.Add(team), s.Add(toy), s.Add(hero), s.Commit(ctx)))
	edit := func(lose func(trip int)) (inner, err error) {
		err = s.Nested(ctx, func(s *repo.Session) error {
			team.Name += "!"
			must(t, errors.Join(s.Delete(toy), s.Delete(hero)))
			lose(1)
			inner = s.Flush(ctx)
			return errors.Join(inner, errors.New("undone"))
		})
		return inner, err
	}
	for range 3 { // the connection knows the statements
		inner, _ := edit(func(int) {})
		must(t, inner)
	}
	db.exec(t, "UPDATE teams SET rev = rev + 1")
	inner, err := edit(db.counter.TearReply)
	refused(t, err, repo.ErrConnection)
	stale := (*repo.StaleDataError)(nil)
	expect(t, "what the flush met is told as well", errors.As(err, &stale), errors.As(inner, &stale))
	expect(t, "whether the row was found stale before the loss", errors.As(inner, &stale), b.Pipelined)
	refused(t, s.Commit(ctx), repo.ErrRollbackRequired)
	must(t, s.Rollback(ctx))
	expect(t, "the toys", db.stored(t, "SELECT count(*) FROM toys"), int64(1))
	db.idle(t)
}
