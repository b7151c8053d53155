package sqlxbackend_test

import (
	"context"
	"errors"
	"testing"

	"github.com/jmoiron/sqlx"
	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/sqlxbackend"
)

func TestAUnitOfWorkCommitsAndRollsBack(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, p backends.Pool) {
		mustExec(t, p, "create table t (n integer primary key)")
		u := begin(t, p, backends.TxOptions{})
		require.Zero(t, p.Stats().InUse, "a unit takes its connection with its first statement")
		mustExec(t, u, "insert into t values (1)")
		require.Equal(t, 1, count(t, u, "t"))
		require.NoError(t, u.Commit(t.Context()))
		require.ErrorIs(t, u.Commit(t.Context()), backends.ErrTxDone)
		require.Equal(t, 1, count(t, p, "t"))

		u = begin(t, p, backends.TxOptions{})
		mustExec(t, u, "insert into t values (2)")
		require.NoError(t, u.Rollback(t.Context()))
		require.Equal(t, 1, count(t, p, "t"))
		require.NoError(t, begin(t, p, backends.TxOptions{}).Commit(t.Context()))
	})
}

func TestAFailedStatementLeavesRollbackOrASavepoint(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, p backends.Pool) {
		mustExec(t, p, "create table t (n integer primary key)")
		u := begin(t, p, backends.TxOptions{})
		mustExec(t, u, "insert into t values (1)")
		mustExec(t, u, "savepoint a")
		_, err := u.Exec(t.Context(), backends.Stmt{SQL: "insert into t values (1)"})
		require.ErrorIs(t, err, backends.ErrUniqueViolation)
		_, err = u.Exec(t.Context(), backends.Stmt{SQL: "insert into t values (2)"})
		require.ErrorIs(t, err, backends.ErrTxAborted)
		mustExec(t, u, "rollback to savepoint a")
		mustExec(t, u, "insert into t values (3)")
		require.NoError(t, u.Commit(t.Context()))
		require.Equal(t, 2, count(t, p, "t"))

		u = begin(t, p, backends.TxOptions{})
		_, err = u.Exec(t.Context(), backends.Stmt{SQL: "insert into t values (1)"})
		require.ErrorIs(t, err, backends.ErrUniqueViolation)
		err = u.Commit(t.Context())
		require.ErrorIs(t, err, backends.ErrTxAborted)
		require.ErrorIs(t, err, backends.ErrUniqueViolation, "why")
		require.Zero(t, p.Stats().InUse)
	})
}

func TestAPipelineIsOneTransaction(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, p backends.Pool) {
		mustExec(t, p, "create table t (n integer primary key)")
		stmts := []backends.Stmt{
			{SQL: "insert into t values (1)"},
			{SQL: "select n from t order by n", Rows: true},
			{SQL: "insert into t values (2), (3)"},
		}
		var seen []any
		require.NoError(t, p.Pipeline(t.Context(), stmts, backends.PipelineOptions{}, func(i int, r backends.Rows, res backends.Result) error {
			if seen = append(seen, i, res.RowsAffected); r != nil {
				require.True(t, r.Next())
			}
			return nil
		}))
		require.Equal(t, []any{0, int64(1), 1, int64(0), 2, int64(2)}, seen)
		require.Equal(t, 3, count(t, p, "t"))

		err := p.Pipeline(t.Context(), []backends.Stmt{{SQL: "insert into t values (4)"}, stmts[0]}, backends.PipelineOptions{}, nil)
		require.ErrorIs(t, err, backends.ErrUniqueViolation)
		var refusal *backends.Error
		require.ErrorAs(t, err, &refusal)
		require.Equal(t, 1, refusal.Stmt)
		require.Equal(t, 3, count(t, p, "t"))

		own := errors.New("enough")
		err = p.Pipeline(t.Context(), []backends.Stmt{{SQL: "insert into t values (4)"}}, backends.PipelineOptions{},
			func(int, backends.Rows, backends.Result) error { return own })
		require.Same(t, own, err)
		require.Equal(t, 3, count(t, p, "t"), "one call a statement: COMMIT had not left yet")
	})
}

func TestOpenRowsKeepTheUnitBusy(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, p backends.Pool) {
		u := begin(t, p, backends.TxOptions{})
		rows, err := u.Query(t.Context(), backends.Stmt{SQL: "select 1 union all select 2", Rows: true})
		require.NoError(t, err)
		_, err = u.Exec(t.Context(), backends.Stmt{SQL: "select 1"})
		require.ErrorIs(t, err, backends.ErrBusy)
		require.ErrorIs(t, u.Commit(t.Context()), backends.ErrBusy)
		require.NoError(t, rows.Close())
		require.NoError(t, rows.Close())
		require.NoError(t, u.Commit(t.Context()))

		u = begin(t, p, backends.TxOptions{})
		rows, err = u.Query(t.Context(), backends.Stmt{SQL: "select 1 union all select 2", Rows: true})
		require.NoError(t, err)
		require.True(t, rows.Next())
		require.NoError(t, u.Rollback(t.Context()), "it closes what is open")
		require.False(t, rows.Next())
	})
}

func TestACancelledStatementEndsTheUnitAndItsConnection(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, p backends.Pool) {
		mustExec(t, p, "create table t (n integer primary key)")
		slow := "select pg_sleep(60)"
		if p.Dialect() == "sqlite" {
			slow = "with recursive c(n) as (select 1 union all select n + 1 from c) select count(*) from c"
		}
		u := begin(t, p, backends.TxOptions{})
		mustExec(t, u, "insert into t values (1)")
		ctx, cancel := context.WithTimeout(t.Context(), onItsWay)
		defer cancel()
		_, err := u.Exec(ctx, backends.Stmt{SQL: slow})
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.ErrorIs(t, err, backends.ErrTimeout)
		_, err = u.Exec(t.Context(), backends.Stmt{SQL: "select 1"})
		require.ErrorIs(t, err, backends.ErrTxAborted)
		require.NoError(t, u.Rollback(t.Context()))
		require.Zero(t, count(t, p, "t"))

		cancelled, cancelNow := context.WithCancel(t.Context())
		cancelNow()
		u = begin(t, p, backends.TxOptions{})
		mustExec(t, u, "insert into t values (1)")
		require.ErrorIs(t, u.Commit(cancelled), context.Canceled)
		require.NoError(t, u.Commit(t.Context()), "nothing had been sent")
		require.Equal(t, 1, count(t, p, "t"))
	})
}

func TestTxIsTheNativeTransaction(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, p backends.Pool) {
		mustExec(t, p, "create table t (n integer primary key)")
		u := begin(t, p, backends.TxOptions{})
		tx, ok := sqlxbackend.Tx(u)
		require.True(t, ok)
		_, err := tx.Exec("insert into t values (1)")
		require.NoError(t, err)
		require.NoError(t, u.Commit(t.Context()))
		require.Equal(t, 1, count(t, p, "t"))
		_, ok = sqlxbackend.Tx(u)
		require.False(t, ok)

		u = begin(t, p, backends.TxOptions{})
		tx, ok = sqlxbackend.Tx(u)
		require.True(t, ok)
		require.NoError(t, tx.Rollback())
		require.ErrorIs(t, u.Commit(t.Context()), backends.ErrTxDone)

		u = begin(t, p, backends.TxOptions{})
		tx, ok = sqlxbackend.Tx(u)
		require.True(t, ok)
		require.NoError(t, tx.Commit())
		err = u.Pipeline(t.Context(), []backends.Stmt{{SQL: "insert into t values (2)"}, {SQL: "insert into t values (3)"}}, backends.PipelineOptions{Commit: true}, nil)
		require.ErrorIs(t, err, backends.ErrTxDone)
		require.NotErrorIs(t, err, backends.ErrCommitUnknown)
		require.Equal(t, 1, count(t, p, "t"))

		if p.Dialect() == "postgres" {
			u = begin(t, p, backends.TxOptions{})
			tx, _ = sqlxbackend.Tx(u)
			_, err = tx.Exec("insert into t values (1)")
			require.Error(t, err)
			require.ErrorIs(t, u.Commit(t.Context()), backends.ErrTxAborted, "it was aborted behind the unit's back")
		}
	})
}

func TestAnOuterTransactionIsNeverEndedHere(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, p backends.Pool) {
		mustExec(t, p, "create table t (n integer primary key)")
		db, ok := sqlxbackend.DB(p)
		require.True(t, ok)
		outer, err := db.Beginx()
		require.NoError(t, err)
		u := sqlxbackend.FromTx(outer)
		mustExec(t, u, "insert into t values (1)")
		require.NoError(t, u.Pipeline(t.Context(), []backends.Stmt{{SQL: "insert into t values (2)"}}, backends.PipelineOptions{Commit: true}, nil))
		require.ErrorIs(t, u.Commit(t.Context()), backends.ErrTxDone)
		require.Equal(t, 2, count(t, sqlxbackend.FromTx(outer), "t"))
		under, ok := sqlxbackend.Tx(sqlxbackend.FromTx(outer))
		require.True(t, ok)
		require.Same(t, outer, under)
		require.NoError(t, outer.Rollback())
		require.Zero(t, count(t, p, "t"))
	})
}

func TestAPoolOfOnesOwnStaysOpen(t *testing.T) {
	t.Parallel()
	db, err := sqlx.Open("sqlite", ":memory:")
	require.NoError(t, err)
	defer func() { require.NoError(t, db.Close()) }()
	p := sqlxbackend.New(db)
	require.Equal(t, "sqlite", p.Dialect())
	require.NoError(t, p.Close())
	_, err = p.Exec(t.Context(), backends.Stmt{SQL: "select 1"})
	require.ErrorIs(t, err, backends.ErrClosed)
	require.NoError(t, db.Ping())
}
