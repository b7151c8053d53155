package repo

import (
	"context"
	"database/sql"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/internal/ast"
)

// enter begins the transaction unless a statement can go without: in a session whose statements commit themselves, and
// for plain reading in one that only reads, where the database promises no more than to show what is committed.
func (s *Session) enter(ctx context.Context, k ast.Kind) error {
	plain := s.config.readOnly && k == ast.SelectKind && s.config.isolation <= sql.LevelReadCommitted
	s.writes = s.writes || writes(k) && !s.config.readOnly
	if s.config.autocommit || plain {
		return nil
	}
	_, err := s.unit(ctx)
	return err
}

// runner is where a statement goes, after enter.
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

// opening begins a round trip; the hooks are told of BEGIN, which goes before the transaction's first statement.
func (s *Session) opening(ctx context.Context) {
	s.teller.start()
	s.teller.next()
	if s.uow != nil && !s.begun {
		s.begun = true
		s.teller.tell(ctx, "BEGIN", nil, nil, 0, nil)
		s.teller.rides()
	}
}

// say sends a statement of the session's own.
func (s *Session) say(ctx context.Context, sql string) error {
	return s.broken(ctx, s.sayAll(ctx, sql))
}

// sayAll sends statements of the session's own in one trip.
func (s *Session) sayAll(ctx context.Context, texts ...string) error {
	s.opening(ctx)
	stmts := make([]backends.Stmt, len(texts))
	for i, sql := range texts {
		stmts[i].SQL = sql
	}
	said := 0
	tell := func(err error) {
		if said > 0 {
			s.teller.rides()
		}
		s.teller.tell(ctx, texts[said], nil, nil, 0, err)
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
