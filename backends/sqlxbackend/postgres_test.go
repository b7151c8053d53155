package sqlxbackend_test

import (
	"context"
	"database/sql"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/backendtest"
	"github.com/drey-db/drey/backends/sqlxbackend"
	"github.com/drey-db/drey/internal/pgtest"
)

// counted runs test over both drivers, behind a counter of round trips that can lose them.
func counted(t *testing.T, test func(t *testing.T, p backends.Pool, c *backendtest.Counter)) {
	for _, driver := range []string{"pgx", "pq"} {
		t.Run(driver, func(t *testing.T) {
			t.Parallel()
			u, err := backends.ParseURL(pgtest.URL(t))
			require.NoError(t, err)
			u.Driver = driver
			c := backendtest.NewCounter(t, u)
			p, err := sqlxbackend.Backend{}.Open(t.Context(), c.URL(), backends.PoolConfig{})
			require.NoError(t, err)
			t.Cleanup(func() { require.NoError(t, p.Close()) })
			mustExec(t, p, "create table t (n integer primary key)")
			test(t, p, c)
		})
	}
}

func TestALostReplyIsNeverAnotherTry(t *testing.T) {
	t.Parallel()
	counted(t, func(t *testing.T, p backends.Pool, c *backendtest.Counter) {
		mustExec(t, p, "create table log (at timestamptz default now())")
		c.LoseReply(1)
		_, err := p.Exec(t.Context(), backends.Stmt{SQL: "insert into log default values"})
		require.ErrorIs(t, err, backends.ErrConnection)
		require.Equal(t, 1, count(t, p, "log"))
	})
}

func TestALostReplyToCommitIsOfUnknownFate(t *testing.T) {
	t.Parallel()
	counted(t, func(t *testing.T, p backends.Pool, c *backendtest.Counter) {
		u := begin(t, p, backends.TxOptions{})
		mustExec(t, u, "insert into t values (1)")
		c.LoseReply(1)
		err := u.Commit(t.Context())
		require.ErrorIs(t, err, backends.ErrCommitUnknown)
		require.ErrorIs(t, err, backends.ErrConnection, "why")
		require.Equal(t, 1, count(t, p, "t"))
	})
}

func TestACommitThatIsNotAnsweredInTimeIsOfUnknownFate(t *testing.T) {
	t.Parallel()
	counted(t, func(t *testing.T, p backends.Pool, c *backendtest.Counter) {
		u := begin(t, p, backends.TxOptions{})
		mustExec(t, u, "insert into t values (1)")
		c.Hold()
		ctx, cancel := context.WithTimeout(t.Context(), onItsWay)
		defer cancel()
		err := u.Commit(ctx)
		require.ErrorIs(t, err, backends.ErrCommitUnknown)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		c.Release()
		settled(t, p)
	})
}

func TestABeginThatIsNotAnsweredEndsWithItsContext(t *testing.T) {
	t.Parallel()
	counted(t, func(t *testing.T, p backends.Pool, c *backendtest.Counter) {
		u := begin(t, p, backends.TxOptions{})
		c.Hold()
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		defer cancel()
		_, err := u.Exec(ctx, backends.Stmt{SQL: "select 1"})
		require.ErrorIs(t, err, backends.ErrTimeout)
		require.NoError(t, u.Rollback(t.Context()))
		c.Release()
		settled(t, p)
		require.Zero(t, count(t, p, "t"))
	})
}

func TestALostConnectionLeavesNothingButRollback(t *testing.T) {
	t.Parallel()
	counted(t, func(t *testing.T, p backends.Pool, c *backendtest.Counter) {
		u := begin(t, p, backends.TxOptions{})
		mustExec(t, u, "insert into t values (1)")
		c.Cut()
		_, err := u.Exec(t.Context(), backends.Stmt{SQL: "insert into t values (2)"})
		require.ErrorIs(t, err, backends.ErrConnection)
		require.ErrorIs(t, u.Commit(t.Context()), backends.ErrTxAborted)
		require.Zero(t, count(t, p, "t"))
	})
}

func TestADeferredConstraintFailsTheCommitAndNoStatement(t *testing.T) {
	t.Parallel()
	counted(t, func(t *testing.T, p backends.Pool, _ *backendtest.Counter) {
		mustExec(t, p, "create table child (n integer references t deferrable initially deferred)")
		err := p.Pipeline(t.Context(), []backends.Stmt{{SQL: "insert into child values (1)"}}, backends.PipelineOptions{}, nil)
		require.ErrorIs(t, err, backends.ErrForeignKeyViolation)
		require.NotErrorIs(t, err, backends.ErrCommitUnknown)
		var refusal *backends.Error
		require.ErrorAs(t, err, &refusal)
		require.Equal(t, -1, refusal.Stmt)
		require.Equal(t, 1, p.Stats().Open, "the connection is sound")
	})
}

func TestTransactionOptions(t *testing.T) {
	t.Parallel()
	counted(t, func(t *testing.T, p backends.Pool, _ *backendtest.Counter) {
		for level, shown := range map[sql.IsolationLevel]string{
			sql.LevelDefault: "read committed", sql.LevelReadUncommitted: "read uncommitted",
			sql.LevelRepeatableRead: "repeatable read", sql.LevelSerializable: "serializable",
		} {
			u := begin(t, p, backends.TxOptions{Isolation: level})
			require.Equal(t, shown, value[string](t, u, "show transaction_isolation"))
			require.NoError(t, u.Commit(t.Context()))
		}
		u := begin(t, p, backends.TxOptions{Isolation: sql.LevelSerializable, ReadOnly: true, Deferrable: true})
		require.Equal(t, "on", value[string](t, u, "show transaction_deferrable"))
		_, err := u.Exec(t.Context(), backends.Stmt{SQL: "insert into t values (1)"})
		require.ErrorIs(t, err, backends.ErrReadOnly)
		require.NoError(t, u.Rollback(t.Context()))

		for _, level := range []sql.IsolationLevel{sql.LevelWriteCommitted, sql.LevelSnapshot, sql.LevelLinearizable} {
			_, err := p.Begin(t.Context(), backends.TxOptions{Isolation: level})
			require.ErrorIs(t, err, backends.ErrUnsupported)
		}
	})
}

func TestArgumentsThatDoNotFitAreNotShown(t *testing.T) {
	t.Parallel()
	counted(t, func(t *testing.T, p backends.Pool, _ *backendtest.Counter) {
		for _, arg := range []any{"qZ8vhunter2", int64(1) << 40} {
			_, err := p.Exec(t.Context(), backends.Stmt{SQL: "insert into t values ($1)", Args: []any{arg}})
			require.ErrorIs(t, err, backends.ErrDataException)
			require.NotContains(t, err.Error(), "qZ8vhunter2")
			require.NotContains(t, err.Error(), "1099511627776")
		}
	})
}
