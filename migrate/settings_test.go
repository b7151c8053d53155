package migrate_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/backendtest"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/enginetest"
	"github.com/drey-db/drey/migrate"
	"github.com/drey-db/drey/repo"
)

// settingsOf is what a database says of the session of an engine with one connection.
func settingsOf(t *testing.T, engine *repo.Engine) []string {
	t.Helper()
	text := `SELECT name || ' ' || setting || ' ' || source FROM pg_settings WHERE source = 'session' AND name NOT LIKE 'transaction%' UNION ALL SELECT session_user || ' ' || current_user
		UNION ALL SELECT coalesce(current_setting('app.tenant', true), '') ORDER BY 1`
	if isSQLite(engine) {
		var each []string
		for _, name := range strings.Fields("busy_timeout cache_size foreign_keys full_column_names ignore_check_constraints legacy_alter_table locking_mode query_only " +
			"read_uncommitted recursive_triggers reverse_unordered_selects secure_delete synchronous temp_store writable_schema") {
			each = append(each, "SELECT '"+name+" ' || (SELECT * FROM pragma_"+name+")")
		}
		text = strings.Join(append(each, "SELECT 'a' LIKE 'A'"), " UNION ALL ")
	}
	list, err := repo.Scalars[string](t.Context(), engine, builder.Text(text))
	require.NoError(t, err)
	return list
}

// settingStatements set what a session keeps. The role is one that may do nothing.
func settingStatements(t *testing.T, engine *repo.Engine) []string {
	t.Helper()
	if isSQLite(engine) {
		return []string{
			"PRAGMA ignore_check_constraints = 1", "PRAGMA recursive_triggers = 1", "PRAGMA legacy_alter_table = 1", "PRAGMA reverse_unordered_selects = 1",
			"PRAGMA case_sensitive_like = 1", "PRAGMA writable_schema = 1", "PRAGMA full_column_names = 1", "PRAGMA cache_size = 77", "PRAGMA secure_delete = 1",
		}
	}
	role := fmt.Sprintf("nobody_%s", strings.ToLower(strings.ReplaceAll(t.Name()[strings.LastIndexByte(t.Name(), '/')+1:], "+", "_")))
	sent(t, engine, "DROP ROLE IF EXISTS "+role)
	sent(t, engine, "CREATE ROLE "+role)
	t.Cleanup(func() {
		_, err := engine.Exec(context.Background(), builder.Text("DROP ROLE "+role))
		require.NoError(t, err)
	})
	return []string{
		"SELECT pg_catalog.set_config('search_path', '', false)", "SET statement_timeout = '30s'", "SET lock_timeout = '7s'", "SET session_replication_role = replica",
		"SET DateStyle = 'German'", "SET app.tenant = '7'", "SET ROLE " + role, "SET work_mem = '5MB'", "SET SESSION AUTHORIZATION " + role,
	}
}

// What a revision sets for its session ends with it: the next one and the application's pool do not see it, whether it succeeds or
// not, in a transaction or without, as a file or as code.
func TestSettingsEndWithTheRevision(t *testing.T) {
	enginetest.Each(t, func(t *testing.T, _ *repo.Engine) {
		on := backendOf(t)
		engine := on.Open(t, on.URL(t), repo.WithPool(backends.PoolConfig{Size: 1, Overflow: -1}))
		before := settingsOf(t, engine)
		set := settingStatements(t, engine)
		body := strings.Join(set, ";\n") + ";\n"
		probe := "INSERT INTO seen VALUES (current_setting('search_path') || current_setting('role'));\n"
		if isSQLite(engine) {
			probe = "INSERT INTO seen SELECT 'a' LIKE 'A';\n"
		}
		failing := "-- +goose Up\n" + body + "INSERT INTO nowhere VALUES (1);\n-- +goose Down\n"
		revisions := []string{
			"aaa - first\n-- +goose Up\nCREATE TABLE seen (it text);\n" + probe + "-- +goose Down\nDROP TABLE seen;\n",
			"bbb aaa second\n-- +goose Up\n" + body + "-- +goose Down\n" + body,
			"ccc bbb third\n-- +goose NO TRANSACTION\n-- +goose Up\n" + body + "-- +goose Down\n" + body,
			"ddd ccc fourth\n-- +goose Up\n" + probe + "-- +goose Down\nDELETE FROM seen;\n",
		}
		steps := []migrate.GoStep{{Revision: "eee", Parent: "ddd", Up: func(ctx context.Context, s *repo.Session) error {
			return setAll(ctx, s, set[:len(set)-1])
		}}, {Revision: "fff", Parent: "eee", Up: func(ctx context.Context, s *repo.Session) error {
			return errors.Join(setAll(ctx, s, set), errors.New("not yet"))
		}}}
		m := migrator(t, engine, migrate.Config{FS: files(revisions...), GoSteps: steps})
		require.NoError(t, m.Upgrade(t.Context(), "eee"))
		require.Equal(t, before, settingsOf(t, engine))
		require.EqualValues(t, 1, rows(t, engine, "SELECT count(DISTINCT it) FROM seen"))
		require.ErrorContains(t, m.Upgrade(t.Context(), "fff"), "not yet")
		require.Equal(t, before, settingsOf(t, engine))
		require.NoError(t, migrator(t, engine, migrate.Config{FS: files(revisions...), GoSteps: []migrate.GoStep{{Revision: "eee", Parent: "ddd", Up: nothing, Down: setNothing}}}).Downgrade(t.Context(), "aaa"))
		require.Equal(t, before, settingsOf(t, engine))
		for _, mode := range []string{"", "-- +goose NO TRANSACTION\n"} {
			m := migrator(t, engine, migrate.Config{FS: files(revisions[0], "bad aaa wrong\n"+mode+failing)})
			require.ErrorContains(t, m.Upgrade(t.Context(), "bad"), "nowhere")
			require.Equal(t, before, settingsOf(t, engine))
		}
	})
}

func setNothing(context.Context, *repo.Session) error { return nil }

func setAll(ctx context.Context, s *repo.Session, statements []string) error {
	for _, text := range statements {
		if strings.Contains(text, "app.tenant") {
			continue // nobody can know the name of it
		}
		if _, err := s.Exec(ctx, builder.Text(text)); err != nil {
			return err
		}
	}
	return nil
}

// backendOf is the backend whose sub-test runs.
func backendOf(t *testing.T) enginetest.Backend {
	t.Helper()
	for _, b := range enginetest.Backends() {
		if strings.HasSuffix(t.Name(), "/"+b.Name) || strings.Contains(t.Name(), "/"+b.Name+"/") {
			return b
		}
	}
	require.FailNow(t, "no backend", t.Name())
	return enginetest.Backend{}
}

// What was set before a revision without a transaction was cut off is set again when it goes on, since the session is another.
func TestSettingsAreThereWhenARevisionGoesOn(t *testing.T) {
	enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
		set, probe := "SET app.tenant = '7'", "INSERT INTO seen SELECT current_setting('app.tenant')"
		if isSQLite(engine) {
			set, probe = "PRAGMA case_sensitive_like = 1", "INSERT INTO seen SELECT CASE WHEN 'a' LIKE 'A' THEN '' ELSE '7' END"
		}
		m := migrator(t, engine, migrate.Config{FS: files(
			"out - outside\n-- +goose NO TRANSACTION\n-- +goose Up\n" + set + ";\nCREATE TABLE seen (it text);\nDELETE FROM later;\n" + probe + ";\n-- +goose Down\nDROP TABLE seen;\n")})
		require.ErrorContains(t, m.Upgrade(t.Context(), "head"), "the first 2 statements are carried out")
		sent(t, engine, "CREATE TABLE later (it text)")
		require.NoError(t, m.Upgrade(t.Context(), "head"))
		require.EqualValues(t, 1, rows(t, engine, "SELECT count(*) FROM seen WHERE it = '7'"))
	})
}

// A revision costs few round trips beside its statements, and putting settings back is one of them.
func TestTripsOfARevision(t *testing.T) {
	for _, on := range []enginetest.Backend{enginetest.Pgx, enginetest.SQLPgx, enginetest.SQLPq} { // SQLite has no trips
		t.Run(on.Name, func(t *testing.T) {
			u, err := backends.ParseURL(on.URL(t))
			require.NoError(t, err)
			counter := backendtest.NewCounter(t, u)
			engine := on.Open(t, counter.URL().Reveal())
			m := migrator(t, engine, migrate.Config{FS: files(linear...)})
			require.NoError(t, m.Upgrade(t.Context(), "aaa"))
			trips := func(target string) int {
				counter.Reset()
				require.NoError(t, m.Upgrade(t.Context(), target))
				return counter.Trips()
			}
			one := trips("bbb") // of two statements
			require.NoError(t, m.Downgrade(t.Context(), "aaa"))
			require.LessOrEqual(t, trips("ccc")-one, 11, "of one more revision, of one statement")
		})
	}
}
