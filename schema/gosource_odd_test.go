package schema_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/enginetest"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// hinted is what GoSource writes of a table with brackets in a default and question marks in an index.
type hinted struct {
	ID int64    `db:"id,pk"`
	B  []string `db:"b,default=ARRAY['x','y'],notnull"`
	J  string   `db:"j,type=jsonb"`
}

// TableName names the table.
func (hinted) TableName() string { return "hinted" }

// quoted is what GoSource writes of columns that tags would take for something else.
type quoted struct {
	ID      int64  `db:"id,pk,noidentity"`
	XY      string `db:"'x,y',unique"`
	PQ      string `db:"'p(q',index='index'"`
	KV      string `db:"'k=v',unique='a;b'"`
	AB      string `db:"'a;b',unique='a;b'"`
	IDIndex string `db:"'it''s index'"`
	Unique  string `db:"unique"`
	Unique2 string `db:"'UNIQUE '"`
	Version int64  `db:"version"`
}

// TableName names the table.
func (quoted) TableName() string { return "quoted" }

func TestGoSourceOfNamesInQuotes(t *testing.T) {
	table := `CREATE TABLE quoted (id bigint PRIMARY KEY, "x,y" text NOT NULL UNIQUE, "p(q" text NOT NULL, "k=v" text NOT NULL, "a;b" text NOT NULL,
		"it's index" text NOT NULL, "unique" text NOT NULL, "UNIQUE " text NOT NULL, version bigint NOT NULL, CONSTRAINT "a;b" UNIQUE ("k=v", "a;b"))`
	for _, on := range []func(*testing.T) (string, *repo.Engine){onPostgres, onSQLite} {
		source, err := sourceOf(t, on, table, `CREATE INDEX "index" ON quoted ("p(q")`)
		require.NoError(t, err)
		for _, want := range []string{`'x,y',unique`, `'p(q',index='index'"`, `'k=v',unique='`, `'a;b',unique='`, `'it''s index'"`, `"unique"`, `'UNIQUE '"`, `"version"`} {
			require.Contains(t, source, want)
		}
	}
	m := schema.MustOf(builder.Model[quoted]())
	enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
		require.NoError(t, m.CreateAll(t.Context(), engine))
		d, err := m.Diff(t.Context(), engine)
		require.NoError(t, err)
		require.Empty(t, d.String())
	})
}

func TestGoSourceOfBracketsAndQuestionMarks(t *testing.T) {
	source, err := sourceOf(t, onPostgres, "CREATE TABLE hinted (id bigint PRIMARY KEY, b text[] DEFAULT ARRAY['x','y'], j jsonb, CHECK (j ? 'a' AND id > 0))",
		"CREATE INDEX ix ON hinted ((j ? 'b')) WHERE j ? 'a' AND j ->> '?' <> ''", "CREATE TABLE empty ()")
	require.NoError(t, err)
	require.Contains(t, source, "default=ARRAY['x'::text, 'y'::text]")
	require.Contains(t, source, "// Table empty is left out: it has no columns.")
	require.Contains(t, source, "(j ?? 'a'::text)")
	require.Contains(t, source, "j ?? 'b'::text")
	require.Contains(t, source, "->> '?'::text")
	require.NotContains(t, source, "j ? ")

	rows := builder.Model[hinted]()
	m := schema.MustOf(rows).With(schema.Index("ix", builder.Col(&rows.B)).Where(builder.Raw[bool]("j ?? 'a' AND j ->> '?' <> ''")))
	enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
		if engine.Dialect().Name != "postgres" {
			return
		}
		require.NoError(t, m.CreateAll(t.Context(), engine))
		d, err := m.Diff(t.Context(), engine)
		require.NoError(t, err)
		require.Empty(t, d.String())
	})
}

// A word and a name in quotes are texts where they are a default of SQLite's.
func TestGoSourceOfDefaultsInTheWrongQuotes(t *testing.T) {
	source, err := sourceOf(t, onSQLite, "CREATE TABLE a (id integer primary key, b text default \"d'q\", c text default word, d text default `tick`, e text default null, f integer default true)")
	require.NoError(t, err)
	for _, want := range []string{"default='d''q'", "default='word'", "default='tick'", "default=true"} {
		require.Contains(t, source, want)
	}
}

// plane is what GoSource writes of arrays of several dimensions.
type plane struct {
	ID    int64         `db:"id,pk,noidentity"`
	Flat  []int32       `db:"flat"`
	Deep  [][]int32     `db:"deep"`
	Named [][]string    `db:"named,notnull,type=character varying(10)[][]"`
	Moods [][]string    `db:"moods,type=\"plane mood\"[][]"`
	IDs   [][][]float64 `db:"ids"`
}

// TableName names the table.
func (plane) TableName() string { return "planes" }

func TestGoSourceOfDimensions(t *testing.T) {
	ctx := t.Context()
	_, engine := onPostgres(t)
	defer func() { require.NoError(t, engine.Close()) }()
	execAll(t, engine, `CREATE TYPE "plane mood" AS ENUM ('calm', 'wild')`,
		`CREATE TABLE planes (id bigint PRIMARY KEY, flat integer[], deep integer[][], named varchar(10)[][] NOT NULL, moods "plane mood"[][], ids float8[3][3][3])`,
		`INSERT INTO planes VALUES (1, '{1,2}', '{{1,2},{3,4}}', '{{a},{b}}', '{{calm,wild}}', '{{{1.5}}}')`)
	found, err := schema.Reflect(ctx, engine)
	require.NoError(t, err)
	d, err := found.Diff(ctx, engine)
	require.NoError(t, err)
	require.Empty(t, d.String(), "what was found is there")
	source, err := found.GoSource("models")
	require.NoError(t, err)
	for _, want := range []string{
		"Flat []int32 `db:\"flat\"`", "Deep [][]int32 `db:\"deep\"`", "Named [][]string `db:\"named,notnull,type=character varying(10)[][]\"`",
		"Moods [][]PlaneMood `db:\"moods,type=\\\"plane mood\\\"[][]\"`", "IDs [][][]float64 `db:\"ids\"`",
	} {
		require.Contains(t, strings.Join(strings.Fields(string(source)), " "), want)
	}
	planes := builder.Model[plane]()
	m := schema.MustOf(planes).With(schema.Enum("plane mood", "calm", "wild"), schema.PrimaryKey("planes_pkey", builder.Col(&planes.ID)))
	d, err = m.Diff(ctx, engine)
	require.NoError(t, err)
	require.Empty(t, d.String())
	list, err := repo.All(ctx, engine, builder.Select(planes))
	require.NoError(t, err)
	require.Equal(t, []*plane{{1, []int32{1, 2}, [][]int32{{1, 2}, {3, 4}}, [][]string{{"a"}, {"b"}}, [][]string{{"calm", "wild"}}, [][][]float64{{{1.5}}}}}, list)
}
