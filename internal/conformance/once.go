package conformance

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Receipt says that a request was served, and by which toy.
type Receipt struct {
	Request string `db:"request,pk"`
	Rev     int    `db:"rev,version"`
	Toy     int64
}

// TableName names the table.
func (Receipt) TableName() string { return "receipts" }

var receipts = builder.Model[Receipt]()

// serve makes a toy once for a request, and answers how often it was tried.
func (db *database) serve(t *testing.T, r *Receipt, also func(s *repo.Session, attempt int) error, opts ...repo.BeginOption) (attempts int, err error) {
	ctx := t.Context()
	err = db.Begin(ctx, func(s *repo.Session) error {
		attempts++
		toy := &Toy{Label: r.Request}
		if err := errors.Join(s.Add(toy), s.Flush(ctx)); err != nil {
			return err
		}
		r.Toy = toy.ID
		return also(s, attempts)
	}, append(opts, repo.Once(r))...)
	return attempts, err
}

func (db *database) served(t *testing.T, request string) int64 {
	t.Helper()
	return db.stored(t, "SELECT count(*) FROM toys JOIN receipts ON toys.id = receipts.toy WHERE label = :r", map[string]any{"r": request})
}

func nothingElse(*repo.Session, int) error { return nil }

// WorkIsDoneOnce: what stands in the row of Once was done, whoever asks again.
func WorkIsDoneOnce(t *testing.T, b Backend) {
	db := b.open(t)
	db.create(t, schema.MustOf(receipts))
	first, again := &Receipt{Request: "a"}, &Receipt{Request: "a"}
	attempts, err := db.serve(t, first, nothingElse)
	t.Run("the first", func(t *testing.T) {
		expect(t, "the first: attempts", attempts, 1)
		expect(t, "the first: err", err, nil)
	})
	attempts, err = db.serve(t, again, nothingElse)
	t.Run("again", func(t *testing.T) {
		expect(t, "again: attempts", attempts, 0)
		expect(t, "again: err", err, nil)
		expect(t, "again: *again", *again, Receipt{Request: "a", Rev: 2, Toy: first.Toy})
	})

	failing := &Receipt{Request: "b"}
	sick := errors.New("sick")
	_, err = db.serve(t, failing, func(*repo.Session, int) error { return sick })
	t.Run("what failed is done, served", func(t *testing.T) {
		refused(t, err, sick)
		attempts, err = db.serve(t, failing, func(_ *repo.Session, attempt int) error {
			if attempt < 3 {
				return &backends.Error{Kind: backends.ErrDeadlock}
			}
			return nil
		}, repo.WithRetry(3))
		expect(t, "what failed is done: attempts", attempts, 3)
		expect(t, "what failed is done: err", err, nil)
		expect(t, "what failed is done: db.served(\"b\")", db.served(t, "b"), int64(1))
		expect(t, "served: db.served(\"a\")", db.served(t, "a"), int64(1))
		expect(t, "served: SELECT count(*) FROM toys", db.stored(t, "SELECT count(*) FROM toys"), int64(2))
	})
	db.idle(t)
}

// WorkIsDoneOnceSideBySide: of many who ask at once for the same one does it.
func WorkIsDoneOnceSideBySide(t *testing.T, b Backend) {
	db := b.open(t)
	db.create(t, schema.MustOf(receipts))
	var all sync.WaitGroup
	errs := make([]error, 8)
	for i := range errs {
		all.Go(func() { _, errs[i] = db.serve(t, &Receipt{Request: "c"}, nothingElse, repo.WithRetry(20)) })
	}
	all.Wait()
	must(t, errors.Join(errs...))
	expect(t, "served side by side: db.served(\"c\")", db.served(t, "c"), int64(1))
	expect(t, "served side by side: SELECT count(*) FROM toys", db.stored(t, "SELECT count(*) FROM toys"), int64(1))
	db.idle(t)
}

// WorkNeedsAName: Once is refused where it could not keep its word.
func WorkNeedsAName(t *testing.T, b Backend) {
	db := b.open(t)
	db.create(t, schema.MustOf(receipts))
	begin := func(opts ...repo.BeginOption) error {
		return db.Begin(t.Context(), func(*repo.Session) error { t.Error("it ran"); return nil }, opts...)
	}
	says(t, begin(repo.Once(&Receipt{})), "Once: the Receipt has no key")
	says(t, begin(repo.Once(&Seat{Number: 4})), "Once: Seat.Deck is empty, and part of the key")
	says(t, begin(repo.Once(&Seat{})), "Once: ")
	says(t, begin(repo.Once(7)), "a int is no entity")
	says(t, begin(repo.Once(&Receipt{Request: "a"}), repo.Once(&Receipt{Request: "b"})), "the work has a name already", "have its key hold both")
	says(t, begin(repo.Once(receipts)), "is a prototype")
	says(t, begin(repo.Once(&Receipt{Request: "a"}), repo.WithAutocommit(true)), "WithAutocommit has none")
	says(t, begin(repo.WithRetry(2), repo.WithAutocommit(true)), "WithAutocommit has none")
	refused(t, begin(repo.Once(&Receipt{Request: "a"}), repo.WithReadOnly()), repo.ErrReadOnly)
	db.idle(t)
}

// WorkKeepsItsName: work that would be committed without the row of Once is refused, and done when it is asked for again.
func WorkKeepsItsName(t *testing.T, b Backend) {
	db := b.open(t)
	db.create(t, schema.MustOf(receipts))
	ctx := t.Context()
	for how, lose := range map[string]func(s *repo.Session, r *Receipt) error{
		"rolled back": func(s *repo.Session, _ *Receipt) error {
			return errors.Join(s.Rollback(ctx), s.Add(&Toy{Label: "nameless"}))
		},
		"deleted it":      func(s *repo.Session, r *Receipt) error { return s.Delete(r) },
		"changed its key": func(_ *repo.Session, r *Receipt) error { r.Request = "another"; return nil },
	} {
		for _, flushed := range []bool{false, true} {
			r := &Receipt{Request: how}
			_, err := db.serve(t, r, func(s *repo.Session, _ int) error {
				err := lose(s, r)
				if flushed {
					err = errors.Join(err, s.Flush(ctx))
				}
				return err
			})
			refused(t, err, repo.ErrInvalidRequest)
			says(t, err, "Receipt", how)
		}
		expect(t, how, db.stored(t, "SELECT count(*) FROM toys"), int64(0))
	}
	db.idle(t)
}

// LostWorkIsDoneAgain: a connection that was lost before COMMIT was sent costs an attempt, and a commit whose fate nobody knows is settled
// by the row of Once, or is the caller's.
func LostWorkIsDoneAgain(t *testing.T, b Backend) {
	if !b.Socket {
		return // nothing can be lost
	}
	db := b.openCounted(t)
	db.create(t, schema.MustOf(receipts))
	lose := map[string]func(int){"the reply": db.counter.LoseReply, "the request": db.counter.LoseRequest}
	for what, lost := range lose {
		before, commit := &Receipt{Request: what + " before"}, &Receipt{Request: what + " of commit"}
		for range 2 { // the connection knows the statements
			_, err := db.serve(t, &Receipt{Request: what + " warm"}, nothingElse)
			must(t, err)
		}
		attempts, err := db.serve(t, before, func(s *repo.Session, attempt int) error {
			if attempt > 1 {
				return nil
			}
			lost(1)
			_, err := repo.Count(t.Context(), s, builder.Select(toys))
			return err
		}, repo.WithRetry(2))
		expect(t, what+", before"+": attempts", attempts, 2)
		expect(t, what+", before"+": err", err, nil)
		expect(t, what+", before"+": db.served(before.Request)", db.served(t, before.Request), int64(1))
		for _, once := range []bool{true, false} {
			db.lostAtCommit(t, commit, lost, once)
		}
		expect(t, what+", of commit", db.served(t, commit.Request), int64(1))
	}
	db.idle(t)
}

// PassedOverLossesAreTold: a connection that was lost inside a savepoint costs an attempt, though the function passes over it, as in a part of
// no great matter.
func PassedOverLossesAreTold(t *testing.T, b Backend) {
	if !b.Socket {
		return // nothing can be lost
	}
	db := b.openCounted(t)
	db.create(t, schema.MustOf(receipts))
	for what, lost := range map[string]func(int){"the reply": db.counter.LoseReply, "the request": db.counter.LoseRequest} {
		for _, tries := range []int{1, 2} {
			attempts, err := db.serve(t, &Receipt{Request: what}, func(s *repo.Session, attempt int) error {
				if attempt == 1 {
					_ = s.Nested(t.Context(), func(*repo.Session) error { lost(1); return errors.New("of no great matter") })
				}
				return nil
			}, repo.WithRetry(tries))
			expect(t, what+": attempts", attempts, tries)
			if tries == 1 {
				refused(t, err, repo.ErrConnection)
				expect(t, what+": no invalid request", errors.Is(err, repo.ErrInvalidRequest), false)
				continue
			}
			must(t, err)
		}
		expect(t, what+": served", db.served(t, what), int64(1))
	}
	db.idle(t)
}

// DoubtIsNotForgotten: where no later attempt can settle what became of a commit, its fate is unknown, whatever those attempts met.
func DoubtIsNotForgotten(t *testing.T, b Backend) {
	if !b.Socket {
		return // nothing can be lost
	}
	db := b.openCounted(t)
	db.create(t, schema.MustOf(receipts))
	for range 2 { // the connection knows the statements
		_, err := db.serve(t, &Receipt{Request: "warm"}, nothingElse)
		must(t, err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second) // the first attempt has ended then
	defer cancel()
	silence := repo.WithHooks(repo.Hooks{AfterRollback: func(context.Context, *repo.Session) { db.counter.Swallow() }})
	err := db.Begin(ctx, func(s *repo.Session) error {
		db.counter.LoseReply(1)
		return nil
	}, repo.Once(&Receipt{Request: "a"}), repo.WithRetry(3), silence)
	db.counter.Cut()
	db.counter.Release()
	refused(t, err, repo.ErrCommitUnknown)
	refused(t, err, repo.ErrTimeout)
	expect(t, "it was committed", db.stored(t, "SELECT count(*) FROM receipts WHERE request = 'a'"), int64(1))
	db.idle(t)
}

// lostAtCommit serves a request with its COMMIT lost in the first attempt.
func (db *database) lostAtCommit(t *testing.T, r *Receipt, lost func(int), once bool) {
	t.Helper()
	ctx := t.Context()
	attempts := 0
	opts := []repo.BeginOption{repo.WithRetry(3), repo.WithCheckedCommit()}
	if once {
		opts = append(opts, repo.Once(r))
	}
	err := db.Begin(ctx, func(s *repo.Session) error {
		toy := &Toy{Label: r.Request}
		if !once {
			toy.Label = "nobody's"
		}
		if err := errors.Join(s.Add(toy), s.Flush(ctx)); err != nil {
			return err
		}
		r.Toy = toy.ID
		if err := s.Flush(ctx); err != nil {
			return err
		}
		if attempts++; attempts == 1 {
			lost(1) // COMMIT alone is left
		}
		return nil
	}, opts...)
	if once {
		must(t, err)
		return
	}
	refused(t, err, repo.ErrCommitUnknown)
	expect(t, "attempts", attempts, 1)
}

// CommittedWorkIsNotDoneAgain: a function that committed something itself has left it behind.
func CommittedWorkIsNotDoneAgain(t *testing.T, b Backend) {
	db := b.open(t)
	attempts := 0
	err := db.Begin(t.Context(), func(s *repo.Session) error {
		attempts++
		if err := errors.Join(s.Add(&Toy{Label: "ball"}), s.Commit(t.Context())); err != nil {
			return err
		}
		return &backends.Error{Kind: backends.ErrDeadlock}
	}, repo.WithRetry(5))
	refused(t, err, repo.ErrDeadlock)
	expect(t, "attempts and toys: attempts", attempts, 1)
	expect(t, "attempts and toys: SELECT count(*) FROM toys", db.stored(t, "SELECT count(*) FROM toys"), int64(1))
}

// Docket is a row of work in which the database makes values.
type Docket struct {
	Request string    `db:"request,pk"`
	At      time.Time `db:"at,default=now()"`
	Status  *string   `db:"status,default='new'"`
	Length  int       `db:"length,generated=length(request)"`
}

// TableName names the table.
func (Docket) TableName() string { return "dockets" }

// WorkHasWhatTheDatabaseMakes: who does the work, and who asks for it again, get the row as it is.
func WorkHasWhatTheDatabaseMakes(t *testing.T, b Backend) {
	db := b.open(t)
	ctx := t.Context()
	must(t, schema.MustOf(builder.Model[Docket]()).CreateAll(ctx, db.Engine))
	first, again := &Docket{Request: "abc"}, &Docket{Request: "abc"}
	must(t, db.Begin(ctx, func(s *repo.Session) error {
		expect(t, "in the function", first.At.IsZero() || first.Status == nil || first.Length != 3, false)
		expect(t, "nothing changed", s.IsModified(first), false)
		return nil
	}, repo.Once(first)))
	must(t, db.Begin(ctx, func(*repo.Session) error { t.Error("done twice"); return nil }, repo.Once(again)))
	expect(t, "again", again, first)
}
