package sqlxbackend_test

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"net/netip"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/backends"
)

// row runs a query of one row and hands it over.
func row(t *testing.T, p backends.Pool, query string, read func(rows backends.Rows)) {
	t.Helper()
	rows, err := p.Query(t.Context(), backends.Stmt{SQL: query, Rows: true})
	require.NoError(t, err)
	require.True(t, rows.Next(), "there is no row: %v", rows.Err())
	read(rows)
	require.NoError(t, rows.Close())
}

// scanned returns the only value of a query, read into a T.
func scanned[T any](t *testing.T, p backends.Pool, query string) (v T) {
	t.Helper()
	row(t, p, query, func(rows backends.Rows) { require.NoError(t, rows.Scan(&v), query) })
	return v
}

func onPostgres(t *testing.T, test func(t *testing.T, p backends.Pool)) {
	each(t, func(t *testing.T, p backends.Pool) {
		if p.Dialect() == "postgres" {
			test(t, p)
		}
	})
}

func onSQLite(t *testing.T, test func(t *testing.T, p backends.Pool)) {
	each(t, func(t *testing.T, p backends.Pool) {
		if p.Dialect() == "sqlite" {
			test(t, p)
		}
	})
}

func TestAnyIsTheSameOnBothPostgresDrivers(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 1, 2, 3, 4, 5, 678_000_000, time.UTC)
	onPostgres(t, func(t *testing.T, p backends.Pool) {
		mustExec(t, p, "create type mood as enum ('so-so')")
		for expression, want := range map[string]any{
			"null::int": nil, "true": true, "7::smallint": int64(7), "7::bigint": int64(7), "1.5::float8": 1.5, "1.1::real": 1.1,
			"1.50::numeric": "1.50", "'x'::text": "x", "'x'::varchar(5)": "x", "'x'::char(3)": "x  ", "'so-so'::mood": "so-so",
			"'{\"a\": 1}'::jsonb": `{"a": 1}`, "'[1]'::json": "[1]", "'\\x00ff'::bytea": []byte{0, 255}, "''::bytea": []byte{},
			"'018f2f4e-0000-7000-8000-000000000001'::uuid": "018f2f4e-0000-7000-8000-000000000001",
			"'2026-01-02 05:04:05.678+02'::timestamptz":    at, "'2026-01-02 03:04:05.678'::timestamp": at,
			"'2026-01-02'::date": time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC), "'infinity'::timestamptz": "infinity",
			"'03:04:05.5'::time": "03:04:05.5", "'24:00'::time": "24:00:00", "'03:04:05+02'::timetz": "03:04:05+02",
			"'03:04:05+05:30'::timetz": "03:04:05+05:30", "'1 day'::interval": "1 day", "5::oid": int64(5),
			"'{1,2}'::int[]": "{1,2}", "'{a,NULL}'::text[]": "{a,NULL}", "'10.0.0.1'::inet": "10.0.0.1", "'<a/>'::xml": "<a/>",
		} {
			require.Equal(t, want, scanned[any](t, p, "select "+expression), expression)
		}
	})
}

func TestAnyOnSQLiteFollowsTheDeclaredType(t *testing.T) {
	t.Parallel()
	onSQLite(t, func(t *testing.T, p backends.Pool) {
		mustExec(t, p, "create table v (b boolean, n integer, f real, s text, x blob, e blob, at timestamp, tz timestamptz, day date, none text)")
		at := time.Date(2026, 1, 2, 3, 4, 5, 678_000, time.UTC)
		mustExec(t, p, "insert into v values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", true, 1, 1.5, "x", []byte{0}, []byte{}, at, at, at, nil)
		got := make([]any, 10)
		row(t, p, "select * from v", func(rows backends.Rows) {
			dest := make([]any, len(got))
			for i := range dest {
				dest[i] = &got[i]
			}
			require.NoError(t, rows.Scan(dest...))
		})
		day := time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC)
		require.Equal(t, []any{true, int64(1), 1.5, "x", []byte{0}, []byte{}, at, at, day, nil}, got)
		require.Equal(t, at, scanned[time.Time](t, p, "select max(at) from v"), "a time without a declared type is text")
		require.Equal(t, 3, scanned[int](t, p, "select 3.0"), "a float without a fraction is an integer")
	})
}

func TestTimesOfOtherWriters(t *testing.T) {
	t.Parallel()
	onSQLite(t, func(t *testing.T, p backends.Pool) {
		for _, text := range []string{
			"2026-01-02 03:04:05", "2026-01-02T03:04:05Z", "2026-01-02T05:04:05+02:00", "2026-01-02 05:04:05+02",
			"2026-01-02 03:04:05.000000", "2026-01-02 05:04:05 +0200 CEST", "2026-01-02 03:04:05 +0000 UTC m=+0.1",
		} {
			got := scanned[time.Time](t, p, "select '"+text+"'")
			require.Equal(t, time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), got, text)
		}
		row(t, p, "select 'qZ8vhunter2' as secret", func(rows backends.Rows) {
			err := rows.Scan(new(time.Time))
			require.ErrorIs(t, err, backends.ErrDataException)
			require.NotContains(t, err.Error(), "qZ8vhunter2")
		})
	})
}

func TestScanReadsWhatDatabaseSQLDoesNot(t *testing.T) {
	t.Parallel()
	type toy struct {
		Name string `json:"name"`
	}
	id := uuid.MustParse("018f2f4e-0000-7000-8000-000000000001")
	onPostgres(t, func(t *testing.T, p backends.Pool) {
		require.Equal(t, toy{"drum"}, scanned[toy](t, p, `select '{"name":"drum"}'::jsonb`))
		require.Equal(t, &toy{"drum"}, scanned[*toy](t, p, `select '{"name":"drum"}'::jsonb`))
		require.Equal(t, []toy{{"drum"}}, scanned[[]toy](t, p, `select '[{"name":"drum"}]'::jsonb`))
		require.Equal(t, map[string]any{"name": "drum"}, scanned[map[string]any](t, p, `select '{"name":"drum"}'::jsonb`))
		require.Equal(t, json.RawMessage(`[1]`), scanned[json.RawMessage](t, p, `select '[1]'::json`))
		require.Equal(t, sql.Null[[]int]{V: []int{1}, Valid: true}, scanned[sql.Null[[]int]](t, p, `select '{1}'::int[]`))
		require.Equal(t, sql.Null[[]int]{}, scanned[sql.Null[[]int]](t, p, `select null::int[]`))
		require.Equal(t, []uuid.UUID{id}, scanned[[]uuid.UUID](t, p, "select array['"+id.String()+"'::uuid]"))
		require.Equal(t, [16]byte(id), scanned[[16]byte](t, p, "select '"+id.String()+"'::uuid"))
		require.Equal(t, netip.MustParseAddr("10.0.0.1"), scanned[netip.Addr](t, p, "select '10.0.0.1'::inet"))
		require.True(t, decimal.RequireFromString("1.50").Equal(scanned[decimal.Decimal](t, p, "select 1.50")))
		require.Equal(t, 2, scanned[int](t, p, "select 2.00::numeric"))
		require.Equal(t, "03:04:05", scanned[string](t, p, "select '03:04:05'::time"))
		times := scanned[[]time.Time](t, p, "select array['2026-01-02 05:04:05.5+02'::timestamptz]")
		require.Equal(t, []time.Time{time.Date(2026, 1, 2, 3, 4, 5, 500_000_000, time.UTC)}, times)
	})
}

func TestScanRefusesInWordsThatShowNoValue(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, p backends.Pool) {
		for query, c := range map[string]struct {
			dest any
			says string
		}{
			"select null as secret":                  {new(string), "cannot read NULL into string: use *string or sql.Null[string]"},
			"select 'qZ8vhunter2' as secret":         {new(int), "cannot read a text value into int"},
			"select 4242 as secret":                  {new(int8), "an integer does not fit int8"},
			"select -4242 as secret":                 {new(uint), "an integer does not fit uint"},
			"select 4242 as secret, 1":               {new(int), "the row has 2 columns and Scan got 1 destinations"},
			"select 'qZ8vhunter2' || '' as secret":   {new(bool), "cannot read a text value into bool"},
			"select 'qZ8vhunter2' || 'x' as secret":  {new([]int), "cannot read a text value into []int"},
			"select 'qZ8vhunter2' || 'y' as secret":  {new(map[string]int), "cannot read a text value into map[string]int"},
			"select 'qZ8vhunter2' || 'z' as secret":  {new(uuid.UUID), "cannot read a text value into uuid.UUID"},
			"select 'qZ8vhunter2' || 'zz' as secret": {new(chan int), "cannot read a text value into chan int"},
		} {
			row(t, p, query, func(rows backends.Rows) {
				err := rows.Scan(c.dest)
				require.ErrorIs(t, err, backends.ErrDataException, query)
				require.ErrorContains(t, err, c.says)
				require.NotContains(t, fmt.Sprintf("%v %+v", err, err), "qZ8vhunter2")
				require.NotContains(t, err.Error(), "4242")
				var refusal *backends.Error
				require.ErrorAs(t, err, &refusal)
				if refusal.Column != "" {
					require.Equal(t, "secret", refusal.Column)
				}
			})
		}
	})
}

func TestScanNeedsARow(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, p backends.Pool) {
		rows, err := p.Query(t.Context(), backends.Stmt{SQL: "select 1 as n, 2 as m", Rows: true})
		require.NoError(t, err)
		names, err := rows.Columns()
		require.NoError(t, err)
		require.Equal(t, []string{"n", "m"}, names)
		require.ErrorContains(t, rows.Scan(nil, nil), "call Next first")
		require.True(t, rows.Next())
		var m int
		require.NoError(t, rows.Scan(nil, &m), "nil skips a column")
		require.Equal(t, 2, m)
		require.False(t, rows.Next())
		require.ErrorContains(t, rows.Scan(nil, &m), "call Next first")
		require.NoError(t, rows.Err())
		require.Zero(t, p.Stats().InUse, "rows read to their end give the connection back")
		require.NoError(t, rows.Close())
	})
}

func TestDestinationsMayChangeFromRowToRow(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, p backends.Pool) {
		rows, err := p.Query(t.Context(), backends.Stmt{SQL: "select 1 as n union all select 2 union all select 3 order by 1", Rows: true})
		require.NoError(t, err)
		var n int
		var v any
		var f *float64
		for i, dest := range []any{&n, &v, &f} {
			require.True(t, rows.Next(), i)
			require.NoError(t, rows.Scan(dest))
		}
		require.NoError(t, rows.Close())
		require.Equal(t, []any{1, int64(2), 3.0}, []any{n, v, *f})
	})
}
