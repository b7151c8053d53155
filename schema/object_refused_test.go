package schema_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/enginetest"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

type pairing struct {
	A    int64  `db:"a,pk"`
	B    string `db:"b,pk"`
	Note string
}

// TableName names the table.
func (pairing) TableName() string { return "pairings" }

type unkeyed struct {
	_     struct{} `db:",keyless"`
	Count int64
}

// TableName names the table.
func (unkeyed) TableName() string { return "counts" }

var pairings, counts = builder.Model[pairing](), builder.Model[unkeyed]()

// refusedObject is objects beside toys, teams and pairings, and what is said of them.
type refusedObject struct {
	objects []schema.Object
	says    []string
}

// judge has every door refuse the objects, with one mistake.
func (c refusedObject) judge(t *testing.T, name string) {
	t.Run(name, func(t *testing.T) {
		enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
			m := schema.MustOf(metadataOf()...).With(schema.Enum("mood", "happy", "sad")).With(c.objects...)
			err := m.CreateAll(t.Context(), engine)
			var mistakes *schema.Error
			require.ErrorAs(t, err, &mistakes)
			require.Len(t, mistakes.Mistakes, 1, "%v", err)
			for _, part := range c.says {
				require.ErrorContains(t, err, part)
			}
			_, err = m.Diff(t.Context(), engine)
			require.ErrorAs(t, err, &mistakes)
			_, err = m.DDL(engine.Dialect())
			require.ErrorAs(t, err, &mistakes)
			nothingIsThere(t, engine)
		})
	})
}

func metadataOf() []any { return []any{toys, teams, heroes, pairings, counts} }

// A primary key is on the columns of the model's key, in whatever order: sessions tell rows apart by them.
func TestAPrimaryKeyIsThatOfTheModel(t *testing.T) {
	key := func(name string, columns ...builder.Sqlizer) []schema.Object {
		return []schema.Object{schema.PrimaryKey(name, columns...)}
	}
	a, b := builder.Col(&pairings.A), builder.Col(&pairings.B)
	for name, c := range map[string]refusedObject{
		"another column":   {key("pk_q", builder.Col(&toys.Label)), []string{"primary key pk_q", "(label)", "table toys is (id)", "tag the fields", "schema.Unique"}},
		"part of it":       {key("pk_q", a), []string{"(a)", "table pairings is (a, b)"}},
		"more than it":     {key("pk_q", a, b, builder.Col(&pairings.Note)), []string{"(a, b, note)", "is (a, b)"}},
		"one column twice": {key("pk_q", a, a), []string{"(a, a)", "each of its columns once"}},
		"without a name":   {key("", builder.Col(&toys.Label)), []string{"primary key", "table toys is (id)"}},
	} {
		c.judge(t, name)
	}
	enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
		m := schema.MustOf(pairings, counts).With(schema.PrimaryKey("pk_q", b, a), schema.PrimaryKey("pk_counts", builder.Col(&counts.Count)))
		require.NoError(t, m.CreateAll(t.Context(), engine))
		found, err := schema.Reflect(t.Context(), engine)
		require.NoError(t, err)
		for _, table := range found.Tables() {
			require.Equal(t, map[string][]string{"pairings": {"b", "a"}, "counts": {"count"}}[table.Name], table.Key.Columns)
		}
	})
}
