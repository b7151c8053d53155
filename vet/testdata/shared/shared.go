// Package shared is read by a test.
package shared

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

func inLoop(ctx context.Context, s *repo.Session, names []string) {
	for range names {
		go func() { // want `session s is used by this goroutine and another`
			_ = s.Flush(ctx)
		}()
	}
}

func beside(ctx context.Context, s *repo.Session) error {
	go func() { _ = s.Flush(ctx) }() // want `session s is used by this goroutine and another`
	return s.Commit(ctx)
}

func argument(ctx context.Context, s *repo.Session, run func(*repo.Session)) error {
	go run(s) // want `session s is used by this goroutine and another`
	return s.Commit(ctx)
}

func oneEach(ctx context.Context, engine *repo.Engine, names []string) {
	for range names {
		s := engine.Session()
		go func() {
			defer s.Close()
			_ = s.Flush(ctx)
		}()
	}
}

func waits(ctx context.Context, s *repo.Session) error {
	done := make(chan error)
	go func() { done <- s.Flush(ctx) }()
	if err := <-done; err != nil {
		return err
	}
	return s.Commit(ctx)
}

func givenAway(ctx context.Context, s *repo.Session) {
	go func() {
		defer s.Close()
		_ = s.Commit(ctx)
	}()
}
