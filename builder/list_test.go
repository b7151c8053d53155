package builder_test

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"testing"

	sq "github.com/Masterminds/squirrel"
	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/builder"
)

// TestListsInText: a list alone in IN is an argument for each of its values, whoever's text it stands in.
func TestListsInText(t *testing.T) {
	ids, named := []int{1, 2}, sql.Named
	for _, c := range []struct {
		stmt           builder.Sqlizer
		postgres, lite string
		args           int
	}{
		{builder.Text("SELECT 1 WHERE x IN (:ids)", named("ids", ids)), "SELECT 1 WHERE x IN ($1, $2)", "SELECT 1 WHERE x IN (?, ?)", 2},
		{builder.Text("SELECT 1 WHERE x not in ( :ids )", named("ids", &ids)), "SELECT 1 WHERE x NOT IN ($1, $2)", "SELECT 1 WHERE x NOT IN (?, ?)", 2},
		{builder.Text("SELECT 1 WHERE x IN :ids AND y = :y", named("ids", [2]int{1, 2}), named("y", 3)), "SELECT 1 WHERE x IN ($1, $2) AND y = $3", "", 3},
		{builder.Text("SELECT 1 WHERE x IN\n(\n:ids\n) OR y IN (:ids)", named("ids", ids)), "SELECT 1 WHERE x IN ($1, $2) OR y IN ($1, $2)", "", 2},
		{builder.Text("SELECT 1 WHERE x IN /* which ( */ (:ids)", named("ids", ids)), "SELECT 1 WHERE x IN ($1, $2)", "", 2},
		{builder.Text("SELECT 1 WHERE x NOT /* a */ IN ( -- b\n :ids /* c */ ) AND y = 1", named("ids", ids)), "SELECT 1 WHERE x NOT IN ($1, $2) AND y = 1", "", 2},
		{builder.Text("SELECT 1 WHERE x IN /* ( */ :ids AND y = :y", named("ids", ids), named("y", 3)), "SELECT 1 WHERE x IN ($1, $2) AND y = $3", "", 3},
		{builder.Text("SELECT 1 WHERE x IN /* one */ (:id)", named("id", 1)), "SELECT 1 WHERE x IN /* one */ ($1)", "", 1},
		{builder.Text("SELECT 1 WHERE x IN (:ids)", named("ids", []int{})), "SELECT 1 WHERE x = ANY('{}')", "SELECT 1 WHERE x IN (SELECT NULL WHERE 1 = 0)", 0},
		{builder.Text("SELECT 1 WHERE x NOT IN (:ids)", named("ids", []int(nil))), "SELECT 1 WHERE x <> ALL('{}')", "SELECT 1 WHERE x NOT IN (SELECT NULL WHERE 1 = 0)", 0},
		{builder.Text("SELECT 1 WHERE x = ANY(:ids)", named("ids", ids)), "SELECT 1 WHERE x = ANY($1)", "", 1},
		{builder.Text("SELECT 1 WHERE x IN (SELECT unnest(:ids))", named("ids", ids)), "SELECT 1 WHERE x IN (SELECT unnest($1))", "", 1},
		{builder.Text("SELECT 1 WHERE x IN (:b)", named("b", []byte("b"))), "SELECT 1 WHERE x IN ($1)", "SELECT 1 WHERE x IN (?)", 1},
		{builder.Text("SELECT 1 WHERE x IN (:u, :j)", named("u", uuid.UUID{1}), named("j", json.RawMessage("1"))), "SELECT 1 WHERE x IN ($1, $2)", "", 2},
		{builder.Text("SELECT 1 WHERE x IN (:u)", named("u", []uuid.UUID{{1}, {2}})), "SELECT 1 WHERE x IN ($1, $2)", "", 2},
		{builder.Text("SELECT 'a IN (' || :ids", named("ids", ids)), "SELECT 'a IN (' || $1", "", 1},
		{builder.Text("SELECT 1 -- IN (\n + :ids", named("ids", ids)), "SELECT 1 -- IN (\n + $1", "", 1},
		{builder.SelectColumns(author).Where(builder.Raw[bool]("born IN (?)", ids)), `SELECT "authors"."name" FROM "authors" WHERE (born IN ($1, $2))`, "", 2},
		{builder.SelectColumns(author).Where(builder.Raw[bool]("born IN (?) AND born <> ?", []any{1, nil}, 3)), `SELECT "authors"."name" FROM "authors" WHERE (born IN ($1, $2) AND born <> $3)`, "", 3},
		{builder.SelectColumns(author).Where(sq.Expr("born IN (?)", ids)), `SELECT "authors"."name" FROM "authors" WHERE (born IN ($1, $2))`, "", 2},
		{builder.SelectColumns(author).Where(sq.Expr("born IN ($1) AND born <> $2", ids, 3)), `SELECT "authors"."name" FROM "authors" WHERE (born IN ($1, $2) AND born <> $3)`, "", 3},
		{builder.As[builder.Row](sq.Select("1").From("a").Where("b NOT IN (?)", []int{})), "SELECT 1 FROM a WHERE b <> ALL('{}')", "", 0},
		{builder.SelectColumns(author).Where(born.BoolOp("IN", ids)), `SELECT "authors"."name" FROM "authors" WHERE "authors"."born" = ANY($1)`, `SELECT "authors"."name" FROM "authors" WHERE "authors"."born" IN (?,?)`, -1},
		{builder.SelectColumns(author).Where(born.BoolOp("not in", []int{})), `SELECT "authors"."name" FROM "authors" WHERE (1=1)`, "", 0},
	} {
		text, args := postgres(t, c.stmt)
		require.Equal(t, c.postgres, text)
		lite, _ := sqlite(t, c.stmt)
		if c.lite != "" {
			require.Equal(t, c.lite, lite)
		}
		if c.args >= 0 {
			require.Len(t, args, c.args, text)
		}
	}
}

// TestListsOfEachLength has the cache meet one text with lists of many lengths.
func TestListsOfEachLength(t *testing.T) {
	for n := range 40 {
		ids := make([]int, n%5)
		_, args := postgres(t, builder.Text("SELECT 1 WHERE x IN (:ids) AND z = :z AND y IN (:ids)", map[string]any{"ids": ids, "z": 9}))
		require.Len(t, args, len(ids)+1)
	}
}

func TestWrongLists(t *testing.T) {
	for message, stmt := range map[string]builder.Sqlizer{
		`argument "ids": a list stands alone in IN`: builder.Text("SELECT 1 WHERE x IN (0, :ids)", sql.Named("ids", []int{1})),
		"a list stands alone in IN (:list)":         builder.SelectColumns(author).Where(builder.Raw[bool]("born IN (?, ?)", 1, []int{1})),
		"a list stands alone in IN":                 builder.SelectColumns(author).Where(sq.Expr("born IN (?, 1)", []int{1})),
		"a list of lists has no place in IN":        builder.Text("SELECT 1 WHERE x IN (:ids)", sql.Named("ids", [][]int{{1}})),
	} {
		refused(t, message, stmt)
	}
}

// TestSecretListsStaySecret: each value of a secret list is one.
func TestSecretListsStaySecret(t *testing.T) {
	_, args, err := builder.Text("SELECT 1 WHERE x IN (:pins)", struct {
		Pins []string `db:"pins,secret"`
	}{[]string{"1234"}}).ToSql()
	require.NoError(t, err)
	require.Equal(t, "[***]", fmt.Sprint(args))
}

type page struct{ Limit, offset int }

type Place struct {
	X, Y any
	Fn   func() `db:"-"`
}

// TestBindsOfAStruct: its fields are of any type, since it is no entity.
func TestBindsOfAStruct(t *testing.T) {
	type inner struct{ Zone string }
	for _, c := range []struct {
		given any
		text  string
		args  []any
	}{
		{Place{X: 1, Y: "a"}, "SELECT :x, :y", []any{1, "a"}},
		{&Place{X: nil, Y: []any{1}}, "SELECT :x, :y", []any{nil, []any{1}}},
		{struct {
			Place
			*inner
			At chan int `db:"at"`
			No error
		}{Place: Place{X: 1}}, "SELECT :x, :at, :no", []any{1, (chan int)(nil), nil}},
		{page{Limit: 5}, "SELECT :limit", []any{5}},
		{struct {
			*Place
			M map[string]any `db:"m,secret"`
		}{}, "SELECT :x", []any{nil}},
	} {
		_, args := postgres(t, builder.Text(c.text, c.given))
		require.Equal(t, c.args, args, c.text)
	}
	refused(t, "names :offset, but no argument", builder.Text("SELECT :offset", page{offset: 1}))
	refused(t, "names :fn, but no argument", builder.Text("SELECT :fn", Place{}))
	refused(t, `argument "x" is field X already`, builder.Text("SELECT :x", struct {
		X int
		Z int `db:"x"`
	}{}))
	refused(t, "it has a db tag but is not exported", builder.Text("SELECT :x", struct {
		x int `db:"x"`
	}{}))
}
