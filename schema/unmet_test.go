package schema_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/enginetest"
	"github.com/drey-db/drey/schema"
)

type (
	sheet struct {
		ID   int64
		Text map[string]string `db:"text,type=json,index"`
	}
	folio struct {
		ID   int64
		Text map[string]string `db:"text,type=json,unique"`
	}
)

// TableName names the table.
func (sheet) TableName() string { return "sheets" }

// TableName names the table.
func (folio) TableName() string { return "folios" }

// unmetCase is a model that PostgreSQL cannot make, and what is said of it.
type unmetCase struct {
	m    *schema.MetaData
	says []string
}

// unmetIndexes are indexes on what they cannot be on, or that name what is not there.
func unmetIndexes() map[string]unmetCase {
	id, label := builder.Col(&toys.ID), builder.Col(&toys.Label)
	of := func(o schema.IndexObject, says ...string) unmetCase {
		return unmetCase{schema.MustOf(toys).With(o), append(says, "index i: ")}
	}
	part := func(p builder.Sqlizer) schema.IndexObject { return schema.Index("i", p) }
	return map[string]unmetCase{
		"a method":                 of(part(label).Using("btre"), `"btre"`, "in Using"),
		"no class of its own":      of(part(label).Using("gin"), "text", `"gin"`, "schema.OpClass"),
		"a class":                  of(part(schema.OpClass(label, "nosuch")), `"nosuch"`, `"btree"`, "correct schema.OpClass"),
		"a class of an extension":  of(part(schema.OpClass(label, "gin_trgm_ops")).Using("gin"), `"gin_trgm_ops"`, `"gin"`, "create the extension"),
		"a class of another type":  of(part(schema.OpClass(label, "int4_ops")), `"int4_ops"`, "type text", "correct schema.OpClass"),
		"a collation":              of(part(schema.Collate(label, "klingon")), `"klingon"`, "correct schema.Collate"),
		"a collation of a number":  of(part(schema.Collate(id, "C")), "bigint", "leave schema.Collate out"),
		"a unique hash":            of(part(label).Using("hash").Unique(), `"hash"`, "unique indexes", "leave Using out"),
		"a type in an expression":  of(part(builder.Raw[string]("CAST(? AS nosuch)", label)), `"nosuch"`, "create the type first"),
		"a type in a condition":    of(part(label).Where(builder.Raw[bool]("? = CAST('x' AS nosuch)", label)), `"nosuch"`, "create the type first"),
		"a tag's index of a json":  {schema.MustOf(builder.Model[sheet]()), []string{"index ix_sheets_text: ", "json", `"btree"`, "another type"}},
		"a tag's unique of a json": {schema.MustOf(builder.Model[folio]()), []string{"unique constraint", "json", "as jsonb"}},
		"a view":                   {schema.MustOf(toys).With(schema.View("v", "SELECT CAST('x' AS nosuch) AS x")), []string{"View v", "correct it"}},
		"a policy":                 {schema.MustOf(toys).With(schema.Raw("p", "CREATE POLICY p ON toys TO nosuch", "DROP POLICY p ON toys")), []string{"Raw p", "correct it"}},
	}
}

// What an index, a view or a text asks for, and PostgreSQL does not have, is told as theirs and with what to do; tags are not to blame.
func TestWhatThePostgresLacksIsToldOfWhoNamesIt(t *testing.T) {
	for _, b := range enginetest.Backends()[:3] {
		for name, c := range unmetIndexes() {
			t.Run(b.Name+"/"+name, func(t *testing.T) {
				t.Parallel()
				engine := b.Open(t, b.URL(t))
				err := c.m.CreateAll(t.Context(), engine)
				_, planned := c.m.Plan(t.Context(), engine)
				for _, err := range []error{err, planned} {
					var failed *backends.Error
					require.ErrorAs(t, err, &failed)
					for _, says := range c.says {
						require.ErrorContains(t, err, says)
					}
					require.NotContains(t, err.Error(), "type= or collate=")
				}
				nothingIsThere(t, engine)
			})
		}
	}
}

// SQLite's collations are known, those of an index too.
func TestWhatSQLiteLacksIsToldOfTheIndex(t *testing.T) {
	engine := enginetest.SQLite.Open(t, enginetest.SQLite.URL(t))
	lacking := schema.MustOf(toys).With(schema.Index("i", schema.Collate(builder.Col(&toys.Label), "klingon")))
	err := lacking.CreateAll(t.Context(), engine)
	require.ErrorContains(t, err, "index i: SQLite has no collation klingon: say one of BINARY")
	require.ErrorContains(t, err, "in schema.Collate")
	nothingIsThere(t, engine)
	require.NoError(t, schema.MustOf(toys).With(schema.Index("i", schema.Collate(builder.Col(&toys.Label), "nocase"))).CreateAll(t.Context(), engine))
}
