package schema

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/drey-db/drey/backends/sqlxbackend"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/atlas"
	"github.com/drey-db/drey/internal/pgtest"
	"github.com/drey-db/drey/repo"
)

// renamedOnce is tables whose names and columns change places in one step.
type renamedOnce struct {
	*walk
	names   []string
	convene atlas.Convention
}

// Tables take each other's names, in their schemas and across them, in chains and in circles, and so do their columns: every row and every
// value is where the renames put it, and what convention named is named as in a database that was made so. Back it is as it was.
func TestRenamesOfManyTablesAtOnce(t *testing.T) {
	few := sameWalks(t)
	for _, on := range []struct {
		url   string
		names []string
	}{
		{"sqlite:///" + t.TempDir() + "/renames.db", []string{"t", "u", "v", "w"}},
		{strings.Replace(pgtest.URL(t), "postgresql:", "postgresql+pgx:", 1), []string{"t", "u", "a.t", "a.u", "b.t", "b.u"}},
	} {
		t.Run(on.url[:6], func(t *testing.T) {
			engine, err := repo.Open(t.Context(), on.url, repo.WithBackend(sqlxbackend.Backend{}))
			require.NoError(t, err)
			t.Cleanup(func() { require.NoError(t, engine.Close()) })
			runs := 0
			rapid.Check(t, func(t *rapid.T) {
				w := &walk{t: t, engine: engine, postgres: engine.Dialect().Name == "postgres"}
				if runs++; few && runs > w.fewWalks() {
					return
				}
				r := renamedOnce{walk: w, names: on.names, convene: rapid.SampledFrom([]atlas.Convention{atlas.Prefixed, atlas.Suffixed}).Draw(t, "names")}
				r.walkOnce()
			})
		})
	}
}

func (r renamedOnce) walkOnce() {
	sources := rapid.SliceOfNDistinct(rapid.SampledFrom(r.names), 1, len(r.names), rapid.ID[string]).Draw(r.t, "tables")
	targets := rapid.Permutation(r.names).Draw(r.t, "renamed")[:len(sources)]
	columns := []string{"n", "m", "o"}
	turned := rapid.Permutation(columns).Draw(r.t, "columns")
	before, after := r.model(sources, columns), r.model(targets, turned)
	made := r.fresh(after)
	was := r.fresh(before)
	for i, name := range sources {
		r.exec(fmt.Sprintf("INSERT INTO %s (n, m, o) VALUES (%d, %d, %d)", quoted(name), 10*i+1, 10*i+2, 10*i+3))
	}
	renames := map[string]string{}
	for i, name := range sources {
		if name != targets[i] {
			renames[name] = targets[i]
		}
		for j, c := range columns {
			if c != turned[j] {
				renames[name+"."+c] = targets[i] + "." + turned[j]
			}
		}
	}
	p, err := r.metadata(after).Plan(r.t.Context(), r.engine, Renames(renames))
	require.NoError(r.t, err, "%v", renames)
	require.Empty(r.t, p.Irreversible)
	require.Len(r.t, p.Changes, len(renames), p.String())
	require.NoError(r.t, r.run(p.Up), "%v\n%s", renames, strings.Join(p.Up, "\n"))
	r.same(after, p.Up)
	r.holds(targets, turned, p.Up)
	require.Equal(r.t, made, r.called(), "%v\n%s", renames, strings.Join(p.Up, "\n"))
	require.NoError(r.t, r.run(p.Down), "%v\n%s", renames, strings.Join(append(p.Up, p.Down...), "\n"))
	r.same(before, p.Down)
	r.holds(sources, columns, p.Down)
	require.Equal(r.t, was, r.called(), strings.Join(p.Down, "\n"))
}

// fresh makes tables in a database without any, and returns what is called how.
func (r renamedOnce) fresh(m atlas.Model) []string {
	r.empty()
	if r.postgres {
		r.exec("DROP SCHEMA IF EXISTS a CASCADE", "DROP SCHEMA IF EXISTS b CASCADE", "CREATE SCHEMA a", "CREATE SCHEMA b")
	}
	require.NoError(r.t, r.metadata(m).CreateAll(r.t.Context(), r.engine))
	return r.called()
}

func quoted(table string) string {
	return quote(strings.ReplaceAll(table, ".", `"."`))
}

// holds looks whether each table has its row, with its values in its columns.
func (r renamedOnce) holds(tables, columns, statements []string) {
	for i, name := range tables {
		text := fmt.Sprintf("SELECT CAST(%s AS text) || ' ' || CAST(%s AS text) || ' ' || CAST(%s AS text) FROM %s", columns[0], columns[1], columns[2], quoted(name))
		rows, err := repo.Scalars[string](r.t.Context(), r.engine, builder.Text(text))
		require.NoError(r.t, err)
		require.Equal(r.t, []string{fmt.Sprintf("%d %d %d", 10*i+1, 10*i+2, 10*i+3)}, rows, "%s\n%s", name, strings.Join(statements, "\n"))
	}
}

// called are the names of what stands beside tables.
func (r renamedOnce) called() []string {
	query := "SELECT tbl_name || ': ' || name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
	if r.postgres {
		query = `SELECT conrelid::regclass || ': ' || conname FROM pg_constraint WHERE connamespace::regnamespace::text IN ('public', 'a', 'b')
			UNION SELECT schemaname || '.' || tablename || ': ' || indexname FROM pg_indexes WHERE schemaname IN ('public', 'a', 'b')
			UNION SELECT schemaname || ': ' || sequencename FROM pg_sequences`
	}
	list, err := repo.Scalars[string](r.t.Context(), r.engine, builder.Text(query))
	require.NoError(r.t, err)
	slices.Sort(list)
	return list
}

// model is tables that each have a key, a unique constraint, an index, a check, and a foreign key to the next one. What convention names is named
// after the columns that are first, second and third.
func (r renamedOnce) model(tables, columns []string) atlas.Model {
	var m atlas.Model
	m.Names = r.convene
	for i, name := range tables {
		in, own, found := strings.Cut(name, ".")
		if !found {
			in, own = "", name
		}
		toIn, to, found := strings.Cut(tables[(i+1)%len(tables)], ".")
		if !found {
			toIn, to = "", tables[(i+1)%len(tables)]
		}
		number, identity, name := "integer", "", r.convene.Name
		if r.postgres {
			number, identity = "bigint", "BY DEFAULT"
		}
		m.Tables = append(m.Tables, atlas.Table{
			Schema: in, Name: own,
			Columns: []atlas.Column{
				{Name: "id", Type: number, Identity: identity}, {Name: columns[0], Type: number}, {Name: columns[1], Type: number},
				{Name: columns[2], Type: number, Nullable: true}, {Name: "next", Type: number, Nullable: true},
			},
			Key:         &atlas.Key{Name: name("pk", own), Columns: []string{"id"}},
			Uniques:     []atlas.Unique{{Name: name("uq", own, columns[0]), Columns: columns[:1]}},
			Indexes:     []atlas.Index{{Name: name("ix", own, columns[1]), Parts: []atlas.Part{{Column: columns[1]}}}},
			Checks:      []atlas.Check{{Name: name("ck", own, columns[2]), Expression: columns[2] + " > 0"}},
			ForeignKeys: []atlas.ForeignKey{{Name: name("fk", own, "next", to), Columns: []string{"next"}, RefSchema: toIn, RefTable: to, RefColumns: []string{"id"}}},
		})
	}
	return m
}
