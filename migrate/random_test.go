package migrate_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/enginetest"
	"github.com/drey-db/drey/migrate"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// walk changes models step by step, each by a revision that is planned, applied, and sometimes taken back and applied again, with
// rows in the tables. The models of a step are what is made by hand in a database beside.
type walk struct {
	*rapid.T
	engine, beside *repo.Engine
	dir            string
	tables         []*walked
	renames        map[string]string
	made, rows     int
	revisions      int
}

type walked struct {
	name    string
	columns []*column
	refers  *walked // by the column parent, ON DELETE CASCADE
}

type column struct {
	name, kind             string
	required               bool
	index, unique, checked bool
}

var kinds = map[string][]string{"integer": {"bigint", "text"}, "bigint": {"text"}, "text": nil}

func (w *walk) name(of string) string { w.made++; return fmt.Sprintf("%s%d", of, w.made) }

// change makes one change.
func (w *walk) change() {
	t := rapid.SampledFrom(w.tables).Draw(w.T, "table")
	c := rapid.SampledFrom(t.columns).Draw(w.T, "column")
	switch rapid.SampledFrom([]string{"table", "child", "column", "drop column", "drop table", "rename", "rename table", "retype", "index", "unique", "check", "null"}).Draw(w.T, "change") {
	case "table":
		w.add(nil)
	case "child":
		w.add(t)
	case "column":
		t.columns = append(t.columns, w.column())
	case "drop column":
		if len(t.columns) > 1 {
			t.columns = slices.DeleteFunc(t.columns, func(o *column) bool { return o == c })
		}
	case "drop table":
		if !slices.ContainsFunc(w.tables, func(o *walked) bool { return o.refers == t }) && len(w.tables) > 1 {
			w.tables = slices.DeleteFunc(w.tables, func(o *walked) bool { return o == t })
		}
	case "rename":
		old := t.name + "." + c.name
		c.name, c.index, c.unique, c.checked = w.name("c"), false, false, false
		w.renames[old] = t.name + "." + c.name
	case "rename table":
		old := t.name
		t.name = w.name("t")
		w.renames[old] = t.name
		for _, c := range t.columns {
			c.index, c.unique, c.checked = false, false, false
		}
	case "retype":
		if to := kinds[c.kind]; len(to) > 0 {
			c.kind, c.index, c.unique, c.checked = rapid.SampledFrom(to).Draw(w.T, "type"), false, false, false
		}
	case "index":
		c.index = !c.index
	case "unique":
		c.unique = !c.unique
	case "check":
		c.checked = !c.checked
	case "null":
		c.required = !c.required
	}
}

func (w *walk) add(refers *walked) {
	w.tables = append(w.tables, &walked{name: w.name("t"), columns: []*column{w.column()}, refers: refers})
}

func (w *walk) column() *column {
	return &column{name: w.name("c"), kind: rapid.SampledFrom([]string{"integer", "bigint", "text"}).Draw(w.T, "type")}
}

// ddl makes the tables by hand.
func (w *walk) ddl() (texts []string) {
	done := map[*walked]bool{}
	var make func(t *walked)
	make = func(t *walked) {
		if done[t] {
			return
		}
		done[t] = true
		lines := []string{"id integer NOT NULL", "CONSTRAINT pk_" + t.name + " PRIMARY KEY (id)"}
		var behind []string
		if t.refers != nil {
			make(t.refers)
			lines = append(lines, "parent integer", "CONSTRAINT fk_"+t.name+" FOREIGN KEY (parent) REFERENCES "+t.refers.name+" (id) ON DELETE CASCADE")
		}
		for _, c := range t.columns {
			line := c.name + " " + c.kind
			if c.required {
				line += " NOT NULL"
			}
			lines = append(lines, line)
			if c.unique {
				lines = append(lines, "CONSTRAINT uq_"+t.name+"_"+c.name+" UNIQUE ("+c.name+")")
			}
			if c.checked {
				lines = append(lines, "CONSTRAINT ck_"+t.name+"_"+c.name+" CHECK ("+c.name+" <> '0')")
			}
			if c.index {
				behind = append(behind, "CREATE INDEX ix_"+t.name+"_"+c.name+" ON "+t.name+" ("+c.name+")")
			}
		}
		slices.SortStableFunc(lines, func(a, b string) int { return strings.Index(a, "CONSTRAINT") - strings.Index(b, "CONSTRAINT") })
		texts = append(append(texts, "CREATE TABLE "+t.name+" ("+strings.Join(lines, ", ")+")"), behind...)
	}
	for _, t := range w.tables {
		make(t)
	}
	return texts
}

func (w *walk) exec(engine *repo.Engine, texts ...string) {
	for _, text := range texts {
		_, err := engine.Exec(w.Context(), builder.Text(text))
		require.NoError(w, err, text)
	}
}

// models are what is made by hand beside.
func (w *walk) models() *schema.MetaData {
	found, err := schema.Reflect(w.Context(), w.beside)
	require.NoError(w, err)
	require.NoError(w, found.DropAll(w.Context(), w.beside))
	w.exec(w.beside, w.ddl()...)
	found, err = schema.Reflect(w.Context(), w.beside)
	require.NoError(w, err)
	return found
}

// values are the rows: by table.column and key, the value as text.
func (w *walk) values() map[string]string {
	found, err := schema.Reflect(w.Context(), w.engine)
	require.NoError(w, err)
	values := map[string]string{}
	for _, t := range found.Tables() {
		for _, c := range t.Columns {
			rows, err := repo.Scalars[string](w.Context(), w.engine, builder.Text("SELECT CAST(id AS text) || '=' || coalesce(CAST("+c.Name+" AS text), 'NULL') FROM "+t.Name))
			require.NoError(w, err)
			for _, row := range rows {
				key, value, _ := strings.Cut(row, "=")
				values[t.Name+"."+c.Name+"."+key] = value
			}
		}
	}
	return values
}

// kept looks whether each value is where it was, under its new name; what the change drops is not there.
func (w *walk) kept(before, after map[string]string) {
	for at, value := range before {
		parts := strings.Split(at, ".")
		table, name := parts[0], parts[1]
		if to, ok := w.renames[table]; ok {
			table = to
		}
		name = table + "." + name
		for _, from := range []string{parts[0] + "." + parts[1], name} {
			if to, ok := w.renames[from]; ok {
				name = to
			}
		}
		if w.has(name) {
			require.Equal(w, value, after[name+"."+parts[2]], "%s, now %s", at, name)
		}
	}
}

func (w *walk) has(name string) bool {
	return slices.ContainsFunc(w.tables, func(t *walked) bool {
		return name == t.name+".id" || name == t.name+".parent" && t.refers != nil || slices.ContainsFunc(t.columns, func(c *column) bool { return name == t.name+"."+c.name })
	})
}

// insert adds a row to each table.
func (w *walk) insert() {
	w.rows++
	for _, text := range w.ddl() {
		name, ok := strings.CutPrefix(text, "CREATE TABLE ")
		if !ok {
			continue
		}
		name, _, _ = strings.Cut(name, " ")
		t := w.tables[slices.IndexFunc(w.tables, func(t *walked) bool { return t.name == name })]
		names, values := "id", fmt.Sprint(w.rows)
		if t.refers != nil {
			names, values = names+", parent", values+", "+fmt.Sprint(w.rows)
		}
		for _, c := range t.columns {
			value := fmt.Sprint(w.rows)
			if c.kind == "text" {
				value = "'" + value + "'"
			}
			names, values = names+", "+c.name, values+", "+value
		}
		w.exec(w.engine, "INSERT INTO "+t.name+" ("+names+") VALUES ("+values+")")
	}
}

// fill gives what becomes required a value: a column without one cannot.
func (w *walk) fill() {
	found, err := schema.Reflect(w.Context(), w.engine)
	require.NoError(w, err)
	was := found.Tables()
	for _, t := range w.tables {
		for _, c := range t.columns {
			there := slices.ContainsFunc(was, func(o schema.Table) bool {
				return o.Name == t.name && slices.ContainsFunc(o.Columns, func(p schema.Column) bool { return p.Name == c.name })
			})
			if c.required && !there {
				c.required = false
			} else if c.required {
				w.exec(w.engine, "UPDATE "+t.name+" SET "+c.name+" = id WHERE "+c.name+" IS NULL")
			}
		}
	}
}

func (w *walk) step(ctx context.Context) {
	w.renames = map[string]string{}
	if w.rows > 0 { // there is something to change
		w.change()
	}
	w.fill()
	before := w.values()
	m, err := migrate.New(w.engine, migrate.Config{Dir: w.dir, MetaData: w.models()})
	require.NoError(w, err)
	made, err := m.Revision(ctx, migrate.NewRevision{Message: "step", Autogenerate: true, Allow: []string{"*"}, Renames: w.renames})
	require.NoError(w, err)
	require.NoError(w, m.Upgrade(ctx, "head"))
	w.agrees(m)
	w.kept(before, w.values())
	if len(made) > 0 && rapid.Bool().Draw(w.T, "back") {
		there := w.values()
		require.NoError(w, m.Downgrade(ctx, "-1"))
		again := w.values()
		for at, value := range before {
			if strings.HasSuffix(at[:strings.LastIndexByte(at, '.')], ".id") && !w.dropped(at) {
				require.Equal(w, value, again[at], "%s, once taken back", at)
			}
		}
		require.NoError(w, m.Upgrade(ctx, "head"))
		w.agrees(m)
		for at := range there {
			if strings.Contains(at, ".id.") && !w.dropped(at) {
				require.Contains(w, w.values(), at)
			}
		}
	}
	w.revisions += len(made)
	w.insert()
}

// dropped reports whether a value's table is not a model's, as it is called or will be.
func (w *walk) dropped(at string) bool {
	name := strings.Split(at, ".")[0]
	if to, ok := w.renames[name]; ok {
		name = to
	}
	return !w.has(name + ".id")
}

func (w *walk) agrees(m *migrate.Migrator) {
	d, err := m.Check(w.Context())
	require.NoError(w, err)
	require.Empty(w, d.String())
}

// Models change, and no row is lost that the change does not mean to lose.
func TestRandomWalkOfRevisions(t *testing.T) {
	if checks := flag.Lookup("rapid.checks"); checks.Value.String() == checks.DefValue {
		require.NoError(t, flag.Set("rapid.seed", "1")) // the same walks each time
	}
	for _, e := range []enginetest.Backend{enginetest.Pgx, enginetest.SQLite} {
		t.Run(e.Name, func(t *testing.T) {
			t.Parallel()
			revisions, walks := 0, 0
			rapid.Check(t, func(t2 *rapid.T) {
				if walks++; walks > often(10) {
					return // the next ones are for DREY_TEST_ACCIDENTS=all
				}
				w := &walk{T: t2, engine: e.Open(t, e.URL(t)), beside: e.Open(t, e.URL(t))}
				defer w.engine.Close()
				defer w.beside.Close()
				var err error
				w.dir, err = os.MkdirTemp(t.TempDir(), "walk")
				require.NoError(t2, err)
				w.add(nil)
				for range rapid.IntRange(2, 8).Draw(t2, "steps") {
					w.step(t2.Context())
				}
				revisions += w.revisions
			})
			require.Positive(t, revisions)
		})
	}
}
