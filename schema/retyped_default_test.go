package schema_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/enginetest"
	"github.com/drey-db/drey/internal/pgtest"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// tickets are a table in which one column is of another type each time.
type (
	ticketsText struct {
		ID int64
		N  string `db:"n,default='0'"`
	}
	ticketsBig struct {
		ID int64
		N  int64 `db:"n,default=0"`
	}
	ticketsBool struct {
		ID int64
		N  bool `db:"n,default=false"`
	}
	ticketsNow struct {
		ID int64
		N  string `db:"n,default=now()"`
	}
	ticketsTime struct {
		ID int64
		N  string `db:"n,type=timestamptz,default=CURRENT_TIMESTAMP"`
	}
)

func (ticketsText) TableName() string { return "tickets" }
func (ticketsBig) TableName() string  { return "tickets" }
func (ticketsBool) TableName() string { return "tickets" }
func (ticketsNow) TableName() string  { return "tickets" }
func (ticketsTime) TableName() string { return "tickets" }

// A column takes its default along to another type, and back: rows keep what they say, and new ones get the default, in either state.
func TestADefaultGoesToAnotherTypeAndBack(t *testing.T) {
	text, number, truth := schema.MustOf(builder.Model[ticketsText]()), schema.MustOf(builder.Model[ticketsBig]()), schema.MustOf(builder.Model[ticketsBool]())
	enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
		thereAndBack(t, engine, text, number, "'1'", "1,0", "1,0")
		thereAndBack(t, engine, number, text, "1", "1,0", "1,0")
		if engine.Dialect().Name == "postgres" {
			thereAndBack(t, engine, number, truth, "1", "1,0", "true,false")
			thereAndBack(t, engine, truth, number, "true", "true,false", "1,0")
		}
	})
}

// thereAndBack looks at what a column holds, of a row with a value and of one with the default, before a change, behind it, and behind the way back.
func thereAndBack(t *testing.T, engine *repo.Engine, before, after *schema.MetaData, value, was, is string) {
	t.Helper()
	require.NoError(t, before.DropAll(t.Context(), engine))
	require.NoError(t, before.CreateAll(t.Context(), engine))
	run(t, engine, "INSERT INTO tickets (id, n) VALUES (1, "+value+")")
	p, err := after.Plan(t.Context(), engine)
	require.NoError(t, err)
	require.Empty(t, p.Irreversible, strings.Join(p.Up, "\n"))
	for i, step := range []struct {
		statements []string
		as         *schema.MetaData
		held       string
	}{{nil, before, was}, {p.Up, after, is}, {p.Down, before, was}} {
		runPlan(t, engine, step.statements)
		d, err := step.as.Diff(t.Context(), engine)
		require.NoError(t, err)
		require.Empty(t, d.String(), "step %d\n%s", i, strings.Join(step.statements, "\n"))
		run(t, engine, "INSERT INTO tickets (id) VALUES (2)")
		held, err := repo.Scalars[string](t.Context(), engine, builder.Text("SELECT CAST(n AS text) FROM tickets ORDER BY id"))
		require.NoError(t, err)
		require.Equal(t, step.held, strings.Join(held, ","), "step %d\n%s", i, strings.Join(step.statements, "\n"))
		run(t, engine, "DELETE FROM tickets WHERE id = 2")
	}
}

// A default that is the time of a transaction is written by each type in its way, and comes back as it was.
func TestATimeByDefaultGoesToAnotherTypeAndBack(t *testing.T) {
	engine := enginetest.Pgx.Open(t, pgtest.URL(t))
	text, moment := schema.MustOf(builder.Model[ticketsNow]()), schema.MustOf(builder.Model[ticketsTime]())
	for _, way := range [][2]*schema.MetaData{{text, moment}, {moment, text}} {
		require.NoError(t, text.DropAll(t.Context(), engine))
		require.NoError(t, way[0].CreateAll(t.Context(), engine))
		run(t, engine, "INSERT INTO tickets (id, n) VALUES (1, '2024-05-06 07:08:09+00')")
		p, err := way[1].Plan(t.Context(), engine)
		require.NoError(t, err)
		require.Empty(t, p.Irreversible)
		for _, statements := range [][]string{p.Up, p.Down} {
			runPlan(t, engine, statements)
			run(t, engine, "INSERT INTO tickets (id) VALUES (2)", "DELETE FROM tickets WHERE id = 2")
		}
		d, err := way[0].Diff(t.Context(), engine)
		require.NoError(t, err)
		require.Empty(t, d.String())
		kept, err := repo.Scalars[bool](t.Context(), engine, builder.Text("SELECT n::timestamptz = '2024-05-06 07:08:09+00' FROM tickets"))
		require.NoError(t, err)
		require.Equal(t, []bool{true}, kept)
	}
}

type (
	countedText struct {
		ID int64
		N  string `db:"n"`
	}
	countedBig struct {
		ID int64
		N  int64 `db:"n,default=7"`
	}
	countedSmallSerial struct {
		ID int64
		N  int16 `db:"n,type=smallserial"`
	}
	countedSerial struct {
		ID int64
		N  int32 `db:"n,type=serial"`
	}
	countedBigSerial struct {
		ID int64
		N  int64 `db:"n,type=bigserial"`
	}
)

func (countedText) TableName() string        { return "counted" }
func (countedBig) TableName() string         { return "counted" }
func (countedSmallSerial) TableName() string { return "counted" }
func (countedSerial) TableName() string      { return "counted" }
func (countedBigSerial) TableName() string   { return "counted" }

// Columns of other types become serial ones, and serial ones become others: their values are converted, a new row is counted on behind them, and
// back they are what they were.
func TestSerialColumnsAreConverted(t *testing.T) {
	engine := enginetest.Pgx.Open(t, pgtest.URL(t))
	serial := []*schema.MetaData{schema.MustOf(builder.Model[countedSmallSerial]()), schema.MustOf(builder.Model[countedSerial]()), schema.MustOf(builder.Model[countedBigSerial]())}
	all := append(serial, schema.MustOf(builder.Model[countedText]()), schema.MustOf(builder.Model[countedBig]()))
	for i, before := range all {
		for j, after := range all {
			if i == j || i >= len(serial) && j >= len(serial) {
				continue
			}
			require.NoError(t, before.DropAll(t.Context(), engine))
			require.NoError(t, before.CreateAll(t.Context(), engine))
			run(t, engine, "INSERT INTO counted (n) VALUES ('12')")
			p, err := after.Plan(t.Context(), engine)
			require.NoError(t, err)
			require.Empty(t, p.Irreversible)
			for _, step := range []struct {
				statements []string
				as         *schema.MetaData
				counts     bool
			}{{p.Up, after, j < len(serial)}, {p.Down, before, i < len(serial)}} {
				runPlan(t, engine, step.statements)
				d, err := step.as.Diff(t.Context(), engine)
				require.NoError(t, err)
				require.Empty(t, d.String(), strings.Join(step.statements, "\n"))
				held := "12"
				if step.counts {
					run(t, engine, "INSERT INTO counted DEFAULT VALUES")
					held = "12,"
				}
				if made := i >= len(serial) || j >= len(serial); step.counts && made {
					held = "12,13" // the sequence is new, and begins behind what is there
				}
				found, err := repo.Scalars[string](t.Context(), engine, builder.Text("SELECT n::text FROM counted ORDER BY id"))
				require.NoError(t, err)
				require.Regexp(t, "^"+held, strings.Join(found, ","), strings.Join(step.statements, "\n"))
				run(t, engine, "DELETE FROM counted WHERE n::text <> '12'")
			}
			left, err := repo.Scalars[string](t.Context(), engine, builder.Text("SELECT sequencename FROM pg_sequences WHERE sequencename = 'counted_n_seq'"))
			require.NoError(t, err)
			require.Len(t, left, map[bool]int{true: 1}[i < len(serial)])
		}
	}
}
