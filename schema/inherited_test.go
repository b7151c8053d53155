package schema_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/enginetest"
	"github.com/drey-db/drey/schema"
)

type (
	stock struct {
		ID   int64 `db:"id,pk,noidentity"`
		Name string
		Size int32
	}
	stockMore struct {
		ID   int64 `db:"id,pk,noidentity"`
		Name string
		Size int64  `db:"size,default=3,comment=how large"`
		More string `db:"more,default='x'"`
	}
	stockLess struct {
		ID   int64 `db:"id,pk,noidentity"`
		Name string
	}
	shelf struct {
		ID    int64 `db:"id,pk,noidentity"`
		Name  string
		Size  int32
		Place string
	}
	shelfMore struct {
		ID    int64 `db:"id,pk,noidentity"`
		Name  string
		Size  int64 `db:"size,default=3,comment=how large"`
		Place string
		More  string `db:"more,default='x'"`
		Own   *string
	}
	shelfLess struct {
		ID    int64 `db:"id,pk,noidentity"`
		Name  string
		Place string
	}
)

func (stock) TableName() string     { return "stock" }
func (stockMore) TableName() string { return "stock" }
func (stockLess) TableName() string { return "stock" }
func (shelf) TableName() string     { return "shelf" }
func (shelfMore) TableName() string { return "shelf" }
func (shelfLess) TableName() string { return "shelf" }

// What happens to a column happens to the tables that inherit it: models that all say so can be planned, and others are told why not.
func TestColumnsThatAreInherited(t *testing.T) {
	engine := enginetest.Pgx.Open(t, enginetest.Pgx.URL(t))
	run(t, engine, "CREATE TABLE stock (id bigint PRIMARY KEY, name text NOT NULL, size integer NOT NULL)",
		"CREATE TABLE shelf (place text NOT NULL, PRIMARY KEY (id)) INHERITS (stock)",
		"INSERT INTO stock VALUES (1, 'a', 1)", "INSERT INTO shelf VALUES (2, 'b', 2, 'c')")
	sizes := schema.View("sizes", "SELECT size FROM shelf")
	run(t, engine, "CREATE VIEW sizes AS SELECT size FROM shelf")
	before := schema.MustOf(builder.Model[stock](), builder.Model[shelf]()).With(sizes)
	requireNoDiff(t, before, engine)
	changeAndBack(t, engine, before, schema.MustOf(builder.Model[stockMore](), builder.Model[shelfMore]()).With(sizes))
	run(t, engine, "DROP VIEW sizes")
	before = schema.MustOf(builder.Model[stock](), builder.Model[shelf]())
	changeAndBack(t, engine, before, schema.MustOf(builder.Model[stockLess](), builder.Model[shelfLess]()))
	for object, m := range map[string]*schema.MetaData{
		"shelf.size":  schema.MustOf(builder.Model[stockLess](), builder.Model[shelf]()),
		"shelf.title": schema.MustOf(builder.Model[stockTitled](), builder.Model[shelf]()),
	} {
		_, err := m.Plan(t.Context(), engine)
		var refused *schema.PlanError
		require.ErrorAs(t, err, &refused)
		require.Equal(t, object, refused.Object)
		require.Contains(t, refused.Reason, "shelf inherits stock, and with it what happens to its columns: have both models say the same")
	}
	_, err := schema.MustOf(builder.Model[stock](), builder.Model[shelfLess]()).Plan(t.Context(), engine)
	require.ErrorContains(t, err, `cannot drop inherited column "size"`)
}

// stockTitled has a column that no table which inherits it has.
type stockTitled struct {
	ID    int64 `db:"id,pk,noidentity"`
	Name  string
	Size  int32
	Title *string
}

func (stockTitled) TableName() string { return "stock" }

type (
	stockRenamed struct {
		ID    int64  `db:"id,pk,noidentity"`
		Title string `db:"title,was=name"`
		Size  int32
	}
	shelfRenamed struct {
		ID    int64  `db:"id,pk,noidentity"`
		Title string `db:"title,was=name"`
		Size  int32
		Spot  string `db:"spot,was=place"`
	}
	rackRenamed struct {
		ID    int64  `db:"id,pk,noidentity"`
		Title string `db:"title,was=name"`
		Size  int32
		Spot  string `db:"spot,was=place"`
	}
)

func (stockRenamed) TableName() string { return "stock" }
func (shelfRenamed) TableName() string { return "shelf" }
func (rackRenamed) TableName() string  { return "rack" }

// A column that others inherit is renamed once, whichever of the models says so, and one alone is told what to do.
func TestColumnsThatAreInheritedAreRenamed(t *testing.T) {
	engine := enginetest.Pgx.Open(t, enginetest.Pgx.URL(t))
	run(t, engine, "CREATE TABLE stock (id bigint PRIMARY KEY, name text NOT NULL, size integer NOT NULL)",
		"CREATE TABLE shelf (place text NOT NULL, PRIMARY KEY (id)) INHERITS (stock)", "CREATE TABLE rack (PRIMARY KEY (id)) INHERITS (shelf)",
		"INSERT INTO stock VALUES (1, 'a', 1)", "INSERT INTO shelf VALUES (2, 'b', 2, 'c')", "INSERT INTO rack VALUES (3, 'c', 3, 'd')")
	stocks, shelves, racks := builder.Model[stockRenamed](), builder.Model[shelfRenamed](), builder.Model[rackRenamed]()
	for _, m := range []*schema.MetaData{schema.MustOf(racks, shelves, stocks), schema.MustOf(stocks, shelves, racks)} {
		p, err := m.Plan(t.Context(), engine)
		require.NoError(t, err)
		require.ElementsMatch(t, []string{`ALTER TABLE "stock" RENAME COLUMN "name" TO "title"`, `ALTER TABLE "shelf" RENAME COLUMN "place" TO "spot"`}, p.Up)
		runPlan(t, engine, p.Up)
		requireNoDiff(t, m, engine)
		runPlan(t, engine, p.Down)
	}
	_, err := schema.MustOf(builder.Model[stock](), shelves, racks).Plan(t.Context(), engine)
	require.ErrorContains(t, err, "shelf inherits its column from stock: rename it there, and in the model of shelf")
}
