package schema_test

import (
	"context"
	"database/sql/driver"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/enginetest"
	"github.com/drey-db/drey/internal/pgtest"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

type (
	odd     struct{ n int }
	untyped struct {
		ID   int64
		Chan odd
	}
	orphan struct {
		ID     int64
		TeamID int64 `db:"team_id,fk=nowhere.id"`
	}
	strays struct {
		ID    int64
		Toy   *Toy  `rel:"belongs-to"`
		ToyID int64 `db:"toy_id"`
	}
	twin struct {
		ID    int64
		Other string
	}
	twinTyped struct {
		ID    string `db:"id,pk"`
		Label int
		Size  int16 `db:"size,default=3"`
		Blob  []byte
		Open  bool `db:"open,default=true"`
	}
	long struct {
		ID int64
		A  int `db:"a234567890123456789012345678901234567890123456789012345678901234"`
	}
	longTable struct{ ID int64 }
	roomless  struct {
		ID   int64
		Text string `db:"text,type=varchar(0)"`
	}
	elsewhere struct{ ID int64 }
)

func (o odd) Value() (driver.Value, error) { return int64(o.n), nil }
func (o *odd) Scan(any) error              { return nil }

func (untyped) TableName() string   { return "untyped" }
func (orphan) TableName() string    { return "orphans" }
func (strays) TableName() string    { return "strays" }
func (twin) TableName() string      { return "toys" }
func (twinTyped) TableName() string { return "toys" }
func (long) TableName() string      { return "long" }
func (roomless) TableName() string  { return "roomless" }
func (longTable) TableName() string { return strings.Repeat("t", 64) }
func (elsewhere) TableName() string { return "nowhere.elsewhere" }

func TestMistakesOfModels(t *testing.T) {
	alias := builder.Alias[Toy]("t")
	for name, c := range map[string]struct {
		prototypes []any
		says       []string
	}{
		"no type":              {[]any{builder.Model[untyped]()}, []string{"untyped.Chan", "type="}},
		"no table of an fk":    {[]any{builder.Model[orphan]()}, []string{"orphan.TeamID", "fk=nowhere.id", "prototype"}},
		"no model referred to": {[]any{builder.Model[strays]()}, []string{"strays.Toy", "Toy", "prototype"}},
		"one table":            {[]any{toys, builder.Model[twin]()}, []string{"twin", "toys", "different columns"}},
		"one table, types":     {[]any{toys, builder.Model[twinTyped]()}, []string{"twinTyped", "toys", "different columns"}},
		"a long column":        {[]any{builder.Model[long]()}, []string{"a2345678", "64 bytes", "63"}},
		"a long table":         {[]any{builder.Model[longTable]()}, []string{"tttt", "64 bytes", "63"}},
		"no room":              {[]any{builder.Model[roomless]()}, []string{"roomless.Text", "varchar(0)", "at least 1"}},
		"nil":                  {[]any{nil}, []string{"nil", "builder.Model"}},
		"a typed nil":          {[]any{(*Toy)(nil)}, []string{"*schema_test.Toy", "builder.Model"}},
		"a value":              {[]any{Toy{}}, []string{"schema_test.Toy", "builder.Model"}},
		"an alias":             {[]any{alias}, []string{"alias"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := schema.Of(c.prototypes...)
			var mistakes *schema.Error
			require.ErrorAs(t, err, &mistakes)
			require.Len(t, mistakes.Mistakes, 1, "%v", err)
			for _, part := range c.says {
				require.ErrorContains(t, err, part)
			}
		})
	}
	_, err := schema.Of(builder.Model[untyped](), builder.Model[orphan](), nil)
	var mistakes *schema.Error
	require.ErrorAs(t, err, &mistakes)
	require.Len(t, mistakes.Mistakes, 3, "all at once")
}

func TestMistakesOfObjects(t *testing.T) {
	name := builder.Col(&toys.Label)
	for what, o := range map[string]schema.Object{
		"nothing to index":     schema.Index("i"),
		"quotes in an index":   schema.Index(`i"; DROP TABLE toys; --`, name),
		"quotes in a check":    schema.Check("c`", toys, name.Ne("x")),
		"quotes in an enum":    schema.Enum(`e"`, "x"),
		"no method":            schema.Index("i", name).Using("gin) ; --"),
		"no class":             schema.Index("i", schema.OpClass(name, "ops; --")),
		"no collation":         schema.Index("i", schema.Collate(name, `C"; --`)),
		"nil index part":       schema.Index("i", nil),
		"nil included":         schema.Index("i", name).Include(schema.Collate(nil, "C")),
		"nil object":           nil,
		"two tables":           schema.Index("i", name, builder.Col(&teams.Name)),
		"foreign model":        schema.Check("c", heroes, name.Eq("x")),
		"nil predicate":        schema.Check("c", toys, nil),
		"nil prototype":        schema.Check("c", nil, name.Eq("x")),
		"unique of nothing":    schema.Unique("u"),
		"comment of nothing":   schema.Comment(nil, "x"),
		"an unknown action":    schema.ForeignKey("f", []builder.Sqlizer{name}, []builder.Sqlizer{name}).OnDelete("explode"),
		"unequal foreign key":  schema.ForeignKey("f", []builder.Sqlizer{name}, []builder.Sqlizer{name, builder.Col(&toys.ID)}),
		"no name":              schema.Index("", name),
		"a name that is taken": schema.Unique("uq_teams_x", builder.Col(&toys.ID), builder.Col(&teams.ID)),
		"enum without values":  schema.Enum("mood"),
		"enum without a name":  schema.Enum("", "a"),
		"enum, a value twice":  schema.Enum("mood", "a", "a"),
		"long name":            schema.Index(strings.Repeat("i", 64), name),
		"long check":           schema.Check(strings.Repeat("i", 64), toys, name.Eq("x")),
		"empty view":           schema.View("v", ""),
		"empty raw":            schema.Raw("r", "", ""),
	} {
		t.Run(what, func(t *testing.T) {
			for _, d := range []builder.Dialect{builder.Postgres(), builder.SQLite()} {
				_, err := schema.MustOf(toys).With(o).DDL(d)
				var mistakes *schema.Error
				require.ErrorAs(t, err, &mistakes)
			}
		})
	}
}

// Options of a comparison that can mean nothing are told.
func TestMistakesOfDiffOptions(t *testing.T) {
	m := schema.MustOf(toys)
	enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
		for says, option := range map[string]schema.DiffOption{
			`"toys.nosuch"`: schema.Retyped("toys.label", "toys.nosuch"), `"label"`: schema.Retyped("label"), "Include was given nil": schema.Include(nil), "an option is nil": nil,
		} {
			var mistakes *schema.Error
			_, err := m.Plan(t.Context(), engine, option)
			require.ErrorAs(t, err, &mistakes)
			require.ErrorContains(t, err, says)
			_, err = m.Diff(t.Context(), engine, option)
			require.ErrorContains(t, err, says)
		}
	})
}

// What fails half-way leaves nothing behind.
func TestFailingHalfWayLeavesNothing(t *testing.T) {
	m := metadata().With(schema.Raw("broken", "CREATE NONSENSE", "DROP NONSENSE"))
	enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
		err := m.CreateAll(t.Context(), engine)
		var failed *backends.Error
		require.ErrorAs(t, err, &failed)
		require.ErrorContains(t, err, "CREATE NONSENSE")
		found, err := schema.Reflect(t.Context(), engine)
		require.NoError(t, err)
		require.Empty(t, found.Tables())
		require.NoError(t, metadata().CreateAll(t.Context(), engine))
	})
}

// A schema that is not there, and one in which nothing may be made, are told.
func TestSchemasAreTheUsers(t *testing.T) {
	engine, err := repo.Open(t.Context(), pgtest.URL(t), repo.WithBackend(enginetest.Pgx.Backend))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, engine.Close()) })
	m := schema.MustOf(builder.Model[elsewhere]())
	require.ErrorContains(t, m.CreateAll(t.Context(), engine), `schema "nowhere" is not there`)
	_, err = m.Diff(t.Context(), engine)
	require.ErrorContains(t, err, `schema "nowhere" is not there`)
	require.ErrorContains(t, func() error { _, err := schema.Reflect(t.Context(), engine, schema.InSchema("nowhere")); return err }(), `"nowhere"`)
	run(t, engine, "CREATE SCHEMA nowhere")
	require.NoError(t, m.CreateAll(t.Context(), engine))
	d, err := m.Diff(t.Context(), engine)
	require.NoError(t, err)
	require.Empty(t, d.String())
}

func TestARoleThatMayNotCreate(t *testing.T) {
	engine, err := repo.Open(t.Context(), pgtest.URL(t), repo.WithBackend(enginetest.Pgx.Backend), repo.WithPool(backends.PoolConfig{Size: 1, Overflow: -1}))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, engine.Close()) })
	run(t, engine, "DROP ROLE IF EXISTS drey_reader", "CREATE ROLE drey_reader", "REVOKE CREATE ON SCHEMA public FROM PUBLIC", "CREATE SCHEMA theirs",
		"CREATE TABLE theirs.kept (id bigint PRIMARY KEY)", "GRANT USAGE ON SCHEMA theirs TO drey_reader", "SET ROLE drey_reader")
	err = schema.MustOf(toys).CreateAll(t.Context(), engine)
	var failed *backends.Error
	require.ErrorAs(t, err, &failed)
	require.Equal(t, "42501", failed.Code)
	require.ErrorContains(t, err, "GRANT CREATE ON SCHEMA public,")
	require.ErrorContains(t, schema.MustOf(builder.Model[theirNew]()).CreateAll(t.Context(), engine), "GRANT CREATE ON SCHEMA theirs,")
	err = schema.MustOf(builder.Model[theirKept]()).DropAll(t.Context(), engine)
	require.ErrorContains(t, err, `role "drey_reader" does not own table kept: run this as its owner`)
	require.NotContains(t, err.Error(), "GRANT")
	run(t, engine, "RESET ROLE")
	require.ErrorContains(t, schema.MustOf(builder.Model[serversOwn]()).CreateAll(t.Context(), engine), `schema "pg_catalog" is the server's own`)
	run(t, engine, "DROP SCHEMA theirs CASCADE", "DROP ROLE drey_reader")
}

type (
	theirNew   struct{ ID int64 }
	theirKept  struct{ ID int64 }
	serversOwn struct{ ID int64 }
)

func (theirNew) TableName() string   { return "theirs.fresh" }
func (theirKept) TableName() string  { return "theirs.kept" }
func (serversOwn) TableName() string { return "pg_catalog.own" }

func run(t *testing.T, engine *repo.Engine, statements ...string) {
	for _, s := range statements {
		_, err := engine.Runner().Exec(context.Background(), backends.Stmt{SQL: s})
		require.NoError(t, err, s)
	}
}
