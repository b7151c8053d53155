package sqlxbackend_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/backendtest"
	"github.com/drey-db/drey/backends/sqlxbackend"
	"github.com/drey-db/drey/internal/pgtest"
)

// onePq returns a pool of one connection of lib/pq, behind a counter of round trips.
func onePq(t *testing.T, query map[string][]string) (backends.Pool, *backendtest.Counter) {
	t.Helper()
	u, err := backends.ParseURL(pgtest.URL(t))
	require.NoError(t, err)
	u.Driver = "pq"
	for name, values := range query {
		u.Query[name] = values
	}
	c := backendtest.NewCounter(t, u)
	p, err := sqlxbackend.Backend{}.Open(t.Context(), c.URL(), backends.PoolConfig{Size: 1, Overflow: -1})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, p.Close()) })
	return p, c
}

func insertInto(table string) backends.Stmt {
	return backends.Stmt{SQL: "insert into " + table + " (n) values ($1)", Args: []any{1}}
}

// run runs s, and returns the round trips that it took.
func run(t *testing.T, p backends.Pool, c *backendtest.Counter, s backends.Stmt) int {
	t.Helper()
	c.Reset()
	_, err := p.Exec(t.Context(), s)
	require.NoError(t, err)
	return c.Trips()
}

// keptStatements returns how many prepared statements the server has for the connection.
func keptStatements(t *testing.T, p backends.Pool) int { return count(t, p, "pg_prepared_statements") }

func TestPqKeepsWhatComesAgain(t *testing.T) {
	t.Parallel()
	p, c := onePq(t, map[string][]string{"binary_parameters": {"no"}})
	mustExec(t, p, "create table t (n bigint)")
	var trips []int
	for range 4 {
		trips = append(trips, run(t, p, c, insertInto("t")))
	}
	require.Equal(t, []int{2, 2, 1, 1}, trips, "the second call prepares what stays")
	require.Equal(t, 1, keptStatements(t, p))
	mustExec(t, p, "truncate t")
	require.Equal(t, 1, keptStatements(t, p), "a text without arguments is not prepared")
}

func TestPqKeepsABoundedNumber(t *testing.T) {
	t.Parallel()
	p, c := onePq(t, map[string][]string{"binary_parameters": {"no"}})
	mustExec(t, p, "create table t (n bigint)")
	for i := range 120 {
		s := insertInto("t")
		s.SQL += fmt.Sprintf(" -- %d", i)
		run(t, p, c, s)
		run(t, p, c, s)
	}
	require.Equal(t, 100, keptStatements(t, p))
	first := insertInto("t")
	first.SQL += " -- 0"
	require.Equal(t, 2, run(t, p, c, first), "it was let go")
}

func TestPqForgetsWhatIsOutOfDate(t *testing.T) {
	t.Parallel()
	p, c := onePq(t, map[string][]string{"binary_parameters": {"no"}})
	mustExec(t, p, "create table t (n bigint)")
	for range 3 {
		run(t, p, c, insertInto("t"))
	}
	mustExec(t, p, "alter table t alter n type text")
	run(t, p, c, insertInto("t"))
	ask := backends.Stmt{SQL: "select * from t where n = $1", Args: []any{"1"}, Rows: true}
	rowsOf := func() int {
		rows, err := p.Query(t.Context(), ask)
		require.NoError(t, err)
		n := 0
		for rows.Next() {
			n++
		}
		require.NoError(t, rows.Close())
		return n
	}
	for range 3 {
		require.Equal(t, 4, rowsOf())
	}
	mustExec(t, p, "alter table t add more bigint")
	require.Equal(t, 4, rowsOf(), "the result has another column now")
	mustExec(t, p, "deallocate all")
	require.Equal(t, 4, rowsOf(), "the statement is gone")
}

func TestPqKeepsNothingPrepared(t *testing.T) {
	t.Parallel()
	for _, query := range []map[string][]string{nil, {"binary_parameters": {"yes"}}} {
		p, c := onePq(t, query)
		mustExec(t, p, "create table t (n bigint)")
		for range 3 {
			require.Equal(t, 1, run(t, p, c, insertInto("t")))
		}
		require.Zero(t, keptStatements(t, p))
	}
}

func TestPqAsksOnceWhatBytesAreFor(t *testing.T) {
	t.Parallel()
	p, c := onePq(t, nil)
	mustExec(t, p, "create domain raw as bytea; create table t (a jsonb, b bytea, c uuid, d text, e raw, n bigint)")
	s := backends.Stmt{SQL: "insert into t (n, a, b, c, d, e) values ($1, $2, $3, $4, $5, $6); -- it; is\n"}
	id, odd := []byte("5f7ee85f-d4b6-4c4e-9a39-0b0f14b8e6a1"), []byte(`\x71 é`)
	s.Args = []any{1, []byte(`{"é": "\\"}`), odd, id, odd, odd}
	require.Equal(t, []int{2, 1, 1}, []int{run(t, p, c, s), run(t, p, c, s), run(t, p, c, s)})
	require.Zero(t, keptStatements(t, p))
	require.Equal(t, 3, count(t, p, `t where a->>'é' = '\' and b = convert_to('\x71 é', 'UTF8') and c is not null and d = '\x71 é' and e = b`))
	mustExec(t, p, "alter table t alter b type jsonb using null")
	s.Args[2] = s.Args[1]
	require.Equal(t, 3, run(t, p, c, s), "the column is another now")
	s.SQL = "select $1; drop table t"
	s.Args = []any{odd}
	_, err := p.Exec(t.Context(), s)
	require.ErrorContains(t, err, "42601", "no second statement comes by")
	require.Equal(t, 4, count(t, p, "t"))
}

func TestPqIsAskedForAWord(t *testing.T) {
	t.Parallel()
	u, err := backends.ParseURL("postgresql+pq://h/d?binary_parameters=maybe")
	require.NoError(t, err)
	_, err = sqlxbackend.Backend{}.Open(t.Context(), u, backends.PoolConfig{})
	require.ErrorIs(t, err, backends.ErrInvalidURL)
	require.ErrorContains(t, err, `binary_parameters is "maybe": say yes or no`)
}
