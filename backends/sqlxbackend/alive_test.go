package sqlxbackend_test

import (
	"testing"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/backendtest"
	"github.com/drey-db/drey/backends/sqlxbackend"
	"github.com/drey-db/drey/internal/pgtest"
)

// Connections of a database of the user's own are looked at as ours are: whatever the network cut while nobody looked costs nothing, and is
// no doubt at COMMIT.
func TestConnectionsOfADatabaseOfOnesOwnAreLookedAt(t *testing.T) {
	t.Parallel()
	for _, driver := range []string{"pgx", "postgres"} {
		t.Run(driver, func(t *testing.T) {
			t.Parallel()
			u, err := backends.ParseURL(pgtest.URL(t))
			require.NoError(t, err)
			counter := backendtest.NewCounter(t, u)
			db, err := sqlx.Open(driver, counter.URL().Reveal())
			require.NoError(t, err)
			t.Cleanup(func() { require.NoError(t, db.Close()) })
			cut := func() {
				counter.Cut()
				time.Sleep(100 * time.Millisecond) // the end arrives
			}
			p := sqlxbackend.New(db)
			mustExec(t, p, "create table t (n integer)")
			cut()
			mustExec(t, p, "insert into t values (1)")
			work := begin(t, p, backends.TxOptions{})
			mustExec(t, work, "insert into t values (2)")
			cut()
			err = work.Commit(t.Context())
			require.ErrorIs(t, err, backends.ErrConnection)
			require.NotErrorIs(t, err, backends.ErrCommitUnknown)
			pinned, err := p.(backends.Pinner).Pin(t.Context())
			require.NoError(t, err)
			mustExec(t, pinned, "insert into t values (3)")
			cut()
			_, err = pinned.Exec(t.Context(), backends.Stmt{SQL: "insert into t values (4)"})
			require.ErrorIs(t, err, backends.ErrConnection)
			require.NotErrorIs(t, err, backends.ErrCommitUnknown)
			require.NoError(t, pinned.Close())
			require.Equal(t, 2, count(t, p, "t"))
			settled(t, p)
		})
	}
}
