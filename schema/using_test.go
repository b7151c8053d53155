package schema_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/enginetest"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// bills are a table in several versions. What converts a column stays in its tag from the version on that brought it.
type (
	bills struct {
		ID    int64
		Price string  `db:"price"`
		Note  *string `db:"note"`
		Old   int64   `db:"old"`
	}
	billsInCents struct {
		ID    int64
		Price int64   `db:"price,using=CAST(CAST(price AS numeric) * 100 AS bigint)"`
		Note  *string `db:"note"`
		Old   int64   `db:"old"`
	}
	billsNoted struct {
		ID    int64
		Price int64  `db:"price,using=CAST(CAST(price AS numeric) * 100 AS bigint)"`
		Note  string `db:"note,default='none',using=upper(note)"`
		Old   int64  `db:"old"`
	}
	billsChecked struct {
		ID    int64
		Price *int64  `db:"price,check=price > 0,using=CAST(CAST(price AS numeric) * 100 AS bigint)"`
		Note  *string `db:"note,using=upper(note)"`
		Old   int64   `db:"old,unique,default=7,using=old + 1"`
	}
	billsRenamed struct {
		ID    int64
		Price int64   `db:"price,default=1,using=CAST(CAST(price AS numeric) * 100 AS bigint)"`
		Note  *string `db:"note,collate=C,using=upper(note)"`
		Fresh int64   `db:"fresh,was=old,check=fresh > 0,using=CAST(fresh AS bigint) + 1"`
	}
	billsSpelled struct {
		ID    int64
		Price string  `db:"price,using=CAST(price AS text) || ' cents'"`
		Note  *string `db:"note"`
		Fresh string  `db:"fresh,was=old,using='number ' || fresh"`
	}
)

func (bills) TableName() string        { return "bills" }
func (billsInCents) TableName() string { return "bills" }
func (billsNoted) TableName() string   { return "bills" }
func (billsChecked) TableName() string { return "bills" }
func (billsRenamed) TableName() string { return "bills" }
func (billsSpelled) TableName() string { return "bills" }

const inCents = "CAST(CAST(price AS numeric) * 100 AS bigint)"

// billVersion is a version of the table: of each column, by the name that it had in the first one, its type and what converts it.
type billVersion struct {
	of           *schema.MetaData
	types, using map[string]string
	renamed      bool
}

var billVersions = []billVersion{
	{of: schema.MustOf(builder.Model[bills]()), types: map[string]string{"price": "text", "note": "text", "old": "bigint"}},
	{of: schema.MustOf(builder.Model[billsInCents]()), types: map[string]string{"price": "bigint", "note": "text", "old": "bigint"}, using: map[string]string{"price": inCents}},
	{of: schema.MustOf(builder.Model[billsNoted]()), types: map[string]string{"price": "bigint", "note": "text", "old": "bigint"}, using: map[string]string{"price": inCents, "note": "upper(note)"}},
	{of: schema.MustOf(builder.Model[billsChecked]()), types: map[string]string{"price": "bigint", "note": "text", "old": "bigint"}, using: map[string]string{"price": inCents, "note": "upper(note)", "old": "old + 1"}},
	{of: schema.MustOf(builder.Model[billsRenamed]()), types: map[string]string{"price": "bigint", "note": "text", "old": "bigint"}, using: map[string]string{"price": inCents, "note": "upper(note)", "old": "CAST(fresh AS bigint) + 1"}, renamed: true},
	{of: schema.MustOf(builder.Model[billsSpelled]()), types: map[string]string{"price": "text", "note": "text", "old": "text"}, using: map[string]string{"price": "CAST(price AS text) || ' cents'", "old": "'number ' || fresh"}, renamed: true},
}

// column is what a column is called in a version.
func (v billVersion) column(name string) string {
	if name == "old" && v.renamed {
		return "fresh"
	}
	return name
}

// held are the values of the table, one column a line.
func (v billVersion) held(t *testing.T, engine *repo.Engine) string {
	t.Helper()
	return v.answers(t, engine, map[string]string{"price": "price", "note": "note", "old": v.column("old")})
}

func (v billVersion) answers(t *testing.T, engine *repo.Engine, expressions map[string]string) string {
	t.Helper()
	var lines []string
	for _, column := range []string{"price", "note", "old"} {
		values, err := repo.Scalars[string](t.Context(), engine, builder.Text("SELECT CAST("+expressions[column]+" AS text) FROM bills ORDER BY id"))
		require.NoError(t, err)
		lines = append(lines, column+": "+strings.Join(values, ", "))
	}
	return strings.Join(lines, "\n")
}

// converted are the values that the next version is to have: what the database itself makes of those that are there, by using= where a type
// changes and only there.
func (v billVersion) converted(t *testing.T, engine *repo.Engine, next billVersion) string {
	t.Helper()
	expressions := map[string]string{}
	for column, of := range next.types {
		expressions[column] = v.column(column)
		if using := next.using[column]; using != "" && of != v.types[column] {
			expressions[column] = strings.ReplaceAll(using, next.column(column), v.column(column))
		}
	}
	return v.answers(t, engine, expressions)
}

// What using= says is done to the columns whose type changes, and to no others, whatever else has their table made anew.
func TestUsingConvertsWhereATypeChanges(t *testing.T) {
	for _, backend := range []enginetest.Backend{enginetest.Pgx, enginetest.SQLite} {
		for i, first := range billVersions {
			for j, next := range billVersions {
				if i == j || first.renamed && !next.renamed {
					continue
				}
				t.Run(fmt.Sprintf("%s/%d to %d", backend.Name, i, j), func(t *testing.T) {
					t.Parallel()
					billsChange(t, backend.Open(t, backend.URL(t)), first, next)
				})
			}
		}
	}
}

func billsChange(t *testing.T, engine *repo.Engine, first, next billVersion) {
	t.Helper()
	require.NoError(t, first.of.CreateAll(t.Context(), engine))
	run(t, engine, "INSERT INTO bills (id, price, note, "+first.column("old")+") VALUES (1, '12', 'a', '1'), (2, '34', 'b', '2')")
	before, want := first.held(t, engine), first.converted(t, engine, next)
	p, err := next.of.Plan(t.Context(), engine)
	require.NoError(t, err)
	runPlan(t, engine, p.Up)
	require.Equal(t, want, next.held(t, engine), "%s", strings.Join(p.Up, ";\n"))
	d, err := next.of.Diff(t.Context(), engine)
	require.NoError(t, err)
	require.Empty(t, d.String())
	if want != before || first.types["price"] != next.types["price"] {
		return // the way back is a cast
	}
	runPlan(t, engine, p.Down)
	require.Equal(t, before, first.held(t, engine), "%s", strings.Join(p.Down, ";\n"))
}

type (
	placedBills struct {
		ID    int64
		Price string `db:"price"`
		Old   int64  `db:"old"`
	}
	placedCents struct {
		ID    int64
		Price int64 `db:"price,using=length(price)"`
		Fresh int64 `db:"fresh,was=old"`
		Rev   int64 `db:"rev,version"`
	}
)

func (placedBills) TableName() string { return "public.bills" }
func (placedCents) TableName() string { return "public.bills" }

// What tags say of columns holds for a table that names the current schema as well.
func TestTagsHoldWhereATableNamesTheCurrentSchema(t *testing.T) {
	engine := enginetest.Pgx.Open(t, enginetest.Pgx.URL(t))
	require.NoError(t, schema.CreateAll(t.Context(), engine, builder.Model[placedBills]()))
	run(t, engine, "INSERT INTO bills (id, price, old) VALUES (1, 'abc', 5)")
	m := schema.MustOf(builder.Model[placedCents]())
	d, err := m.Diff(t.Context(), engine)
	require.NoError(t, err)
	p, err := m.Plan(t.Context(), engine)
	require.NoError(t, err)
	require.Equal(t, d.String(), p.String())
	require.Contains(t, d.String(), "renamed from old")
	runPlan(t, engine, p.Up)
	asked(t, engine, [][2]string{{"SELECT price || ' ' || fresh || ' ' || rev FROM bills", "3 5 1"}})
	for _, c := range p.Changes {
		require.Equal(t, c.Name == "price", c.Using, c)
		require.Equal(t, c.Name == "rev", c.Filled, c)
	}
	runPlan(t, engine, p.Down)
	asked(t, engine, [][2]string{{"SELECT price || ' ' || old FROM bills", "3 5"}})
}
