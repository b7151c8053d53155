package repo

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/internal/changes"
	"github.com/drey-db/drey/internal/mapper"
	"github.com/drey-db/drey/internal/persistence"
	"github.com/drey-db/drey/internal/statement"
)

// Flush sends what changed: new entities are inserted, changed ones updated. Keys and defaults that the database makes are
// in the entities afterwards. When nothing changed it sends nothing. After an error nothing has reached the entities, the
// transaction is rolled back, and the session answers [ErrRollbackRequired] until Rollback.
func (s *Session) Flush(ctx context.Context) error {
	ctx, err := s.begin(ctx)
	if err != nil {
		return at("flush", err)
	}
	defer s.end()
	return at("flush", s.flush(ctx, false))
}

// flush sends what changed. Where ending says so, COMMIT rides behind it unless the answers must be read first.
func (s *Session) flush(ctx context.Context, ending bool) error {
	set := changes.Of(&s.known)
	if set.Empty() {
		return nil
	}
	return s.write(ctx, set, ending)
}

func (s *Session) write(ctx context.Context, set changes.Set, ending bool) error {
	plan, err := persistence.New(set, &s.known, s.planning())
	if err != nil {
		return translated(err)
	}
	u, err := s.unit(ctx)
	if err != nil {
		plan.Discard()
		return err
	}
	rides := ending && !plan.Counted
	if err := s.send(ctx, u, plan, rides); err != nil {
		plan.Discard()
		s.fail(ctx, err)
		return err
	}
	if plan.Accept(); rides {
		s.over()
		s.known.Commit()
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
	if !s.config.autoflush {
		return nil
	}
	set := changes.Of(&s.known)
	if set.Empty() || !(opaque || concern(set.Mappings(), reads)) {
		return nil
	}
	if err := s.write(ctx, set, false); err != nil {
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
