package schema

import (
	"errors"
	"flag"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/sqlxbackend"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/atlas"
	"github.com/drey-db/drey/internal/pgtest"
	"github.com/drey-db/drey/repo"
)

// walk is a random walk over models: each step changes the model, plans the change, runs it there and mostly back and there again, with
// rows in the tables.
type walk struct {
	t        *rapid.T
	engine   *repo.Engine
	postgres bool
	model    atlas.Model
	renames  map[string]string // of this step
	retyped  map[string]bool   // columns of this step whose values are converted, by their new name
	made     int
	rows     int
	runs     tally
}

// fewWalks is how many walks a database is taken on, unless it was told how many: each takes seconds on PostgreSQL, and under the
// race detector.
func (w *walk) fewWalks() int {
	switch {
	case pgtest.Race && w.postgres:
		return 5
	case w.postgres:
		return 8
	case pgtest.Race:
		return 12
	}
	return 50
}

// sameWalks has rapid take the same walks each time, unless it was told how many, and reports whether it was not.
func sameWalks(t *testing.T) bool {
	t.Helper()
	checks := flag.Lookup("rapid.checks")
	same := checks.Value.String() == checks.DefValue
	if same {
		require.NoError(t, flag.Set("rapid.seed", "1"))
	}
	return same
}

// tally counts what a walk did, so that one that does nothing is seen.
type tally struct{ planned, ran, refused, back int }

// A few plans, and the same ones each time. make plans does many others.
func TestPlansOfARandomWalk(t *testing.T) {
	few := sameWalks(t)
	for _, url := range []func() string{
		func() string { return "sqlite:///" + t.TempDir() + "/walk.db" },
		func() string { return strings.Replace(pgtest.URL(t), "postgresql:", "postgresql+pgx:", 1) },
	} {
		own := url()
		t.Run(own[:6], func(t *testing.T) {
			t.Parallel()
			engine, err := repo.Open(t.Context(), own, repo.WithBackend(sqlxbackend.Backend{}))
			require.NoError(t, err)
			t.Cleanup(func() { require.NoError(t, engine.Close()) })
			var all tally
			walks := 0
			rapid.Check(t, func(t *rapid.T) {
				w := &walk{t: t, engine: engine, postgres: engine.Dialect().Name == "postgres"}
				if walks++; few && walks > w.fewWalks() {
					return // make plans takes the next ones
				}
				w.empty()
				for range rapid.IntRange(1, 12).Draw(t, "steps") {
					w.step()
				}
				all.planned, all.ran, all.refused, all.back = all.planned+w.runs.planned, all.ran+w.runs.ran, all.refused+w.runs.refused, all.back+w.runs.back
			})
			t.Logf("%d plans, %d ran, %d refused by rows, %d taken back", all.planned, all.ran, all.refused, all.back)
			require.Positive(t, all.back)
		})
	}
}

// empty drops everything.
func (w *walk) empty() {
	if w.postgres {
		w.exec("DROP SCHEMA public CASCADE", "CREATE SCHEMA public")
		return
	}
	w.unkeyed(func(e *repo.Engine) error {
		names, err := repo.Scalars[string](w.t.Context(), e, builder.Text("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"))
		for _, name := range names {
			err = errors.Join(err, send(w.t, e, "DROP TABLE "+quote(name)))
		}
		return err
	})
}

func quote(name string) string { return `"` + name + `"` }

func (w *walk) unkeyed(do func(*repo.Engine) error) {
	require.NoError(w.t, withoutKeys(w.t.Context(), w.engine, do))
}

func send(t *rapid.T, e *repo.Engine, text string) error {
	_, err := e.Runner().Exec(t.Context(), backends.Stmt{SQL: text})
	return err
}

func (w *walk) exec(texts ...string) {
	for _, text := range texts {
		require.NoError(w.t, send(w.t, w.engine, text), text)
	}
}

func (w *walk) metadata(m atlas.Model) *MetaData {
	return &MetaData{found: &m, dialect: w.engine.Dialect().Name}
}

// step changes the model, and the database with it.
func (w *walk) step() {
	before := w.model
	w.model, w.renames, w.retyped = deepClone(before), map[string]string{}, map[string]bool{}
	for range rapid.IntRange(1, 3).Draw(w.t, "changes") {
		w.change()
	}
	values := w.values()
	p, err := w.metadata(w.model).Plan(w.t.Context(), w.engine, Renames(w.renames))
	require.NoError(w.t, err, "%+v\n-> %+v", before, w.model)
	w.runs.planned++
	if err := w.run(p.Up); err != nil {
		require.True(w.t, refusedByRows(err), "%v\n%s", err, strings.Join(p.Up, "\n"))
		require.Equal(w.t, values, w.values())
		w.model = before
		w.runs.refused++
		return
	}
	w.runs.ran++
	w.same(w.model, p.Up)
	w.kept(values, w.values(), p.Up)
	require.Empty(w.t, p.Irreversible)
	if rapid.Bool().Draw(w.t, "back") {
		w.takeBack(before, values, p)
	}
	w.insert()
}

// takeBack goes the way back, and there again.
func (w *walk) takeBack(before atlas.Model, values map[string]map[string]string, p Plan) {
	between := w.values()
	err := w.run(p.Down)
	if w.stranded(before, between) {
		require.True(w.t, refusedByRows(err), "%v\n%s", err, strings.Join(append(p.Up, p.Down...), "\n"))
		require.Equal(w.t, between, w.values())
		w.same(w.model, p.Up)
		return
	}
	require.NoError(w.t, err, strings.Join(append(p.Up, p.Down...), "\n"))
	w.same(before, append(p.Up, p.Down...))
	after := w.values()
	for column, was := range values {
		if _, stayed := between[w.called(column)]; stayed && !w.retyped[w.called(column)] {
			require.Equal(w.t, was, after[column], "%s\n%s", column, strings.Join(append(p.Up, p.Down...), "\n"))
		}
	}
	w.runs.back++
	if err := w.run(p.Up); err != nil {
		require.True(w.t, refusedByRows(err), "%v\n%s", err, strings.Join(p.Up, "\n"))
		w.model = before
		return
	}
	w.same(w.model, p.Up)
}

// stranded reports whether rows refer to rows of a table that the step dropped: the way back makes the table, but not its rows, and
// so must be refused.
func (w *walk) stranded(before atlas.Model, values map[string]map[string]string) bool {
	for _, t := range before.Tables {
		for _, fk := range t.ForeignKeys {
			_, there := values[w.called(fk.RefTable+".id")]
			for _, value := range values[w.called(t.Name+"."+fk.Columns[0])] {
				if !there && value != "NULL" {
					return true
				}
			}
		}
	}
	return false
}

func (w *walk) same(m atlas.Model, statements []string) {
	d, err := w.metadata(m).Diff(w.t.Context(), w.engine)
	require.NoError(w.t, err)
	require.Empty(w.t, d.String(), strings.Join(statements, "\n"))
}

// kept looks whether the rows and values of columns that stayed are what they were.
func (w *walk) kept(was, is map[string]map[string]string, statements []string) {
	for column, values := range was {
		now, stayed := is[w.called(column)]
		if !stayed {
			continue
		}
		if w.retyped[w.called(column)] {
			require.Len(w.t, now, len(values), column)
			continue
		}
		require.Equal(w.t, values, now, "%s\n%s", column, strings.Join(statements, "\n"))
	}
}

// called is a column's name after the renames of this step.
func (w *walk) called(column string) string {
	table, name, _ := strings.Cut(column, ".")
	if other, ok := w.renames[table]; ok {
		table = other
	}
	if other, ok := w.renames[column]; ok {
		return other
	}
	return table + "." + name
}

// run runs statements in one transaction, on a connection without foreign keys.
func (w *walk) run(statements []string) error {
	return withoutKeys(w.t.Context(), w.engine, func(e *repo.Engine) error {
		return e.Begin(w.t.Context(), func(s *repo.Session) error {
			for _, text := range statements {
				if _, err := s.Runner().Exec(w.t.Context(), backends.Stmt{SQL: text}); err != nil {
					return fmt.Errorf("%s: %w", text, err)
				}
			}
			return nil
		})
	})
}

// values are what stands in the columns, by table and column, and by the rows' keys.
func (w *walk) values() map[string]map[string]string {
	found, err := Reflect(w.t.Context(), w.engine)
	require.NoError(w.t, err)
	values := map[string]map[string]string{}
	for _, t := range found.Tables() {
		for _, c := range t.Columns {
			list := map[string]string{}
			text := "SELECT CAST(id AS text) || '=' || coalesce(CAST(" + quote(c.Name) + " AS text), 'NULL') FROM " + quote(t.Name)
			rows, err := repo.Scalars[string](w.t.Context(), w.engine, builder.Text(text))
			require.NoError(w.t, err)
			for _, row := range rows {
				key, value, _ := strings.Cut(row, "=")
				list[key] = value
			}
			values[t.Name+"."+c.Name] = list
		}
	}
	return values
}

func deepClone(m atlas.Model) atlas.Model {
	own := m.Clone()
	for i := range own.Tables {
		own.Tables[i].Columns = slices.Clone(own.Tables[i].Columns)
	}
	for i := range own.Enums {
		own.Enums[i].Values = slices.Clone(own.Enums[i].Values)
	}
	return own
}

// name is one that was never used.
func (w *walk) name(of string) string {
	w.made++
	return fmt.Sprintf("%s%d", of, w.made)
}

// insert adds a row to each table.
func (w *walk) insert() {
	for _, t := range atlas.InOrder(w.model.Tables) {
		w.rows++
		var names, values []string
		for _, c := range t.Columns {
			if c.Generated != "" || c.Name == "id" && w.postgres {
				continue
			}
			names, values = append(names, quote(c.Name)), append(values, w.value(t, c))
		}
		text := "INSERT INTO " + quote(t.Name) + " DEFAULT VALUES"
		if len(names) > 0 {
			text = "INSERT INTO " + quote(t.Name) + " (" + strings.Join(names, ", ") + ") VALUES (" + strings.Join(values, ", ") + ")"
		}
		w.exec(text)
	}
}

func (w *walk) value(t atlas.Table, c atlas.Column) string {
	if c.Name == "id" {
		return fmt.Sprint(w.rows)
	}
	for _, fk := range t.ForeignKeys {
		if fk.Columns[0] == c.Name {
			return "(SELECT max(id) FROM " + quote(fk.RefTable) + ")"
		}
	}
	if c.Nullable && rapid.IntRange(0, 3).Draw(w.t, "null") == 0 {
		return "NULL"
	}
	for _, e := range w.model.Enums {
		if e.Name == c.Type {
			return "'" + rapid.SampledFrom(e.Values).Draw(w.t, "value") + "'"
		}
	}
	switch {
	case c.Type == "boolean":
		return "true"
	case strings.HasPrefix(c.Type, "timestamp"), c.Type == "date":
		return "'2024-05-06'"
	case strings.Contains(c.Type, "char"), c.Type == "text":
		return fmt.Sprintf("'%d'", w.rows)
	}
	return fmt.Sprint(w.rows)
}
