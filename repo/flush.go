package repo

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/internal/persistence"
	"github.com/drey-db/drey/internal/render"
	"github.com/drey-db/drey/internal/unitofwork"
)

// Flush sends what changed: new entities are inserted, changed ones updated, and those to be deleted deleted. Keys and
// defaults that the database makes are in the entities afterwards. When nothing changed it sends nothing. After an error
// nothing has reached the entities. What is refused before anything is sent leaves the session as it is: mend it and flush again. After an error of
// the database the transaction is rolled back, and the session answers [ErrRollbackRequired] until
// Rollback; inside a savepoint that one's Rollback is enough.
func (s *Session) Flush(ctx context.Context) error {
	ctx, err := s.beginCall(ctx)
	if err != nil {
		return at("flush", err)
	}
	defer s.endCall()
	_, err = s.flush(ctx, flushEnd{})
	return at("flush", err)
}

// flushEnd is what follows a flush, and rides behind its last statement unless a hook must be asked first.
type flushEnd struct {
	commit        bool
	control       string // a statement of the session's own; "": none
	endsSavepoint bool   // control ends a savepoint, to which nobody can go back when rows that were counted turn out to be missing
}

// flush sends what changed, and reports whether anything was, and e behind it.
func (s *Session) flush(ctx context.Context, e flushEnd) (sent bool, err error) {
	if err := s.checkFlush(); err != nil {
		return false, err
	}
	set, err := s.pendingChanges()
	if err != nil {
		return false, err
	}
	if set.Empty() {
		set.Accept() // both ends agree from here on, although their rows say so already
		return false, nil
	}
	sent, err = s.write(ctx, set, e)
	return sent, s.engine.locked(err, s)
}

// flushThen sends what changed, and the control statement of e behind it in the same trip where that can be.
func (s *Session) flushThen(ctx context.Context, e flushEnd) error {
	if len(s.afterFlush()) == 0 {
		if sent, err := s.flush(ctx, e); sent || err != nil {
			return err
		}
	} else if _, err := s.flush(ctx, flushEnd{}); err != nil {
		return err
	}
	if _, err := s.unit(ctx); err != nil {
		return err
	}
	return s.control(ctx, e.control)
}

// mostRounds is how often a commit flushes what its hooks change.
// Source: SQLAlchemy, SessionTransaction._prepare_impl.
const mostRounds = 100

// flushAll flushes until nothing is left, which takes more than one round only where a hook changes entities afterwards.
func (s *Session) flushAll(ctx context.Context) error {
	for range mostRounds {
		sent, err := s.flush(ctx, flushEnd{commit: true})
		if err != nil || !sent || s.uow == nil || !s.hooksNotified {
			return err
		}
	}
	err := invalid("%d flushes left something to flush: an AfterFlush hook changes entities every time", mostRounds)
	s.fail(ctx, err)
	return err
}

func (s *Session) afterFlush() sessionHooks {
	return s.hooked(func(h Hooks) sessionHook { return h.AfterFlush })
}

// write sends set, and what the hooks add to it.
func (s *Session) write(ctx context.Context, set unitofwork.Set, e flushEnd) (sent bool, err error) {
	if s.config.readOnly {
		return false, fmt.Errorf("%w: the session is made with WithReadOnly, and has changes: write in another session", ErrReadOnly)
	}
	if set, err = s.beforeFlush(ctx, set); err != nil {
		return false, err
	}
	if set.Empty() {
		set.Accept()
		return false, nil
	}
	plan, err := s.plan(ctx, set)
	if err != nil {
		return false, err
	}
	after := s.afterFlush()
	s.hooksNotified = len(after) > 0 || slices.ContainsFunc(set.Steps, func(step unitofwork.Step) bool { return hasAfterWriter(step.Mapping) })
	autocommits := s.config.autocommit && !e.commit
	e.commit = (e.commit || autocommits) && !s.config.checkedCommit && !plan.CountsItself() && !s.hooksNotified && s.config.tx == nil
	var written *history
	if s.hooksNotified {
		written = record(set, len(after) > 0)
	}
	if err := s.execute(ctx, plan, e); err != nil {
		return false, err
	}
	if written != nil {
		s.flushed = written.finish()
	}
	if err := s.runAfterFlush(ctx, after); err != nil {
		return true, err
	}
	if autocommits {
		return true, s.commit(ctx)
	}
	return true, nil
}

// plan returns how set is written. Keys are reserved first where the session wants that.
// plan plans set. A key may be taken by an entity that was expired, and whose row may be gone: then that is read first.
func (s *Session) plan(ctx context.Context, set unitofwork.Set) (*persistence.Plan, error) {
	plan, err := s.planOnce(ctx, set)
	for err != nil {
		var taken *persistence.KeyTakenError
		if !errors.As(err, &taken) || taken.By == nil || !taken.By.Expired {
			return nil, translated(err)
		}
		if err := s.readColumns(ctx, taken.By, taken.By.Mapping.Columns, false); err != nil && !errors.Is(err, ErrNotFound) {
			return nil, fmt.Errorf("reading the %s whose key another one gets: %w", taken.By.Mapping.Name(), err)
		}
		plan, err = s.planOnce(ctx, set)
	}
	return plan, nil
}

func (s *Session) planOnce(ctx context.Context, set unitofwork.Set) (*persistence.Plan, error) {
	options := s.planning(set)
	if options.Reserved != nil {
		if err := s.reserve(ctx, options.Reserved); err != nil {
			return nil, err
		}
	}
	plan, err := persistence.New(set, &s.known, options)
	if err != nil && s.config.autocommit {
		_ = s.rollback(ctx) // of what fetched the keys
	}
	return plan, err
}

func (s *Session) planning(set unitofwork.Set) persistence.Options {
	limit := backends.DefaultMaxParams
	if most := s.engine.pool.Capabilities().MaxParams; most > 0 {
		limit = min(limit, most)
	}
	o := persistence.Options{
		Dialect: render.Dialect(s.config.space.dialect), Page: s.config.page, MaxParams: limit, Uncounted: &s.config.space.uncounted,
		NextUUID: s.config.nextUUID, Now: s.config.now,
	}
	if s.config.preallocates {
		o.Reserved = persistence.Reserve(set, o.Dialect)
	}
	return o
}
