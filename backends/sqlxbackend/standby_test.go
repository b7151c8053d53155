package sqlxbackend_test

import (
	"database/sql"
	"testing"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/sqlxbackend"
	"github.com/drey-db/drey/internal/pgtest"
)

// standbys are pools on a hot standby, of our own and of the user's, over each driver. They have a table t with one row.
func standbys(t *testing.T) map[string]backends.Pool {
	t.Helper()
	servers := pgtest.Replicated(t, 1)
	servers.Exec(0, "create table t (n int)", "insert into t values (1)")
	url := servers.URL(1)
	pools := map[string]backends.Pool{}
	for name, driver := range map[string]string{"pgx": "pgx", "pq": "postgres"} {
		db, err := sqlx.Open(driver, url)
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, db.Close()) })
		pools["the user's, "+name] = sqlxbackend.New(db)
		pools["ours, "+name] = open(t, "postgresql+"+name+url[len("postgresql"):], sqlxbackend.Backend{}, backends.PoolConfig{})
	}
	require.Eventually(t, func() bool {
		rows, err := pools["ours, pgx"].Query(t.Context(), backends.Stmt{SQL: "select n from t", Rows: true})
		return err == nil && rows.Close() == nil
	}, 20*time.Second, 10*time.Millisecond, "the standby has the table")
	return pools
}

// A standby is read in every way, and refuses writes as what they are, whoever opened the database and by whichever driver.
func TestAStandbyIsRead(t *testing.T) {
	t.Parallel()
	for name, p := range standbys(t) {
		t.Run(name, func(t *testing.T) {
			read := backends.Stmt{SQL: "select n from t", Rows: true}
			require.Equal(t, 1, count(t, p, "t"))
			require.NoError(t, p.Pipeline(t.Context(), []backends.Stmt{read, read}, backends.PipelineOptions{}, nil))
			for _, o := range []backends.TxOptions{{}, {ReadOnly: true}, {Isolation: sql.LevelRepeatableRead}, {Isolation: sql.LevelReadCommitted, ReadOnly: true}} {
				u := begin(t, p, o)
				require.Equal(t, 1, count(t, u, "t"), o)
				require.NoError(t, u.Pipeline(t.Context(), []backends.Stmt{{SQL: "savepoint a"}, read}, backends.PipelineOptions{}, nil))
				require.NoError(t, u.Commit(t.Context()))
			}
			_, err := p.Exec(t.Context(), backends.Stmt{SQL: "insert into t values (2)"})
			require.ErrorIs(t, err, backends.ErrReadOnly)
			u := begin(t, p, backends.TxOptions{})
			_, err = u.Exec(t.Context(), backends.Stmt{SQL: "insert into t values (2)"})
			require.ErrorIs(t, err, backends.ErrReadOnly)
			u = begin(t, p, backends.TxOptions{Isolation: sql.LevelSerializable})
			_, err = u.Exec(t.Context(), backends.Stmt{SQL: "select 1"})
			require.ErrorIs(t, err, backends.ErrUnsupported)
			u = begin(t, p, backends.TxOptions{})
			_, ok := sqlxbackend.Tx(u)
			require.True(t, ok, "there is a native transaction")
		})
	}
}
