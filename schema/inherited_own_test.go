package schema_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/enginetest"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

type (
	bale struct {
		ID     int64  `db:"id,pk,noidentity"`
		Weight *int64 `db:"weight,default=1,check=weight > 0"`
	}
	baleDefault struct {
		ID     int64  `db:"id,pk,noidentity"`
		Weight *int64 `db:"weight,default=2,check=weight > 0"`
	}
	baleStrict struct {
		ID     int64 `db:"id,pk,noidentity"`
		Weight int64 `db:"weight,default=1,check=weight >= 1,comment=of a bale"`
	}
	baleText struct {
		ID     int64   `db:"id,pk,noidentity"`
		Weight *string `db:"weight,default='1'"`
	}
	baleLess struct {
		ID int64 `db:"id,pk,noidentity"`
	}
	anvil struct {
		ID     int64  `db:"id,pk,noidentity"`
		Weight *int64 `db:"weight,default=5,check=weight > 0"`
	}
	anvilDefault struct {
		ID     int64  `db:"id,pk,noidentity"`
		Weight *int64 `db:"weight,default=6,check=weight > 0"`
	}
	anvilStrict struct {
		ID     int64 `db:"id,pk,noidentity"`
		Weight int64 `db:"weight,default=5,check=weight >= 1,comment=of an anvil"`
	}
	anvilText struct {
		ID     int64   `db:"id,pk,noidentity"`
		Weight *string `db:"weight,default='5'"`
	}
	anvilLess struct {
		ID int64 `db:"id,pk,noidentity"`
	}
)

func (bale) TableName() string         { return "bales" }
func (baleDefault) TableName() string  { return "bales" }
func (baleStrict) TableName() string   { return "bales" }
func (baleText) TableName() string     { return "bales" }
func (baleLess) TableName() string     { return "bales" }
func (anvil) TableName() string        { return "anvils" }
func (anvilDefault) TableName() string { return "anvils" }
func (anvilStrict) TableName() string  { return "anvils" }
func (anvilText) TableName() string    { return "anvils" }
func (anvilLess) TableName() string    { return "anvils" }

// A table has its own default of a column that it inherits, a check that comes to it or is its own as well, and rows that get its default.
func TestColumnsThatAreInheritedKeepWhatIsTheirOwn(t *testing.T) {
	models := func(bales, anvils any) *schema.MetaData { return schema.MustOf(bales, anvils) }
	before := models(builder.Model[bale](), builder.Model[anvil]())
	for name, inheriting := range map[string]string{
		"inherited":        "CREATE TABLE anvils (PRIMARY KEY (id)) INHERITS (bales)",
		"its own as well":  "CREATE TABLE anvils (weight bigint, CONSTRAINT heavy CHECK (weight > 0), PRIMARY KEY (id)) INHERITS (bales)",
		"by way of others": "CREATE TABLE away.middle () INHERITS (bales); CREATE TABLE anvils (PRIMARY KEY (id)) INHERITS (away.middle)",
	} {
		t.Run(name, func(t *testing.T) {
			engine := enginetest.Pgx.Open(t, enginetest.Pgx.URL(t))
			run(t, engine, "CREATE SCHEMA away", "CREATE TABLE bales (id bigint PRIMARY KEY, weight bigint DEFAULT 1, CONSTRAINT heavy CHECK (weight > 0))")
			run(t, engine, inheriting, "ALTER TABLE anvils ALTER COLUMN weight SET DEFAULT 5")
			for _, after := range []*schema.MetaData{
				models(builder.Model[baleDefault](), builder.Model[anvil]()), models(builder.Model[bale](), builder.Model[anvilDefault]()),
				models(builder.Model[baleDefault](), builder.Model[anvilDefault]()), models(builder.Model[baleStrict](), builder.Model[anvilStrict]()),
				models(builder.Model[baleText](), builder.Model[anvilText]()), models(builder.Model[baleLess](), builder.Model[anvilLess]()),
			} {
				changeAndBack(t, engine, before, after)
			}
			run(t, engine, "INSERT INTO bales VALUES (1, NULL)", "INSERT INTO anvils VALUES (2, NULL)")
			plan, err := models(builder.Model[baleStrict](), builder.Model[anvilStrict]()).Plan(t.Context(), engine)
			require.NoError(t, err)
			runPlan(t, engine, plan.Up)
			weights, err := repo.Scalars[int64](t.Context(), engine, builder.Text("SELECT weight FROM bales ORDER BY id"))
			require.NoError(t, err)
			require.Equal(t, []int64{1, 5}, weights)
		})
	}
}
