package conformance

import (
	"context"
	"errors"
	"iter"
	"runtime"
	"strings"
	"testing"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// errLeft is what a body panics with.
var errLeft = errors.New("left")

// bodies are ways for the body of a loop to go on after its first row: whether to break.
func bodies() map[string]func(cancel func()) bool {
	return map[string]func(cancel func()) bool{
		"goes on":            func(func()) bool { return true },
		"breaks":             func(func()) bool { return false },
		"cancels":            func(cancel func()) bool { cancel(); return true },
		"cancels and breaks": func(cancel func()) bool { cancel(); return false },
		"panics":             func(func()) bool { panic(errLeft) },
		"cancels and panics": func(cancel func()) bool { cancel(); panic(errLeft) },
		"exits":              func(func()) bool { runtime.Goexit(); return true },
		"cancels and exits":  func(cancel func()) bool { cancel(); runtime.Goexit(); return true },
	}
}

// leave runs a loop in a goroutine, in which the body may do anything, and answers what it panicked with.
func leave[R any](loop iter.Seq2[R, error], body func() bool) (panicked any) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer func() { panicked = recover() }()
		for _, err := range loop {
			if err != nil || !body() {
				break
			}
		}
	}()
	<-done
	return panicked
}

// StreamsAreLeft: however a loop is left, by break, panic, Goexit or the end of its context, with an error on the way out or
// without, nothing is yielded afterwards, the connection is back, and the session or engine goes on.
func StreamsAreLeft(t *testing.T, b Backend) {
	db := b.open(t)
	db.seed(t, "a", "b", "c")
	fails := "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100) SELECT 100 / (3 - i) FROM n"
	for name, body := range bodies() {
		for _, text := range []string{"SELECT 1 UNION ALL SELECT 2", fails, series(b)} {
			if text == series(b) && !strings.HasPrefix(name, "cancels") {
				continue // it is endless
			}
			q := builder.As[*int64](builder.Text(text))
			leaveAs(t, name, body, func(ctx context.Context) iter.Seq2[*int64, error] { return repo.Each(ctx, db, q) })
			db.idle(t)
			s := db.session(t)
			leaveAs(t, name, body, func(ctx context.Context) iter.Seq2[*int64, error] { return repo.Each(ctx, s, q) })
			db.goesOn(t, s)
			if text != series(b) {
				leaveAs(t, name, body, func(ctx context.Context) iter.Seq2[[]*int64, error] { return repo.Pages(ctx, s, q, 1) })
				db.goesOn(t, s)
			}
			must(t, s.Close())
			db.idle(t)
		}
	}
}

// leaveAs runs a loop with such a body.
func leaveAs[R any](t *testing.T, name string, body func(cancel func()) bool, loop func(ctx context.Context) iter.Seq2[R, error]) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	if p := leave(loop(ctx), func() bool { return body(cancel) }); p != nil && p != any(errLeft) {
		t.Errorf("the body %s: panicked with %v", name, p)
	}
}

// goesOn expects that s can be used, after a Rollback at the latest.
func (db *database) goesOn(t *testing.T, s *repo.Session) {
	t.Helper()
	if _, err := repo.All(t.Context(), s, inOrder); err != nil && !errors.Is(err, backends.ErrTxAborted) {
		refused(t, err, repo.ErrRollbackRequired)
	}
	must(t, s.Rollback(t.Context()))
	expect(t, "rows for the session afterwards", len(value(repo.All(t.Context(), s, inOrder))(t)), 3)
	must(t, s.Rollback(t.Context()))
}
