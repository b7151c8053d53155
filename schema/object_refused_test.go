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

// What is of one table names columns of that one alone: another's column of the same name would be taken for its own.
func TestObjectsNameColumnsOfTheirTable(t *testing.T) {
	note, label, name := builder.Col(&pairings.Note), builder.Col(&toys.Label), builder.Col(&teams.Name)
	index := func() schema.IndexObject { return schema.Index("i", label) }
	for what, c := range map[string]refusedObject{
		"a check":                {[]schema.Object{schema.Check("c", toys, note.Ne("x"))}, []string{"check c", "columns of pairings", "of table toys"}},
		"a check of a sub-query": {[]schema.Object{schema.Check("c", toys, builder.Exists(builder.Select(teams).Where(name.Eq("x"))))}, []string{"check c", "columns of teams", "of table toys"}},
		"a condition":            {[]schema.Object{index().Where(note.Ne("x"))}, []string{"index i, Where", "columns of pairings", "of table toys"}},
		"a condition of both":    {[]schema.Object{index().Where(builder.And(label.Ne("x"), note.Ne("x")))}, []string{"index i, Where", "columns of pairings", "of table toys"}},
		"what is included":       {[]schema.Object{index().Include(note)}, []string{"index i, Include", "columns of pairings", "of table toys"}},
		"a part":                 {[]schema.Object{schema.Index("i", label, note)}, []string{"index i", "columns of pairings", "of table toys"}},
		"an expression":          {[]schema.Object{schema.Index("i", builder.Lower(note)).On(toys)}, []string{"index i", "columns of pairings", "of table toys"}},
		"a unique constraint":    {[]schema.Object{schema.Unique("u", label, note)}, []string{"unique u", "columns of", "of table"}},
	} {
		c.judge(t, what)
	}
}

type namesake struct {
	ID    int64
	Label string
}

// TableName names the table.
func (namesake) TableName() string { return "theirs.toys" }

// Tables of one name in two schemas are two.
func TestObjectsOfTablesOfOneName(t *testing.T) {
	theirs := builder.Model[namesake]()
	label, own := builder.Col(&theirs.Label), builder.Col(&toys.Label)
	for _, prototypes := range [][]any{{toys, theirs}, {theirs, toys}} {
		m := schema.MustOf(prototypes...)
		ddl, err := m.With(schema.Check("c", theirs, label.Ne("x")), schema.Check("d", toys, own.Ne("y"))).DDL(builder.Postgres())
		require.NoError(t, err)
		text := strings.Join(ddl, "\n")
		require.Regexp(t, `CREATE TABLE "theirs"\."toys" .*CHECK \("label" <> 'x'\)`, text)
		require.Regexp(t, `CREATE TABLE "toys" .*CHECK \("label" <> 'y'\)`, text)
		_, err = m.With(schema.Check("c", theirs, own.Ne("x"))).DDL(builder.Postgres())
		require.ErrorContains(t, err, "columns of toys, and is a definition of table theirs.toys")
		_, err = m.With(schema.Check("c", toys, label.Ne("x"))).DDL(builder.Postgres())
		require.ErrorContains(t, err, "columns of theirs.toys, and is a definition of table toys")
	}
}

// What is nil is not left out: an index without its condition is another rule.
func TestObjectsOfNilAreRefused(t *testing.T) {
	var none builder.Sqlizer
	label := builder.Col(&toys.Label)
	index := func() schema.IndexObject { return schema.Index("i", label).Unique() }
	for what, c := range map[string]refusedObject{
		"a condition": {[]schema.Object{index().Where(none)}, []string{"index i, Where", "given nil"}},
		"a table":     {[]schema.Object{index().On(nil)}, []string{"index i", "nil is no prototype"}},
		"a check":     {[]schema.Object{schema.Check("c", toys, none)}, []string{"check c", "given nil"}},
	} {
		c.judge(t, what)
	}
	for what, part := range map[string]builder.Sqlizer{
		"a class": schema.OpClass(none, "x"), "a collation": schema.Collate(none, "C"), "first": schema.NullsFirst(none), "last": schema.NullsLast(none),
	} {
		refusedObject{[]schema.Object{schema.Index("i", label, part)}, []string{"index i", "given nil"}}.judge(t, what)
	}
}

// What there is one of is said once.
func TestObjectsAreThereOnce(t *testing.T) {
	twice := func(one, two schema.Object) []schema.Object { return []schema.Object{one, two} }
	id := builder.Col(&toys.ID)
	for what, c := range map[string]refusedObject{
		"an enum":       {twice(schema.Enum("q", "a"), schema.Enum("q", "b")), []string{"enum q is there twice", "leave one out"}},
		"a view":        {twice(schema.View("v", "SELECT 1 AS x"), schema.View("v", "SELECT 2 AS x")), []string{"view v is there twice"}},
		"a primary key": {twice(schema.PrimaryKey("p", id), schema.PrimaryKey("q", id)), []string{"the primary key of toys is there twice"}},
		"a comment":     {twice(schema.Comment(toys, "a"), schema.Comment(toys, "b")), []string{"the comment of toys is there twice"}},
	} {
		c.judge(t, what)
	}
	for _, d := range []builder.Dialect{builder.Postgres(), builder.SQLite()} { // of columns that are of it
		_, err := schema.MustOf(toys, teams, heroes).With(schema.Enum("mood", "happy"), schema.Enum("mood", "sad")).DDL(d)
		var mistakes *schema.Error
		require.ErrorAs(t, err, &mistakes)
		require.Equal(t, []string{"enum mood is there twice in With: leave one out"}, mistakes.Mistakes)
	}
}
