package sqlxbackend_test

import (
	"context"
	"database/sql/driver"
	"errors"
	"testing"
	"time"

	"github.com/DATA-DOG/go-sqlmock"
	"github.com/jmoiron/sqlx"
	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/kit"
	"github.com/drey-db/drey/backends/sqlxbackend"
)

// mocked returns a pool over sqlmock, whose expectations must be met by the end of t.
func mocked(t *testing.T) (backends.Pool, sqlmock.Sqlmock) {
	t.Helper()
	db, mock, err := sqlmock.New(sqlmock.MonitorPingsOption(true), sqlmock.QueryMatcherOption(sqlmock.QueryMatcherEqual))
	require.NoError(t, err)
	t.Cleanup(func() {
		require.NoError(t, mock.ExpectationsWereMet())
		mock.ExpectClose()
		require.NoError(t, db.Close())
	})
	return sqlxbackend.New(sqlx.NewDb(db, "postgres")), mock
}

func TestConstructionSendsNothing(t *testing.T) {
	t.Parallel()
	p, _ := mocked(t)
	require.Equal(t, "postgres", p.Dialect())
	require.Equal(t, backends.Capabilities{Pin: true, MaxParams: kit.MostParams}, p.Capabilities())
	u := begin(t, p, backends.TxOptions{})
	require.NoError(t, u.Commit(t.Context()))
	require.NoError(t, p.Pipeline(t.Context(), nil, backends.PipelineOptions{}, nil))
	require.NoError(t, p.Close())
}

func TestAUnitIsBeginItsStatementsAndCommit(t *testing.T) {
	t.Parallel()
	p, mock := mocked(t)
	mock.ExpectBegin()
	mock.ExpectExec("INSERT INTO t VALUES ($1, $2, $3)").WithArgs(int64(1), "x", `{"a","b"}`).WillReturnResult(sqlmock.NewResult(0, 1))
	mock.ExpectQuery("SELECT n FROM t").WillReturnRows(sqlmock.NewRows([]string{"n"}).AddRow(int64(1)))
	mock.ExpectCommit()
	u := begin(t, p, backends.TxOptions{})
	mustExec(t, u, "INSERT INTO t VALUES ($1, $2, $3)", 1, "x", []string{"a", "b"})
	require.Equal(t, 1, value[int](t, u, "SELECT n FROM t"))
	require.NoError(t, u.Commit(t.Context()))
}

func TestAPipelineIsBeginItsStatementsAndCommit(t *testing.T) {
	t.Parallel()
	p, mock := mocked(t)
	mock.ExpectBegin()
	mock.ExpectExec("INSERT").WillReturnResult(driver.RowsAffected(1))
	mock.ExpectQuery("SELECT").WillReturnRows(sqlmock.NewRows([]string{"n"}))
	mock.ExpectCommit()
	stmts := []backends.Stmt{{SQL: "INSERT"}, {SQL: "SELECT", Rows: true}}
	require.NoError(t, p.Pipeline(t.Context(), stmts, backends.PipelineOptions{}, func(int, backends.Rows, backends.Result) error { return nil }))

	failed := errors.New("no such table")
	mock.ExpectBegin()
	mock.ExpectExec("INSERT").WillReturnError(failed)
	mock.ExpectRollback()
	require.ErrorIs(t, p.Pipeline(t.Context(), stmts, backends.PipelineOptions{}, nil), failed)
}

func TestAFailedStatementIsRolledBack(t *testing.T) {
	t.Parallel()
	p, mock := mocked(t)
	failed := errors.New("no such table")
	mock.ExpectBegin()
	mock.ExpectExec("INSERT").WillReturnError(failed)
	mock.ExpectRollback()
	u := begin(t, p, backends.TxOptions{})
	_, err := u.Exec(t.Context(), backends.Stmt{SQL: "INSERT"})
	require.ErrorIs(t, err, failed)
	require.ErrorContains(t, err, "no such table")
	require.ErrorIs(t, u.Commit(t.Context()), failed)
}

func TestAFailedCommitIsARefusalOrOfUnknownFate(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answer error
		kind   error
	}{
		"refused":  {state("40001"), backends.ErrSerialization},
		"deferred": {state("23503"), backends.ErrForeignKeyViolation},
		"shutdown": {state("57P01"), backends.ErrCommitUnknown},
		"raised":   {raised{state: "57P01", Severity: "ERROR"}, backends.ErrConnection},
		"ended":    {raised{state: "57P01", Severity: "FATAL"}, backends.ErrCommitUnknown},
		"lost":     {driver.ErrBadConn, backends.ErrCommitUnknown},
		"unknown":  {errors.New("boom"), backends.ErrCommitUnknown},
	} {
		for withContext, ctx := range map[string]context.Context{"": context.Background(), " with a context that can end": t.Context()} {
			t.Run(name+withContext, func(t *testing.T) {
				p, mock := mocked(t)
				mock.ExpectBegin()
				mock.ExpectExec("INSERT").WillReturnResult(driver.RowsAffected(1))
				mock.ExpectCommit().WillReturnError(c.answer)
				u := begin(t, p, backends.TxOptions{})
				mustExec(t, u, "INSERT")
				err := u.Commit(ctx)
				require.ErrorIs(t, err, c.kind)
				require.ErrorIs(t, err, c.answer)
				require.Equal(t, errors.Is(c.kind, backends.ErrCommitUnknown), errors.Is(err, backends.ErrCommitUnknown))
				require.ErrorIs(t, u.Commit(ctx), backends.ErrTxDone, "the unit is over")
				settled(t, p)
				if errors.Is(err, backends.ErrCommitUnknown) {
					require.Zero(t, p.Stats().Open, "a connection in a state that nobody knows is thrown away")
				}
			})
		}
	}
}

// state is a driver's error with a SQLSTATE.
type state string

func (s state) Error() string    { return "the server refuses" }
func (s state) SQLState() string { return string(s) }

// raised is one that tells its severity.
type raised struct {
	state
	Severity string
}

func TestAFailedBeginLeavesNothingButRollback(t *testing.T) {
	t.Parallel()
	p, mock := mocked(t)
	mock.ExpectBegin().WillReturnError(state("53000"))
	u := begin(t, p, backends.TxOptions{})
	_, err := u.Exec(t.Context(), backends.Stmt{SQL: "INSERT"})
	require.ErrorIs(t, err, state("53000"))
	_, err = u.Exec(t.Context(), backends.Stmt{SQL: "INSERT"})
	require.ErrorIs(t, err, backends.ErrTxAborted)
	require.NoError(t, u.Rollback(t.Context()))
	settled(t, p)

	mock.ExpectBegin()
	mock.ExpectExec("INSERT").WillReturnResult(driver.RowsAffected(1))
	mock.ExpectCommit()
	u = begin(t, p, backends.TxOptions{})
	mustExec(t, u, "INSERT")
	require.NoError(t, u.Commit(t.Context()), "the connection is sound")
}

func TestAFailedRollbackThrowsTheConnectionAway(t *testing.T) {
	t.Parallel()
	p, mock := mocked(t)
	mock.ExpectBegin()
	mock.ExpectExec("INSERT").WillReturnResult(driver.RowsAffected(1))
	failed := errors.New("boom")
	mock.ExpectRollback().WillReturnError(failed)
	u, err := p.Begin(t.Context(), backends.TxOptions{})
	require.NoError(t, err)
	mustExec(t, u, "INSERT")
	require.ErrorIs(t, u.Rollback(t.Context()), failed)
	require.NoError(t, u.Rollback(t.Context()))
	settled(t, p)
	require.Zero(t, p.Stats().Open)
}

func TestRowsThatFailLateAbortTheUnit(t *testing.T) {
	t.Parallel()
	p, mock := mocked(t)
	mock.ExpectBegin()
	mock.ExpectQuery("SELECT").WillReturnRows(sqlmock.NewRows([]string{"n"}).AddRow(1).AddRow(2).RowError(1, state("22012")))
	mock.ExpectRollback()
	u := begin(t, p, backends.TxOptions{})
	rows, err := u.Query(t.Context(), backends.Stmt{SQL: "SELECT", Rows: true})
	require.NoError(t, err)
	require.True(t, rows.Next())
	require.False(t, rows.Next())
	require.ErrorIs(t, rows.Err(), backends.ErrDataException)
	_, err = u.Exec(t.Context(), backends.Stmt{SQL: "INSERT"})
	require.ErrorIs(t, err, backends.ErrTxAborted)
}

func TestAnOuterTransactionOverSqlmock(t *testing.T) {
	t.Parallel()
	p, mock := mocked(t)
	mock.ExpectBegin()
	mock.ExpectExec("SAVEPOINT a").WillReturnResult(driver.RowsAffected(0))
	mock.ExpectRollback()
	db, _ := sqlxbackend.DB(p)
	outer, err := db.Beginx()
	require.NoError(t, err)
	u := sqlxbackend.FromTx(outer)
	mustExec(t, u, "SAVEPOINT a")
	require.NoError(t, u.Rollback(t.Context()))
	require.NoError(t, outer.Rollback())
}

func TestOtherDialectsBindAsTheirDriverWants(t *testing.T) {
	t.Parallel()
	db, mock, err := sqlmock.New()
	require.NoError(t, err)
	defer func() {
		mock.ExpectClose()
		require.NoError(t, db.Close())
	}()
	require.Equal(t, "postgres", sqlxbackend.New(sqlx.NewDb(db, "pgx/v5")).Dialect())
	p := sqlxbackend.New(sqlx.NewDb(db, "mysql"))
	require.Equal(t, "mysql", p.Dialect())
	at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	mock.ExpectExec("INSERT").WithArgs("[1,2]", at).WillReturnResult(driver.RowsAffected(1))
	mustExec(t, p, "INSERT", []int{1, 2}, at)
}

func TestACommitThatNobodyExpectsSaysSo(t *testing.T) {
	t.Parallel()
	p, mock := mocked(t)
	mock.ExpectBegin()
	mock.ExpectExec("INSERT").WillReturnResult(driver.RowsAffected(1))
	u := begin(t, p, backends.TxOptions{})
	mustExec(t, u, "INSERT")
	err := u.Commit(t.Context())
	require.ErrorIs(t, err, backends.ErrCommitUnknown)
	require.ErrorContains(t, err, "call to Commit transaction")
}
