package schema_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/enginetest"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// typedDays is a list of days.
type typedDays struct {
	ID int64
	V  []time.Time `db:"v,type=date[]"`
}

// TableName names the table.
func (typedDays) TableName() string { return "typed" }

// typedNumbers is a list of exact numbers.
type typedNumbers struct {
	ID int64
	V  []decimal.Decimal `db:"v,type=numeric[]"`
}

// TableName names the table.
func (typedNumbers) TableName() string { return "typed" }

// typedClock is a time of day.
type typedClock struct {
	ID int64
	V  string `db:"v,type=time"`
}

// TableName names the table.
func (typedClock) TableName() string { return "typed" }

// foundType is a type of a column, values of it as SQLite's literals, and a search for what is read.
type foundType struct {
	name   string
	of     *schema.MetaData
	values []string
	found  func(ctx context.Context, engine *repo.Engine) (read string, found int, err error)
}

func foundAs[T, V any](name string, column func(*T) *V, values ...string) foundType {
	table := builder.Model[T]()
	return foundType{name: name, of: schema.MustOf(table), values: values, found: func(ctx context.Context, engine *repo.Engine) (string, int, error) {
		row, err := repo.One(ctx, engine, builder.Select(table))
		if err != nil {
			return "", 0, err
		}
		value := *column(row)
		text, err := json.Marshal(value)
		if err != nil {
			return "", 0, err
		}
		n, err := repo.Count(ctx, engine, builder.Select(table).Where(builder.Col(column(table)).Eq(value)))
		return strings.Trim(string(text), `"`), int(n), err
	}}
}

func foundPlain[T any](name string, values ...string) foundType {
	return foundAs(name, func(row *typed[T]) *T { return &row.V }, values...)
}

var foundTypes = []foundType{
	foundPlain[string]("text",
		"'x'", "''", "'12'", "'007'", "'-12.50'", "'+5'", "'1-2'", "'e5'", "'true'", "'2024-03-10'", "'2024-02-30'", "'2024-03-10T03:30:00Z'", "'2024-03-10 03:30:00'",
		"'2024-03-10 03:30'", "'2024-03-09T22:30:00.123456700-05:00'", "'2024-03-09 19:00:00-05'", "'2024-03-10 03:30:00.50 +0000 UTC'", "'2024-03-10T00:00:00.5Z'", "'2024-03-10 25:00:00'",
		"'09:30'", "'09:30:00'", "'A3BB189E-8BF9-3888-9912-ACE4E6543002'", `'{"x":1}'`, `'["a", "b"]'`, "'[1, 2.5, 123456789012345678901234567890]'", "'[1, 2]'",
		`'["2024-03-10", "2024-03-10T05:00:00+05:00"]'`, `'["2024-03-10T01:00:00Z"]'`, `'["A3BB189E-8BF9-3888-9912-ACE4E6543002"]'`),
	foundPlain[time.Time]("timestamp", "'2024-03-10 00:00:00'", "'2024-03-10 03:30:00.5'", "'2024-03-09T20:00:00-04:00'", "1710000000"),
	foundAs("date", func(row *typedDay) *time.Time { return &row.V }, "'2024-03-10'", "'2024-03-10T00:00:00Z'"),
	foundAs("time", func(row *typedClock) *string { return &row.V }, "'09:30:00'"),
	foundPlain[uuid.UUID]("uuid", "'a3bb189e-8bf9-3888-9912-ace4e6543002'"),
	foundPlain[decimal.Decimal]("decimal", "'-12.5'", "'12'", "'1'", "'123456789012345678901234567890.5'"),
	foundPlain[bool]("bool", "1", "0", "'true'"),
	foundPlain[[]byte]("bytes", "x'6162'", "x'ff'", "'2024-03-10'"),
	foundPlain[json.RawMessage]("json", `'{"x":1}'`, "'12'", "'true'", `'"2024-03-10"'`, `'["a", "b"]'`),
	foundPlain[int64]("integer", "1", "12", "9223372036854775807"), foundPlain[float64]("real", "1.5", "12.0", "1e300"),
	foundPlain[[]string]("text[]", `'["a","b"]'`, "'[]'", `'["2024-03-10"]'`, `'["YWI="]'`), foundPlain[[]int64]("integer[]", "'[1,2]'"),
	foundPlain[[]time.Time]("timestamp[]", `'["2024-03-10 03:30:00"]'`, `'["2024-03-10 00:00:00"]'`),
	foundAs("date[]", func(row *typedDays) *[]time.Time { return &row.V }, `'["2024-03-10"]'`),
	foundPlain[[]uuid.UUID]("uuid[]", `'["a3bb189e-8bf9-3888-9912-ace4e6543002"]'`), foundPlain[[]bool]("bool[]", "'[true]'"),
	foundAs("decimal[]", func(row *typedNumbers) *[]decimal.Decimal { return &row.V }, `'["1.5"]'`), foundPlain[[][]byte]("bytes[]", `'["YWI="]'`),
}

// Of every two types: a value that a revision takes along to the other is found by what is read of it, and so on the way back. What cannot be
// converted is refused, and named.
func TestARowOfAnotherTypeIsFound(t *testing.T) {
	for _, from := range foundTypes {
		t.Run(from.name, func(t *testing.T) {
			t.Parallel()
			engine := enginetest.SQLite.Open(t, enginetest.SQLite.URL(t))
			require.NoError(t, from.of.CreateAll(t.Context(), engine))
			create, err := repo.Scalar[string](t.Context(), engine, builder.Text("SELECT sql FROM sqlite_schema WHERE name = 'typed'"))
			require.NoError(t, err)
			run(t, engine, "DROP TABLE typed")
			for _, to := range foundTypes {
				for _, value := range from.values {
					if to.name == from.name {
						continue
					}
					run(t, engine, create)
					if wrong := retypedIsFound(t, engine, from, to, value); wrong != "" {
						t.Errorf("%s as %s -> %s: %s", value, from.name, to.name, wrong)
					}
					run(t, engine, "DROP TABLE typed")
				}
			}
		})
	}
}

func retypedIsFound(t *testing.T, engine *repo.Engine, from, to foundType, value string) string {
	run(t, engine, "INSERT INTO typed (id, v) VALUES (1, "+value+")")
	p, err := to.of.Plan(t.Context(), engine)
	if err != nil {
		return err.Error()
	}
	if len(p.Up) > 0 {
		if err := tryPlan(t, engine, p.Up); err != nil {
			return unlessNamed(err)
		}
	}
	if wrong := isFound(t, engine, to); wrong != "" || len(p.Up) == 0 {
		return wrong
	}
	if err := tryPlan(t, engine, p.Down); err != nil {
		return unlessNamed(err)
	}
	return isFound(t, engine, from)
}

func unlessNamed(err error) string {
	if strings.Contains(err.Error(), "would not keep all that is there") {
		return ""
	}
	return err.Error()
}

func isFound(t *testing.T, engine *repo.Engine, as foundType) string {
	read, n, err := as.found(t.Context(), engine)
	switch {
	case err != nil:
		return as.name + ": " + err.Error()
	case n != 1:
		return fmt.Sprintf("%s: %s is not found", as.name, read)
	}
	return ""
}

// What a text and a time say is what they say as another type.
func TestATextOfAnotherTypeSaysTheSame(t *testing.T) {
	of := func(name string) foundType {
		for _, f := range foundTypes {
			if f.name == name {
				return f
			}
		}
		panic(name)
	}
	engine := enginetest.SQLite.Open(t, enginetest.SQLite.URL(t))
	for _, c := range []struct{ from, value, to, want string }{
		{"date", "'2024-03-10'", "timestamp", "2024-03-10T00:00:00Z"}, {"timestamp", "'2024-03-09T20:00:00-04:00'", "date", "2024-03-10T00:00:00Z"},
		{"timestamp", "'2024-03-10 00:00:00.5'", "date", ""}, {"timestamp", "'2024-03-10 03:30:00'", "date", ""}, {"timestamp", "'2024-03-10 03:30:00'", "time", ""},
		{"text", "'2024-03-10'", "timestamp", "2024-03-10T00:00:00Z"}, {"text", "'2024-03-09 22:30:00.1234567 -0500 EST'", "timestamp", "2024-03-10T03:30:00.123456Z"},
		{"text", "'2024-03-09 19:00:00-05'", "date", "2024-03-10T00:00:00Z"}, {"text", "'2024-03-10 03:30:59.9999999'", "timestamp", "2024-03-10T03:30:59.999999Z"},
		{"text", "'2024-02-30'", "date", ""}, {"text", "'soon'", "timestamp", ""}, {"text", "'2024-03-10 25:00'", "timestamp", ""},
		{"text", "'A3BB189E-8BF9-3888-9912-ACE4E6543002'", "uuid", "a3bb189e-8bf9-3888-9912-ace4e6543002"}, {"text", "'09:30'", "time", "09:30:00"},
		{"text", "'1-2'", "decimal", ""}, {"text", "'e5'", "decimal", ""}, {"text", "'007.50'", "decimal", "7.5"}, {"bool", "1", "decimal", "1"},
		{"bool", "'true'", "text", "true"}, {"text[]", `'["YWI="]'`, "bytes[]", ""},
		{"timestamp[]", `'["2024-03-10 00:00:00"]'`, "date[]", `["2024-03-10T00:00:00Z"]`}, {"timestamp[]", `'["2024-03-10 03:30:00"]'`, "date[]", ""},
	} {
		t.Run(c.from+" "+c.value+" "+c.to, func(t *testing.T) {
			from, to := of(c.from), of(c.to)
			require.NoError(t, from.of.CreateAll(t.Context(), engine))
			defer run(t, engine, "DROP TABLE typed")
			run(t, engine, "INSERT INTO typed (id, v) VALUES (1, "+c.value+")")
			p, err := to.of.Plan(t.Context(), engine)
			require.NoError(t, err)
			if c.want == "" {
				require.ErrorContains(t, tryPlan(t, engine, p.Up), "would not keep all that is there")
				return
			}
			runPlan(t, engine, p.Up)
			read, _, err := to.found(t.Context(), engine)
			require.NoError(t, err)
			require.Equal(t, c.want, read)
		})
	}
}
