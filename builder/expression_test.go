package builder_test

import (
	"strings"
	"testing"
	"time"

	sq "github.com/Masterminds/squirrel"
	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/builder"
)

func TestExpressions(t *testing.T) {
	label, total := builder.Col(&toys.Label), builder.Col(&toys.Total)
	created := builder.Col(&heroes.CreatedAt)
	const id, sel = `"app"."toys"."id"`, `"app"."toys"."select"`
	var cases []golden
	for _, c := range []struct {
		name             string
		expr             builder.Sqlizer
		postgres, sqlite string
		args             []any
	}{
		{"add", toyID.Add(1), id + ` + $1`, id + ` + ?`, []any{int64(1)}},
		{"sub", toyID.Sub(1), id + ` - $1`, id + ` - ?`, []any{int64(1)}},
		{"mul binds closer", toyID.Add(1).Mul(2), `(` + id + ` + $1) * $2`, `(` + id + ` + ?) * ?`, []any{int64(1), int64(2)}},
		{"div", toyID.Div(2), id + ` / $1`, id + ` / ?`, []any{int64(2)}},
		{"op", label.Op("||", "!"), sel + ` || $1`, sel + ` || ?`, []any{"!"}},
		{"op of expressions", label.Op("||", builder.Lower(label)), sel + ` || lower(` + sel + `)`, "", nil},
		{"op with a sub-select", total.Op("+", builder.SelectColumns(builder.Count()).From(heroes)),
			`"app"."toys"."total" + (SELECT count(*) FROM "heroes")`, "", nil},
		{"bool op", toyID.BoolOp("<", 2), id + ` < $1`, id + ` < ?`, []any{2}},
		{"coalesce a value", power.Coalesce(1.5), `coalesce("heroes"."power", $1)`, `coalesce("heroes"."power", ?)`, []any{1.5}},
		{"coalesce", builder.Coalesce(label, builder.Literal("x")), `coalesce(` + sel + `, $1)`, `coalesce(` + sel + `, ?)`, []any{"x"}},
		{"lower, upper", builder.Lower(builder.Upper(label)), `lower(upper(` + sel + `))`, "", nil},
		{"func", builder.Func[string]("substr", label, 1, 2), `substr(` + sel + `, $1, $2)`, `substr(` + sel + `, ?, ?)`, []any{1, 2}},
		{"func of a labelled expression", builder.Lower(label.Label("x")), `lower(` + sel + `)`, "", nil},
		{"now", builder.Func[time.Time]("now"), `now()`, `rtrim(rtrim(strftime('%Y-%m-%d %H:%M:%f', 'now'), '0'), '.')`, nil},
		{"cast", builder.Cast[string](toyID, "text"), `CAST(` + id + ` AS text)`, "", nil},
		{"cast of a sum", builder.Cast[float64](toyID.Add(1), "double precision"), `CAST(` + id + ` + $1 AS double precision)`, `CAST(` + id + ` + ? AS double precision)`, []any{int64(1)}},
		{"collate", label.Collate("C").Op("||", "x"), `(` + sel + ` COLLATE "C") || $1`, `(` + sel + ` COLLATE "BINARY") || ?`, []any{"x"}},
		{"count distinct", builder.CountDistinct(label), `count(DISTINCT ` + sel + `)`, "", nil},
		{"count distinct pairs", builder.CountDistinct(label, toyID), `count(DISTINCT (` + sel + `, ` + id + `))`, "no count(DISTINCT ...) of several expressions", nil},
		{"sum", builder.Sum(toyID).Coalesce(0), `coalesce(sum(` + id + `), $1)`, `coalesce(sum(` + id + `), ?)`, []any{int64(0)}},
		{"avg", builder.Avg(total), `avg("app"."toys"."total")`, "", nil},
		{"min, max", builder.Min(created).BoolOp("<", builder.Max(created)), `min("heroes"."created_at") < max("heroes"."created_at")`, "", nil},
		{"scalar sub-select", builder.ScalarSubquery[int64](builder.SelectColumns(builder.Count()).From(heroes)).Add(1),
			`(SELECT count(*) FROM "heroes") + $1`, `(SELECT count(*) FROM "heroes") + ?`, []any{int64(1)}},
		{"scalar sub-select of squirrel's", builder.ScalarSubquery[int64](sq.Select("count(*)").From("heroes")).Label("n"), `(SELECT count(*) FROM heroes) AS "n"`, "", nil},
	} {
		if c.sqlite == "" {
			c.sqlite = c.postgres
		}
		g := golden{c.name, builder.SelectColumns(c.expr).From(toys, heroes), "SELECT " + c.postgres, c.sqlite, c.args}
		g.postgres += ` FROM "app"."toys", "heroes"`
		if c.sqlite[0] != 'n' {
			g.sqlite = "SELECT " + c.sqlite + ` FROM "app"."toys", "heroes"`
		}
		cases = append(cases, g)
	}
	checked(t, cases)
}

func TestArraysStandAlone(t *testing.T) {
	tags := builder.Array(builder.Literal([]string{"a", "b"}))
	text, args, err := tags.ToSql()
	require.NoError(t, err)
	require.Len(t, args, 1)
	require.Equal(t, 1, strings.Count(text, "?"), text)
	require.Contains(t, tags.String(), "$1")
	require.NotContains(t, tags.String(), "\"b\"", "no argument is shown")
}
