package repotest_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/repo/repotest"
)

// tb is a test that fails by itself and ends when it is told to.
type tb struct {
	testing.TB
	ends     []func()
	said     []string
	failed   bool
	finished bool
}

func (f *tb) Helper()           {}
func (f *tb) Failed() bool      { return f.failed }
func (f *tb) Cleanup(fn func()) { f.ends = append(f.ends, fn) }
func (f *tb) Errorf(format string, args ...any) {
	f.failed, f.said = true, append(f.said, fmt.Sprintf(format, args...))
}

func (f *tb) Fatalf(format string, args ...any) {
	f.Errorf(format, args...)
	f.finished = true
	panic(f)
}

func (f *tb) end() {
	for len(f.ends) > 0 {
		last := f.ends[len(f.ends)-1]
		f.ends = f.ends[:len(f.ends)-1]
		last()
	}
}

// A test that leaves a session or rows open fails with words, and leaves nothing behind.
func TestLeaks(t *testing.T) {
	each(t, func(t *testing.T, engine *repo.Engine, second func() int64) {
		leaks := map[string]func(e *repo.Engine) error{
			"close sessions": func(e *repo.Engine) error {
				s := e.Session() //nolint:dreyunclosed // the leak is meant
				return errors.Join(s.Add(&Hero{Name: "leak"}), s.Flush(t.Context()))
			},
			"close the rows": func(e *repo.Engine) error {
				rows, err := e.Query(t.Context(), builder.Text("SELECT 1 UNION ALL SELECT 2")) //nolint:dreyunclosed // the leak is meant
				if err == nil {
					rows.Next()
				}
				return err
			},
		}
		for message, leak := range leaks {
			test := &tb{TB: t}
			require.NoError(t, leak(repotest.Rollback(test, engine)))
			test.end()
			require.Len(t, test.said, 1)
			require.Contains(t, test.said[0], message)
			require.Zero(t, second())
			require.Zero(t, engine.Pool().Stats().InUse)
		}
		test := &tb{TB: t}
		require.NoError(t, leaks["close sessions"](repotest.Rollback(test, engine)))
		test.failed = true
		test.end()
		require.Empty(t, test.said, "a test that failed before is not blamed for what it left open")
		require.Zero(t, second())
	})
}

// Nil and closed engines are refused at once.
func TestRollbackRefuses(t *testing.T) {
	for _, engine := range []*repo.Engine{nil, {}} {
		test := &tb{TB: t}
		require.Panics(t, func() { repotest.Rollback(test, engine) })
		require.Contains(t, test.said[0], "repo.Open")
		test.end()
	}
}
