package pgxbackend_test

import (
	"reflect"
	"testing"
	"time"

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

// TestNativeInstants reads instants within what only pgtype reads: they are in UTC, as all others.
func TestNativeInstants(t *testing.T) {
	t.Parallel()
	for _, mode := range []string{"cache_statement", "simple_protocol"} {
		pool, err := pgxbackend.Backend{}.Open(t.Context(), inMode(t, mode), backends.PoolConfig{})
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, pool.Close()) })
		at := time.Date(2024, 3, 10, 2, 30, 0, 0, time.UTC)
		stamp := pgtype.Timestamptz{Time: at, Valid: true}
		span := pgtype.Range[pgtype.Timestamptz]{Lower: stamp, Upper: stamp, LowerType: pgtype.Inclusive, UpperType: pgtype.Inclusive, Valid: true}
		plain := pgtype.Range[time.Time]{Lower: at, Upper: at, LowerType: pgtype.Inclusive, UpperType: pgtype.Inclusive, Valid: true}
		const one, interval = "timestamptz '2024-03-10 02:30:00+00'", "tstzrange('2024-03-10 02:30:00+00', '2024-03-10 02:30:00+00', '[]')"
		for _, c := range []struct {
			sql  string
			want any
		}{
			{one, stamp}, {one, &stamp}, {one, own{stamp}}, {one, at}, {"array[" + one + "]", []pgtype.Timestamptz{stamp}}, {"array[" + one + "]", []own{{stamp}}},
			{"array[" + one + "]", pgtype.FlatArray[time.Time]{at}}, {"array[" + one + "]", pgtype.FlatArray[pgtype.Timestamptz]{stamp}}, {"array[" + one + "]", [1]time.Time{at}},
			{interval, span}, {interval, &span}, {interval, plain}, {"array[" + interval + "]", []pgtype.Range[pgtype.Timestamptz]{span}},
			{"tstzmultirange(" + interval + ")", pgtype.Multirange[pgtype.Range[pgtype.Timestamptz]]{span}},
		} {
			rows, err := pool.Query(t.Context(), backends.Stmt{SQL: "SELECT " + c.sql, Rows: true})
			require.NoError(t, err, c.sql)
			require.True(t, rows.Next())
			got := reflect.New(reflect.TypeOf(c.want))
			require.NoError(t, rows.Scan(got.Interface()), "%s: %s into %T", mode, c.sql, c.want)
			require.True(t, reflect.DeepEqual(c.want, got.Elem().Interface()), "%s: %s into %T is %v", mode, c.sql, c.want, got.Elem())
			require.NoError(t, rows.Close())
		}
	}
}

// own is a type that has the methods of pgtype's by embedding it.
type own struct{ pgtype.Timestamptz }
