package schema

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/atlas"
	"github.com/drey-db/drey/internal/enginetest"
	"github.com/drey-db/drey/repo"
)

// exactly are types, others that hold less, and values of which some are held.
var exactly = []struct {
	from   string
	to     []string
	values []string
}{
	{"numeric", []string{"numeric(6,2)", "bigint", "double precision"}, []string{"1.5", "7", "0.1", "12345678901234567890.5"}},
	{"numeric(6,2)", []string{"numeric(6,1)", "integer", "real"}, []string{"1.25", "1.50", "99.99", "3"}},
	{"double precision", []string{"bigint", "real", "numeric(6,2)"}, []string{"7.5", "0.1", "2", "16777217"}},
	{"bigint", []string{"integer", "double precision", "real"}, []string{"1", "70000000000", "9007199254740993"}},
	{"integer", []string{"smallint", "real", "numeric(5,-2)"}, []string{"1", "70000", "16777217"}},
	{"numeric[]", []string{"bigint[]", "numeric(6,2)[]"}, []string{"{1,2}", "{1.5,NULL}", "{0.125}"}},
	{"timestamptz", []string{"date", "timestamp", "timestamp(0)", "timestamptz(0)"}, []string{"2024-02-29 00:00:00+00", "2024-02-29 12:30:00.5+02"}},
	{"timestamp", []string{"date", "timestamp(3)", "timestamptz", "timestamptz(0)"}, []string{"2024-02-29 00:00:00", "2024-02-29 12:30:00.123456"}},
	{"time", []string{"time(0)"}, []string{"12:30:00.5", "12:00"}},
}

// A plan to another type keeps a value, there and back, or is refused: PostgreSQL is asked whether it is the same.
func TestValuesAreKeptExactlyOrRefused(t *testing.T) {
	engine := enginetest.Pgx.Open(t, enginetest.Pgx.URL(t)+"&timezone=UTC")
	send := func(text string) error {
		_, err := engine.Runner().Exec(t.Context(), backends.Stmt{SQL: text})
		return err
	}
	same := func(typ, v string) bool {
		same, err := repo.Scalar[bool](t.Context(), engine, builder.Text("SELECT v::"+typ+" = '"+v+"'::"+typ+" FROM exacts"))
		require.NoError(t, err)
		return same
	}
	kept, refused := 0, 0
	for _, c := range exactly {
		for _, to := range c.to {
			p := planExactly(t, engine, send, c.from, to)
			for _, v := range c.values {
				what := fmt.Sprintf("%s from %s to %s: %v", v, c.from, to, p.Up)
				require.NoError(t, send("TRUNCATE exacts"))
				require.NoError(t, send("INSERT INTO exacts VALUES (1, '"+v+"')"))
				err := inOne(t, engine, p.Up)
				require.True(t, same(c.from, v), what)
				if err != nil {
					require.True(t, refusedByRows(err), "%s: %v", what, err)
					refused++
					continue
				}
				require.NoError(t, inOne(t, engine, p.Down), what)
				require.True(t, same(c.from, v), what)
				kept++
			}
		}
	}
	t.Logf("%d kept, %d refused", kept, refused)
	require.Greater(t, kept, 25)
	require.Greater(t, refused, 25)
}

// planExactly makes a table with a column of one type, and plans it to be of another.
func planExactly(t *testing.T, engine *repo.Engine, send func(string) error, from, to string) Plan {
	require.NoError(t, send("DROP TABLE IF EXISTS exacts"))
	require.NoError(t, send("CREATE TABLE exacts (id bigint PRIMARY KEY, v "+from+")"))
	found, err := Reflect(t.Context(), engine, Only("exacts"))
	require.NoError(t, err)
	model := deepClone(*found.found)
	columns := model.Tables[0].Columns
	columns[slices.IndexFunc(columns, func(c atlas.Column) bool { return c.Name == "v" })].Type = to
	p, err := (&MetaData{found: &model, dialect: "postgres"}).Plan(t.Context(), engine, Include(func(_, table, _ string) bool { return table == "exacts" }))
	require.NoError(t, err, "%s to %s", from, to)
	require.NotEmpty(t, p.Up)
	return p
}

func inOne(t *testing.T, engine *repo.Engine, statements []string) error {
	return engine.Begin(t.Context(), func(s *repo.Session) error {
		for _, text := range statements {
			if _, err := s.Runner().Exec(t.Context(), backends.Stmt{SQL: text}); err != nil {
				return err
			}
		}
		return nil
	})
}
