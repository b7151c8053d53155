package pgxstdlib_test

import (
	"context"
	"reflect"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/backends"
)

func TestRowsAreStreamedAndDecode(t *testing.T) {
	t.Parallel()
	p, _ := open(t, backends.PoolConfig{})
	layout := &backends.Layout{Types: []reflect.Type{reflect.TypeFor[int]()}, Offsets: []uintptr{0}}
	for name, r := range map[string]backends.Runner{"pool": p, "unit": begin(t, p, backends.TxOptions{})} {
		for range 2 { // in the unit, behind BEGIN and without it
			rows, err := r.Query(t.Context(), backends.Stmt{SQL: "select generate_series(1, 100000)::int as n"})
			require.NoError(t, err)
			names, err := rows.Columns()
			require.NoError(t, err)
			require.Equal(t, []string{"n"}, names)
			for want := 1; want <= 3; want++ {
				require.True(t, rows.Next())
				var n int
				require.NoError(t, rows.(backends.Decoder).Decode(layout, unsafe.Pointer(&n)))
				require.Equal(t, want, n, name)
			}
			require.NoError(t, rows.Close())
			require.NoError(t, rows.Close())
			require.False(t, rows.Next())
			require.NoError(t, rows.Err())
		}
	}
}

func TestRowsThatFailLateAbortTheUnit(t *testing.T) {
	t.Parallel()
	p, _ := open(t, backends.PoolConfig{})
	u := begin(t, p, backends.TxOptions{})
	rows, err := u.Query(t.Context(), backends.Stmt{SQL: "select 6 / (3 - n) from generate_series(1, 5) as n"})
	require.NoError(t, err)
	require.True(t, rows.Next())
	require.True(t, rows.Next())
	require.False(t, rows.Next())
	require.ErrorIs(t, rows.Err(), backends.ErrDataException)
	_, err = u.Exec(t.Context(), backends.Stmt{SQL: "select 1"})
	require.ErrorIs(t, err, backends.ErrTxAborted)
	require.NoError(t, u.Rollback(t.Context()))

	u = begin(t, p, backends.TxOptions{})
	_, err = u.Query(t.Context(), backends.Stmt{SQL: "select 1 / 0"})
	require.ErrorIs(t, err, backends.ErrDataException, "what is refused at once is Query's error")
	require.ErrorIs(t, u.Commit(t.Context()), backends.ErrTxAborted)
	require.Equal(t, 1, p.Stats().Open)
}

func TestAStreamThatIsCancelledEndsTheUnit(t *testing.T) {
	t.Parallel()
	p, _ := open(t, backends.PoolConfig{})
	u := begin(t, p, backends.TxOptions{})
	ctx, cancel := context.WithCancel(t.Context())
	rows, err := u.Query(ctx, backends.Stmt{SQL: "select n, pg_sleep(n / 100000) from generate_series(1, 1000000) as n"})
	require.NoError(t, err)
	require.True(t, rows.Next())
	cancel()
	for rows.Next() { // what has arrived
	}
	require.ErrorIs(t, rows.Err(), context.Canceled)
	require.ErrorIs(t, u.Commit(t.Context()), backends.ErrTxAborted)
	require.Zero(t, count(t, p))
}
