package schema_test

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/sqlxbackend"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/pgtest"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// edgeRows are rows of the models' tables, in the values of a dialect.
func edgeRows(d builder.Dialect, edge string) []string {
	list := func(s string) string { return "'{" + s + "}'" }
	document := "'{\"a\": 2}'"
	if d.Name == "sqlite" {
		list = func(s string) string { return `'["` + s + `"]'` }
	}
	key := "'k1'), (2, 'k2'"
	if strings.Contains(edge, "key integer") {
		key = "'11'), (2, '12'"
	}
	boxes := "INSERT INTO boxes (id, key) VALUES (1, " + key + ")"
	switch {
	case strings.Contains(edge, " AS (id"):
		boxes = "INSERT INTO boxes (id) VALUES (1), (2)"
	case strings.Contains(edge, "boxes AS SELECT 1"):
		boxes = "INSERT INTO boxes (id, key) VALUES (2, 'k2')"
	}
	rows := []string{boxes}
	if strings.Contains(edge, "REFERENCES sealed") {
		rows = []string{"INSERT INTO sealed (id) VALUES (7)", "INSERT INTO boxes (id, key) VALUES (1, 7), (2, 7)"}
	}
	for i, name := range []string{"ann", "bob"} {
		rows = append(rows, fmt.Sprintf("INSERT INTO things (id, name, age, price, mood, moods, doc, jsonb, src, coll, code, a, b, born, box_id, late_id, tags) "+
			"VALUES (%d, '%s', %d, %d.25, 'happy', %s, %s, %s, 'src', 'x', 'c%d', %d, 3, '2024-05-06 00:00:00', 1, 2, %s)",
			i+1, name, i+30, i+1, list("happy"), document, document, i, i+1, list("t")))
	}
	return rows
}

// runPlan runs the statements of a plan in one transaction: on SQLite, on a connection whose foreign keys are off.
func runPlan(t *testing.T, engine *repo.Engine, statements []string) {
	t.Helper()
	require.NoError(t, tryPlan(t, engine, statements), "%s", strings.Join(statements, ";\n"))
}

func tryPlan(t *testing.T, engine *repo.Engine, statements []string) (err error) {
	t.Helper()
	withoutKeys(t, engine, func(engine *repo.Engine) {
		err = engine.Begin(t.Context(), func(s *repo.Session) error { return sendAll(t, s, statements) })
	})
	return err
}

func sendAll(t *testing.T, s *repo.Session, statements []string) error {
	for _, text := range statements {
		if _, err := s.Runner().Exec(t.Context(), backends.Stmt{SQL: text}); err != nil {
			return fmt.Errorf("%s: %w", text, err)
		}
	}
	return nil
}

// withoutKeys calls f with an engine of one connection, whose foreign keys are off where SQLite has them.
func withoutKeys(t *testing.T, engine *repo.Engine, f func(*repo.Engine)) {
	t.Helper()
	pinned, err := engine.Pin(t.Context())
	require.NoError(t, err)
	defer func() { require.NoError(t, pinned.Close()) }()
	if engine.Dialect().Name == "sqlite" {
		run(t, pinned, "PRAGMA foreign_keys = off")
		defer run(t, pinned, "PRAGMA foreign_keys = on")
	}
	f(pinned)
}

// rowsOf are the values of every column of every table, by table and column, in the order of the tables' first column.
func rowsOf(t *testing.T, engine *repo.Engine) map[string]string {
	t.Helper()
	found, err := schema.Reflect(t.Context(), engine)
	require.NoError(t, err)
	values := map[string]string{}
	for _, table := range found.Tables() {
		for _, c := range table.Columns {
			text := fmt.Sprintf(`SELECT CAST("%s" AS text) FROM "%s" ORDER BY 1`, c.Name, table.Name)
			list, err := repo.Scalars[*string](t.Context(), engine, builder.Text(text))
			require.NoError(t, err)
			for _, v := range list {
				if v == nil {
					values[table.Name+"."+c.Name] += "NULL;"
				} else {
					values[table.Name+"."+c.Name] += *v + ";"
				}
			}
		}
	}
	return values
}

// lossy are edges whose change means to lose what is compared: a precision, a time zone, what is computed anew.
var lossy = []string{"ALTER born TYPE timestamp", "price TYPE double", "ADD age int NOT NULL GENERATED", "RENAME name", "RENAME TO objects"}

// refusing are edges that the rows refuse to have undone: a column that takes no NULL, and rows that refer to those of a table that
// goes.
var refusing = []string{"RENAME key", "RENAME TO crates"}

func TestPlanOfEveryEdge(t *testing.T) {
	for name, edges := range map[string][]string{"postgres": postgresEdges, "sqlite": sqliteEdges} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url := ""
			if name == "postgres" {
				url = strings.Replace(pgtest.URL(t), "postgresql:", "postgresql+pgx:", 1)
			}
			var printed []string
			for i, edge := range edges {
				if name == "postgres" && !*all && !*update && i%sampled != 0 {
					continue
				}
				t.Run(edge, func(t *testing.T) {
					own := url
					if name == "sqlite" {
						own = "sqlite:///" + t.TempDir() + "/a.db"
					}
					engine, err := repo.Open(t.Context(), own, repo.WithBackend(sqlxbackend.Backend{}))
					require.NoError(t, err)
					t.Cleanup(func() { require.NoError(t, engine.Close()) })
					printed = append(printed, "# "+edge+"\n"+planOfEdge(t, engine, edge))
				})
			}
			goldenParts(t, "plan_"+name+".txt", printed)
		})
	}
}

// all has every edge be planned on PostgreSQL, which takes minutes; else every sampled-th is.
var all = flag.Bool("all", false, "plan every edge")

const sampled = 7

// goldenParts compares texts with those of a golden file, which may hold more.
func goldenParts(t *testing.T, name string, printed []string) {
	t.Helper()
	if *update {
		golden(t, name, strings.Join(printed, "\n"))
	}
	want, err := os.ReadFile(filepath.Join("testdata", name))
	require.NoError(t, err, "run the test with -update")
	for _, text := range printed {
		require.Contains(t, "\n"+string(want)+"\n", "\n"+text+"\n")
	}
}

// planOfEdge runs the plan of a database that an edge changed, there and back, and returns it.
func planOfEdge(t *testing.T, engine *repo.Engine, edge string) string {
	m, ctx := thingsMetaData(engine.Dialect()), t.Context()
	withoutKeys(t, engine, func(engine *repo.Engine) { fresh(t, engine, m, edge, edgeRows(engine.Dialect(), edge)...) })
	differs, err := m.Diff(ctx, engine)
	require.NoError(t, err)
	rows := rowsOf(t, engine)
	p, err := m.Plan(ctx, engine)
	require.NoError(t, err)
	require.Equal(t, differs.String(), p.String())
	require.Equal(t, rows, rowsOf(t, engine), "planning changes nothing")
	if slices.ContainsFunc(refusing, func(s string) bool { return strings.Contains(edge, s) }) {
		require.Error(t, tryPlan(t, engine, p.Up))
		require.Equal(t, rows, rowsOf(t, engine))
		return planText(p)
	}
	runPlan(t, engine, p.Up)
	nothing, err := m.Diff(ctx, engine)
	require.NoError(t, err)
	require.Empty(t, nothing.String())
	meant := p.String() + strings.Join(p.Up, "\n")
	between := rowsOf(t, engine)
	if p.Irreversible != "" {
		require.Empty(t, p.Down)
		return planText(p)
	}
	runPlan(t, engine, p.Down)
	again, err := m.Diff(ctx, engine)
	require.NoError(t, err)
	require.Equal(t, differs.String(), again.String(), meant)
	if !slices.ContainsFunc(lossy, func(s string) bool { return strings.Contains(edge, s) }) {
		after := rowsOf(t, engine)
		require.Equal(t, slices.Sorted(maps.Keys(rows)), slices.Sorted(maps.Keys(after)))
		for column, values := range rows {
			if _, stayed := between[column]; stayed {
				require.Equal(t, values, after[column], column)
			}
		}
	}
	return planText(p)
}

func planText(p schema.Plan) string {
	return "-- up\n" + strings.Join(p.Up, "\n") + "\n-- down\n" + strings.Join(p.Down, "\n") + "\n" + p.Irreversible
}
