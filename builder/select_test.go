package builder_test

import (
	"testing"
	"time"

	sq "github.com/Masterminds/squirrel"
	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/builder"
)

func TestSelect(t *testing.T) {
	inner := builder.SelectColumns(builder.Col(&toys.OwnerID)).Where(builder.Col(&toys.OwnerID).EqCol(builder.Col(&heroes.ID)))
	for _, c := range []struct {
		name             string
		stmt             builder.Sqlizer
		postgres, sqlite string
		args             []any
	}{
		{"entities", builder.Select(toys),
			`SELECT "app"."toys"."id", "app"."toys"."owner_id", "app"."toys"."select", "app"."toys"."total" FROM "app"."toys"`, "", nil},
		{"alias", builder.SelectColumns(builder.Col(&others.Name)).Where(builder.Col(&others.Name).Eq("x")),
			`SELECT "o"."name" FROM "heroes" AS "o" WHERE "o"."name" = $1`, `SELECT "o"."name" FROM "heroes" AS "o" WHERE "o"."name" = ?`, []any{"x"}},
		{"a table met in WHERE", builder.SelectColumns(name).Where(builder.Col(&toys.OwnerID).EqCol(builder.Col(&heroes.ID))),
			`SELECT "heroes"."name" FROM "heroes", "app"."toys" WHERE "app"."toys"."owner_id" = "heroes"."id"`, "", nil},
		{"itself", builder.SelectColumns(name).Where(builder.Col(&heroes.Name).EqCol(builder.Col(&others.Name))),
			`SELECT "heroes"."name" FROM "heroes", "heroes" AS "o" WHERE "heroes"."name" = "o"."name"`, "", nil},
		{"From ends inference", builder.SelectColumns(builder.Count()).From(heroes), `SELECT count(*) FROM "heroes"`, "", nil},
		{"count of a column", builder.SelectColumns(builder.Count(power)), `SELECT count("heroes"."power") FROM "heroes"`, "", nil},
		{"no table", builder.SelectColumns(builder.Raw[int]("1 + 1").Label("two")), `SELECT 1 + 1 AS "two"`, "", nil},
		{"order", builder.SelectColumns(name.Label("n")).OrderBy(name.Label("n").Desc(), power.Asc(), sq.Expr("length(name)")),
			`SELECT "heroes"."name" AS "n" FROM "heroes" ORDER BY "n" DESC, "heroes"."power" ASC, length(name)`, "", nil},
		{"page", builder.SelectColumns(name).Limit(1).Limit(10).Offset(20),
			`SELECT "heroes"."name" FROM "heroes" LIMIT $1 OFFSET $2`, `SELECT "heroes"."name" FROM "heroes" LIMIT ? OFFSET ?`, []any{int64(10), int64(20)}},
		{"offset alone", builder.SelectColumns(name).Offset(20),
			`SELECT "heroes"."name" FROM "heroes" OFFSET $1`, `SELECT "heroes"."name" FROM "heroes" LIMIT 9223372036854775807 OFFSET ?`, []any{int64(20)}},
		{"correlated sub-select", builder.SelectColumns(name).Where(builder.Raw[bool]("EXISTS ?", inner)),
			`SELECT "heroes"."name" FROM "heroes" WHERE (EXISTS (SELECT "app"."toys"."owner_id" FROM "app"."toys" WHERE "app"."toys"."owner_id" = "heroes"."id"))`, "", nil},
		{"sub-select of the same table", builder.SelectColumns(name).Where(sq.Eq{"name": builder.SelectColumns(name)}),
			`SELECT "heroes"."name" FROM "heroes" WHERE name IN (SELECT "heroes"."name" FROM "heroes")`, "", nil},
		{"numbered across a sub-select", builder.SelectColumns(name).Where(name.Eq("a"), sq.Eq{"name": builder.SelectColumns(builder.Col(&others.Name)).Where(builder.Col(&others.Name).Eq("b")).Limit(1)}, name.Eq("c")),
			`SELECT "heroes"."name" FROM "heroes" WHERE "heroes"."name" = $1 AND name IN (SELECT "o"."name" FROM "heroes" AS "o" WHERE "o"."name" = $2 LIMIT $3) AND "heroes"."name" = $4`,
			`SELECT "heroes"."name" FROM "heroes" WHERE "heroes"."name" = ? AND name IN (SELECT "o"."name" FROM "heroes" AS "o" WHERE "o"."name" = ? LIMIT ?) AND "heroes"."name" = ?`,
			[]any{"a", "b", int64(1), "c"}},
		{"literals have types", builder.SelectColumns(builder.Literal(1), builder.Literal("x"), builder.Literal[any](nil), builder.Literal([]int{1})),
			`SELECT CAST($1 AS bigint), CAST($2 AS text), NULL, $3`, `SELECT ?, ?, NULL, ?`, []any{1, "x", []int{1}}},
		{"a builder of squirrel", sq.Select("name").From("heroes").Where(sq.Eq{"id": sq.Select("id").From("x").Where("y = ?", 1)}).Where("z = ?", 2).PlaceholderFormat(sq.Dollar),
			`SELECT name FROM heroes WHERE id = (SELECT id FROM x WHERE y = $1) AND z = $2`, `SELECT name FROM heroes WHERE id = (SELECT id FROM x WHERE y = ?) AND z = ?`, []any{1, 2}},
		{"a builder that writes", sq.Update("heroes").Set("name", "x").Where(sq.Eq{"id": 1}).PlaceholderFormat(sq.Dollar),
			`UPDATE heroes SET name = $1 WHERE id = $2`, `UPDATE heroes SET name = ? WHERE id = ?`, []any{"x", 1}},
		{"ours inside squirrel's", sq.Select("*").From("heroes").Where(builder.Or(name.Eq("x"), name.In("y", "z"))).Where(sq.Expr("a = ?", 1)),
			`SELECT * FROM heroes WHERE ("heroes"."name" = $1 OR "heroes"."name" IN ($2,$3)) AND a = $4`,
			`SELECT * FROM heroes WHERE ("heroes"."name" = ? OR "heroes"."name" IN (?,?)) AND a = ?`, []any{"x", "y", "z", 1}},
		{"read otherwise", builder.As[string](builder.SelectColumns(name)), `SELECT "heroes"."name" FROM "heroes"`, "", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.sqlite == "" {
				c.sqlite = c.postgres
			}
			text, args := postgres(t, c.stmt)
			require.Equal(t, c.postgres, text)
			require.Equal(t, c.args, args)
			text, args = sqlite(t, c.stmt)
			require.Equal(t, c.sqlite, text)
			require.Equal(t, c.args, args)
		})
	}
}

func TestStatementsAreValues(t *testing.T) {
	base := builder.SelectColumns(name)
	for i := range 8 {
		base = base.Where(power.Gt(float64(i)))
	}
	left, right := base.Where(name.Eq("left")), base.Where(name.Eq("right"))
	_, args := postgres(t, left)
	require.Equal(t, "left", args[8])
	_, args = postgres(t, right)
	require.Equal(t, "right", args[8])
	_, args = postgres(t, base)
	require.Len(t, args, 8)
	one, two := left.Statement(), right.Statement()
	require.Equal(t, one.Fingerprint(), two.Fingerprint(), "the same shape with other arguments")
}

func TestFingerprintsDiffer(t *testing.T) {
	seen := map[uint64]string{}
	for text, q := range map[string]builder.Query[builder.Row]{
		"base":    builder.SelectColumns(name),
		"where":   builder.SelectColumns(name).Where(name.Eq("x")),
		"null":    builder.SelectColumns(name).Where(name.IsNull()),
		"other":   builder.SelectColumns(name).Where(builder.Col(&others.Name).Eq("x")),
		"ne":      builder.SelectColumns(name).Where(name.Ne("x")),
		"swapped": builder.SelectColumns(name).Where(builder.And(name.Ne("x"), name.Eq("x"))),
		"swap":    builder.SelectColumns(name).Where(builder.And(name.Eq("x"), name.Ne("x"))),
		"or":      builder.SelectColumns(name).Where(builder.Or(name.Eq("x"), name.Ne("x"))),
		"limit":   builder.SelectColumns(name).Limit(1),
		"offset":  builder.SelectColumns(name).Offset(1),
		"raw":     builder.SelectColumns(name).Where(builder.Raw[bool]("a")),
		"raw b":   builder.SelectColumns(name).Where(builder.Raw[bool]("b")),
		"foreign": builder.SelectColumns(name).Where(sq.Eq{"a": 1}),
		"two":     builder.SelectColumns(name, name),
		"label":   builder.SelectColumns(name.Label("x")),
		"label y": builder.SelectColumns(name.Label("y")),
		"int":     builder.SelectColumns(builder.Literal(1)),
		"string":  builder.SelectColumns(builder.Literal("1")),
	} {
		s := q.Statement()
		require.Empty(t, seen[s.Fingerprint()], text)
		seen[s.Fingerprint()] = text
	}
}

func TestWrongSelects(t *testing.T) {
	copied := *heroes
	refused(t, "a *builder_test.Hero is no prototype", builder.Select(&copied))
	refused(t, "a builder_test.Hero is no prototype", builder.SelectColumns(builder.Count()).From(copied))
	refused(t, "a SELECT of no column: name columns", builder.SelectColumns())
	refused(t, "LIMIT is negative", builder.Select(heroes).Limit(-1))
	refused(t, "OFFSET is negative", builder.Select(heroes).Offset(-1))
	refused(t, "an expression is no statement", name)
	refused(t, "the statement is nil", nil)
	refused(t, "a zero statement does nothing", builder.SelectStmt[int]{})
	refused(t, "Asc and Desc stand in OrderBy only", builder.SelectColumns(name.Asc()))
	refused(t, "a term of ORDER BY is empty", builder.Select(heroes).OrderBy(builder.Order{}))
	refused(t, "a sub-select names no table but those around it", builder.SelectColumns(name, builder.Col(&others.Name)).
		Where(builder.Exists(builder.SelectColumns(name, builder.Col(&others.Name)))))
	refused(t, "a sub-select of 2 columns stands for one value", builder.Select(heroes).Where(sq.Eq{"x": builder.SelectColumns(name, power)}))
}

func TestModel(t *testing.T) {
	require.Same(t, heroes, builder.Model[Hero]())
	require.Same(t, others, builder.Alias[Hero]("o"))
	require.NotSame(t, heroes, others)
	require.PanicsWithValue(t, "builder: Alias of builder_test.Hero needs a name: give it one, or take Model, which is the table under its own", func() { builder.Alias[Hero]("") })
	require.PanicsWithValue(t, "builder: mapping int:\n\tit is no struct but of kind int: name a struct type", func() { builder.Model[int]() })
	require.Zero(t, heroes.CreatedAt.Sub(time.Time{}))
}

func TestEmbedding(t *testing.T) {
	text, args, err := builder.SelectColumns(name).Where(name.Eq("x"), name.ILike("y")).Offset(1).ToSql()
	require.NoError(t, err)
	require.Equal(t, `SELECT "heroes"."name" FROM "heroes" WHERE "heroes"."name" = ? AND lower("heroes"."name") LIKE lower(?) ESCAPE '\' LIMIT 9223372036854775807 OFFSET ?`, text)
	require.Equal(t, []any{"x", "y", int64(1)}, args)
	text, _, err = name.Asc().ToSql()
	require.NoError(t, err)
	require.Equal(t, `"heroes"."name" ASC`, text)
	text, _, err = builder.As[string](builder.SelectColumns(name)).ToSql()
	require.NoError(t, err)
	require.Equal(t, `SELECT "heroes"."name" FROM "heroes"`, text)
}
