package schema_test

import (
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
