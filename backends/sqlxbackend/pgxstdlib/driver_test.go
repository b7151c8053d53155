package pgxstdlib_test

import (
	"context"
	"database/sql"
	"errors"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/sqlxbackend"
	"github.com/drey-db/drey/backends/sqlxbackend/pgxstdlib"
	"github.com/drey-db/drey/internal/pgtest"
)

func TestAUnitOfWorkTakesTheTripsOfNativePgx(t *testing.T) {
	t.Parallel()
	p, c := open(t, backends.PoolConfig{})
	require.True(t, p.Capabilities().Pipeline)
	insert := func(n int) backends.Stmt { return backends.Stmt{SQL: "insert into t values ($1)", Args: []any{n}} }
	stmts := []backends.Stmt{insert(1), insert(2), {SQL: "select n from t", Rows: true}, insert(3)}
	for name, work := range map[string]struct {
		trips int
		run   func(t *testing.T)
	}{
		"a pipeline": {1, func(t *testing.T) {
			require.NoError(t, p.Pipeline(t.Context(), stmts, backends.PipelineOptions{}, nil))
		}},
		"a query": {1, func(t *testing.T) { count(t, p) }},
		"get, then rollback": {2, func(t *testing.T) {
			u := begin(t, p, backends.TxOptions{})
			count(t, u)
			require.NoError(t, u.Rollback(t.Context()))
		}},
		"insert, then commit": {2, func(t *testing.T) {
			u := begin(t, p, backends.TxOptions{})
			mustExec(t, u, "insert into t values ($1)", 1)
			require.NoError(t, u.Commit(t.Context()))
		}},
		"get, then a pipeline that commits": {2, func(t *testing.T) {
			u := begin(t, p, backends.TxOptions{})
			count(t, u)
			require.NoError(t, u.Pipeline(t.Context(), stmts, backends.PipelineOptions{Commit: true}, nil))
		}},
		"a pipeline with a savepoint": {1, func(t *testing.T) {
			saved := append([]backends.Stmt{{SQL: "savepoint a"}}, stmts...)
			require.NoError(t, p.Pipeline(t.Context(), saved, backends.PipelineOptions{}, nil))
		}},
		"an isolation level": {1, func(t *testing.T) {
			u := begin(t, p, backends.TxOptions{Isolation: sql.LevelSerializable})
			require.NoError(t, u.Pipeline(t.Context(), stmts, backends.PipelineOptions{Commit: true}, nil))
		}},
	} {
		mustExec(t, p, "truncate t")
		work.run(t) // the connection learns the statements
		mustExec(t, p, "truncate t")
		c.Reset()
		work.run(t)
		require.Equal(t, work.trips, c.Trips(), name)
	}
}

func TestIsolationRides(t *testing.T) {
	t.Parallel()
	p, _ := open(t, backends.PoolConfig{})
	o := backends.TxOptions{Isolation: sql.LevelSerializable, ReadOnly: true, Deferrable: true}
	const show = "select current_setting('transaction_isolation') || current_setting('transaction_read_only') || current_setting('transaction_deferrable')"
	require.Equal(t, "serializableonon", value[string](t, begin(t, p, o), show))

	var shown string
	u := begin(t, p, o)
	require.NoError(t, u.Pipeline(t.Context(), []backends.Stmt{{SQL: show, Rows: true}}, backends.PipelineOptions{Commit: true}, func(_ int, r backends.Rows, _ backends.Result) error {
		require.True(t, r.Next())
		return r.Scan(&shown)
	}))
	require.Equal(t, "serializableonon", shown)
	require.Equal(t, "read committedoffoff", value[string](t, p, show))
}

func TestAFailedPipelineCommitsNothing(t *testing.T) {
	t.Parallel()
	p, _ := open(t, backends.PoolConfig{})
	for _, first := range []string{"insert into t values (1)", "savepoint a"} { // an implicit transaction, and an explicit one
		stmts := []backends.Stmt{{SQL: first}, {SQL: "insert into t values (2)"}, {SQL: "insert into t values (2)"}}
		err := p.Pipeline(t.Context(), stmts, backends.PipelineOptions{}, nil)
		require.ErrorIs(t, err, backends.ErrUniqueViolation)
		var refusal *backends.Error
		require.ErrorAs(t, err, &refusal)
		require.Equal(t, 2, refusal.Stmt)
		require.Zero(t, count(t, p))
		require.Equal(t, 1, p.Stats().Open, "the connection is sound")
	}
}

func TestAnAnswerThatIsRefusedCannotHoldTheCommitBack(t *testing.T) {
	t.Parallel()
	p, _ := open(t, backends.PoolConfig{})
	own := errors.New("enough")
	refuse := func(int, backends.Rows, backends.Result) error { return own }
	err := p.Pipeline(t.Context(), []backends.Stmt{{SQL: "insert into t values (1)"}}, backends.PipelineOptions{}, refuse)
	require.ErrorIs(t, err, backends.ErrCommitUnknown)
	require.ErrorIs(t, err, own)

	u := begin(t, p, backends.TxOptions{})
	require.Equal(t, own, u.Pipeline(t.Context(), []backends.Stmt{{SQL: "insert into t values (2)"}}, backends.PipelineOptions{}, refuse))
	require.ErrorIs(t, u.Commit(t.Context()), backends.ErrTxAborted)
	require.Equal(t, 1, count(t, p))
}

func TestALostReplyToThePipelineThatCommitsIsOfUnknownFate(t *testing.T) {
	t.Parallel()
	p, c := open(t, backends.PoolConfig{})
	insert := func(n int) []backends.Stmt {
		return []backends.Stmt{{SQL: "insert into t values ($1)", Args: []any{n}}}
	}
	require.NoError(t, p.Pipeline(t.Context(), insert(1), backends.PipelineOptions{}, nil)) // prepared
	c.LoseReply(1)
	require.ErrorIs(t, p.Pipeline(t.Context(), insert(2), backends.PipelineOptions{}, nil), backends.ErrCommitUnknown)
	require.Equal(t, 2, count(t, p))

	require.NoError(t, p.Pipeline(t.Context(), insert(3), backends.PipelineOptions{}, nil))
	c.Hold()
	ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond) // the commit is on its way then
	defer cancel()
	err := p.Pipeline(ctx, insert(4), backends.PipelineOptions{}, nil)
	c.Release()
	require.ErrorIs(t, err, backends.ErrCommitUnknown)
	require.ErrorIs(t, err, context.DeadlineExceeded)
}

func TestALongPipelineIsOneTransaction(t *testing.T) {
	t.Parallel()
	p, _ := open(t, backends.PoolConfig{})
	stmts := make([]backends.Stmt, 4_500)
	for i := range stmts {
		stmts[i] = backends.Stmt{SQL: "insert into t values ($1)", Args: []any{i}}
	}
	next := 0
	require.NoError(t, p.Pipeline(t.Context(), stmts, backends.PipelineOptions{}, func(i int, _ backends.Rows, _ backends.Result) error {
		require.Equal(t, next, i)
		next++
		return nil
	}))
	require.Equal(t, 4_500, count(t, p))

	mustExec(t, p, "truncate t")
	stmts[4_400].Args = []any{7}
	err := p.Pipeline(t.Context(), stmts, backends.PipelineOptions{}, nil)
	var refusal *backends.Error
	require.ErrorAs(t, err, &refusal)
	require.Equal(t, 4_400, refusal.Stmt)
	require.Zero(t, count(t, p))
}

func TestTheNativeTransactionNeedsABeginOfItsOwn(t *testing.T) {
	t.Parallel()
	p, _ := open(t, backends.PoolConfig{})
	u := begin(t, p, backends.TxOptions{})
	mustExec(t, u, "insert into t values (1)")
	_, ok := sqlxbackend.Tx(u)
	require.False(t, ok, "BEGIN rode")

	u = begin(t, p, backends.TxOptions{})
	tx, ok := sqlxbackend.Tx(u)
	require.True(t, ok)
	_, err := tx.Exec("insert into t values (2)")
	require.NoError(t, err)
	require.NoError(t, u.Pipeline(t.Context(), []backends.Stmt{{SQL: "insert into t values (3)"}}, backends.PipelineOptions{Commit: true}, nil))
	require.Equal(t, 2, count(t, p))
}

func TestOtherDriversGoOneCallAStatement(t *testing.T) {
	t.Parallel()
	for _, url := range []string{"sqlite://", "postgresql+pq" + pgtest.URL(t)[len("postgresql"):]} {
		u, err := backends.ParseURL(url)
		require.NoError(t, err)
		p, err := sqlxbackend.Backend{Driver: pgxstdlib.Driver{}}.Open(t.Context(), u, backends.PoolConfig{})
		require.NoError(t, err)
		require.False(t, p.Capabilities().Pipeline)
		mustExec(t, p, "create table t (n integer)")
		require.NoError(t, p.Pipeline(t.Context(), []backends.Stmt{{SQL: "insert into t values (1)"}}, backends.PipelineOptions{}, nil))
		require.Equal(t, 1, count(t, p))
		require.NoError(t, p.Close())
	}
	handled, err := pgxstdlib.Driver{}.Pipeline(t.Context(), "a connection of nobody", nil, nil)
	require.NoError(t, err)
	require.False(t, handled)
}

func TestAnIdleConnectionIsNotPinged(t *testing.T) {
	t.Parallel()
	p, c := open(t, backends.PoolConfig{})
	mustExec(t, p, "select 1")
	c.Reset()
	mustExec(t, p, "select 1") // pgx's own connector would ping when the connection is first used again
	require.Equal(t, 1, c.Trips())
}

func TestAURLThatPgxCannotReadIsRefusedAtOpen(t *testing.T) {
	t.Parallel()
	u, err := backends.ParseURL("postgresql+pgx://admin:qZ8vhunter2@localhost/db?sslmode=odd")
	require.NoError(t, err)
	_, err = sqlxbackend.Backend{Driver: pgxstdlib.Driver{}}.Open(t.Context(), u, backends.PoolConfig{})
	require.ErrorIs(t, err, backends.ErrInvalidURL)
	require.NotContains(t, err.Error(), "qZ8vhunter2")
}

func TestClassifyReadsPgxErrors(t *testing.T) {
	t.Parallel()
	native := &pgconn.PgError{Code: "23505", ConstraintName: "t_pkey"}
	e, ok := pgxstdlib.Driver{}.Classify(native)
	require.True(t, ok)
	require.ErrorIs(t, e, backends.ErrUniqueViolation)
	require.Equal(t, "t_pkey", e.Constraint)
	for _, err := range []error{nil, errors.New("boom")} {
		_, ok = pgxstdlib.Driver{}.Classify(err)
		require.False(t, ok)
	}
}
