package repotest

import (
	"context"
	"testing"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/repo"
)

// Rollback returns engine as it is inside a transaction of its own, which is rolled back when the test has ended, whichever way it
// ends: what the test does through the returned engine, by any door, is there for the test and never for anybody else. Give it to
// the code under test. See [repo.Engine.Within] for what differs from an engine of its own: sessions stand inside one another, since
// there is one connection.
//
// A session or rows that the test leaves open fail it. Numbers of sequences that were drawn stay drawn, and other
// tests that write the same unique values wait for this one to end.
func Rollback(tb testing.TB, engine *repo.Engine) *repo.Engine {
	tb.Helper()
	u, err := engine.Pool().Begin(tb.Context(), backends.TxOptions{})
	if err != nil {
		tb.Fatalf("repotest: %v", err)
	}
	tb.Cleanup(func() {
		if err := u.Rollback(context.Background()); err != nil {
			tb.Errorf("repotest: %v", err)
		}
	})
	inside, err := engine.Within(u)
	if err != nil {
		tb.Fatalf("repotest: %v", err)
	}
	tb.Cleanup(func() {
		tb.Helper()
		if err := inside.Close(); err != nil && !tb.Failed() {
			tb.Errorf("repotest: the test left something open: %v", err)
		}
	})
	return inside
}
