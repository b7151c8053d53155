package migrate_test

import (
	"database/sql"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/internal/enginetest"
	"github.com/drey-db/drey/migrate"
	"github.com/drey-db/drey/repo"
)

// client sends a script as psql and sqlite3 do: statement by statement, stopping at the first error where it is told so.
func client(t *testing.T, on enginetest.Backend, url, script string, stops bool) (failed error) {
	t.Helper()
	driver, name := "pgx", "postgresql:"+url[strings.Index(url, "//"):]
	if on.Name == enginetest.SQLite.Name {
		driver, name = "sqlite", strings.TrimPrefix(url, "sqlite:///")
	}
	db, err := sql.Open(driver, name)
	require.NoError(t, err)
	defer func() { require.NoError(t, db.Close()) }()
	conn, err := db.Conn(t.Context())
	require.NoError(t, err)
	defer func() { require.NoError(t, conn.Close()) }()
	for _, statement := range strings.SplitAfter(script, ";\n") {
		if _, err := conn.ExecContext(t.Context(), statement); err != nil {
			failed = err
			if stops {
				return failed
			}
		}
	}
	return failed
}

// A script of a revision without a transaction records it where all of its statements were carried out, whether the client stops at an
// error or goes on; what was done is not done again by an upgrade.
func TestOfflineWithoutTransaction(t *testing.T) {
	enginetest.Each(t, func(t *testing.T, _ *repo.Engine) {
		on := backendOf(t)
		for _, stops := range []bool{true, false} {
			if !stops && on.Name == enginetest.SQLite.Name {
				continue // nothing in the SQL of SQLite can tell: the script says that sqlite3 is to stop
			}
			t.Run(fmt.Sprint("stops ", stops), func(t *testing.T) {
				url := on.URL(t)
				engine := on.Open(t, url)
				word, setting := "CONCURRENTLY", "SET statement_timeout = '30s';\n"
				if isSQLite(engine) {
					word, setting = "", "PRAGMA recursive_triggers = 1;\n"
				}
				out := "out aaa outside\n-- +goose NO TRANSACTION\n-- +goose Up\n" + setting + "INSERT INTO heroes VALUES (1, 'sandy');\nINSERT INTO capes VALUES (1);\n" +
					"CREATE UNIQUE INDEX " + word + " heroes_names ON heroes (name);\nINSERT INTO heroes VALUES (2, 'other');\n" +
					"-- +goose Down\nDELETE FROM heroes WHERE id = 2;\nDROP INDEX " + word + " heroes_names;\nINSERT INTO boots VALUES (1);\nDELETE FROM heroes;\n"
				m := migrator(t, engine, migrate.Config{FS: files(linear[0], out)})
				require.NoError(t, m.Upgrade(t.Context(), "aaa"))
				script := func(from, to string) string {
					var text strings.Builder
					require.NoError(t, m.SQL(t.Context(), &text, from, to))
					return text.String()
				}
				require.Error(t, client(t, on, url, script("aaa", "out"), stops))
				require.Equal(t, []string{"aaa"}, currently(t, m))
				sent(t, engine, "CREATE TABLE capes (id integer)")
				require.EqualValues(t, 1, rows(t, engine, "SELECT count(*) FROM heroes"))
				if !stops { // the index was made out of its turn
					sent(t, engine, "DROP INDEX heroes_names")
				}
				require.NoError(t, m.Upgrade(t.Context(), "out"))
				require.EqualValues(t, 2, rows(t, engine, "SELECT count(*) FROM heroes"))
				require.EqualValues(t, 1, rows(t, engine, "SELECT count(*) FROM capes"))

				require.Error(t, client(t, on, url, script("out", "aaa"), stops))
				require.Equal(t, []string{"out"}, currently(t, m))
				require.EqualValues(t, 1, rows(t, engine, "SELECT count(*) FROM heroes"))
				sent(t, engine, "CREATE TABLE boots (id integer)")
				require.NoError(t, m.Downgrade(t.Context(), "aaa"))
				require.EqualValues(t, 0, rows(t, engine, "SELECT count(*) FROM heroes"))

				require.NoError(t, client(t, on, url, script("aaa", "out"), stops))
				require.NoError(t, m.Upgrade(t.Context(), "out"))
				require.Equal(t, []string{"out"}, currently(t, m))
				require.NoError(t, client(t, on, url, script("out", "aaa"), stops))
				require.Equal(t, []string{"aaa"}, currently(t, m))
				require.EqualValues(t, 0, rows(t, engine, "SELECT count(*) FROM heroes"))
			})
		}
	})
}

// The script of a step that was cut off, as a dry run prints it, goes on behind what is carried out, as the step itself does.
func TestDryRunsGoOnBehindWhatIsCarriedOut(t *testing.T) {
	enginetest.Each(t, func(t *testing.T, _ *repo.Engine) {
		on := backendOf(t)
		url := on.URL(t)
		engine := on.Open(t, url)
		setting := map[bool]string{false: "SET statement_timeout = '30s';\n", true: "PRAGMA recursive_triggers = 1;\n"}[isSQLite(engine)]
		out := "out aaa outside\n-- +goose NO TRANSACTION\n-- +goose Up\n" + setting + "INSERT INTO heroes VALUES (1, 'sandy');\nINSERT INTO capes VALUES (1);\nINSERT INTO capes VALUES (2);\n" +
			"-- +goose Down\nINSERT INTO heroes VALUES (3, 'back');\nINSERT INTO boots VALUES (1);\nDELETE FROM capes;\n"
		m := migrator(t, engine, migrate.Config{FS: files(linear[0], out)})
		var text strings.Builder
		dry := func(target string, down bool) error {
			text.Reset()
			require.NoError(t, m.DryRun(t.Context(), &text, target, down))
			return client(t, on, url, text.String(), true)
		}
		require.ErrorContains(t, m.Upgrade(t.Context(), "out"), "capes")
		sent(t, engine, "CREATE TABLE capes (id integer)")
		require.NoError(t, dry("out", false))
		require.Equal(t, []string{"out"}, currently(t, m))
		require.EqualValues(t, 1, rows(t, engine, "SELECT count(*) FROM heroes"))
		require.EqualValues(t, 2, rows(t, engine, "SELECT count(*) FROM capes"))

		if !isSQLite(engine) {
			require.ErrorContains(t, dry("aaa", true), "boots")
			require.ErrorContains(t, client(t, on, url, text.String(), true), "revision out is not where this script goes on")
		} else {
			require.ErrorContains(t, m.Downgrade(t.Context(), "aaa"), "boots")
		}
		sent(t, engine, "CREATE TABLE boots (id integer)")
		require.NoError(t, dry("aaa", true))
		require.Equal(t, []string{"aaa"}, currently(t, m))
		require.EqualValues(t, 2, rows(t, engine, "SELECT count(*) FROM heroes"))
		require.EqualValues(t, 1, rows(t, engine, "SELECT count(*) FROM boots"))
		require.EqualValues(t, 0, rows(t, engine, "SELECT count(*) FROM capes"))
	})
}

// The row that records a revision is written as who runs the script, whatever the revision sets.
func TestOfflineSettings(t *testing.T) {
	on := enginetest.Pgx
	url := on.URL(t)
	m := migrator(t, on.Open(t, url), migrate.Config{FS: files("aaa - dump\n-- +goose Up\n" + dump + "-- +goose Down\nDROP VIEW public.loud;\n")})
	var text strings.Builder
	require.NoError(t, m.SQL(t.Context(), &text, "base", "head"))
	require.NoError(t, client(t, on, url, text.String(), false))
	require.Equal(t, []string{"aaa"}, currently(t, m))
}

// The statements of a revision without a transaction are counted in the table of versions that the script began with, whatever search path
// the revision sets, and by whichever statement.
func TestOfflineSearchPaths(t *testing.T) {
	on := enginetest.Pgx
	for name, c := range map[string]struct{ setting, table string }{
		"SET":        {"SET search_path = elsewhere;\n", "dumped"},
		"none":       {"SELECT pg_catalog.set_config('search_path', '', false);\n", "elsewhere.dumped"},
		"a block":    {"-- +goose StatementBegin\nDO $$ BEGIN PERFORM set_config('search_path', 'elsewhere', false); END $$;\n-- +goose StatementEnd\n", "dumped"},
		"other ones": {"SET statement_timeout = '30s';\nSET search_path = elsewhere, public;\n", "dumped"},
	} {
		for _, apart := range []string{"", "-- +goose NO TRANSACTION\n"} {
			t.Run(name+" "+apart, func(t *testing.T) {
				url := on.URL(t)
				engine := on.Open(t, url)
				up := c.setting + "CREATE TABLE " + c.table + " (id integer);\nINSERT INTO " + c.table + " VALUES (1);\n"
				if apart != "" {
					up += "CREATE INDEX CONCURRENTLY dumped_ids ON " + c.table + " (id);\n"
				}
				m := migrator(t, engine, migrate.Config{FS: files("aaa - dump\n" + apart + "-- +goose Up\n" + up + "-- +goose Down\nDROP TABLE elsewhere.dumped;\n")})
				sent(t, engine, "CREATE SCHEMA elsewhere")
				for _, stops := range []bool{true, false} {
					var text strings.Builder
					require.NoError(t, m.SQL(t.Context(), &text, "base", "head"))
					require.NoError(t, client(t, on, url, text.String(), stops), text.String())
					require.Equal(t, []string{"aaa"}, currently(t, m), text.String())
					require.EqualValues(t, 1, rows(t, engine, "SELECT count(*) FROM elsewhere.dumped"))
					require.NoError(t, m.Downgrade(t.Context(), "base"))
				}
			})
		}
	}
}
