package migrate_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/enginetest"
	"github.com/drey-db/drey/migrate"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// asProcess is the variable by which the test binary is told to be a migrator: the name of a backend. The others are the
// database, the folder of revisions, and where to go.
const (
	asProcess = "DREY_TEST_MIGRATOR"
	processes = asProcess + "_URL"
	inFolder  = asProcess + "_DIR"
	toTarget  = asProcess + "_TARGET"
)

// process is a migrator of its own process.
func process() int {
	at := slices.IndexFunc(enginetest.Backends(), func(e enginetest.Backend) bool { return e.Name == os.Getenv(asProcess) })
	ctx := context.Background()
	engine, err := repo.Open(ctx, os.Getenv(processes), repo.WithBackend(enginetest.Backends()[at].Backend))
	if err == nil {
		defer engine.Close()
		var m *migrate.Migrator
		if m, err = migrate.New(engine, migrate.Config{Dir: os.Getenv(inFolder)}); err == nil {
			err = m.Upgrade(ctx, os.Getenv(toTarget))
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

// start starts a migrator of its own process.
func start(t testing.TB, d place, target string) (*exec.Cmd, *bytes.Buffer) {
	t.Helper()
	self, err := os.Executable()
	require.NoError(t, err)
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), asProcess+"="+d.of.Name, processes+"="+d.url, inFolder+"="+d.dir, toTarget+"="+target)
	var said bytes.Buffer
	cmd.Stderr = &said
	require.NoError(t, cmd.Start())
	return cmd, &said
}

// place is an empty database with a folder of revisions for it.
type place struct {
	of       enginetest.Backend
	url, dir string
}

func newPlace(t testing.TB, e enginetest.Backend) place {
	t.Helper()
	d := place{e, e.URL(t), t.TempDir()}
	for name, file := range crowd() {
		require.NoError(t, os.MkdirAll(filepath.Join(d.dir, filepath.Dir(name)), 0o755))
		require.NoError(t, os.WriteFile(filepath.Join(d.dir, name), file.Data, 0o644))
	}
	return d
}

func (d place) open(t testing.TB, opts ...repo.Option) *repo.Engine {
	t.Helper()
	return d.of.Open(t, d.url, opts...)
}

// steps is how many revisions the folder has.
const steps = 6

// crowd are revisions that tell when one of them is applied twice, in part, or not: each adds a row to log, and most of them last
// a moment.
func crowd() fstest.MapFS {
	all := fstest.MapFS{}
	for dialect, moment := range map[string]string{
		"postgres": "SELECT pg_sleep(0.01);\n",
		"sqlite":   "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) SELECT count(*) FROM n;\n",
	} {
		concurrently := ""
		if dialect == "postgres" {
			concurrently = "CONCURRENTLY "
		}
		log := func(n int) string { return fmt.Sprintf("INSERT INTO log (step) VALUES (%d);\n", n) }
		back := func(n int) string { return fmt.Sprintf("DELETE FROM log WHERE step = %d;\n", n) }
		for i, body := range []string{
			"-- +goose Up\nCREATE TABLE log (step integer NOT NULL);\n" + log(1) + "-- +goose Down\nDROP TABLE log;\n",
			"-- +goose Up\nCREATE TABLE heroes (id integer PRIMARY KEY, name text);\n" + moment + log(2) + "-- +goose Down\n" + back(2) + "DROP TABLE heroes;\n",
			"-- +goose Up\n" + moment + "ALTER TABLE heroes ADD COLUMN power integer;\n" + moment + log(3) + "-- +goose Down\n" + back(3) + moment + "ALTER TABLE heroes DROP COLUMN power;\n",
			"-- +goose NO TRANSACTION\n-- +goose Up\n" + log(4) + "CREATE INDEX " + concurrently + "ix_power ON heroes (power);\n" + "CREATE INDEX " + concurrently + "ix_name ON heroes (name);\n" +
				"-- +goose Down\n" + "DROP INDEX " + concurrently + "ix_name;\nDROP INDEX " + concurrently + "ix_power;\n" + back(4),
			"-- +goose Up\n" + moment + "CREATE TABLE teams (id integer PRIMARY KEY);\n" + log(5) + moment + "-- +goose Down\nDROP TABLE teams;\n" + moment + back(5),
			"-- +goose Up\n" + log(6) + "CREATE INDEX ix_log ON log (step);\n-- +goose Down\nDROP INDEX ix_log;\n" + back(6),
		} {
			header := fmt.Sprintf("-- step %d\n-- drey: revision r%d\n", i+1, i+1)
			if i > 0 {
				header += fmt.Sprintf("-- drey: parents r%d\n", i)
			}
			all[fmt.Sprintf("%s/%d_r%d.sql", dialect, i+1, i+1)] = &fstest.MapFile{Data: []byte(header + body)}
		}
	}
	return all
}

// content is what a database has, but the version table.
func content(t testing.TB, engine *repo.Engine) string {
	t.Helper()
	found, err := schema.Reflect(t.Context(), engine)
	require.NoError(t, err)
	text, there := "", false
	for _, table := range found.Tables() {
		slices.SortFunc(table.Indexes, func(a, b schema.IndexInfo) int { return strings.Compare(a.Name, b.Name) })
		there = there || table.Name == "log"
		text += fmt.Sprintf("%+v\n", table)
	}
	text = regexp.MustCompile(`0x[0-9a-f]+`).ReplaceAllString(text, "")
	if !there {
		return text
	}
	rows, err := repo.Scalars[int64](t.Context(), engine, builder.Text("SELECT step FROM log ORDER BY step"))
	require.NoError(t, err)
	return text + fmt.Sprint(rows)
}

// contents is what a database has after each number of revisions.
func contents(t testing.TB, e enginetest.Backend) (list []string) {
	t.Helper()
	d := newPlace(t, e)
	engine := d.open(t)
	m := migrator(t, engine, migrate.Config{Dir: d.dir})
	for n := range steps + 1 {
		if n > 0 {
			require.NoError(t, m.Upgrade(t.Context(), "+1"))
		}
		list = append(list, content(t, engine))
	}
	return list
}

// noted is how many revisions the version table says are applied, and one that is applied in part.
func noted(t testing.TB, engine *repo.Engine) (whole int, half string) {
	t.Helper()
	there := "SELECT count(*) FROM sqlite_master WHERE name = 'drey_version'"
	if !isSQLite(engine) {
		there = "SELECT count(*) FROM pg_class WHERE oid = to_regclass('drey_version')"
	}
	if rows(t, engine, there) == 0 {
		return 0, ""
	}
	halves, err := repo.Scalars[string](t.Context(), engine, builder.Text("SELECT revision FROM drey_version WHERE progress IS NOT NULL"))
	require.NoError(t, err)
	return int(rows(t, engine, "SELECT count(*) FROM drey_version WHERE progress IS NULL")), strings.Join(halves, " ")
}

// waiting is how long a test on SQLite waits for a statement that nobody runs any more.
const waiting = 200 * time.Millisecond

// settled waits until a database has what is wanted: a server goes on for a moment when its client is gone.
func settled(t testing.TB, engine *repo.Engine, want string) {
	t.Helper()
	require.EventuallyWithT(t, func(c *assert.CollectT) { assert.Equal(c, want, content(t, engine)) }, time.Minute, 20*time.Millisecond)
}

const advice = "If it was, run: drey upgrade r4 --skip; if it was not, run: drey upgrade r4 --retry"

// resume looks whether a database whose upgrade was cut off is as its version table says, and goes on to the head: at once, or
// as the error says.
func resume(t testing.TB, d place, want []string) {
	t.Helper()
	engine := d.open(t)
	whole, half := noted(t, engine)
	if half == "" {
		settled(t, engine, want[whole])
	} else {
		require.Equal(t, "r4", half)
		require.Equal(t, 3, whole)
	}
	m := migrator(t, engine, migrate.Config{Dir: d.dir})
	if isSQLite(engine) {
		m = migrator(t, engine, migrate.Config{Dir: d.dir, LockTimeout: waiting})
	}
	err := m.Upgrade(t.Context(), "head")
	if err != nil {
		require.ErrorContains(t, err, advice)
		require.Equal(t, "r4", half)
		carriedOut := rows(t, engine, "SELECT count(*) FROM log WHERE step = 4") == 1
		var failed *migrate.StepError
		require.ErrorAs(t, err, &failed)
		for _, index := range []string{"ix_power", "ix_name"} { // on SQLite: PostgreSQL tells of its own whether it has one
			if strings.Contains(failed.Statement, index) {
				carriedOut = rows(t, engine, "SELECT count(*) FROM sqlite_master WHERE name = '"+index+"'") == 1
			}
		}
		require.NoError(t, m.Settle(t.Context(), "r4", carriedOut))
		require.NoError(t, m.Upgrade(t.Context(), "head"))
	}
	require.Equal(t, want[steps], content(t, engine))
	whole, half = noted(t, engine)
	require.Equal(t, steps, whole)
	require.Empty(t, half)
	released(t, engine)
}
