package migrate_test

import (
	"context"
	"fmt"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/sqlxbackend"
	"github.com/drey-db/drey/backends/sqlxbackend/pgxstdlib"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/enginetest"
	"github.com/drey-db/drey/internal/pgtest"
	"github.com/drey-db/drey/migrate"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// pit is code of the user's, of one kind, that does not return the nth time that it is called.
type pit struct {
	kind atomic.Pointer[string]
	left atomic.Int32
	end  func()
}

func (p *pit) step(kind string) {
	if at := p.kind.Load(); at != nil && *at == kind && p.left.Add(-1) == 0 {
		p.end()
	}
}

// options are hooks of an engine that may not return.
func (p *pit) options() []repo.Option {
	hook := func(kind string) func(context.Context, *repo.Session) error {
		return func(context.Context, *repo.Session) error { p.step(kind); return nil }
	}
	silent := func(kind string) func(context.Context, *repo.Session) {
		return func(context.Context, *repo.Session) { p.step(kind) }
	}
	return []repo.Option{
		repo.WithPool(backends.PoolConfig{Size: 2, Overflow: -1, Timeout: 5 * time.Second}),
		repo.WithStatementHook(func(context.Context, repo.StatementEvent) { p.step("statement") }),
		repo.WithHooks(repo.Hooks{
			AfterBegin:  func(context.Context, backends.Runner) error { p.step("after begin"); return nil },
			BeforeFlush: hook("before flush"), AfterFlush: hook("after flush"), BeforeCommit: hook("before commit"),
			AfterCommit: silent("after commit"), AfterRollback: silent("after rollback"),
		}),
	}
}

var callbacks = []string{"statement", "after begin", "before flush", "after flush", "before commit", "after commit", "after rollback", "event", "include", "code"}

// config has a revision of each kind, which may be run again, and callbacks that may not return.
func (p *pit) config() migrate.Config {
	code := func(ctx context.Context, s *repo.Session) error {
		p.step("code")
		_, err := s.Exec(ctx, builder.Text("INSERT INTO heroes (id, name) VALUES (7, 'coded')"))
		if err == nil {
			err = s.Add(&hero{ID: 9, Name: "x"})
		}
		return err
	}
	back := func(ctx context.Context, s *repo.Session) error {
		p.step("code")
		_, err := s.Exec(ctx, builder.Text("DELETE FROM heroes"))
		return err
	}
	revisions := files(linear[0], linear[2][:4]+"aaa "+linear[2][8:],
		"ddd code alone\n-- +goose NO TRANSACTION\n-- +goose Up\nCREATE TABLE IF NOT EXISTS capes (id integer);\nDROP TABLE IF EXISTS gone;\n-- +goose Down\nDROP TABLE IF EXISTS capes;\n")
	return migrate.Config{
		FS: revisions, MetaData: schema.MustOf(builder.Model[hero]()), LockTimeout: 3 * time.Second,
		GoSteps: []migrate.GoStep{{Revision: "code", Parent: "ccc", Up: code, Down: back}},
		OnEvent: func(migrate.Event) { p.step("event") },
		Include: func(string, string, string) bool { p.step("include"); return true },
	}
}

// doors are what calls them. Where a database has to be at the heads before, up says so.
var doors = map[string]struct {
	up  bool
	run func(ctx context.Context, m *migrate.Migrator) error
}{
	"upgrade":   {false, func(ctx context.Context, m *migrate.Migrator) error { return m.Upgrade(ctx, "head") }},
	"downgrade": {true, func(ctx context.Context, m *migrate.Migrator) error { return m.Downgrade(ctx, "base") }},
	"stamp":     {false, func(ctx context.Context, m *migrate.Migrator) error { return m.Stamp(ctx, "head") }},
	"forget":    {true, func(ctx context.Context, m *migrate.Migrator) error { return m.Forget(ctx) }},
	"check":     {true, func(ctx context.Context, m *migrate.Migrator) error { _, err := m.Check(ctx); return err }},
	"current":   {true, func(ctx context.Context, m *migrate.Migrator) error { _, err := m.Current(ctx); return err }},
}

// Whatever code of the user's does not return, by a panic or runtime.Goexit, whichever time it is called: that goes on in the caller, and no lock,
// transaction or connection is left behind. What runs next finds nothing of it.
func TestCodeThatDoesNotReturn(t *testing.T) {
	std := enginetest.Backend{Name: "sqlx+pgxstdlib", Backend: sqlxbackend.Backend{Driver: pgxstdlib.Driver{}}, URL: enginetest.SQLPgx.URL}
	for i, backend := range append(enginetest.Backends(), std) {
		t.Run(backend.Name, func(t *testing.T) {
			t.Parallel()
			var p pit
			url := backend.URL(t)
			engine, judge := backend.Open(t, url, p.options()...), backend.Open(t, url)
			m := migrator(t, engine, p.config())
			for door, d := range doors {
				for _, kind := range callbacks {
					for how, end := range map[string]func(){"panics": func() { panic("bomb") }, "exits": runtime.Goexit} {
						if pgtest.Race && (len(door)+len(kind)+len(how)+i)%2 == 0 {
							continue // each backend tries one way
						}
						p.end = end
						nth, stride := int32(1), int32(1)
						if kind == "statement" && !isSQLite(engine) { // there are many, and each backend tries others
							nth, stride = int32(1+i), 6
						}
						if kind == "statement" && pgtest.Race {
							stride *= 4
						}
						for ; p.sprung(t, m, d.up, fmt.Sprintf("%s %s, time %d, in %s", kind, how, nth, door), kind, nth, d.run); nth += stride {
							unheld(t, engine, judge)
						}
						unheld(t, engine, judge)
					}
				}
			}
		})
	}
}

// sprung runs a door, and reports whether what it calls did not return. The database is at base before and behind it.
func (p *pit) sprung(t *testing.T, m *migrate.Migrator, up bool, what, kind string, nth int32, run func(context.Context, *migrate.Migrator) error) bool {
	t.Helper()
	if up {
		require.NoError(t, m.Upgrade(t.Context(), "head"), what)
	}
	p.left.Store(nth)
	p.kind.Store(&kind)
	ended, panicked := make(chan bool), any(nil)
	var err error
	go func() {
		returned := false
		defer close(ended)
		defer func() { panicked = recover(); ended <- returned }()
		err = run(t.Context(), m)
		returned = true
	}()
	var returned bool
	select {
	case returned = <-ended:
	case <-time.After(time.Minute):
		t.Fatalf("%s hangs", what)
	}
	<-ended
	p.kind.Store(nil)
	sprung := p.left.Load() <= 0
	switch {
	case !sprung:
		require.NoError(t, err, what)
	case returned: // a panic of a GoStep, and under it, is an error
		require.ErrorContains(t, err, "its code panicked: bomb", what)
	case panicked != nil:
		require.Equal(t, "bomb", panicked, what)
	}
	require.NoError(t, m.Stamp(t.Context(), "base"), what)
	return sprung
}

// unheld expects that nothing is left of a step: no connection in use, no transaction, no lock, no setting; and empties the database.
func unheld(t *testing.T, engine, judge *repo.Engine) {
	t.Helper()
	require.Zero(t, engine.Pool().Stats().InUse)
	if isSQLite(engine) {
		for range engine.Pool().Stats().Idle {
			require.EqualValues(t, 1, rows(t, engine, "PRAGMA foreign_keys"))
		}
	} else {
		const others = "WHERE datname = current_database() AND pid <> pg_backend_pid()"
		require.Zero(t, rows(t, judge, "SELECT count(*) FROM pg_stat_activity "+others+" AND state LIKE 'idle in%'"))
		require.Zero(t, rows(t, judge, "SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database WHERE locktype = 'advisory' AND d.datname = current_database()"))
	}
	for _, table := range []string{"heroes", "capes"} {
		_, err := judge.Exec(t.Context(), builder.Text("DROP TABLE IF EXISTS "+table))
		require.NoError(t, err)
	}
}
