package conformance

import (
	"context"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// CallersInAHurry: calls whose time runs out anywhere in them crash nothing and lose no connection, and the engine goes on.
func CallersInAHurry(t *testing.T, b Backend) {
	db := b.open(t, repo.WithPool(backends.PoolConfig{Size: 4, Overflow: 4}))
	id := db.seed(t, "a", "b", "c")[0].ID
	anyToy := builder.Select(builder.Model[Toy]()).Limit(1)
	session := func(ctx context.Context, work func(s *repo.Session), opts ...repo.SessionOption) {
		s := db.Session(opts...)
		defer func() { _ = s.Close() }()
		work(s)
		if s.Commit(ctx) != nil {
			_ = s.Rollback(ctx)
		}
	}
	hurry(t.Context(), []func(ctx context.Context){
		func(ctx context.Context) { _, _ = repo.All(ctx, db, inOrder) },
		func(ctx context.Context) { _, _ = repo.Get[Hero](ctx, db, id) },
		func(ctx context.Context) {
			for range repo.Each(ctx, db, inOrder) {
				break
			}
		},
		func(ctx context.Context) {
			_, _ = db.Exec(ctx, builder.Text("UPDATE toys SET size = 1 WHERE id = :id", map[string]any{"id": -1}))
		},
		func(ctx context.Context) {
			session(ctx, func(s *repo.Session) { _, _ = repo.All(ctx, s, inOrder) }, repo.WithReadOnly())
		},
		func(ctx context.Context) {
			session(ctx, func(s *repo.Session) { _, _, _ = repo.First(ctx, s, anyToy); _ = s.Add(&Toy{Label: "x"}) })
		},
		func(ctx context.Context) {
			session(ctx, func(s *repo.Session) { _ = s.Add(&Toy{Label: "x"}, &Toy{Label: "y"}); _ = s.Flush(ctx) })
		},
		func(ctx context.Context) {
			_ = db.Begin(ctx, func(s *repo.Session) error {
				return s.Nested(ctx, func(s *repo.Session) error { return s.Add(&Toy{Label: "z"}) })
			})
		},
	})
	db.idle(t)
	db.admitted(t)
	must(t, db.Begin(t.Context(), func(s *repo.Session) error { return s.Add(&Toy{Label: "at leisure"}) }))
	expect(t, "stored when there is time", db.stored(t, "SELECT count(*) FROM toys WHERE label = 'at leisure'"), int64(1))
}

// hurry has many goroutines do everything for a while, each time with very little time for it.
func hurry(ctx context.Context, tasks []func(ctx context.Context)) {
	const callers, least, most = 12, 50 * time.Microsecond, 4 * time.Millisecond
	until := time.Now().Add(time.Second)
	var all sync.WaitGroup
	for range callers {
		all.Go(func() {
			for time.Now().Before(until) {
				short, cancel := context.WithTimeout(ctx, least+rand.N(most-least))
				tasks[rand.IntN(len(tasks))](short)
				cancel()
			}
		})
	}
	all.Wait()
}
