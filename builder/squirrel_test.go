package builder_test

import (
	"testing"

	sq "github.com/Masterminds/squirrel"
	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/builder"
)

// TestTrapsOfSquirrel keeps what squirrel 1.5.4 gets wrong from users: each case was wrong when squirrel alone rendered it.
func TestTrapsOfSquirrel(t *testing.T) {
	dollar := sq.StatementBuilder.PlaceholderFormat(sq.Dollar)
	sub := dollar.Select("name").From("heroes").Where("id = ?", 7)
	ours := builder.SelectColumns(name).Where(power.Eq(7))
	const subText, oursText = `(SELECT name FROM heroes WHERE id = $2)`, `(SELECT "heroes"."name" FROM "heroes" WHERE "heroes"."power" = $2)`
	base := builder.SelectColumns(title).From(chores)
	const head = `SELECT "chores"."title" FROM "chores" WHERE `
	for _, c := range []struct {
		trap, want string
		stmt       builder.Sqlizer
		args       []any
	}{
		{"sub-select in SET", `UPDATE "heroes" SET "power" = $1, "name" = ` + subText + ` WHERE "heroes"."name" = $3`,
			builder.Update(heroes).Set(power.To(1), name.ToExpr(builder.ScalarSubquery[string](sub))).Where(name.Eq("x")), []any{1.0, 7, "x"}},
		{"sub-select of ours in squirrel's SET", `UPDATE heroes SET power = $1, name = ` + oursText + ` WHERE (name = $3)`,
			builder.As[builder.Row](dollar.Update("heroes").Set("power", 1).Set("name", builder.ScalarSubquery[string](ours)).Where(sq.And{sq.Eq{"name": "x"}})), []any{1, 7.0, "x"}},
		{"sub-select in VALUES", `INSERT INTO "heroes" ("power","name","active") VALUES ($1,` + subText + `,$3)`,
			builder.Insert(heroes).Set(power.To(1), name.ToExpr(builder.ScalarSubquery[string](sub)), builder.Col(&heroes.Active).To(true)), []any{1.0, 7, true}},
		{"sub-select in IN", head + `"chores"."title" <> $1 AND "chores"."title" IN ` + subText + ` AND "chores"."title" = $3`,
			base.Where(title.Ne("a"), title.InQuery(sub), title.Eq("b")), []any{"a", 7, "b"}},
		{"sub-select in text", head + `(title <> $1 AND title IN ` + oursText + ` AND title = $3)`,
			base.Where(sq.Expr("title <> ? AND title IN (?) AND title = ?", "a", ours, "b")), []any{"a", 7.0, "b"}},
		{"sub-select as a column", `SELECT "chores"."title", ` + `(SELECT name FROM heroes WHERE id = $1)` + ` AS "n" FROM "chores" WHERE "chores"."title" = $2`,
			builder.SelectColumns(title, builder.ScalarSubquery[string](sub).Label("n")).From(chores).Where(title.Eq("b")), []any{7, "b"}},
		{"sub-select in squirrel's alias", `SELECT "chores"."title", (SELECT name FROM heroes WHERE id = $1) AS n FROM "chores" WHERE "chores"."title" = $2`,
			builder.SelectColumns(title, sq.Alias(sub, "n")).From(chores).Where(title.Eq("b")), []any{7, "b"}},
		{"builder as a column", `SELECT (SELECT name FROM heroes WHERE id = $1) FROM "chores"`, builder.SelectColumns(sub).From(chores), []any{7}},
		{"sub-select in Eq", head + `a = $1 AND title IN ` + subText, base.Where(sq.Eq{"a": 1}, sq.Eq{"title": sub}), []any{1, 7}},
		{"sub-select in NotEq beside others", head + `(a <> $1 AND title NOT IN ` + subText + `)`, base.Where(sq.NotEq{"title": sub, "a": 1}), []any{1, 7}},
		{"statement in Eq inside Or", head + `(a = $1 OR title IN ` + oursText + `)`, base.Where(sq.Or{sq.Eq{"a": 1}, sq.Eq{"title": ours}}), []any{1, 7.0}},
		{"bytes explode", head + `id = $1 AND id = $2`, base.Where(sq.Eq{"id": [2]byte{1, 2}}, sq.Eq{"id": [3]byte{3}}), []any{[2]byte{1, 2}, [3]byte{3}}},
		{"ids explode", head + `id IN ($1,$2)`, base.Where(sq.Eq{"id": []uuid.UUID{{1}, {2}}}), []any{uuid.UUID{1}, uuid.UUID{2}}},
		{"empty first predicate", head + `a = $1`, base.Where(sq.Expr(""), sq.Eq{"a": 1}), []any{1}},
		{"only empty predicates", head[:len(head)-len(" WHERE ")], base.Where(sq.Expr(""), builder.Raw[bool]("")), nil},
		{"empty predicate inside And", head + `(a = $1)`, base.Where(sq.And{sq.Expr(""), sq.Eq{"a": 1}}), []any{1}},
		{"question mark in a literal", head + `(title = 'why?' AND a = $1)`, base.Where(sq.Expr("title = 'why?' AND a = ?", 1)), []any{1}},
		{"question mark in an identifier", head + `("a?" = $1)`, base.Where(sq.Expr(`"a?" = ?`, 1)), []any{1}},
		{"question mark as an operator", head + `(doc ? 'k' AND a = $1)`, base.Where(sq.Expr("doc ?? 'k' AND a = ?", 1)), []any{1}},
		{"operator of question marks", head + `("chores"."title" ?| $1)`, base.Where(title.BoolOp("?|", "x")), []any{"x"}},
		{"a column called select", `SELECT "app"."toys"."select" FROM "app"."toys" ORDER BY "app"."toys"."select" DESC`,
			builder.SelectColumns(builder.Col(&toys.Label)).OrderBy(builder.Col(&toys.Label).Desc()), nil},
		{"LIMIT as text", `SELECT "chores"."title" FROM "chores" LIMIT $1`, base.Limit(5), []any{int64(5)}},
		{"random order of LIKE", head + `(a LIKE $1 AND b LIKE $2 AND c LIKE $3 AND d LIKE $4)`, base.Where(sq.Like{"d": "4", "b": "2", "a": "1", "c": "3"}), []any{"1", "2", "3", "4"}},
		{"CASE with an argument", `SELECT CASE WHEN a = $1 THEN 'x' END FROM "chores" WHERE "chores"."title" = $2`,
			builder.SelectColumns(sq.Case().When(sq.Eq{"a": 1}, "'x'")).From(chores).Where(title.Eq("b")), []any{1, "b"}},
	} {
		t.Run(c.trap, func(t *testing.T) {
			text, args := postgres(t, c.stmt)
			require.Equal(t, c.want, text)
			require.Equal(t, c.args, args)
		})
	}
}

func TestQuestionMarksStayForSQLite(t *testing.T) {
	text, args := sqlite(t, builder.SelectColumns(title).Where(sq.Expr("title = '??' AND doc ?? ?", 1), builder.Raw[bool]("'?' = ?", "x")))
	require.Equal(t, `SELECT "chores"."title" FROM "chores" WHERE (title = '??' AND doc ? ?) AND ('?' = ?)`, text)
	require.Equal(t, []any{1, "x"}, args)
}

// TestNumberedBySquirrel holds what squirrel misnumbers before we see it: it is refused, never sent.
func TestNumberedBySquirrel(t *testing.T) {
	sub := sq.Select("id").From("x").Where("y = ?", 1).PlaceholderFormat(sq.Dollar)
	base := builder.SelectColumns(title)
	refused(t, "text mixes ? with $1", base.Where(sq.Expr("a = ? AND b IN (?)", 1, sub)))
	refused(t, "argument 2 of 2 has no placeholder", base.Where(sq.ConcatExpr("a = (", sub, ") AND b = (", sub, ")")))
}

func TestSquirrelWritesNeedAWhere(t *testing.T) {
	for _, stmt := range []builder.Sqlizer{
		sq.Delete("heroes"), sq.Delete("heroes").Where(sq.Eq{}), sq.Delete("heroes").Where(sq.And{}).Where(sq.Expr("")), sq.Delete("heroes").Where("").OrderBy("a").Limit(1),
		sq.Delete("heroes").Where(sq.Expr("")).Where(sq.Eq{}).Suffix("RETURNING id"), sq.Update("heroes").Set("a", sq.Expr("(SELECT 1 WHERE true)")).PlaceholderFormat(sq.Dollar),
		builder.As[int](sq.Update("heroes").Set("a", 1).Where(sq.Eq{})),
	} {
		_, _, err := builder.Compile(stmt, builder.Postgres())
		require.ErrorIs(t, err, builder.ErrMissingWhere)
		require.ErrorContains(t, err, "with builder.Update or builder.Delete")
	}
	for _, stmt := range []builder.Sqlizer{
		sq.Delete("heroes").Where(sq.Eq{"a": 1}), sq.Delete("heroes").Where(sq.Eq{}).Where("a = 1").Where(sq.And{}), sq.Delete("heroes").Where(sq.Or{}),
		sq.Update("heroes").Set("a", 1).Where("b = ?", 2).PlaceholderFormat(sq.Dollar),
	} {
		_, _ = postgres(t, stmt)
	}
	refused(t, "must have at least one Set clause", sq.Update("heroes").Where("a = 1"))
}
