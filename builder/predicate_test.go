package builder_test

import (
	"database/sql"
	"testing"

	sq "github.com/Masterminds/squirrel"
	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/builder"
)

// globs are the arguments of SQLite where they are others than PostgreSQL's.
var globs = map[string]string{"starts with": `5%_\*`, "ends with": "*x", "contains": "*x*"}

func TestPredicates(t *testing.T) {
	id := uuid.UUID{1}
	owner := builder.Col(&toys.OwnerID)
	label := builder.Col(&toys.Label)
	for _, c := range []struct {
		name             string
		pred             builder.Sqlizer
		postgres, sqlite string // "": as postgres with ?
		args             []any
	}{
		{"eq", toyID.Eq(1), `"app"."toys"."id" = $1`, `"app"."toys"."id" = ?`, []any{int64(1)}},
		{"array of bytes is one value", owner.Eq(id), `"app"."toys"."owner_id" = $1`, `"app"."toys"."owner_id" = ?`, []any{id}},
		{"ne", toyID.Ne(1), `"app"."toys"."id" <> $1`, `"app"."toys"."id" <> ?`, []any{int64(1)}},
		{"lt", toyID.Lt(1), `"app"."toys"."id" < $1`, `"app"."toys"."id" < ?`, []any{int64(1)}},
		{"le", toyID.Le(1), `"app"."toys"."id" <= $1`, `"app"."toys"."id" <= ?`, []any{int64(1)}},
		{"gt", toyID.Gt(1), `"app"."toys"."id" > $1`, `"app"."toys"."id" > ?`, []any{int64(1)}},
		{"ge", toyID.Ge(1), `"app"."toys"."id" >= $1`, `"app"."toys"."id" >= ?`, []any{int64(1)}},
		{"eq column", toyID.EqCol(toyID), `"app"."toys"."id" = "app"."toys"."id"`, `"app"."toys"."id" = "app"."toys"."id"`, nil},
		{"ne column", toyID.NeCol(toyID), `"app"."toys"."id" <> "app"."toys"."id"`, `"app"."toys"."id" <> "app"."toys"."id"`, nil},
		{"lt column", toyID.LtCol(toyID), `"app"."toys"."id" < "app"."toys"."id"`, `"app"."toys"."id" < "app"."toys"."id"`, nil},
		{"le column", toyID.LeCol(toyID), `"app"."toys"."id" <= "app"."toys"."id"`, `"app"."toys"."id" <= "app"."toys"."id"`, nil},
		{"gt column", toyID.GtCol(toyID), `"app"."toys"."id" > "app"."toys"."id"`, `"app"."toys"."id" > "app"."toys"."id"`, nil},
		{"ge column", toyID.GeCol(toyID), `"app"."toys"."id" >= "app"."toys"."id"`, `"app"."toys"."id" >= "app"."toys"."id"`, nil},
		{"between", toyID.Between(1, 2), `"app"."toys"."id" BETWEEN $1 AND $2`, `"app"."toys"."id" BETWEEN ? AND ?`, []any{int64(1), int64(2)}},
		{"is null", toyID.IsNull(), `"app"."toys"."id" IS NULL`, `"app"."toys"."id" IS NULL`, nil},
		{"is not null", toyID.IsNotNull(), `"app"."toys"."id" IS NOT NULL`, `"app"."toys"."id" IS NOT NULL`, nil},
		{"like", label.Like("a%"), `"app"."toys"."select" LIKE $1 ESCAPE '\'`, `"app"."toys"."select" LIKE ? ESCAPE '\'`, []any{"a%"}},
		{"not like", label.NotLike("a%"), `"app"."toys"."select" NOT LIKE $1 ESCAPE '\'`, `"app"."toys"."select" NOT LIKE ? ESCAPE '\'`, []any{"a%"}},
		{"ilike", label.ILike("a"), `"app"."toys"."select" ILIKE $1 ESCAPE '\'`, `lower("app"."toys"."select") LIKE lower(?) ESCAPE '\'`, []any{"a"}},
		{"not ilike", label.NotILike("a"), `"app"."toys"."select" NOT ILIKE $1 ESCAPE '\'`, `lower("app"."toys"."select") NOT LIKE lower(?) ESCAPE '\'`, []any{"a"}},
		{"starts with", label.StartsWith(`5%_\`), `"app"."toys"."select" LIKE $1 ESCAPE '\'`, `"app"."toys"."select" GLOB ?`, []any{`5\%\_\\%`}},
		{"ends with", label.EndsWith("x"), `"app"."toys"."select" LIKE $1 ESCAPE '\'`, `"app"."toys"."select" GLOB ?`, []any{"%x"}},
		{"contains", label.Contains("x"), `"app"."toys"."select" LIKE $1 ESCAPE '\'`, `"app"."toys"."select" GLOB ?`, []any{"%x%"}},
		{"and", builder.And(toyID.Eq(1), toyID.Eq(2)), `("app"."toys"."id" = $1 AND "app"."toys"."id" = $2)`, `("app"."toys"."id" = ? AND "app"."toys"."id" = ?)`, []any{int64(1), int64(2)}},
		{"or inside and", builder.And(builder.Or(toyID.Eq(1), toyID.Eq(2)), toyID.Eq(3)), `(("app"."toys"."id" = $1 OR "app"."toys"."id" = $2) AND "app"."toys"."id" = $3)`,
			`(("app"."toys"."id" = ? OR "app"."toys"."id" = ?) AND "app"."toys"."id" = ?)`, []any{int64(1), int64(2), int64(3)}},
		{"no and is true", builder.And(), `(1=1)`, `(1=1)`, nil},
		{"no or is false", builder.Or(), `(1=0)`, `(1=0)`, nil},
		{"not", builder.Not(toyID.Eq(1)), `NOT ("app"."toys"."id" = $1)`, `NOT ("app"."toys"."id" = ?)`, []any{int64(1)}},
		{"a test beside an operator", toyID.IsNull().Eq(true), `("app"."toys"."id" IS NULL) = $1`, `("app"."toys"."id" IS NULL) = ?`, []any{true}},
		{"raw", builder.Raw[bool]("a = ? OR b ?? 'x?'", 1), `(a = $1 OR b ? 'x?')`, `(a = ? OR b ? 'x?')`, []any{1}},
		{"raw around an expression", builder.Raw[string]("lower(?)", label).Eq("x"), `(lower("app"."toys"."select")) = $1`, `(lower("app"."toys"."select")) = ?`, []any{"x"}},
		{"literal null", toyID.EqCol(builder.Raw[int64]("?", builder.Null())), `"app"."toys"."id" = (NULL)`, `"app"."toys"."id" = (NULL)`, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			text, args := where(t, postgres, c.pred)
			require.Equal(t, c.postgres, text)
			require.Equal(t, c.args, args)
			text, args = where(t, sqlite, c.pred)
			require.Equal(t, c.sqlite, text)
			if glob, ok := globs[c.name]; ok {
				require.Equal(t, []any{glob}, args)
				return
			}
			require.Equal(t, c.args, args)
		})
	}
}

func TestNilIsNull(t *testing.T) {
	var none *float64
	raw := builder.Raw[*float64]("x")
	null := builder.Raw[sql.Null[int]]("x")
	for _, c := range []struct {
		pred builder.Sqlizer
		want string
	}{
		{raw.Eq(none), "(x) IS NULL"}, {raw.Ne(none), "(x) IS NOT NULL"}, {raw.Lt(none), "(x) < $1"},
		{null.Eq(sql.Null[int]{}), "(x) IS NULL"}, {null.Eq(sql.Null[int]{Valid: true}), "(x) = $1"},
		{builder.Raw[[]byte]("x").Eq(nil), "(x) IS NULL"}, {builder.Raw[any]("x").Ne(nil), "(x) IS NOT NULL"},
	} {
		text, _ := where(t, postgres, c.pred)
		require.Equal(t, c.want, text)
	}
	text, args := postgres(t, builder.SelectColumns(power).Where(power.Eq(1.5)))
	require.Equal(t, `SELECT "heroes"."power" FROM "heroes" WHERE "heroes"."power" = $1`, text)
	require.Equal(t, []any{1.5}, args)
}

func TestIn(t *testing.T) {
	text, args := where(t, postgres, toyID.In(1, 2))
	require.Equal(t, `"app"."toys"."id" = ANY($1)`, text)
	require.Equal(t, []any{[]int64{1, 2}}, args)
	text, args = where(t, sqlite, toyID.NotIn(1, 2))
	require.Equal(t, `"app"."toys"."id" NOT IN (?,?)`, text)
	require.Equal(t, []any{int64(1), int64(2)}, args)
	text, _ = where(t, postgres, toyID.NotIn(1))
	require.Equal(t, `"app"."toys"."id" <> ALL($1)`, text)
	text, args = where(t, postgres, toyID.In(), toyID.NotIn())
	require.Equal(t, `(1=0) AND (1=1)`, text)
	require.Empty(t, args)
	text, _ = where(t, postgres, builder.Raw[[]int]("x").In([]int{1}, []int{2}))
	require.Equal(t, `(x) IN ($1,$2)`, text, "a list of lists is no array of arrays")

	ids := []int64{1, 2}
	stmt := builder.SelectColumns(toyID).Where(toyID.In(ids...))
	ids[0] = 9
	_, args = postgres(t, stmt)
	require.Equal(t, []any{[]int64{1, 2}}, args, "a statement keeps what it was given")
}

func TestPredicatesOfSquirrel(t *testing.T) {
	inner := sq.Select("id").From("heroes").Where(sq.Eq{"name": "x"})
	var nobody *uuid.UUID
	for _, c := range []struct {
		name string
		pred builder.Sqlizer
		want string
		args []any
	}{
		{"eq", sq.Eq{"id": 1}, "id = $1", []any{1}},
		{"eq in order of keys", sq.Eq{"b": 1, "a": 2, "c": nil}, "(a = $1 AND b = $2 AND c IS NULL)", []any{2, 1}},
		{"no eq is true", sq.Eq{}, "(1=1)", nil},
		{"list as squirrel writes it", sq.Eq{"id": []int{1, 2}}, "id IN ($1,$2)", []any{1, 2}},
		{"NULL in a list stays", sq.NotEq{"id": []any{1, nil}}, "id NOT IN ($1,$2)", []any{1, nil}},
		{"empty list", sq.Eq{"id": []int{}}, "(1=0)", nil},
		{"array of bytes is one value", sq.Eq{"id": [4]byte{1}}, "id = $1", []any{[4]byte{1}}},
		{"uuid", sq.Eq{"id": uuid.UUID{}}, "id = $1", []any{"00000000-0000-0000-0000-000000000000"}},
		{"a nil pointer is NULL", sq.NotEq{"id": nobody}, "id IS NOT NULL", nil},
		{"builder in eq", sq.Eq{"id": inner}, "id IN (SELECT id FROM heroes WHERE name = $1)", []any{"x"}},
		{"builder in ne", sq.NotEq{"id": inner}, "id NOT IN (SELECT id FROM heroes WHERE name = $1)", []any{"x"}},
		{"builder in lt", sq.Lt{"id": inner}, "id < (SELECT id FROM heroes WHERE name = $1)", []any{"x"}},
		{"numbered builder in eq", sq.Eq{"id": inner.PlaceholderFormat(sq.Dollar)}, "id IN (SELECT id FROM heroes WHERE name = $1)", []any{"x"}},
		{"statement in eq", sq.Eq{"id": builder.SelectColumns(builder.Col(&heroes.ID)).Where(name.Eq("x"))},
			`id IN (SELECT "heroes"."id" FROM "heroes" WHERE "heroes"."name" = $1)`, []any{"x"}},
		{"expression in eq", sq.Eq{"id": toyID}, `id = "app"."toys"."id"`, nil},
		{"and, or", sq.And{sq.Or{sq.Eq{"a": 1}, toyID.Eq(2)}, sq.Gt{"b": 3}}, `((a = $1 OR "app"."toys"."id" = $2) AND b > $3)`, []any{1, int64(2), 3}},
		{"nothing inside and", sq.And{sq.Expr(""), sq.Eq{"a": 1}}, "(a = $1)", []any{1}},
		{"only nothing", sq.Or{sq.Expr("")}, "(1=0)", nil},
		{"ge, le, gt", sq.And{sq.GtOrEq{"a": 1}, sq.LtOrEq{"a": 2}, sq.Lt{"a": 3}}, "(a >= $1 AND a <= $2 AND a < $3)", []any{1, 2, 3}},
		{"likes in order of keys", sq.And{sq.Like{"b": "x", "a": "y"}, sq.NotLike{"a": "z"}}, "((a LIKE $1 AND b LIKE $2) AND a NOT LIKE $3)", []any{"y", "x", "z"}},
		{"ilikes", sq.Or{sq.ILike{"a": "x"}, sq.NotILike{"a": "y"}}, "(a ILIKE $1 OR a NOT ILIKE $2)", []any{"x", "y"}},
		{"text gets parentheses", sq.Expr("a = ? OR b = ?", 1, 2), "(a = $1 OR b = $2)", []any{1, 2}},
		{"question mark in a literal", sq.Expr("a = '?' AND b = ?", 1), "(a = '?' AND b = $1)", []any{1}},
		{"doubled question mark", sq.Expr("doc ?? ?", "k"), "(doc ? $1)", []any{"k"}},
		{"sub-select in text", sq.Expr("id IN (?)", inner), "(id IN (SELECT id FROM heroes WHERE name = $1))", []any{"x"}},
		{"numbered text", sq.Expr("a = $2 AND b = $1", 1, 2), "(a = $1 AND b = $2)", []any{2, 1}},
	} {
		t.Run(c.name, func(t *testing.T) {
			text, args := where(t, postgres, c.pred, toyID.Eq(7))
			require.Equal(t, c.want+` AND "app"."toys"."id" = $`+string(rune('1'+len(c.args))), text)
			require.Equal(t, append(c.args, int64(7)), args)
		})
	}
}

func TestEmptyTextIsNoPredicate(t *testing.T) {
	text, _ := where(t, postgres, sq.Expr(""), toyID.Eq(1), sq.Expr(" "))
	require.Equal(t, `"app"."toys"."id" = $1`, text)
}

func TestWrongPredicates(t *testing.T) {
	q := builder.Select(toys)
	for reason, pred := range map[string]builder.Sqlizer{
		"column Toy.Label is no predicate":   builder.Col(&toys.Label),
		"neither true nor false":             builder.Literal(1),
		"a term of a SELECT":                 toyID.Asc(),
		"an expression is nil":               nil,
		"an expression is empty":             builder.Expr[bool]{},
		"argument 2 of 2 has no placeholder": sq.Expr("a = ?", 1, 2),
		"text mixes ? with $1":               sq.Expr("a = ? AND b = $2", 1, 2),
		"more placeholders than its 1":       sq.Expr("a = ? AND b = ?", 1),
		"text has 0 placeholders for 1":      builder.Raw[bool]("a", 1),
		"Asc and Desc stand in OrderBy only": builder.Raw[bool]("? = 1", toyID.Desc()),
		"points outside every prototype":     builder.Col(&(&Toy{}).Label).Eq("x"),
		"points into a prototype of Hero":    builder.Raw[bool]("?", builder.Col(&heroes.Notes)),
		"is given a whole Toy":               builder.Raw[bool]("?", builder.Col(toys)),
		"cannot use null with less than":     sq.Lt{"a": nil},
	} {
		refused(t, reason, q.Where(pred))
	}
	active := builder.Col(&heroes.Active)
	_, _ = postgres(t, builder.Select(heroes).Where(active, builder.Not(active)))
}
