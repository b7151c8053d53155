package conformance

import (
	"context"
	"database/sql/driver"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// trap is user code that does not return once it is set.
type trap struct{ set atomic.Pointer[func()] }

func (p *trap) spring() {
	if end := p.set.Swap(nil); end != nil {
		(*end)()
	}
}

// Value implements driver.Valuer.
func (p *trap) Value() (driver.Value, error) { p.spring(); return "a", nil }

// ToSql implements squirrel.Sqlizer.
func (p *trap) ToSql() (string, []any, error) { p.spring(); return "1 = 1", nil, nil }

// PanicsLeaveSessionsSound: whatever code of the user's does not return, by panic or runtime.Goexit, at whatever door, the
// panic passes; the session then goes on, or does after a Rollback, and Close gives the connection back.
func PanicsLeaveSessionsSound(t *testing.T, b Backend) {
	ctx := t.Context()
	toys := builder.Model[Toy]()
	var hook, clock, maker, before, filter, bound trap
	db := b.open(t,
		repo.WithStatementHook(func(context.Context, repo.StatementEvent) { hook.spring() }),
		repo.WithClock(func() time.Time { clock.spring(); return time.Now() }),
		repo.WithUUIDs(func() uuid.UUID { maker.spring(); return uuid.Must(uuid.NewV7()) }),
		repo.WithFilter(toys, func(context.Context) (builder.Sqlizer, error) { filter.spring(); return &bound, nil }),
		repo.WithHooks(repo.Hooks{BeforeFlush: func(context.Context, *repo.Session) error { before.spring(); return nil }}))
	id := db.seed(t, "a", "b")[0].ID
	text := func() builder.Sqlizer { return builder.Text("SELECT 1 WHERE :x = 'a'", map[string]any{"x": &bound}) }
	doors := map[string]func(s *repo.Session){
		"all":  func(s *repo.Session) { _, _ = repo.All(ctx, s, builder.Select(toys)) },
		"get":  func(s *repo.Session) { _, _ = repo.Get[Hero](ctx, s, id, repo.Refresh()) },
		"exec": func(s *repo.Session) { _, _ = s.Exec(ctx, text()) },
		"query": func(s *repo.Session) {
			if rows, err := s.Query(ctx, text()); err == nil {
				_ = rows.Close()
			}
		},
		"flush":  func(s *repo.Session) { _ = s.Add(&Hero{Name: uuid.NewString()}, &Toy{Label: "x"}); _ = s.Flush(ctx) },
		"commit": func(s *repo.Session) { _ = s.Add(&Hero{Name: uuid.NewString()}); _ = s.Commit(ctx) },
		"nested": func(s *repo.Session) {
			_ = s.Nested(ctx, func(s *repo.Session) error { return s.Add(&Hero{Name: uuid.NewString()}) })
		},
		"merge":  func(s *repo.Session) { _, _ = repo.Merge(ctx, s, &Hero{ID: id, Name: "a"}) },
		"bulk":   func(s *repo.Session) { _ = repo.InsertAll(ctx, s, []*Hero{{Name: uuid.NewString()}}) },
		"gather": func(s *repo.Session) { var all []*Toy; _ = repo.Gather(ctx, s, repo.Into(&all, builder.Select(toys))) },
		"each": func(s *repo.Session) {
			for range repo.Each(ctx, s, builder.Select(toys)) {
			}
		},
		"pages": func(s *repo.Session) {
			for range repo.Pages(ctx, s, builder.Select(toys), 1) {
			}
		},
	}
	traps := map[string]*trap{"statement hook": &hook, "clock": &clock, "uuids": &maker, "before flush": &before, "filter": &filter, "value": &bound}
	ends := map[string]func(){"panics": func() { panic("bomb") }, "exits": runtime.Goexit}
	for door, call := range doors {
		for what, code := range traps {
			for how, end := range ends {
				s := db.Session()
				code.set.Store(&end)
				db.sprung(t, what+" "+how+" in "+door, func() { call(s) })
				code.set.Store(nil)
				if _, err := repo.All(ctx, s, builder.Select(toys)); err != nil {
					must(t, s.Rollback(ctx))
				}
				if _, err := repo.All(ctx, s, builder.Select(toys)); err != nil {
					t.Errorf("%s %s in %s: %v after Rollback", what, how, door, err)
				}
				must(t, s.Close())
				db.idle(t)
			}
		}
	}
}

// sprung runs call in a goroutine, where it may panic with the bomb alone.
func (db *database) sprung(t *testing.T, what string, call func()) {
	t.Helper()
	done := make(chan any, 1)
	go func() {
		defer func() { done <- recover() }()
		call()
	}()
	select {
	case p := <-done:
		if p != nil && p != "bomb" {
			t.Errorf("%s: panicked with %v", what, p)
		}
	case <-time.After(20 * time.Second):
		t.Fatalf("%s hangs", what)
	}
}
