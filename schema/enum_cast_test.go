package schema_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/enginetest"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// actor has an enum that its default, checks and indexes name in lists.
type actor struct {
	ID   int64
	Face string   `db:"face,type=face,default='sad',check=face IN ('happy', 'sad')"`
	Last *string  `db:"last,type=face,check=last <> 'odd'"`
	Past []string `db:"past,type=face[]"`
}

func (actor) TableName() string { return "actors" }

// farActor has such an enum of a schema that its type names without quotes.
type farActor struct {
	ID   int64
	Face string   `db:"face,type=tenant-1.face,default='sad',check=face IN ('happy', 'sad')"`
	Past []string `db:"past,type=tenant-1.face[]"`
}

func (farActor) TableName() string { return "tenant-1.actors" }

// facedModels are models with an enum of a schema, or of the current one.
func facedModels(within string) *schema.MetaData {
	actors := builder.Model[actor]()
	m := schema.MustOf(actors).With(schema.Enum("face", "happy", "sad", "odd", "o'd]d"),
		schema.Index("ix", builder.Col(&actors.Face)).Where(builder.NullCol(&actors.Last).In("happy", "sad")),
		schema.Check("ck", actors, builder.Col(&actors.Face).NotIn("o'd]d", "sad")))
	if within != "" {
		m = m.With(schema.Within(within))
	}
	return m
}

// requireAsMade requires that models find nothing to do right behind that they were made, and that nothing is left of them before their plan.
func requireAsMade(t *testing.T, engine *repo.Engine, m *schema.MetaData) {
	t.Helper()
	ctx := t.Context()
	p, err := m.Plan(ctx, engine)
	require.NoError(t, err)
	runPlan(t, engine, p.Up)
	runPlan(t, engine, p.Down)
	require.NoError(t, m.CreateAll(ctx, engine))
	d, err := m.Diff(ctx, engine)
	require.NoError(t, err)
	require.Empty(t, d.String())
}

// An enum is read as it is written wherever an expression names it, in the schema of any name.
func TestEnumsInListsOfExpressions(t *testing.T) {
	enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
		requireAsMade(t, engine, facedModels(""))
		if engine.Dialect().Name != "postgres" {
			return // there are no schemas
		}
		for _, tenant := range []string{"acorn", "Acorn", "tenant-1", "Pine Tree", "order", "übel"} {
			run(t, engine, `CREATE SCHEMA "`+tenant+`"`)
			requireAsMade(t, engine, facedModels(tenant))
		}
		for _, m := range []*schema.MetaData{facedModels(""), facedModels("tenant-1")} {
			require.NoError(t, m.DropAll(t.Context(), engine))
		}
		requireAsMade(t, engine, schema.MustOf(builder.Model[farActor]()).With(schema.Enum("tenant-1.face", "happy", "sad")))
	})
}

// Models that are reflected compare equal where a list of an enum's values stands in a check, an index and a default.
func TestReflectedEnumsInLists(t *testing.T) {
	enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
		if engine.Dialect().Name != "postgres" {
			return // there are no enums
		}
		ctx := t.Context()
		run(t, engine, "CREATE SCHEMA s2", "CREATE TYPE md AS ENUM ('a', 'b', 'c')", `CREATE TYPE s2."E 2" AS ENUM ('a', 'b', 'c')`,
			"CREATE TABLE gen (id int PRIMARY KEY, m md, l md[] DEFAULT ARRAY['a'::md, 'b'::md], CHECK (m IN ('a', 'b')))",
			`CREATE TABLE far (id int PRIMARY KEY, m s2."E 2", l s2."E 2"[] DEFAULT ARRAY['a'::s2."E 2", 'b'], CHECK (m IN ('a', 'b')))`,
			"CREATE INDEX gen_m ON gen (m) WHERE m IN ('a', 'b')", "CREATE INDEX far_m ON far (id) WHERE m IN ('a', 'b')")
		found, err := schema.Reflect(ctx, engine)
		require.NoError(t, err)
		d, err := found.Diff(ctx, engine)
		require.NoError(t, err)
		require.Empty(t, d.String())
	})
}
