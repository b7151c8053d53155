package migrate_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/enginetest"
	"github.com/drey-db/drey/migrate"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// sidekick is of a module that refers to the tables of another one.
type sidekick struct {
	ID     int64 `db:"id,pk"`
	HeroID int64 `db:"hero_id,fk=heroes.id"`
}

func (sidekick) TableName() string { return "sidekicks" }

// journal is a model with the columns of a version table, and so a table like any other.
type journal struct {
	Revision  string `db:"revision,pk"`
	Checksum  string
	Message   string
	AppliedAt string
	Progress  *int32
}

func (journal) TableName() string { return "journals" }

// Modules that keep their revisions apart in one database never see each other's version table, nor does anybody who looks at its tables.
func TestVersionTablesOfAnyName(t *testing.T) {
	enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
		ctx, heroes := t.Context(), schema.MustOf(builder.Model[hero]())
		both := schema.MustOf(builder.Model[hero](), builder.Model[sidekick]())
		grown := both.With(schema.Index("ix_grown", builder.Lower(builder.Col(&builder.Model[hero]().Name))).On(builder.Model[hero]()))
		dirs := map[string]string{"a_version": t.TempDir(), "b_version": t.TempDir()}
		for _, step := range []struct {
			table  string
			models *schema.MetaData
		}{{"a_version", heroes}, {"b_version", both}, {"b_version", grown}} {
			m := migrator(t, engine, migrate.Config{Dir: dirs[step.table], MetaData: step.models, Table: step.table})
			made, err := m.Revision(ctx, migrate.NewRevision{Message: "more", Autogenerate: true, Allow: []string{"*"}})
			require.NoError(t, err)
			require.NotEmpty(t, made)
			for _, c := range made[0].Changes {
				require.False(t, c.Destructive, c.String())
			}
			require.NoError(t, m.Upgrade(ctx, "head"))
			d, err := m.Check(ctx)
			require.NoError(t, err)
			require.Empty(t, d.String())
		}
		d, err := grown.Diff(ctx, engine)
		require.NoError(t, err)
		require.Empty(t, d.String())
		require.Empty(t, d.Unseen)
		p, err := grown.Plan(ctx, engine)
		require.NoError(t, err)
		require.Empty(t, p.Up)
		found, err := schema.Reflect(ctx, engine)
		require.NoError(t, err)
		source, err := found.GoSource("models")
		require.NoError(t, err)
		require.NotContains(t, string(source), "_version")
		require.NoError(t, found.DropAll(ctx, engine))
		require.EqualValues(t, 3, rows(t, engine, "SELECT (SELECT count(*) FROM a_version) + (SELECT count(*) FROM b_version)"))
	})
}

// A model's own table is compared whatever its columns are called, and one beside the version table's schema whatever its name is.
func TestTablesLikeVersionTables(t *testing.T) {
	enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
		ctx, m := t.Context(), schema.MustOf(builder.Model[journal]())
		require.NoError(t, m.CreateAll(ctx, engine))
		d, err := m.Diff(ctx, engine)
		require.NoError(t, err)
		require.Empty(t, d.String())
		require.NoError(t, m.DropAll(ctx, engine))
		if engine.Dialect().Name == builder.SQLite().Name {
			return
		}
		sent(t, engine, "CREATE SCHEMA ops")
		of := migrator(t, engine, migrate.Config{Dir: t.TempDir(), MetaData: schema.MustOf(builder.Model[hero]()), Table: "ops.heroes"})
		made, err := of.Revision(ctx, migrate.NewRevision{Message: "create", Autogenerate: true})
		require.NoError(t, err)
		require.NotEmpty(t, made)
		require.Contains(t, strings.Join(changed(made[0]), "; "), "heroes: AddTable")
	})
}

// A table that cannot be taken back names what stands in the way: PostgreSQL's constraint and table, SQLite's rows.
func TestWhatStandsInTheWayOfADowngrade(t *testing.T) {
	enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
		ctx := t.Context()
		m := migrator(t, engine, migrate.Config{Dir: t.TempDir(), MetaData: schema.MustOf(builder.Model[hero]())})
		_, err := m.Revision(ctx, migrate.NewRevision{Message: "create", Autogenerate: true})
		require.NoError(t, err)
		require.NoError(t, m.Upgrade(ctx, "head"))
		sent(t, engine, "CREATE TABLE deps (id integer PRIMARY KEY, hero bigint REFERENCES heroes (id))")
		sent(t, engine, "INSERT INTO heroes (id, name) VALUES (1, 'a')")
		sent(t, engine, "INSERT INTO deps VALUES (7, 1)")
		said := "constraint deps_hero_fkey on table deps depends on table heroes"
		if engine.Dialect().Name == builder.SQLite().Name {
			said = `a row of "deps" (rowid 7) refers to a row of "heroes" that is not there`
		}
		require.ErrorContains(t, m.Downgrade(ctx, "base"), said)
		require.EqualValues(t, 1, rows(t, engine, "SELECT count(*) FROM heroes"))
	})
}

// changed are the changes of a revision.
func changed(r migrate.Revision) (list []string) {
	for _, c := range r.Changes {
		list = append(list, c.String())
	}
	return list
}
