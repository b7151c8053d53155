// Package shared is read by a test.
package shared

import (
	"context"
	"sync"

	"golang.org/x/sync/errgroup"

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

func besideOneAnother(ctx context.Context, s *repo.Session) {
	var wg sync.WaitGroup
	wg.Add(2)
	go func() { // want `session s is used by this goroutine and another`
		defer wg.Done()
		_, _ = repo.Get[Hero](ctx, s, 1)
	}()
	go func() {
		defer wg.Done()
		_, _ = repo.Get[Hero](ctx, s, 2)
	}()
	wg.Wait()
}

func byGroup(ctx context.Context, s *repo.Session, ids []int64) error {
	var wg sync.WaitGroup
	for _, id := range ids {
		wg.Go(func() { _, _ = repo.Get[Hero](ctx, s, id) }) // want `session s is used by this goroutine and another`
	}
	wg.Wait()
	g, ctx := errgroup.WithContext(ctx)
	for _, id := range ids {
		if ctx.Err() != nil {
			continue
		}
		g.Go(func() error { // want `session s is used by this goroutine and another`
			_, err := repo.Get[Hero](ctx, s, id)
			return err
		})
	}
	return g.Wait()
}

func byGroupTwice(ctx context.Context, s *repo.Session) error {
	var g errgroup.Group
	g.Go(func() error { return s.Flush(ctx) }) // want `session s is used by this goroutine and another`
	g.Go(func() error { return s.Commit(ctx) })
	return g.Wait()
}

func branches(ctx context.Context, s *repo.Session, first bool) error {
	var wg sync.WaitGroup
	if first {
		wg.Go(func() { _ = s.Flush(ctx) }) // want `session s is used by this goroutine and another`
	}
	_, err := repo.Get[Hero](ctx, s, 1)
	wg.Wait()
	return err
}

func watched(ctx context.Context, s *repo.Session, ids []int64) {
	for _, id := range ids {
		select {
		case <-ctx.Done():
			return
		default:
		}
		go repo.Get[Hero](ctx, s, id) // want `session s is used by this goroutine and another`
	}
}

func begun(ctx context.Context, engine *repo.Engine) error {
	return engine.Begin(ctx, func(s *repo.Session) error {
		var wg sync.WaitGroup
		for range 3 {
			wg.Go(func() { _ = s.Flush(ctx) }) // want `session s is used by this goroutine and another`
		}
		wg.Wait()
		return nil
	})
}

func roundByRound(ctx context.Context, s *repo.Session, ids []int64, finish func()) error {
	for _, id := range ids {
		done := make(chan struct{})
		go func() { defer close(done); _, _ = repo.Get[Hero](ctx, s, id) }()
		<-done
	}
	for _, id := range ids {
		var g errgroup.Group
		g.Go(func() error { _, err := repo.Get[Hero](ctx, s, id); return err })
		if err := g.Wait(); err != nil {
			return err
		}
	}
	for range ids {
		go func() { _ = s.Flush(ctx) }()
		finish()
	}
	return nil
}

func oneAfterAnother(ctx context.Context, s *repo.Session) error {
	var wg sync.WaitGroup
	wg.Go(func() { _ = s.Flush(ctx) })
	wg.Wait()
	wg.Go(func() { _ = s.Commit(ctx) })
	wg.Wait()
	return s.Commit(ctx)
}

func waitsInside(ctx context.Context, s *repo.Session) {
	var wg sync.WaitGroup
	wg.Go(func() { _ = s.Flush(ctx) })
	go func() {
		wg.Wait()
		_ = s.Commit(ctx)
	}()
}

func either(ctx context.Context, s *repo.Session, beside bool) error {
	if beside {
		go func() { _ = s.Commit(ctx) }()
	} else {
		return s.Commit(ctx)
	}
	return nil
}

func eitherReturns(ctx context.Context, s *repo.Session, beside bool) error {
	if beside {
		go func() { _ = s.Commit(ctx) }()
		return nil
	}
	return s.Commit(ctx)
}

func takesTurns(ctx context.Context, s *repo.Session, ids []int64) {
	var mu sync.Mutex
	var wg sync.WaitGroup
	for _, id := range ids {
		wg.Go(func() {
			mu.Lock()
			defer mu.Unlock()
			_, _ = repo.Get[Hero](ctx, s, id)
		})
	}
	wg.Wait()
	turn := make(chan struct{}, 1)
	for _, id := range ids {
		wg.Go(func() {
			turn <- struct{}{}
			_, _ = repo.Get[Hero](ctx, s, id)
			<-turn
		})
	}
	wg.Wait()
}

func oneAtATime(ctx context.Context, s *repo.Session, ids []int64) error {
	var g errgroup.Group
	g.SetLimit(1)
	for _, id := range ids {
		g.Go(func() error { _, err := repo.Get[Hero](ctx, s, id); return err })
	}
	return g.Wait()
}

func first(ctx context.Context, s *repo.Session, ids []int64) {
	for _, id := range ids {
		if id > 0 {
			go repo.Get[Hero](ctx, s, id)
			break
		}
	}
}

type inline struct{ sync.WaitGroup }

func (inline) Go(run func() error) error { return run() }

func byOwnGroup(ctx context.Context, s *repo.Session) error {
	var g inline
	for range 3 {
		if err := g.Go(func() error { return s.Flush(ctx) }); err != nil {
			return err
		}
	}
	return nil
}
