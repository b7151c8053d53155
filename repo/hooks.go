package repo

import (
	"context"
	"errors"
	"fmt"
	"maps"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/internal/unitofwork"
	"github.com/drey-db/drey/repo/flush"
)

// Hooks are a session's; nil ones are skipped. They run inside the call that they belong to and may use the session, but
// not end its transaction. An error of one, or a panic, ends the call. Before anything was sent it changes nothing else;
// an error of AfterFlush rolls the transaction back.
type Hooks struct {
	// AfterBegin runs when a transaction has begun, before its first statement and in its own round trip. What it sends by c goes into
	// the transaction: SET LOCAL, set_config for row-level security. It may not use the session. Sessions with such a hook read in a
	// transaction even where they could go without; where statements commit themselves, a flush alone has one. Doors of the engine have none.
	AfterBegin func(ctx context.Context, c backends.Runner) error
	// BeforeFlush runs when there is something to flush, and may change entities, add and delete.
	BeforeFlush func(ctx context.Context, s *Session) error
	// AfterFlush runs when everything was sent, and COMMIT was not: behind a flush, a bulk write, and a statement of package builder that
	// wrote something. [Session.Flushed] is what was written. What the hook changes is flushed by Commit as well; of bulk writes and
	// statements that it sends no hook is told. A statement of a session with [WithAutocommit] has committed itself.
	AfterFlush func(ctx context.Context, s *Session) error
	// BeforeCommit runs before Commit flushes, also when there is nothing to commit.
	BeforeCommit func(ctx context.Context, s *Session) error
	// AfterCommit runs after COMMIT, also when there was nothing to commit. What sends something here is ErrInvalidRequest.
	AfterCommit func(ctx context.Context, s *Session)
	// AfterRollback runs after Rollback, and after Close where that rolled something back.
	AfterRollback func(ctx context.Context, s *Session)
}

// WithHooks adds hooks to those of earlier options; they run in the order given.
func WithHooks(h Hooks) SessionOption {
	return sessionOption(func(c *config) error {
		c.sessionHooks = append(c.sessionHooks[:len(c.sessionHooks):len(c.sessionHooks)], h)
		return nil
	})
}

// What an entity may implement. Reads and flushes leave with the error of one. Those that run before a write may use the
// session as [Hooks] do; in AfterLoad it is in use, since rows are open.
type (
	// BeforeInserter is asked before the entity's INSERT is planned.
	BeforeInserter interface {
		BeforeInsert(ctx context.Context) error
	}
	// BeforeUpdater is asked when the entity was found changed. It is compared again afterwards.
	BeforeUpdater interface {
		BeforeUpdate(ctx context.Context) error
	}
	// BeforeDeleter is asked before the entity's DELETE is planned.
	BeforeDeleter interface {
		BeforeDelete(ctx context.Context) error
	}
	// AfterWriter is told what a flush did to the entity's row, old and new values included, when everything was sent and COMMIT
	// was not: before the [Hooks].AfterFlush, which hear of the same [flush.Change]. It may use the session as those do.
	AfterWriter interface {
		AfterWrite(ctx context.Context, c flush.Change) error
	}
	// AfterLoader is told when the entity has taken something from its row, of a session or an engine: once in a query,
	// owners before what is loaded with them, while relationships are not filled yet. What it changes in a session's entity
	// is written by the next flush. The session is busy meanwhile, and returns [ErrConcurrentUse].
	AfterLoader interface {
		AfterLoad(ctx context.Context) error
	}
	// Validator is asked before an INSERT or UPDATE, and after the hooks above, those of all entities: it sees what is written.
	Validator interface {
		Validate(ctx context.Context) error
	}
)

// loaded tells entities that they were read.
func loaded(ctx context.Context) func(entity any) error {
	return func(entity any) error {
		if h, ok := entity.(AfterLoader); ok {
			return h.AfterLoad(ctx)
		}
		return nil
	}
}

// beforeFlush runs the hooks before a flush and returns what is to be written in the end. Entities' hooks may change
// other entities, whose hooks then run as well; each runs once.
func (s *Session) beforeFlush(ctx context.Context, set unitofwork.Set) (unitofwork.Set, error) {
	if before := s.hooked(func(h Hooks) sessionHook { return h.BeforeFlush }); len(before) > 0 {
		if err := s.runHook(flushing, func() error { return before.run(ctx, s) }); err != nil {
			return set, fmt.Errorf("before flushing: %w", err)
		}
		var err error
		if set, err = s.pendingChanges(); err != nil {
			return set, err
		}
	}
	return s.runEntityHooks(ctx, set)
}

// runEntityHooks runs the hooks of entities, round by round until none is left that did not run, and has what came of them validated.
func (s *Session) runEntityHooks(ctx context.Context, set unitofwork.Set) (unitofwork.Set, error) {
	asked, seen := map[entityHook]bool{}, &seenEntities{}
	for range mostRounds {
		var err error
		if set, err = s.loadDependents(ctx, set, seen); err != nil {
			return set, err
		}
		ask := unasked(asked, entityHooksIn(set, false))
		if len(ask) > 0 {
			maps.DeleteFunc(asked, func(q entityHook, _ bool) bool { return q.validates })
		} else if ask = unasked(asked, entityHooksIn(set, true)); len(ask) == 0 {
			return set, nil
		}
		if err := s.runHook(flushing, func() error { return runEntityHooks(ctx, ask) }); err != nil {
			return set, err
		}
		if set, err = s.pendingChanges(); err != nil {
			return set, err
		}
	}
	return set, invalid("hooks of entities changed others %d times over, and left something to ask", mostRounds)
}

// unasked returns those of list that were not asked yet, and notes that they are.
func unasked(asked map[entityHook]bool, list []entityHook) (ask []entityHook) {
	for _, q := range list {
		if !asked[q] {
			asked[q], ask = true, append(ask, q)
		}
	}
	return ask
}

// errPanicked is why a transaction is rolled back in which a hook panicked.
var errPanicked = errors.New("a hook panicked")

// runAfterFlush runs the hooks behind a flush. An error of one, or a panic, ends the transaction.
func (s *Session) runAfterFlush(ctx context.Context, after sessionHooks) error {
	if !s.hooksNotified {
		return nil
	}
	s.notifying = true
	defer func() { s.flushed, s.notifying = nil, false }()
	failure := errPanicked
	defer func() {
		if failure != nil {
			s.fail(ctx, failure)
		}
	}()
	if failure = s.runHook(flushing, func() error {
		if err := afterWrites(ctx, s.flushed); err != nil {
			return err
		}
		return after.run(ctx, s)
	}); failure != nil {
		return fmt.Errorf("after flushing: %w", failure)
	}
	return nil
}

type sessionHook func(ctx context.Context, s *Session) error

type sessionHooks []sessionHook

// hooked returns the hooks of one kind.
func (s *Session) hooked(pick func(Hooks) sessionHook) (hooks sessionHooks) {
	for _, h := range s.config.sessionHooks {
		if hook := pick(h); hook != nil {
			hooks = append(hooks, hook)
		}
	}
	return hooks
}

func (hooks sessionHooks) run(ctx context.Context, s *Session) error {
	for _, hook := range hooks {
		if err := hook(ctx, s); err != nil {
			return err
		}
	}
	return nil
}

func runEntityHooks(ctx context.Context, list []entityHook) error {
	for _, q := range list {
		if err := q.run(ctx); err != nil {
			return fmt.Errorf("before %s %s: %w", q.event, q.entry.Mapping.Name(), err)
		}
	}
	return nil
}

func (q entityHook) run(ctx context.Context) error {
	entity := q.entry.Entity()
	if q.validates {
		return entity.(Validator).Validate(ctx)
	}
	switch q.event {
	case "inserting":
		return entity.(BeforeInserter).BeforeInsert(ctx)
	case "updating":
		return entity.(BeforeUpdater).BeforeUpdate(ctx)
	}
	return entity.(BeforeDeleter).BeforeDelete(ctx)
}
