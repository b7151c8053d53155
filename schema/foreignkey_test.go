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
	depot struct {
		ID   int64
		Code string `db:"code,unique"`
		Door int64  `db:"door,unique"`
		Wing int64  `db:"wing,unique=place"`
		Bay  int64  `db:"bay,unique=place"`
	}
	yard struct {
		ID int64
	}
	van struct {
		ID      int64
		DepotID int64  `db:"depot_id"`
		Depot   *depot `rel:"belongs-to,ondelete=cascade"`
		Code    string `db:"code"`
		Wing    int64  `db:"wing"`
		Bay     int64  `db:"bay"`
		Place   *depot `rel:"belongs-to,fk=wing+bay,references=wing+bay"`
	}
	oddVan struct {
		ID      int64
		DepotID string `db:"depot_id,fk=depots.code"`
		Depot   *depot `rel:"belongs-to,fk=depot_id,references=code,ondelete=cascade"`
		Door    int64  `db:"door,fk=depots.id"`
		Place   *depot `rel:"belongs-to,fk=door,references=door"`
	}
)

func (depot) TableName() string  { return "depots" }
func (yard) TableName() string   { return "yards" }
func (van) TableName() string    { return "vans" }
func (oddVan) TableName() string { return "odd_vans" }

// What is said beside a relationship, of its columns and the table that it leads to, is not dropped: it is of that foreign key, or a mistake.
func TestForeignKeysBesideARelationship(t *testing.T) {
	depots, yards, vans := builder.Model[depot](), builder.Model[yard](), builder.Model[van]()
	cols := func(list ...builder.Sqlizer) []builder.Sqlizer { return list }
	id, depotID := builder.Col(&depots.ID), builder.Col(&vans.DepotID)
	place := cols(builder.Col(&depots.Wing), builder.Col(&depots.Bay))
	for _, c := range []struct {
		name string
		key  schema.ForeignKeyObject
		says []string // where it is a mistake
	}{
		{"a name", schema.ForeignKey("fk_named", cols(depotID), cols(id)), nil},
		{"the same action", schema.ForeignKey("fk_named", cols(depotID), cols(id)).OnDelete("CASCADE"), nil},
		{"one more action", schema.ForeignKey("", cols(depotID), cols(id)).OnUpdate("restrict").Deferrable(), nil},
		{"another table", schema.ForeignKey("fk_yard", cols(depotID), cols(builder.Col(&yards.ID))), nil},
		{"several columns", schema.ForeignKey("fk_place", cols(builder.Col(&vans.Wing), builder.Col(&vans.Bay)), place), nil},
		{"other columns", schema.ForeignKey("fk_code", cols(builder.Col(&vans.Code)), cols(builder.Col(&depots.Code))), nil},
		{"another column", schema.ForeignKey("fk_odd", cols(depotID), cols(builder.Col(&depots.Wing))), []string{"fk_odd", "depot_id", "depots (id)", "van.Depot", "(wing)", "references=wing"}},
		{"others of several", schema.ForeignKey("fk_odd", cols(builder.Col(&vans.Wing), builder.Col(&vans.Bay)), cols(place[1], place[0])),
			[]string{"fk_odd", "wing, bay", "depots (wing, bay)", "van.Place", "(bay, wing)", "references=bay+wing"}},
		{"another action", schema.ForeignKey("fk_odd", cols(depotID), cols(id)).OnDelete("restrict"), []string{"fk_odd", "ondelete", "restrict", "cascade", "van.Depot"}},
		{"another action without a name", schema.ForeignKey("", cols(depotID), cols(id)).OnDelete("set null"), []string{"fk_vans_depot_id_depots", "set null", "van.Depot"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := schema.MustOf(depots, yards, vans).With(c.key).DDL(builder.Postgres())
			if c.says == nil {
				require.NoError(t, err)
				return
			}
			var mistakes *schema.Error
			require.ErrorAs(t, err, &mistakes)
			require.Len(t, mistakes.Mistakes, 1, "%v", err)
			for _, part := range c.says {
				require.ErrorContains(t, err, part)
			}
		})
	}
	_, err := schema.Of(depots, builder.Model[oddVan]())
	require.ErrorContains(t, err, "oddVan.Door: door refers to depots (door) by the relationship oddVan.Place, and to (id) here")
	require.NotContains(t, err.Error(), "oddVan.DepotID")
}

// Two foreign keys by one column are both of the models that are written of a database.
func TestGoSourceOfTwoForeignKeysByOneColumn(t *testing.T) {
	for _, on := range []func(*testing.T) (string, *repo.Engine){onPostgres, onSQLite} {
		source, err := sourceOf(t, on, `CREATE TABLE a (id bigint PRIMARY KEY, m bigint NOT NULL UNIQUE)`,
			`CREATE TABLE b (id bigint PRIMARY KEY, a_id bigint NOT NULL, CONSTRAINT first FOREIGN KEY (a_id) REFERENCES a (id), CONSTRAINT second FOREIGN KEY (a_id) REFERENCES a (m))`)
		require.NoError(t, err)
		require.Contains(t, source, "fk=a.")
		require.Contains(t, source, `schema.ForeignKey("second"`)
		require.Contains(t, source, `schema.ForeignKey("first"`)
		require.NotContains(t, source, "belongs-to")
	}
	depots, yards := builder.Model[depot](), builder.Model[yard]()
	m := schema.MustOf(depots, yards).With(
		schema.ForeignKey("first", []builder.Sqlizer{builder.Col(&yards.ID)}, []builder.Sqlizer{builder.Col(&depots.ID)}),
		schema.ForeignKey("second", []builder.Sqlizer{builder.Col(&yards.ID)}, []builder.Sqlizer{builder.Col(&depots.Door)}))
	enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
		require.NoError(t, m.CreateAll(t.Context(), engine))
		d, err := m.Diff(t.Context(), engine)
		require.NoError(t, err)
		require.Empty(t, d.String())
	})
}
