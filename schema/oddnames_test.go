package schema_test

import (
	"context"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jmoiron/sqlx"
	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/pgxbackend"
	"github.com/drey-db/drey/backends/sqlxbackend"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/enginetest"
	"github.com/drey-db/drey/internal/pgtest"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// spaced has names that need quotes everywhere.
type spaced struct {
	ID     int64   `db:"The ID,pk"`
	Order  string  `db:"order,unique,index,default='a ''b'' \"c\"'"`
	Dotted *string `db:"a.b,check=\"a.b\" <> 'x.y'"`
	Größe  int32   `db:"Größe 名,unique=pair,index=Both Of Them"`
	Select string  `db:"SELECT,unique=pair,index=Both Of Them,comment='it''s \"so\"'"`
	Up     *int64  `db:"Up Id,fk=The Table.The ID,ondelete=cascade,deferrable,index"`
	Loud   string  `db:"LOUD,generated=upper(\"order\")"`
}

// TableName names the table.
func (spaced) TableName() string { return "The Table" }

// longest has names of as many bytes as there may be: what is made of them is cut, and stays apart.
type longest struct {
	ID     int64
	First  string `db:"a2345678901234567890123456789012345678901234567890123456789012x,index,check=length(a2345678901234567890123456789012345678901234567890123456789012x) > 1"`
	Second string `db:"a2345678901234567890123456789012345678901234567890123456789012y,index,check=length(a2345678901234567890123456789012345678901234567890123456789012y) > 1"`
	Third  string `db:"c2345678901234567890123456789012345678901234567890123456789_ü,unique"`
	Self   *int64 `db:"d23456789012345678901234567890123456789012345678901234567890123,fk=t23456789012345678901234567890123456789012345678901234567890123.id"`
}

// TableName names the table.
func (longest) TableName() string {
	return "t23456789012345678901234567890123456789012345678901234567890123"
}

func TestOddNames(t *testing.T) {
	odd, long := builder.Model[spaced](), builder.Model[longest]()
	m := schema.MustOf(odd, long).With(
		schema.Index("An Index", builder.Lower(builder.Col(&odd.Select)), builder.Col(&odd.Order).Desc()).Where(builder.Col(&odd.Größe).Gt(1)),
		schema.Check("A Check", odd, builder.Col(&odd.Select).Ne("it's")), schema.View("A View", `SELECT "The ID" FROM "The Table"`),
	)
	names := map[string]bool{}
	for _, table := range m.Tables() {
		for _, c := range table.Checks {
			require.LessOrEqual(t, len(c.Name), 63)
			names[c.Name] = true
		}
		for _, i := range table.Indexes {
			require.LessOrEqual(t, len(i.Name), 63)
			names[i.Name] = true
		}
	}
	require.Len(t, names, 10, "%v", names)
	enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
		nothingDiffers(t, engine, schema.MustOf(odd, long))
		require.NoError(t, m.CreateAll(t.Context(), engine))
		require.NoError(t, engine.Begin(t.Context(), func(s *repo.Session) error {
			return s.Add(&spaced{ID: 1, Order: "x", Größe: 2, Select: "y"}, &longest{First: "xx", Second: "yy", Third: "z"})
		}))
		d, err := m.Diff(t.Context(), engine)
		require.NoError(t, err)
		require.Empty(t, d.String())
		require.NoError(t, m.DropAll(t.Context(), engine))
	})
}

// dotted is a table of another schema, and one beside it has the same name.
type dotted struct {
	ID   int64
	Name string `db:"name,unique,index"`
}

// TableName names the table.
func (dotted) TableName() string { return "other.boxes" }

func TestTablesOfOneNameInTwoSchemas(t *testing.T) {
	m := schema.MustOf(builder.Model[box](), builder.Model[dotted]())
	_, engine := onPostgres(t)
	t.Cleanup(func() { require.NoError(t, engine.Close()) })
	run(t, engine, "CREATE SCHEMA other")
	require.NoError(t, m.CreateAll(t.Context(), engine))
	d, err := m.Diff(t.Context(), engine)
	require.NoError(t, err)
	require.Empty(t, d.String())
	run(t, engine, "ALTER TABLE other.boxes ALTER name TYPE varchar(9)", "ALTER TABLE boxes ADD more int")
	d, err = m.Diff(t.Context(), engine)
	require.NoError(t, err)
	require.Equal(t, "boxes.more: DropColumn integer\nother.boxes.name: type character varying(9) -> text", d.String())
	require.NoError(t, m.DropAll(t.Context(), engine))
	found, err := schema.Reflect(t.Context(), engine, schema.InSchema("other"))
	require.NoError(t, err)
	require.Empty(t, found.Tables())
	_, err = m.DDL(builder.SQLite())
	var mistakes *schema.Error
	require.ErrorAs(t, err, &mistakes)
	require.ErrorContains(t, err, "table other.boxes: ")
}

// same is another model of a table, with the same columns.
type same struct {
	ID  int64
	Key string `db:"key"`
}

// TableName names the table.
func (same) TableName() string { return "boxes" }

// badge is the table of an association that is a model as well.
type badge struct {
	HolderID int64    `db:"holder_id,pk"`
	ClubID   int64    `db:"club_id,pk"`
	Number   int32    `db:"number,unique"`
	Holder   *holder  `rel:"belongs-to"`
	Club     *badgeOf `rel:"belongs-to"`
}

// TableName names the table.
func (badge) TableName() string { return "badges" }

type holder struct {
	ID    int64
	Clubs []*badgeOf `rel:"many-to-many,through=badges,fk=holder_id,ref=club_id"`
}

// TableName names the table.
func (holder) TableName() string { return "holders" }

type badgeOf struct{ ID int64 }

// TableName names the table.
func (badgeOf) TableName() string { return "clubs" }

func TestTablesOfSeveralModels(t *testing.T) {
	boxes := builder.Model[box]()
	badges, holders, clubs := builder.Model[badge](), builder.Model[holder](), builder.Model[badgeOf]()
	for _, m := range []*schema.MetaData{
		schema.MustOf(boxes, boxes, builder.Model[same](), boxes), schema.MustOf(), schema.MustOf(badges, holders, clubs), schema.MustOf(holders, clubs, badges),
	} {
		enginetest.Each(t, func(t *testing.T, engine *repo.Engine) { nothingDiffers(t, engine, m) })
	}
	require.Len(t, schema.MustOf(boxes, boxes, builder.Model[same]()).Tables(), 1)
	require.Len(t, schema.MustOf(holders, clubs, badges).Tables(), 3)
	require.Len(t, schema.MustOf(holders, clubs, badges).Tables()[2].Columns, 3)
	require.Empty(t, schema.MustOf().Tables())
}

// Engines over a pool of the user's own, of one connection and of many.
func TestCreateAllOverAPoolOfOnesOwn(t *testing.T) {
	m := metadata()
	for name, open := range map[string]func(t *testing.T) backends.Pool{
		"pgx": func(t *testing.T) backends.Pool {
			config, err := pgxpool.ParseConfig(pgtest.URL(t))
			require.NoError(t, err)
			config.MaxConns = 1
			pool, err := pgxpool.NewWithConfig(t.Context(), config)
			require.NoError(t, err)
			t.Cleanup(pool.Close)
			return pgxbackend.New(pool)
		},
		"pq": func(t *testing.T) backends.Pool {
			db, err := sqlx.Open("postgres", pgtest.URL(t))
			require.NoError(t, err)
			t.Cleanup(func() { require.NoError(t, db.Close()) })
			return sqlxbackend.New(db)
		},
		"sqlite in memory": func(t *testing.T) backends.Pool {
			db, err := sqlx.Open("sqlite", ":memory:")
			require.NoError(t, err)
			db.SetMaxOpenConns(1)
			t.Cleanup(func() { require.NoError(t, db.Close()) })
			return sqlxbackend.New(db)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			engine, err := repo.New(open(t))
			require.NoError(t, err)
			failed := make([]error, 8)
			var all sync.WaitGroup
			for i := range failed {
				all.Go(func() { failed[i] = m.CreateAll(t.Context(), engine) })
			}
			all.Wait()
			for _, err := range failed {
				require.NoError(t, err)
			}
			d, err := m.Diff(t.Context(), engine)
			require.NoError(t, err)
			require.Empty(t, d.String())
			require.NoError(t, m.DropAll(t.Context(), engine))
		})
	}
}

// A context that is over leaves nothing behind.
func TestCreateAllWithAContextThatIsOver(t *testing.T) {
	enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
		expired, cancel := context.WithCancel(t.Context())
		cancel()
		require.ErrorIs(t, metadata().CreateAll(expired, engine), context.Canceled)
		found, err := schema.Reflect(t.Context(), engine)
		require.NoError(t, err)
		require.Empty(t, found.Tables())
	})
}

// wheel and spoke refer to each other and to themselves.
type wheel struct {
	ID      int64
	SpokeID *int64 `db:"spoke_id,fk=spokes.id,ondelete=cascade"`
	SelfID  *int64 `db:"self_id,fk=wheels.id,ondelete=cascade"`
}

// TableName names the table.
func (wheel) TableName() string { return "wheels" }

type spoke struct {
	ID      int64
	WheelID *int64 `db:"wheel_id,fk=wheels.id,ondelete=cascade"`
	SelfID  *int64 `db:"self_id,fk=spokes.id,ondelete=cascade"`
}

// TableName names the table.
func (spoke) TableName() string { return "spokes" }

func TestACircleIsDropped(t *testing.T) {
	m := schema.MustOf(builder.Model[wheel](), builder.Model[spoke]())
	enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
		nothingDiffers(t, engine, m)
		require.NoError(t, m.CreateAll(t.Context(), engine))
		run(t, engine, "INSERT INTO wheels (id, self_id) VALUES (1, 1)", "INSERT INTO spokes (id, wheel_id, self_id) VALUES (1, 1, 1)", "UPDATE wheels SET spoke_id = 1")
		require.NoError(t, m.DropAll(t.Context(), engine))
		nothingIsThere(t, engine)
		if engine.Dialect().Name == "sqlite" {
			on, err := repo.Scalar[bool](t.Context(), engine, builder.Text("PRAGMA foreign_keys"))
			require.NoError(t, err)
			require.True(t, on, "foreign keys are looked at as before")
		}
	})
}
