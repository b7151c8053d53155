package conformance

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// Visit is an entity with hooks.
type Visit struct {
	ID    int64
	Label string
	Size  int
	heard []string
	fails string
	after func(hook string) error
}

// TableName names the table.
func (Visit) TableName() string { return "toys" }

func (v *Visit) hear(hook string) error {
	v.heard = append(v.heard, hook)
	if v.fails == hook {
		return errors.New("no " + hook)
	}
	if v.after != nil {
		return v.after(hook)
	}
	return nil
}

// BeforeInsert implements repo.BeforeInserter.
func (v *Visit) BeforeInsert(context.Context) error { return v.hear("insert") }

// BeforeUpdate implements repo.BeforeUpdater.
func (v *Visit) BeforeUpdate(context.Context) error { return v.hear("update") }

// BeforeDelete implements repo.BeforeDeleter.
func (v *Visit) BeforeDelete(context.Context) error { return v.hear("delete") }

// AfterLoad implements repo.AfterLoader.
func (v *Visit) AfterLoad(context.Context) error {
	if v.Label == "unloadable" {
		return errors.New("no load")
	}
	return v.hear("load")
}

// Validate implements repo.Validator.
func (v *Visit) Validate(context.Context) error { return v.hear("validate") }

var visits = builder.Model[Visit]()

// EntitiesHearWhatHappens: their hooks run once each before a flush, in order, and their error sends nothing.
func EntitiesHearWhatHappens(t *testing.T, b Backend) {
	db := b.open(t)
	s := db.session(t)
	v, other := &Visit{Label: "a"}, &Visit{Label: "b"}
	t.Run("an insert", func(t *testing.T) { insertsAreHeard(t, db, s, v, other) })
	t.Run("an update", func(t *testing.T) { updatesAreHeard(t, db, s, v, other) })
	t.Run("a hook that fails", func(t *testing.T) { failingHooksSendNothing(t, s, v) })
	t.Run("a load", func(t *testing.T) { loadsAreHeard(t, db, other.ID) })
	db.idle(t)
}

// heardBy returns which hooks of an entity ran since it was last asked.
func heardBy(v *Visit) string {
	h := strings.Join(v.heard, " ")
	v.heard = nil
	return h
}

func insertsAreHeard(t *testing.T, db *database, s *repo.Session, v, other *Visit) {
	v.after = func(hook string) error {
		if hook == "insert" {
			v.Label = "by the hook"
		}
		return nil
	}
	must(t, s.Add(v, other))
	must(t, s.Commit(t.Context()))
	expect(t, "inserted", []string{heardBy(v), heardBy(other)}, []string{"insert validate", "insert validate"})
	expect(t, "stored", db.stored(t, "SELECT count(*) FROM toys WHERE label = 'by the hook'"), int64(1))
	must(t, s.Commit(t.Context()))
	expect(t, "unchanged", heardBy(v), "")
}

func updatesAreHeard(t *testing.T, db *database, s *repo.Session, v, other *Visit) {
	v.after = func(hook string) error {
		if hook == "update" {
			v.Size, other.Size = 0, 7 // takes its own change back, and changes another
		}
		return nil
	}
	v.Size = 5
	db.log.take()
	must(t, s.Commit(t.Context()))
	expect(t, "updated", []string{heardBy(v), heardBy(other)}, []string{"update", "update validate"}) // what is not written is not validated
	expect(t, "only what is left is sent", len(db.log.take()), 3)
	expect(t, "only what is left is stored", db.stored(t, "SELECT count(*) FROM toys WHERE size = 7"), int64(1))
}

func failingHooksSendNothing(t *testing.T, s *repo.Session, v *Visit) {
	ctx := t.Context()
	v.after, v.fails, v.Size = nil, "validate", 9
	says(t, s.Commit(ctx), "repo: commit: before updating Visit: no validate")
	expect(t, "active", s.IsActive(), true)
	expect(t, "nothing was sent", s.InTransaction(), false)
	expect(t, "still to be written", s.IsModified(v), true)
	v.fails = "delete"
	heardBy(v)
	must(t, s.Delete(v))
	says(t, s.Flush(ctx), "before deleting Visit: no delete")
	v.fails = ""
	must(t, s.Commit(ctx))
	expect(t, "deleted", heardBy(v), "delete delete")
}

func loadsAreHeard(t *testing.T, db *database, id int64) {
	ctx, s := t.Context(), db.session(t)
	read := value(repo.Get[Visit](ctx, s, id))(t)
	value(repo.All(ctx, s, builder.Select(visits)))(t)
	expect(t, "loaded once", heardBy(read), "load")
	must(t, s.Refresh(ctx, read))
	expect(t, "and when it is read again", heardBy(read), "load")
	expect(t, "by an engine too", heardBy(value(repo.Get[Visit](ctx, db, id))(t)), "load")
	must(t, s.Commit(ctx))
	db.exec(t, "UPDATE toys SET label = 'unloadable'")
	_, err := repo.All(ctx, s, builder.Select(visits).PopulateExisting())
	says(t, err, "no load")
	must(t, s.Rollback(ctx))
}

// SessionsHearWhatHappens: a session's hooks run around flush, commit and rollback, those of every option, in order.
func SessionsHearWhatHappens(t *testing.T, b Backend) {
	var heard []string
	hear := func(what string) func(context.Context, *repo.Session) error {
		return func(context.Context, *repo.Session) error { heard = append(heard, what); return nil }
	}
	calls := func() string {
		h := strings.Join(heard, " ")
		heard = nil
		return h
	}
	hooks := repo.Hooks{
		BeforeFlush: hear("flush?"), AfterFlush: hear("flushed"), BeforeCommit: hear("commit?"),
		AfterCommit:   func(ctx context.Context, s *repo.Session) { _ = hear("committed")(ctx, s) },
		AfterRollback: func(ctx context.Context, s *repo.Session) { _ = hear("rolled back")(ctx, s) },
	}
	db := b.open(t, repo.WithHooks(hooks))
	ctx := t.Context()
	s := db.session(t, repo.WithHooks(repo.Hooks{BeforeFlush: hear("second")}))
	must(t, s.Flush(ctx))
	must(t, s.Commit(ctx))
	expect(t, "nothing to flush", calls(), "commit? committed")
	must(t, s.Add(&Toy{Label: "a"}))
	must(t, s.Commit(ctx))
	expect(t, "a commit", calls(), "commit? flush? second flushed committed")
	must(t, s.Rollback(ctx))
	expect(t, "a rollback", calls(), "rolled back")
	own := errors.New("own")
	refused(t, db.Begin(ctx, func(s *repo.Session) error { must(t, s.Add(&Toy{})); return own }), own)
	expect(t, "Begin", calls(), "rolled back")
	closing := db.Session()
	must(t, closing.Add(&Toy{}))
	must(t, closing.Flush(ctx))
	must(t, closing.Close())
	expect(t, "Close", calls(), "flush? flushed rolled back")
}

// HooksUseTheSession: they add, change and read, and what they must not do is refused.
func HooksUseTheSession(t *testing.T, b Backend) {
	db := b.open(t)
	ctx := t.Context()
	var errs []error
	s := db.session(t, repo.WithHooks(repo.Hooks{
		BeforeFlush: func(ctx context.Context, s *repo.Session) error {
			errs = append(errs, s.Flush(ctx), s.Commit(ctx), s.Rollback(ctx), s.Close())
			_, err := repo.Count(ctx, s, builder.Select(heroes))
			return errors.Join(err, s.Add(&Hero{Name: "by the hook", AppSrc: "test"}))
		},
		BeforeCommit: func(ctx context.Context, s *repo.Session) error {
			errs = append(errs, s.Commit(ctx))
			return s.Add(&Toy{Label: "before the commit"})
		},
		AfterCommit: func(ctx context.Context, s *repo.Session) {
			_, err := repo.Count(ctx, s, builder.Select(heroes))
			errs = append(errs, err, s.Flush(ctx), s.Rollback(ctx), s.Close())
		},
		AfterRollback: func(ctx context.Context, s *repo.Session) { errs = append(errs, s.Rollback(ctx)) },
	}))
	must(t, s.Commit(ctx))
	expect(t, "refusals", len(errs), 9)
	must(t, s.Rollback(ctx))
	for _, err := range errs {
		refused(t, err, repo.ErrInvalidRequest)
	}
	expect(t, "stored", db.stored(t, "SELECT (SELECT count(*) FROM heroes) + (SELECT count(*) FROM toys)"), int64(2))

	rounds := 0
	toy := &Toy{Label: "again"}
	endless := db.session(t, repo.WithHooks(repo.Hooks{AfterFlush: func(context.Context, *repo.Session) error {
		rounds++
		toy.Size++
		return nil
	}}))
	must(t, endless.Add(toy))
	refused(t, endless.Commit(ctx), repo.ErrInvalidRequest)
	expect(t, "rounds", rounds, 100)
	must(t, endless.Rollback(ctx))
	expect(t, "put back", toy.ID, int64(0))
}

// HooksThatFailLeaveTheSessionSound: by an error or a panic, before anything is sent or afterwards.
func HooksThatFailLeaveTheSessionSound(t *testing.T, b Backend) {
	db := b.open(t)
	ctx := t.Context()
	own := errors.New("own")
	var fail func() error
	failing := func(at string) (*repo.Session, *Toy) {
		hook := func(when string) func(context.Context, *repo.Session) error {
			return func(context.Context, *repo.Session) error {
				if at == when && fail != nil {
					return fail()
				}
				return nil
			}
		}
		s := db.session(t, repo.WithHooks(repo.Hooks{BeforeFlush: hook("flush?"), AfterFlush: hook("flushed"), BeforeCommit: hook("commit?")}))
		toy := &Toy{Label: at}
		must(t, s.Add(toy))
		return s, toy
	}
	for _, at := range []string{"flush?", "flushed", "commit?"} {
		for _, panics := range []bool{false, true} {
			fail = func() error {
				if panics {
					panic("ouch")
				}
				return own
			}
			s, toy := failing(at)
			func() {
				defer func() { expect(t, at+" panicked", recover() != nil, panics) }()
				refused(t, s.Commit(ctx), own)
			}()
			fail = nil
			if at == "flushed" {
				expect(t, "the transaction is over", []bool{s.IsActive(), s.InTransaction()}, []bool{false, false})
				must(t, s.Rollback(ctx))
				expect(t, "put back", *toy, Toy{Label: at})
				must(t, s.Add(toy))
			}
			must(t, s.Commit(ctx))
			expect(t, "stored after all", toy.ID != 0, true)
		}
	}
	expect(t, "stored", db.stored(t, "SELECT count(*) FROM toys"), int64(6))
	db.idle(t)
}
