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
	berth struct {
		ID   int64
		Name string `db:"name"`
	}
	berthLonger struct {
		ID   int64
		Name *int64 `db:"name"`
		Note string `db:"note,default=''"`
	}
	berthNames struct {
		_    struct{} `db:",keyless"`
		Name int64    `db:"name"`
	}
)

// TableName names the table.
func (berth) TableName() string { return "berths" }

// TableName names the table.
func (berthLonger) TableName() string { return "berths" }

// TableName names what Raw makes.
func (berthNames) TableName() string { return "berth_names" }

// What Raw makes under its own name is no difference, whatever it is, and stays when its table changes.
func TestWhatRawMakesIsNoDifference(t *testing.T) {
	enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
		objects := []schema.Object{
			schema.Raw("berths_lower", "CREATE INDEX berths_lower ON berths (lower(name)) WHERE name <> 'x'", "DROP INDEX berths_lower"),
			schema.Raw("berths_once", "CREATE UNIQUE INDEX berths_once ON berths (name, id)", "DROP INDEX berths_once"),
			schema.Raw("berth_log", "CREATE TABLE berth_log (n integer)", "DROP TABLE berth_log"),
			schema.Raw("berth_names", "CREATE VIEW berth_names AS SELECT id AS name FROM berths", "DROP VIEW berth_names"),
		}
		if engine.Dialect().Name == "postgres" {
			objects = append(objects,
				schema.Raw("berths_named", "ALTER TABLE berths ADD CONSTRAINT berths_named CHECK (id > 0)", "ALTER TABLE berths DROP CONSTRAINT berths_named"),
				schema.Raw("berths_apart", "ALTER TABLE berths ADD CONSTRAINT berths_apart EXCLUDE USING btree (id WITH =)", "ALTER TABLE berths DROP CONSTRAINT berths_apart"),
				schema.Raw("berths_words", "CREATE INDEX berths_words ON berths USING gin (to_tsvector('simple', id::text))", "DROP INDEX berths_words"),
				schema.Raw("berth_years", "CREATE TABLE berth_years (n integer) PARTITION BY RANGE (n)", "DROP TABLE berth_years"))
			objects[0] = schema.Raw("berths_lower", "CREATE INDEX berths_lower ON berths (abs(id))", "DROP INDEX berths_lower")
		}
		m := schema.MustOf(builder.Model[berth](), builder.Model[berthNames]()).With(objects...)
		changed := schema.MustOf(builder.Model[berthLonger](), builder.Model[berthNames]()).With(objects...)
		same := func(m *schema.MetaData) {
			d, err := m.Diff(t.Context(), engine)
			require.NoError(t, err)
			require.Empty(t, d.String())
		}
		require.NoError(t, m.CreateAll(t.Context(), engine))
		same(m)
		p, err := changed.Plan(t.Context(), engine)
		require.NoError(t, err)
		require.Empty(t, p.Irreversible)
		require.NoError(t, tryPlan(t, engine, p.Up))
		same(changed)
		require.NoError(t, tryPlan(t, engine, p.Down))
		same(m)
		run(t, engine, "DROP INDEX berths_once")
		p, err = m.Plan(t.Context(), engine)
		require.NoError(t, err)
		require.Contains(t, p.String(), "berths_once: AddRaw")
		require.NoError(t, tryPlan(t, engine, p.Up))
		same(m)
		undeclared, err := schema.MustOf(builder.Model[berth]()).Diff(t.Context(), engine)
		require.NoError(t, err)
		require.Contains(t, undeclared.String(), "berth_log: DropTable")
		require.NoError(t, m.DropAll(t.Context(), engine))
	})
}

// Tables that all stand in a schema are compared with that one alone.
func TestWithinLooksAtItsSchemaAlone(t *testing.T) {
	engine := enginetest.Pgx.Open(t, enginetest.Pgx.URL(t))
	run(t, engine, "CREATE SCHEMA acorn", "CREATE TABLE berths (id integer)", "CREATE VIEW others AS SELECT 1 AS one", "CREATE TYPE mood AS ENUM ('ok')")
	m := schema.MustOf(builder.Model[berth]()).With(schema.Within("acorn"))
	require.NoError(t, m.CreateAll(t.Context(), engine))
	d, err := m.Diff(t.Context(), engine)
	require.NoError(t, err)
	require.Empty(t, d.String())
	require.Empty(t, d.Unseen)
	run(t, engine, "ALTER TABLE acorn.berths DROP COLUMN name")
	p, err := m.Plan(t.Context(), engine)
	require.NoError(t, err)
	require.Equal(t, "acorn.berths.name: AddColumn text NOT NULL", p.String())
	require.NoError(t, tryPlan(t, engine, p.Up))
	require.NoError(t, m.DropAll(t.Context(), engine))
	p, err = schema.MustOf(builder.Model[berth]()).With(schema.Within("acorn")).Plan(t.Context(), engine, schema.Renames(map[string]string{"berths": "acorn.berths"}))
	require.NoError(t, err)
	require.Contains(t, p.String(), "renamed from berths")
	require.NoError(t, tryPlan(t, engine, p.Up))
}

// TestARawHidesNothingElse: what bears the name of a Raw in another schema, or of one that makes no table, is a difference all the same.
func TestARawHidesNothingElse(t *testing.T) {
	enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
		run(t, engine, "CREATE TABLE audit (n integer)")
		trigger := "CREATE TRIGGER audit AFTER INSERT ON berths BEGIN SELECT 1; END"
		left := []string{"audit: DropTable"}
		var objects []schema.Object
		if engine.Dialect().Name == "postgres" {
			run(t, engine, "CREATE TABLE ledger (n integer)")
			run(t, engine, "CREATE SCHEMA acorn")
			run(t, engine, "CREATE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'")
			trigger = "CREATE TRIGGER audit AFTER INSERT ON berths EXECUTE FUNCTION noted()"
			objects = append(objects, schema.Raw("acorn.ledger", "CREATE TABLE acorn.ledger (n integer)", "DROP TABLE acorn.ledger"))
			left = append(left, "ledger: DropTable")
		}
		m := schema.MustOf(builder.Model[berth]()).With(append(objects, schema.Raw("audit", trigger, "DROP TRIGGER audit"))...)
		require.NoError(t, m.CreateAll(t.Context(), engine))
		d, err := m.Diff(t.Context(), engine)
		require.NoError(t, err)
		for _, line := range left {
			require.Contains(t, d.String(), line)
		}
		require.NotContains(t, d.String(), "acorn")
	})
}
