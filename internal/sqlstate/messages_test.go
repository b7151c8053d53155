package sqlstate_test

import (
	"fmt"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/internal/pgtest"
	"github.com/drey-db/drey/internal/sqlstate"
)

// refusals are statements over the text $1, in which the server's refusal may quote it, and what is said of each.
var refusals = []struct{ sql, says string }{
	{`select $1::text::int`, "invalid input syntax for type integer"},
	{`select $1::text::json`, "invalid input syntax for type json"},
	{`select $1::text::timestamptz`, "invalid input syntax for type timestamp with time zone"},
	{`select ($1::text || '\u0000')::varchar(3)::jsonb`, "invalid input syntax for type json"},
	{`select ('"\u0000' || $1::text || '"')::jsonb`, "unsupported Unicode escape sequence"},
	{`select convert_from(($1::text || '\377')::bytea, 'utf8')`, `invalid byte sequence for encoding "UTF8"`},
	{`select set_config('work_mem', $1::text, false)`, `invalid value for parameter "work_mem"`},
	{`select set_config('role', $1::text, false)`, "role does not exist"},
	{`select set_config('work_mem', length($1::text)::text, false)`, `a value is outside the valid range for parameter "work_mem"`},
	{`select set_config('enable_sort', $1::text, false)`, `parameter "enable_sort" requires a Boolean value`},
	{`select now() at time zone (left($1::text, 2) || '/x')`, "time zone not recognized"},
	{`select date_trunc($1::text, now())`, "unit not recognized"},
	{`select extract(epoch from now()) where $1::text ~ '('`, "invalid regular expression: parentheses () not balanced"},
	{`select ('{' || $1::text)::int[]`, "malformed array literal"},
	{`select ('[' || $1::text)::int4range`, "malformed range literal"},
	{`select ('(' || $1::text)::pg_namespace`, "malformed record literal"},
	{`select int4range(length($1::text), 0)`, "range lower bound must be less than or equal to range upper bound"},
	{`select ln(length($1::text) - length($1::text))`, "cannot take logarithm of zero"},
	{`select sqrt(-length($1::text))`, "cannot take square root of a negative number"},
	{`select substring($1::text from 1 for -1)`, "negative substring length not allowed"},
	{`select 1 where $1::text like 'q\'`, "LIKE pattern must not end with escape character"},
	{`select 1 where $1::text like 'q%' escape 'ab'`, "invalid escape string"},
	{`select $1::text limit -1`, "LIMIT must not be negative"},
	{`select $1::text offset -1`, "OFFSET must not be negative"},
	{`select length($1::text) / 0`, "division by zero"},
	{`select power(0, -length($1::text))`, "zero raised to a negative power is undefined"},
	{`select length($1::text) * 2147483647`, "integer out of range"},
	{`select power(length($1::text), 1e6)`, "value overflows numeric format"},
	{`select exp(length($1::text) * 1e6::float8)`, "value out of range: overflow"},
	{`select ('99999' || length($1::text))::int2`, "a value is out of range for type smallint"},
	{`select ('1e' || length($1::text) * 999)::real`, "a value is out of range for type real"},
	{`select ('9999-99-99 ' || left($1::text, 0))::date`, "date/time field value out of range"},
	{`select ('infinity' || left($1::text, 0))::float8::int8`, "bigint out of range"},
	{`select generate_series(1, 9, length($1::text) - length($1::text))`, "step size cannot equal zero"},
	{`select power(-length($1::text), 0.5)`, "a negative number raised to a non-integer power yields a complex result"},
	{`select asin(length($1::text)::float8)`, "input is out of range"},
	{`select nextval('ends') + nextval('ends') where $1::text <> ''`, `nextval: reached maximum value of sequence "ends"`},
	{`select ('2020-01-01 00:00+99' || left($1::text, 0))::timestamptz`, "time zone displacement out of range"},
	{`select $1::text::pg_temp."Mood"`, `invalid input value for enum "Mood"`},
	{`select ntile(length($1::text) - length($1::text)) over ()`, "argument of ntile must be greater than zero"},
	{`select sum(length($1::text)) over (rows between -1 preceding and current row)`, "frame starting offset must not be negative"},
	{`select array_agg(a) from (values (array[length($1::text)]), (array[1,2])) v(a)`, "cannot accumulate arrays of different dimensionality"},
}

func TestRefusalsAreToldWithoutTheirValues(t *testing.T) {
	t.Parallel()
	c, err := pgx.Connect(t.Context(), pgtest.URL(t))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, c.Close(t.Context())) })
	_, err = c.Exec(t.Context(), `create temporary sequence ends maxvalue 2 start 2; create type pg_temp."Mood" as enum ('good')`)
	require.NoError(t, err)
	value := pgtest.Planted + "hunter2"
	for _, r := range refusals {
		_, err := c.Exec(t.Context(), r.sql, value)
		var refusal *backends.Error
		if !assert.ErrorAs(t, sqlstate.Classify(t.Context(), err), &refusal, r.sql) {
			continue
		}
		assert.Equal(t, backends.ErrDataException, refusal.Kind, r.sql)
		assert.Equal(t, r.says, refusal.Message, r.sql)
		require.NotContains(t, fmt.Sprintf("%v %+v", refusal, refusal), value, r.sql)
	}
}
