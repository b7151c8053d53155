package schema_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/enginetest"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// member has columns of a domain, of an extension's type, and with a default that a function of one's own computes.
type member struct {
	ID    int64
	Email string  `db:"email,type=address"`
	Nick  string  `db:"nick,type=citext"`
	Code  string  `db:"code,default=next_code(),omitzero"`
	Mood  *string `db:"mood,type=feeling"`
}

func (member) TableName() string { return "members" }

// bareMember is a member before it had these.
type bareMember struct {
	ID    int64
	Email string
	Nick  string
}

func (bareMember) TableName() string { return "members" }

// coded is a member of SQLite's, where a table of its own stands before the others.
type coded struct {
	ID   int64
	Name string
}

func (coded) TableName() string { return "coded" }

// membersFirst is what members need: a domain, an extension, a function, and a domain of an enum.
func membersFirst() []schema.RawObject {
	return []schema.RawObject{
		schema.Raw("address", "CREATE DOMAIN address AS text CHECK (VALUE ~ '@')", "DROP DOMAIN address"),
		schema.Raw("citext", "CREATE EXTENSION IF NOT EXISTS citext", "DROP EXTENSION citext"),
		schema.Raw("next_code", "CREATE FUNCTION next_code() RETURNS text LANGUAGE sql AS $$ SELECT 'x' $$", "DROP FUNCTION next_code()"),
		schema.Raw("feeling", "CREATE DOMAIN feeling AS mood", "DROP DOMAIN feeling"),
	}
}

// members is the models of members, with what they need before the tables, or after them.
func members(before bool) *schema.MetaData {
	model := builder.Model[member]()
	m := schema.MustOf(model).With(schema.Enum("mood", "calm", "wild"), schema.Index("ix_members_nick", builder.Col(&model.Nick)).Where(builder.Text("nick <> 'x'")),
		schema.View("nicks", "SELECT nick FROM members"), schema.Raw("twice", "CREATE FUNCTION twice(m members) RETURNS text LANGUAGE sql AS $$ SELECT m.code || m.code $$", "DROP FUNCTION twice(members)"))
	for _, o := range membersFirst() {
		if before {
			o = o.BeforeTables()
		}
		m = m.With(o)
	}
	return m
}

// leftOfMembers is how much of it a database has.
const leftOfMembers = `SELECT (SELECT count(*) FROM pg_type t WHERE typnamespace = 'public'::regnamespace) + (SELECT count(*) FROM pg_proc WHERE pronamespace = 'public'::regnamespace)`

// isAs reports that the database is as the models are, and holds what domains and types refuse.
func isAs(t *testing.T, engine *repo.Engine, m *schema.MetaData) {
	t.Helper()
	d, err := m.Diff(t.Context(), engine)
	require.NoError(t, err)
	require.Empty(t, d.String())
	require.Empty(t, describe(d.Unseen))
	p, err := m.Plan(t.Context(), engine)
	require.NoError(t, err)
	require.Empty(t, p.Up)
}

// Objects that come before the tables are made before them and dropped after them, by every door.
func TestObjectsBeforeTables(t *testing.T) {
	onPostgreses(t, func(t *testing.T, engine *repo.Engine) {
		ctx, m := t.Context(), members(true)
		d, err := m.Diff(ctx, engine)
		require.NoError(t, err)
		require.Contains(t, d.String(), "address: AddRaw")
		require.Zero(t, counted(t, engine, leftOfMembers))
		ddl, err := m.DDL(builder.Postgres())
		require.NoError(t, err)
		gone, err := m.DropDDL(builder.Postgres())
		require.NoError(t, err)
		p, err := m.Plan(ctx, engine)
		require.NoError(t, err)
		require.Empty(t, p.Irreversible)
		require.Equal(t, ddl[:6], p.Up[:6])
		for _, way := range []struct{ make, drop func() error }{
			{func() error { return m.CreateAll(ctx, engine) }, func() error { return m.DropAll(ctx, engine) }},
			{func() error { return sentAll(t, engine, ddl) }, func() error { return sentAll(t, engine, gone) }},
			{func() error { return sentAll(t, engine, p.Up) }, func() error { return sentAll(t, engine, p.Down) }},
		} {
			require.NoError(t, way.make())
			isAs(t, engine, m)
			require.NoError(t, m.CreateAll(ctx, engine))
			require.NoError(t, sentAll(t, engine, []string{"INSERT INTO members (email, nick, mood) VALUES ('a@b', 'Sandy', 'calm')"}))
			require.EqualValues(t, 1, counted(t, engine, "SELECT count(*) FROM members WHERE nick = 'SANDY' AND code = 'x'"))
			require.ErrorIs(t, sentAll(t, engine, []string{"INSERT INTO members (email, nick, mood) VALUES ('b', 'x', 'calm')"}), repo.ErrCheckViolation)
			require.NoError(t, way.drop())
			require.Zero(t, counted(t, engine, leftOfMembers))
		}
	})
}

// A table that is there gets columns of them, and keeps its rows there and back.
func TestObjectsBeforeATableThatIsThere(t *testing.T) {
	onPostgreses(t, func(t *testing.T, engine *repo.Engine) {
		ctx, m := t.Context(), members(true)
		require.NoError(t, schema.CreateAll(ctx, engine, builder.Model[bareMember]()))
		require.NoError(t, sentAll(t, engine, []string{"CREATE TABLE others (id integer PRIMARY KEY)", "INSERT INTO members (email, nick) VALUES ('a@b', 'Sandy')"}))
		p, err := m.Plan(ctx, engine)
		require.NoError(t, err)
		require.Empty(t, p.Irreversible)
		require.NoError(t, sentAll(t, engine, p.Up))
		isAs(t, engine, m)
		require.EqualValues(t, 1, counted(t, engine, "SELECT count(*) FROM members WHERE nick = 'SANDY' AND code = 'x'"))
		require.NoError(t, sentAll(t, engine, p.Down))
		require.EqualValues(t, 1, counted(t, engine, "SELECT count(*) FROM members WHERE nick = 'Sandy'"))
		d, err := schema.MustOf(builder.Model[bareMember]()).Diff(ctx, engine)
		require.NoError(t, err)
		require.Equal(t, "others: DropTable", d.String())
	})
}

// What comes too late, or too early, is told by its name with the move, by every door.
func TestObjectsThatComeTooLate(t *testing.T) {
	onPostgreses(t, func(t *testing.T, engine *repo.Engine) {
		ctx, models := t.Context(), schema.MustOf(builder.Model[member]()).With(schema.Enum("mood", "calm"))
		all := membersFirst()
		for _, late := range []struct {
			at   int
			said string
		}{{0, "Raw address"}, {1, "Raw citext"}, {2, "Raw next_code"}} {
			m := models
			for i, o := range all {
				if i != late.at {
					o = o.BeforeTables()
				}
				m = m.With(o)
			}
			_, diff := m.Diff(ctx, engine)
			_, plan := m.Plan(ctx, engine)
			for _, err := range []error{m.CreateAll(ctx, engine), diff, plan} {
				require.ErrorContains(t, err, late.said)
				require.ErrorContains(t, err, "say schema.Raw(...).BeforeTables()")
			}
		}
		require.ErrorContains(t, models.With(all[0].BeforeTables(), all[1].BeforeTables(), all[3].BeforeTables()).CreateAll(ctx, engine), "create that first, by schema.Raw(...).BeforeTables()")
		early := schema.Raw("twice", "CREATE FUNCTION twice(m members) RETURNS text LANGUAGE sql AS $$ SELECT m.code $$", "DROP FUNCTION twice(members)").BeforeTables()
		require.ErrorContains(t, models.With(early).CreateAll(ctx, engine), "leave BeforeTables out")
		require.NoError(t, members(true).CreateAll(ctx, engine))
		require.ErrorContains(t, members(false).DropAll(ctx, engine), "say schema.Raw(...).BeforeTables(), and it is dropped after them")
	})
}

// On SQLite it is a table that stands before the others.
func TestObjectsBeforeTablesOnSQLite(t *testing.T) {
	engine := enginetest.SQLite.Open(t, enginetest.SQLite.URL(t))
	m := schema.MustOf(builder.Model[coded]()).With(
		schema.Raw("words", "CREATE VIRTUAL TABLE words USING fts5(body)", "DROP TABLE words").BeforeTables(), schema.View("names", "SELECT name FROM coded"))
	ddl, err := m.DDL(builder.SQLite())
	require.NoError(t, err)
	require.Contains(t, ddl[0], "VIRTUAL")
	p, err := m.Plan(t.Context(), engine)
	require.NoError(t, err)
	require.Equal(t, ddl, p.Up)
	require.Equal(t, "DROP TABLE words", p.Down[len(p.Down)-1])
	require.NoError(t, m.CreateAll(t.Context(), engine))
	isAs(t, engine, m)
	require.NoError(t, m.DropAll(t.Context(), engine))
	require.Zero(t, counted(t, engine, "SELECT count(*) FROM sqlite_master WHERE name IN ('words', 'coded', 'names')"))
}

// onPostgreses runs a test on every backend of PostgreSQL.
func onPostgreses(t *testing.T, body func(t *testing.T, engine *repo.Engine)) {
	enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
		if engine.Dialect().Name == builder.Postgres().Name {
			body(t, engine)
		}
	})
}

// counted is the number that a query answers.
func counted(t *testing.T, engine *repo.Engine, query string) int64 {
	t.Helper()
	n, err := repo.Scalar[int64](t.Context(), engine, builder.Text(query))
	require.NoError(t, err)
	return n
}

// sentAll sends statements one after the other.
func sentAll(t *testing.T, engine *repo.Engine, statements []string) error {
	t.Helper()
	for _, s := range statements {
		if _, err := engine.Exec(t.Context(), builder.Text(s)); err != nil {
			return err
		}
	}
	return nil
}
