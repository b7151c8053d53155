package schema_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/enginetest"
	"github.com/drey-db/drey/internal/pgtest"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// sorts names the table that the types below are of.
type sorts struct{}

// TableName names the table.
func (sorts) TableName() string { return "sorts" }

type (
	sortsPlain struct {
		sorts
		ID int64
		V  string `db:"v"`
	}
	sortsC struct {
		sorts
		ID int64
		V  string `db:"v,collate=C"`
	}
	sortsDefault struct {
		sorts
		ID int64
		V  string `db:"v,collate=C,default='x'"`
	}
	sortsComment struct {
		sorts
		ID int64
		V  string `db:"v,collate=C,comment='x'"`
	}
	sortsShort struct {
		sorts
		ID int64
		V  string `db:"v,collate=C,type=varchar(9)"`
	}
	sortsNull struct {
		sorts
		ID int64
		V  *string `db:"v,collate=C"`
	}
	sortsIndexed struct {
		sorts
		ID int64
		V  string `db:"v,collate=C,index"`
	}
	sortsAll struct {
		sorts
		ID int64
		V  *string `db:"v,collate=C,type=varchar(9),default='x',comment='y',unique,check=length(v) > 0"`
	}
	sortsRenamed struct {
		sorts
		ID int64
		V  string `db:"w,was=v,collate=C"`
	}
	sortsNumber struct {
		sorts
		ID int64
		V  int64 `db:"v"`
	}
)

// A collation changes together with whatever else of its column does, there and back.
func TestACollationChangesWithOtherThings(t *testing.T) {
	of := func(table any) *schema.MetaData { return schema.MustOf(table) }
	all := map[string]*schema.MetaData{
		"plain": of(builder.Model[sortsPlain]()), "C": of(builder.Model[sortsC]()), "default": of(builder.Model[sortsDefault]()), "comment": of(builder.Model[sortsComment]()),
		"type": of(builder.Model[sortsShort]()), "null": of(builder.Model[sortsNull]()), "index": of(builder.Model[sortsIndexed]()), "all": of(builder.Model[sortsAll]()),
		"rename": of(builder.Model[sortsRenamed]()), "number": of(builder.Model[sortsNumber]()),
	}
	enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
		for from := range all {
			for to := range all {
				if pgtest.Race && from != "all" && to != "all" {
					continue
				}
				if from == to || from == "rename" || (from == "plain") == (to == "plain") && from != "all" && to != "all" && to != "rename" {
					continue
				}
				before, after := all[from], all[to]
				require.NoError(t, before.CreateAll(t.Context(), engine), from)
				run(t, engine, "INSERT INTO sorts (v) VALUES ('1')")
				p, err := after.Plan(t.Context(), engine)
				require.NoError(t, err, "%s -> %s", from, to)
				require.Empty(t, p.Irreversible, "%s -> %s", from, to)
				require.NoError(t, tryPlan(t, engine, p.Up), "%s -> %s", from, to)
				d, err := after.Diff(t.Context(), engine)
				require.NoError(t, err)
				require.Empty(t, d.String(), "%s -> %s: %v", from, to, p.Up)
				require.NoError(t, tryPlan(t, engine, p.Down), "%s -> %s", from, to)
				d, err = before.Diff(t.Context(), engine)
				require.NoError(t, err)
				require.Empty(t, d.String(), "%s <- %s: %v", from, to, p.Down)
				run(t, engine, "DROP TABLE sorts")
			}
		}
	})
}
