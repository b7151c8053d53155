package repo

import (
	"context"
	"database/sql"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/internal/ast"
)

// beginFor begins the transaction unless a statement can go without: in a session whose statements commit themselves, and
// for plain reading in one that only reads, where the database promises no more than to show what is committed.
func (s *Session) beginFor(ctx context.Context, k ast.Kind) error {
	plain := s.config.readOnly && k == ast.SelectKind && s.config.isolation <= sql.LevelReadCommitted && !s.begins()
	s.writes = s.writes || writes(k) && !s.config.readOnly
	if s.config.autocommit || plain {
		return nil
	}
	_, err := s.unit(ctx)
	return err
}

// beginLocking begins the transaction that holds the locks of a statement.
func (s *Session) beginLocking(ctx context.Context) error {
	if s.config.autocommit {
		return locksNothing("a session with WithAutocommit", "one without it")
	}
	_, err := s.unit(ctx)
	return err
}

// runner returns where a statement goes, after beginFor.
func (s *Session) runner() backends.Runner {
	switch {
	case s.uow != nil:
		return s.uow
	case s.config.tx != nil:
		return s.config.tx
	case s.routed():
		return readRunner{readAlone{s}}
	}
	return s.engine.pool
}

// startTrip begins a round trip; the hooks are told of BEGIN, which goes before the transaction's first statement.
func (s *Session) startTrip(ctx context.Context) {
	s.notifier.startClock()
	s.notifier.nextTrip()
	if s.uow != nil && !s.begun {
		s.begun = true
		s.notifier.notify(ctx, "BEGIN", nil, nil, 0, nil)
		s.notifier.sameTrip()
	}
}

// control sends a statement of the session's own.
func (s *Session) control(ctx context.Context, sql string) error {
	return s.endBroken(ctx, s.controlAll(ctx, sql))
}

// controlAll sends statements of the session's own in one trip.
func (s *Session) controlAll(ctx context.Context, texts ...string) error {
	s.startTrip(ctx)
	stmts := make([]backends.Stmt, len(texts))
	for i, sql := range texts {
		stmts[i].SQL = sql
	}
	said := 0
	tell := func(err error) {
		if said > 0 {
			s.notifier.sameTrip()
		}
		s.notifier.notify(ctx, texts[said], nil, nil, 0, err)
		said++
	}
	err := s.uow.Pipeline(ctx, stmts, backends.PipelineOptions{}, func(int, backends.Rows, backends.Result) error {
		tell(nil)
		return nil
	})
	if err != nil && said < len(texts) {
		tell(err)
	}
	return err
}
