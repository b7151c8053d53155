package migrate_test

import (
	"context"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/enginetest"
	"github.com/drey-db/drey/migrate"
	"github.com/drey-db/drey/repo"
)

// The transaction of a GoStep is the revision's: code that ends it, or panics, leaves nothing behind.
func TestCodeDoesNotEndTheTransaction(t *testing.T) {
	insert := func(ctx context.Context, s *repo.Session) {
		if _, err := s.Exec(ctx, builder.Text("INSERT INTO heroes VALUES (9, 'x')")); err != nil {
			panic(err)
		}
	}
	for name, c := range map[string]struct {
		code func(ctx context.Context, s *repo.Session) error
		want string
	}{
		"commits": {func(ctx context.Context, s *repo.Session) error { insert(ctx, s); return s.Commit(ctx) }, "return nil, and it is committed"},
		"commits and hides it": {func(ctx context.Context, s *repo.Session) error {
			insert(ctx, s)
			_ = s.Commit(ctx)
			return context.Canceled
		}, "context canceled"},
		"rolls back": {func(ctx context.Context, s *repo.Session) error { insert(ctx, s); return s.Rollback(ctx) }, "return an error, and it is rolled back"},
		"closes":     {func(ctx context.Context, s *repo.Session) error { insert(ctx, s); return s.Close() }, "return an error, and it is rolled back"},
		"panics":     {func(ctx context.Context, s *repo.Session) error { insert(ctx, s); panic("overboard") }, "its code panicked: overboard, at "},
		"panics itself": {func(ctx context.Context, s *repo.Session) error {
			insert(ctx, s)
			var none []int
			_ = none[len(name(ctx))]
			return nil
		}, "code_test.go:"},
	} {
		t.Run(name, func(t *testing.T) {
			enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
				m := migrator(t, engine, migrate.Config{FS: files(linear[0]), GoSteps: []migrate.GoStep{{Revision: "code", Parent: "aaa", Up: c.code}}})
				err := m.Upgrade(t.Context(), "head")
				require.ErrorContains(t, err, c.want)
				var failed *migrate.StepError
				require.ErrorAs(t, err, &failed)
				require.NotContains(t, err.Error(), "goose")
				require.Equal(t, []string{"aaa"}, currently(t, m))
				require.Zero(t, rows(t, engine, "SELECT count(*) FROM heroes"))
			})
		})
	}
}

// nothing is an Up with nothing to do.
func nothing(context.Context, *repo.Session) error { return nil }

// A step without an Up is refused where it is registered, since it would be recorded as done.
func TestAGoStepWithoutUpIsRefused(t *testing.T) {
	enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
		_, err := migrate.New(engine, migrate.Config{GoSteps: []migrate.GoStep{{Revision: "fill", Down: nothing}}})
		require.ErrorContains(t, err, `the GoStep "fill" has no Up`)
		require.ErrorContains(t, err, "one that returns nil")
	})
}

func name(context.Context) string { return "" }

// An id that reads as steps, or as a word of targets, is refused when it is registered; one that only ends so is that revision.
func TestIDsThatReadAsTargets(t *testing.T) {
	enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
		for _, id := range []string{"+1", "-1", "-12", "head", "base", "current", "a b", "a@b", "a:b", ""} {
			_, err := migrate.New(engine, migrate.Config{GoSteps: []migrate.GoStep{{Revision: id, Message: "step"}}})
			require.ErrorContains(t, err, "give another", id)
			if id != "" && !strings.ContainsAny(id, " ") {
				_, err = migrate.New(engine, migrate.Config{FS: files(id + " - file\n-- +goose Up\n")})
				require.ErrorContains(t, err, "give another", id)
			}
		}
		ctx := t.Context()
		m := migrator(t, engine, migrate.Config{GoSteps: []migrate.GoStep{
			{Revision: "add-users", Up: nothing}, {Revision: "add-users-1", Parent: "add-users", Up: nothing},
			{Revision: "add-users-2", Parent: "add-users-1", Up: nothing}, {Revision: "add-users+1", Parent: "add-users-2", Up: nothing},
		}})
		for _, id := range []string{"add-users", "add-users-1", "add-users-2", "add-users+1"} {
			require.NoError(t, m.Upgrade(ctx, id))
			require.Equal(t, []string{id}, currently(t, m))
			found, err := m.Find(id)
			require.NoError(t, err)
			require.Equal(t, id, found[0].ID)
		}
		found, err := m.Find("add-users-2-2")
		require.NoError(t, err)
		require.Equal(t, "add-users", found[0].ID)
	})
}

// A dry run tells of code and goes on; the database stays as it is.
func TestDryRunGoesOverCode(t *testing.T) {
	enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
		ran := false
		run := func(context.Context, *repo.Session) error { ran = true; return nil }
		ctx, steps := t.Context(), []migrate.GoStep{{Revision: "code", Parent: "aaa", Message: "fill", Up: run, Down: run}}
		m := migrator(t, engine, migrate.Config{FS: files(linear[0], "bbb code second\n-- +goose Up\nCREATE TABLE capes (id integer);\n-- +goose Down\nDROP TABLE capes;\n"), GoSteps: steps})
		for range 2 {
			var script strings.Builder
			require.NoError(t, m.DryRun(ctx, &script, "head", false))
			require.Regexp(t, `(?s)-- up aaa .*CREATE TABLE heroes.*-- up code \(fill\): code of the program, which runs here.*-- up bbb .*CREATE TABLE capes`, script.String())
			require.Empty(t, currently(t, m))
			require.ErrorContains(t, m.SQL(ctx, &script, "base", "head"), "revision code is code, which no script can run")
		}
		require.False(t, ran)
		require.NoError(t, m.Upgrade(ctx, "head"))
		var script strings.Builder
		require.NoError(t, m.DryRun(ctx, &script, "base", true))
		require.Regexp(t, `(?s)-- down bbb .*DROP TABLE capes.*-- down code \(fill\): code.*-- down aaa .*DROP TABLE heroes`, script.String())
		require.Equal(t, []string{"bbb"}, currently(t, m))
		script.Reset()
		require.NoError(t, m.DryRun(ctx, &script, "head", false))
		require.Empty(t, script.String())
		var irreversible *migrate.IrreversibleError
		steps[0].Down = nil
		m = migrator(t, engine, migrate.Config{FS: files(linear[0], "bbb code second\n-- +goose Up\nCREATE TABLE capes (id integer);\n-- +goose Down\nDROP TABLE capes;\n"), GoSteps: steps})
		require.ErrorAs(t, m.DryRun(ctx, io.Discard, "base", true), &irreversible)
	})
}

// A lock that is not there any more at the end kept nobody out, and is told.
func TestALockThatWasLostIsTold(t *testing.T) {
	for _, on := range enginetest.Backends() {
		if on.Name == enginetest.SQLite.Name {
			continue // has no such lock
		}
		t.Run(on.Name, func(t *testing.T) {
			t.Parallel()
			engine := on.Open(t, on.URL(t))
			m := migrator(t, engine, migrate.Config{FS: files("out - outside\n-- +goose NO TRANSACTION\n-- +goose Up\nSELECT pg_advisory_unlock_all();\n-- +goose Down\n")})
			require.ErrorContains(t, m.Upgrade(t.Context(), "head"), "give migrations the URL of the server itself")
			require.Equal(t, []string{"out"}, currently(t, m))
		})
	}
}
