// Package unclosed is read by a test.
package unclosed

import (
	"context"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

type Hero struct {
	ID   int64
	Name string
	Toys []*Toy `rel:"has-many"`
}

func (Hero) TableName() string { return "heroes" }

type Toy struct {
	ID     int64
	HeroID int64
}

func (Toy) TableName() string { return "toys" }

var heroes = builder.Model[Hero]()

var (
	_ context.Context
	_ *repo.Session
)

func wrong(ctx context.Context, engine *repo.Engine) error {
	s := engine.Session() // want `session s is never closed`
	if _, err := repo.All(ctx, s, builder.Select(heroes)); err != nil {
		return err
	}
	return s.Commit(ctx)
}

func wrongRows(ctx context.Context, engine *repo.Engine) error {
	rows, err := engine.Query(ctx, builder.Select(heroes)) // want `rows rows are never closed`
	if err != nil {
		return err
	}
	for rows.Next() {
	}
	return rows.Err()
}

func closedRows(ctx context.Context, engine *repo.Engine) error {
	rows, err := engine.Query(ctx, builder.Select(heroes))
	if err == nil {
		defer rows.Close()
	}
	return err
}

func givenRows(ctx context.Context, s *repo.Session, to func(repo.Rows)) {
	rows, _ := s.Query(ctx, builder.Select(heroes))
	to(rows)
}

func lost(engine *repo.Engine) error {
	s := engine.Session() // want `what session s adds, deletes or writes is never committed`
	defer s.Close()
	return s.Add(&Hero{Name: "x"})
}

func asked(engine *repo.Engine, h *Hero) (bool, error) {
	s := engine.Session()
	defer s.Close()
	if err := s.Add(h); err != nil {
		return false, err
	}
	return s.Contains(h), nil
}

func rolledBack(ctx context.Context, engine *repo.Engine) error {
	s := engine.Session()
	defer s.Close()
	if err := s.Add(&Hero{Name: "x"}); err != nil {
		return err
	}
	return s.Rollback(ctx)
}

func meant(ctx context.Context, engine *repo.Engine) error {
	s := engine.Session() //nolint:dreyunclosed // the pool is closed below
	return s.Commit(ctx)
}

func deferred(ctx context.Context, engine *repo.Engine) error {
	s := engine.Session()
	defer s.Close()
	return s.Commit(ctx)
}

func inClosure(engine *repo.Engine, cleanup func(func())) {
	s := engine.Session()
	cleanup(func() { _ = s.Close() })
}

func returned(engine *repo.Engine) *repo.Session {
	s := engine.Session()
	return s
}

func given(engine *repo.Engine, to func(*repo.Session)) {
	s := engine.Session()
	to(s)
}

func kept(engine *repo.Engine, in map[string]*repo.Session) {
	s := engine.Session()
	in["a"] = s
}

func carried(ctx context.Context, engine *repo.Engine) context.Context {
	s := engine.Session()
	return repo.NewContext(ctx, s)
}

func served(engine *repo.Engine) repo.Repository[Hero] {
	s := engine.Session()
	return repo.For[Hero](s)
}
