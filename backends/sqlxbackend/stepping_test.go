package sqlxbackend_test

import (
	"context"
	"database/sql/driver"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"modernc.org/sqlite"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/sqlxbackend"
)

// slowThird has two rows at once, and a third when somebody lets it.
const slowThird = "SELECT 1 AS n UNION ALL SELECT 2 UNION ALL SELECT drey_test_third()"

var third = make(chan int64)

func init() {
	sqlite.MustRegisterFunction("drey_test_third", &sqlite.FunctionImpl{Scalar: func(*sqlite.FunctionContext, []driver.Value) (driver.Value, error) { return <-third, nil }})
}

// Who reads rows leaves when the context ends, also while SQLite works out the next one: its connection is in use until then.
func TestRowsAreLeftWhileTheNextIsWorkedOut(t *testing.T) {
	for name, url := range map[string]string{"in memory": "sqlite:///:memory:", "in a file": "sqlite:///" + t.TempDir() + "/rows.db"} {
		for _, inUnit := range []bool{false, true} {
			t.Run(name, func(t *testing.T) {
				pool := open(t, url, sqlxbackend.Backend{}, backends.PoolConfig{})
				ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
				defer cancel()
				on := backends.Runner(pool)
				if inUnit {
					unit, err := pool.Begin(t.Context(), backends.TxOptions{})
					require.NoError(t, err)
					defer func() { _ = unit.Rollback(context.Background()) }()
					on = unit
				}
				rows, err := on.Query(ctx, backends.Stmt{SQL: slowThird, Rows: true})
				require.NoError(t, err)
				var read []int
				for rows.Next() {
					var n int
					require.NoError(t, rows.Scan(&n))
					read = append(read, n)
				}
				require.ErrorIs(t, rows.Err(), backends.ErrTimeout)
				require.NoError(t, rows.Close())
				require.Equal(t, []int{1, 2}, read)
				require.Equal(t, 1, pool.Stats().InUse, "the row is still being worked out")
				third <- 3
			})
		}
	}
}

// A context that can end changes nothing where it does not, and rows may be closed early under it.
func TestRowsUnderAContextThatMayEnd(t *testing.T) {
	pool := open(t, "sqlite:///:memory:", sqlxbackend.Backend{}, backends.PoolConfig{})
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	for _, most := range []int{0, 1, 2, 3, 100} {
		rows, err := pool.Query(ctx, backends.Stmt{SQL: "SELECT value FROM json_each('[1, 2, 3]')", Rows: true})
		require.NoError(t, err)
		read := 0
		for read < most && rows.Next() {
			read++
		}
		require.Equal(t, min(most, 3), read)
		require.NoError(t, rows.Close())
		require.NoError(t, rows.Err())
		require.Equal(t, 0, pool.Stats().InUse)
	}
}

// A context that can end costs something for each query, and nothing for each row.
func TestRowsUnderAContextThatMayEndCostNothingEach(t *testing.T) {
	pool := open(t, "sqlite:///:memory:", sqlxbackend.Backend{}, backends.PoolConfig{})
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	allocated := func(ctx context.Context, rows string) float64 {
		return testing.AllocsPerRun(20, func() {
			r, err := pool.Query(ctx, backends.Stmt{SQL: "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < " + rows + ") SELECT n FROM c", Rows: true})
			require.NoError(t, err)
			for r.Next() {
			}
			require.NoError(t, r.Err())
		})
	}
	few, many := allocated(ctx, "10"), allocated(ctx, "1010")
	fewest, most := allocated(context.Background(), "10"), allocated(context.Background(), "1010")
	require.InDelta(t, most-fewest, many-few, 50, "for 1,000 rows more")
}
