package pgxbackend_test

import (
	"reflect"
	"testing"

	"github.com/jackc/pgx/v5/pgtype"
	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/kit"
	"github.com/drey-db/drey/backends/pgxbackend"
	"github.com/drey-db/drey/internal/pgtest"
)

// TestNativeTypes sends what only pgtype binds, alone, in pointers and in lists, and reads it back.
func TestNativeTypes(t *testing.T) {
	t.Parallel()
	u, err := backends.ParseURL(pgtest.URL(t))
	require.NoError(t, err)
	pool, err := pgxbackend.Backend{}.Open(t.Context(), u, backends.PoolConfig{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, pool.Close()) })
	span := pgtype.Range[pgtype.Int4]{
		Lower: pgtype.Int4{Int32: 1, Valid: true}, Upper: pgtype.Int4{Int32: 3, Valid: true}, LowerType: pgtype.Inclusive, UpperType: pgtype.Exclusive, Valid: true,
	}
	grid := pgtype.Array[int32]{Elements: []int32{1, 2}, Dims: []pgtype.ArrayDimension{{Length: 1, LowerBound: 1}, {Length: 2, LowerBound: 1}}, Valid: true}
	for _, c := range []struct {
		value any
		is    string
	}{
		{span, "int4range"}, {&span, "int4range"}, {[]pgtype.Range[pgtype.Int4]{span}, "int4range[]"}, {grid, "integer[]"}, {&grid, "integer[]"},
		{pgtype.FlatArray[int32]{1, 2}, "integer[]"},
	} {
		rows, err := pool.Query(t.Context(), backends.Stmt{SQL: "SELECT $1::" + c.is, Args: []any{c.value}, Rows: true})
		require.NoError(t, err, "%T", c.value)
		require.True(t, rows.Next())
		got := reflect.New(reflect.TypeOf(c.value))
		require.NoError(t, rows.Scan(got.Interface()), "%T", c.value)
		require.Equal(t, c.value, got.Elem().Interface())
		require.NoError(t, rows.Close())
	}
	_, err = kit.Argument(span)
	require.ErrorIs(t, err, backends.ErrUnsupported)
	require.ErrorContains(t, err, "bound by pgxbackend alone")
}
