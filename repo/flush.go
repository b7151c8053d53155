package repo

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/internal/changes"
	"github.com/drey-db/drey/internal/mapper"
	"github.com/drey-db/drey/internal/persistence"
	"github.com/drey-db/drey/internal/statement"
)

// Flush sends what changed: new entities are inserted, changed ones updated, and those to be deleted deleted. Keys and
// defaults that the database makes are in the entities afterwards. When nothing changed it sends nothing. After an error
// nothing has reached the entities, the transaction is rolled back, and the session answers [ErrRollbackRequired] until
// Rollback; inside a savepoint that one's Rollback is enough.
func (s *Session) Flush(ctx context.Context) error {
	ctx, err := s.begin(ctx)
	if err != nil {
		return at("flush", err)
	}
	defer s.end()
	_, err = s.flush(ctx, false)
	return at("flush", err)
}

// flush sends what changed, and says whether anything was. Where ending says so, COMMIT rides behind it unless the answers
// must be read first.
func (s *Session) flush(ctx context.Context, ending bool) (sent bool, err error) {
	if err := s.flushes(); err != nil {
		return false, err
	}
	set := changes.Of(&s.known)
	if set.Empty() {
		return false, nil
	}
	return s.write(ctx, set, ending)
}

// mostRounds is how often a commit flushes what its hooks change.
// Source: SQLAlchemy, SessionTransaction._prepare_impl.
const mostRounds = 100

// flushAll flushes until nothing is left, which takes more than one round only where a hook changes entities afterwards.
func (s *Session) flushAll(ctx context.Context) error {
	for range mostRounds {
		sent, err := s.flush(ctx, true)
		if err != nil || !sent || s.uow == nil || len(s.afterFlush()) == 0 {
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
func (s *Session) write(ctx context.Context, set changes.Set, ending bool) (sent bool, err error) {
	if s.config.readOnly {
		return false, fmt.Errorf("%w: the session is made with WithReadOnly, and has changes", ErrReadOnly)
	}
	if set, err = s.beforeFlush(ctx, set); err != nil || set.Empty() {
		return false, err
	}
	plan, err := persistence.New(set, &s.known, s.planning())
	if err != nil {
		return false, translated(err)
	}
	after := s.afterFlush()
	ending = ending || s.config.autocommit
	rides := ending && !plan.Counted && !s.config.checkedCommit && len(after) == 0 && s.config.tx == nil
	if err := s.carryOut(ctx, plan, rides); err != nil {
		return false, err
	}
	if len(after) > 0 {
		if err := s.outside(flushing, func() error { return after.run(ctx, s) }); err != nil {
			s.fail(ctx, err)
			return true, fmt.Errorf("after flushing: %w", err)
		}
	}
	if s.config.autocommit && !rides {
		return true, s.commit(ctx)
	}
	return true, nil
}

// carryOut sends a plan and gives the entities what came of it.
func (s *Session) carryOut(ctx context.Context, plan *persistence.Plan, commit bool) error {
	u, err := s.unit(ctx)
	if err != nil {
		plan.Discard()
		return err
	}
	failure := errors.New("a statement hook panicked")
	defer func() {
		if failure != nil {
			plan.Discard()
			s.fail(ctx, failure)
		}
	}()
	if failure = s.send(ctx, u, plan, commit); failure != nil {
		return failure
	}
	if plan.Accept(); commit {
		s.settle()
	}
	for _, m := range plan.Missing {
		slog.WarnContext(ctx, "rows to be deleted were gone already", "entity", m.Mapping.Name(), "expected", m.Expected, "matched", m.Matched)
	}
	return nil
}

func (s *Session) planning() persistence.Options {
	limit := s.engine.pool.Capabilities().MaxParams
	if limit == 0 {
		limit = backends.DefaultMaxParams
	}
	return persistence.Options{
		Dialect: statement.Dialect(s.engine.dialect), Page: s.config.page, MaxParams: limit,
		NextUUID: func() [16]byte { return s.config.nextUUID() },
	}
}

// send sends a plan in one pipeline.
func (s *Session) send(ctx context.Context, u backends.UnitOfWork, plan *persistence.Plan, commit bool) error {
	s.opening(ctx)
	answered := 0
	err := u.Pipeline(ctx, plan.Stmts, backends.PipelineOptions{Commit: commit}, func(i int, r backends.Rows, res backends.Result) error {
		n, err := plan.Receive(i, r, res)
		if err == nil {
			s.tellStep(ctx, plan, i, n, nil)
			answered++
		}
		return err
	})
	if err == nil && commit {
		s.teller.rides()
		s.teller.tell(ctx, "COMMIT", nil, nil, 0, nil)
	}
	return s.refused(ctx, plan, answered, commit, err)
}

func (s *Session) tellStep(ctx context.Context, plan *persistence.Plan, i int, n int64, err error) {
	if i > 0 {
		s.teller.rides()
	}
	s.teller.tell(ctx, plan.Stmts[i].SQL, plan.Stmts[i].Args, plan.Secrets[i], n, err)
}

// refused tells the hooks which statement is to blame for err, and names it.
func (s *Session) refused(ctx context.Context, plan *persistence.Plan, answered int, commit bool, err error) error {
	if err == nil {
		return nil
	}
	var refusal *backends.Error
	blamed := answered
	if errors.As(err, &refusal) && refusal.Stmt >= 0 {
		blamed = refusal.Stmt
	}
	switch {
	case blamed < len(plan.Stmts):
		s.tellStep(ctx, plan, blamed, 0, err)
		return fmt.Errorf("%s: %w", plan.Describe(blamed), translated(err))
	case commit:
		s.teller.rides()
		s.teller.tell(ctx, "COMMIT", nil, nil, 0, err)
	}
	return translated(err)
}

// autoflush sends pending changes before a read that they could concern: one that names a table they touch, or one tied
// to it by a foreign key, or that holds text.
func (s *Session) autoflush(ctx context.Context, reads []*mapper.Mapping, opaque bool) error {
	if !s.config.autoflush || s.quiet > 0 || s.phase == flushing {
		return nil
	}
	set := changes.Of(&s.known)
	if set.Empty() || !(opaque || concern(set.Mappings(), reads)) {
		return nil
	}
	if _, err := s.write(ctx, set, false); err != nil {
		return fmt.Errorf("flush before reading: %w", err)
	}
	return nil
}

func concern(written, read []*mapper.Mapping) bool {
	return slices.ContainsFunc(written, func(w *mapper.Mapping) bool {
		return slices.ContainsFunc(read, func(r *mapper.Mapping) bool { return w == r || refers(w, r) || refers(r, w) })
	})
}

// refers says whether a column of m has a foreign key to the table of other.
func refers(m, other *mapper.Mapping) bool {
	return slices.ContainsFunc(m.Columns, func(c *mapper.Column) bool {
		column := strings.LastIndexByte(c.References, '.')
		return column > 0 && c.References[:column] == other.Table
	})
}
