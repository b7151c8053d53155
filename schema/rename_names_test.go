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

type (
	galley struct {
		ID      int64  `db:"id,pk"`
		Number  int32  `db:"number,type=integer,unique,index"`
		Name    string `db:"name,unique=both,index,check=name <> ''"`
		Port    string `db:"port,unique=both"`
		FleetID *int64 `db:"fleet_id,fk=ships.id"`
		Own     string `db:"own,index=ix_ships_own_one"`
		Long    int32  `db:"a_column_whose_name_alone_has_nearly_as_many_bytes_as_there_are,unique,check=a_column_whose_name_alone_has_nearly_as_many_bytes_as_there_are > 0"`
	}
	dinghy struct {
		ID     int64 `db:"id,pk"`
		ShipID int64 `db:"ship_id,fk=ships.id,index"`
	}
	frigate struct {
		ID      int64  `db:"id,pk"`
		Number  int32  `db:"number,type=integer,unique,index"`
		Title   string `db:"title,unique=both,index,check=title <> '',was=name"`
		Port    string `db:"port,unique=both"`
		FleetID *int64 `db:"fleet_id,fk=vessels.id"`
		Own     string `db:"own,index=ix_ships_own_one"`
		Long    int32  `db:"a_column_whose_name_alone_has_nearly_as_many_bytes_as_there_are,unique,check=a_column_whose_name_alone_has_nearly_as_many_bytes_as_there_are > 0"`
		Name    string `db:"name,unique,index,default='y'"` // takes the old name
	}
	dinghyOfFrigate struct {
		ID     int64 `db:"id,pk"`
		ShipID int64 `db:"ship_id,fk=vessels.id,index"`
	}
)

func (galley) TableName() string          { return "ships" }
func (dinghy) TableName() string          { return "boats" }
func (frigate) TableName() string         { return "vessels" }
func (dinghyOfFrigate) TableName() string { return "boats" }

// newGalley is another table, of the name that the renamed one had.
type newGalley struct {
	ID      int64  `db:"id,pk"`
	Number  int32  `db:"number,type=integer,unique,index"`
	Name    string `db:"name,unique=new_both,index,check=name <> ''"`
	Port    string `db:"port,unique=new_both"`
	FleetID *int64 `db:"fleet_id,fk=ships.id"`
}

func (newGalley) TableName() string { return "ships" }

// What convention named after a table, or a column, is called after its new name, there and back, and its old name is free.
func TestARenamedTableTakesItsConventionalNamesAlong(t *testing.T) {
	t.Run("drey's names", func(t *testing.T) { namesGoAlong(t) })
	t.Run("PostgreSQL's names", func(t *testing.T) { namesGoAlong(t, schema.PostgresNames()) })
}

func namesGoAlong(t *testing.T, convention ...schema.Object) {
	old, boats := builder.Model[galley](), builder.Model[dinghy]()
	before := schema.MustOf(old, boats).With(convention...).With(schema.Check("", old, builder.Col(&old.Number).Gt(0)))
	renamed, others := builder.Model[frigate](), builder.Model[newGalley]()
	after := schema.MustOf(renamed, others, builder.Model[dinghyOfFrigate]()).With(convention...).With(schema.Check("", renamed, builder.Col(&renamed.Number).Gt(0)))
	hint := schema.Renames(map[string]string{"ships": "vessels"})
	enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
		require.NoError(t, before.CreateAll(t.Context(), engine))
		names := namesIn(t, engine)
		p, err := after.Plan(t.Context(), engine, hint)
		require.NoError(t, err)
		runPlan(t, engine, p.Up)
		d, err := after.Diff(t.Context(), engine)
		require.NoError(t, err)
		require.Empty(t, d.String())
		made := namesIn(t, engine)
		fresh := enginetest.SQLite
		if engine.Dialect().Name == "postgres" {
			fresh = enginetest.Pgx
		}
		other := fresh.Open(t, fresh.URL(t))
		require.NoError(t, after.CreateAll(t.Context(), other))
		require.Equal(t, namesIn(t, other), made)
		runPlan(t, engine, p.Down)
		require.Equal(t, names, namesIn(t, engine))
		d, err = before.Diff(t.Context(), engine)
		require.NoError(t, err)
		require.Empty(t, d.String())
	})
}

// namesIn are the names of what stands in a database beside its tables.
func namesIn(t *testing.T, engine *repo.Engine) string {
	t.Helper()
	query := "SELECT tbl_name || '.' || name FROM sqlite_master WHERE type = 'index' ORDER BY 1"
	if engine.Dialect().Name == "postgres" {
		query = `SELECT c.relname || '.' || k.conname FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid AND c.relnamespace = 'public'::regnamespace
			UNION SELECT i.tablename || '.' || i.indexname FROM pg_indexes i WHERE schemaname = 'public'
			UNION SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' ORDER BY 1`
	}
	list, err := repo.Scalars[string](t.Context(), engine, builder.Text(query))
	require.NoError(t, err)
	return strings.Join(list, "\n")
}
