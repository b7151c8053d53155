// Package autocommit is read by a test.
package autocommit

import (
	"context"

	"github.com/drey-db/drey/repo"
)

type Hero struct{ ID int64 }

func (Hero) TableName() string { return "heroes" }

func open(ctx context.Context) (*repo.Engine, error) {
	return repo.Open(ctx, "sqlite::memory:", repo.WithAutocommit(true))
}

func flushed(ctx context.Context, engine *repo.Engine) error {
	s := engine.Session()
	defer s.Close()
	if err := s.Add(&Hero{}); err != nil {
		return err
	}
	return s.Flush(ctx)
}

func lost(engine *repo.Engine) error {
	s := engine.Session() // want `never committed`
	defer s.Close()
	return s.Add(&Hero{})
}
