package builder_test

import (
	"database/sql"
	"fmt"
	"testing"
	"time"

	sq "github.com/Masterminds/squirrel"
	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/render"
)

func TestInsertValues(t *testing.T) {
	at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	one := &Hero{ID: uuid.UUID{1}, Name: "a", Password: "qZ8vhunter2"}
	two := &Hero{ID: uuid.UUID{2}, Name: "b", Stamps: Stamps{CreatedAt: at}}
	stmt := builder.Insert(heroes).Values(one, two)
	one.Name = "changed"
	text, args := postgres(t, stmt)
	require.Equal(t, `INSERT INTO "heroes" ("id","name","power","active","password","created_at") VALUES ($1,$2,$3,$4,$5,DEFAULT),($6,$7,$8,$9,$10,$11)`, text)
	require.Equal(t, []any{uuid.UUID{1}, "a", (*float64)(nil), false, "qZ8vhunter2", uuid.UUID{2}, "b", (*float64)(nil), false, "", at}, args)
	_, _, err := builder.Compile(stmt, builder.SQLite())
	require.ErrorContains(t, err, "some rows give Stamps.CreatedAt and some do not")
	text, _ = sqlite(t, builder.Insert(heroes).Values(one))
	require.Equal(t, `INSERT INTO "heroes" ("id","name","power","active","password") VALUES (?,?,?,?,?)`, text)
	text, _ = postgres(t, builder.Insert(toys).Values(&Toy{Total: 7}, &Toy{ID: 1}))
	require.Equal(t, `INSERT INTO "app"."toys" ("id","owner_id","select") VALUES (DEFAULT,$1,$2),($3,$4,$5)`, text)
}

func TestInsertSet(t *testing.T) {
	stmt := builder.Insert(heroes).Set(name.To("x"), power.To(1.5)).Set(
		builder.Col(&heroes.CreatedAt).ToExpr(builder.Raw[time.Time]("now()")), builder.Col(&heroes.Active).ToDefault())
	text, args := postgres(t, stmt)
	require.Equal(t, `INSERT INTO "heroes" ("name","power","created_at","active") VALUES ($1,$2,now(),DEFAULT)`, text)
	require.Equal(t, []any{"x", 1.5}, args)
	text, _ = sqlite(t, stmt)
	require.Equal(t, `INSERT INTO "heroes" ("name","power","created_at") VALUES (?,?,now())`, text)
	text, _ = postgres(t, builder.Insert(heroes).Set(power.ToNull()))
	require.Equal(t, `INSERT INTO "heroes" ("power") VALUES (NULL)`, text)
	text, _ = postgres(t, builder.Insert(heroes).Set(name.ToExpr(builder.Raw[string]("?", builder.SelectColumns(builder.Col(&others.Name)).Where(builder.Col(&others.Name).Eq("y")))), builder.Col(&heroes.Active).To(true)))
	require.Equal(t, `INSERT INTO "heroes" ("name","active") VALUES ((SELECT "o"."name" FROM "heroes" AS "o" WHERE "o"."name" = $1),$2)`, text)
}

func TestInsertDefaults(t *testing.T) {
	text, _ := postgres(t, builder.Insert(heroes))
	require.Equal(t, `INSERT INTO "heroes" DEFAULT VALUES`, text)
	text, _ = sqlite(t, builder.Insert(heroes).Set(power.ToDefault()))
	require.Equal(t, `INSERT INTO "heroes" DEFAULT VALUES`, text)
	text, _, err := builder.Insert(heroes).ToSql()
	require.NoError(t, err)
	require.Equal(t, `INSERT INTO "heroes" DEFAULT VALUES`, text)
}

func TestWrongInserts(t *testing.T) {
	hero := &Hero{ID: uuid.UUID{1}}
	refused(t, "not several", builder.Insert(heroes).Values(hero).Set(name.To("x")))
	refused(t, "Hero.ID is zero: an INSERT statement makes no keys", builder.Insert(heroes).Values(&Hero{}))
	refused(t, "a row of Hero is a nil pointer", builder.Insert(heroes).Values(nil))
	refused(t, "not an alias", builder.Insert(others).Values(hero))
	refused(t, "is no prototype", builder.Insert(hero).Values(hero))
	refused(t, "something else than a column of Hero", builder.Insert(heroes).Set(builder.Col(&toys.Label).To("x")))
	refused(t, "column Total is read only", builder.Insert(toys).Set(builder.Col(&toys.Total).To(1)))
	refused(t, "column Name is set twice", builder.Insert(heroes).Set(name.To("x"), name.To("y")))
	refused(t, "points outside every prototype", builder.Insert(heroes).Set(builder.Col(&hero.Name).To("x"))) //nolint:dreyprototype // the mistake is meant
	refused(t, "an assignment is empty", builder.Insert(heroes).Set(builder.Assignment{}))
}

func TestText(t *testing.T) {
	type filter struct {
		Name  string
		Least int `db:"least"`
	}
	for _, c := range []struct {
		name, text       string
		args             []any
		postgres, sqlite string
		bound            []any
	}{
		{"named", "SELECT :a, :b", []any{sql.Named("a", 1), sql.Named("b", "x")}, "SELECT $1, $2", "SELECT ?, ?", []any{1, "x"}},
		{"no names", "SELECT 1", nil, "SELECT 1", "SELECT 1", nil},
		{"map", "SELECT :a", []any{map[string]any{"a": 1}}, "SELECT $1", "SELECT ?", []any{1}},
		{"struct", "SELECT :name", []any{filter{Name: "x"}}, "SELECT $1", "SELECT ?", []any{"x"}},
		{"pointer to a struct", "SELECT :least, :a", []any{&filter{Least: 2}, sql.Named("a", 1)}, "SELECT $1, $2", "SELECT ?, ?", []any{2, 1}},
		{"cast", "SELECT :a::text, '1'::int", []any{sql.Named("a", 1)}, "SELECT $1::text, '1'::int", "SELECT ?::text, '1'::int", []any{1}},
		{"slice", "SELECT x[1:n]", nil, "SELECT x[1:n]", "SELECT x[1:n]", nil},
		{"escaped", `SELECT x[\:a]`, nil, "SELECT x[:a]", "SELECT x[:a]", nil},
		{"quotes", `SELECT ':a', ":a", E'\':a', $$:a$$, $x$:a$x$ -- :a` + "\n/* :a /* :a */ :a */", nil,
			`SELECT ':a', ":a", E'\':a', $$:a$$, $x$:a$x$ -- :a` + "\n/* :a /* :a */ :a */", "", nil},
		{"question marks", "SELECT doc ? :a, '?', doc ?? 'x'", []any{sql.Named("a", 1)}, "SELECT doc ? $1, '?', doc ?? 'x'", "SELECT doc ? ?, '?', doc ?? 'x'", []any{1}},
		{"array", "SELECT :a", []any{sql.Named("a", []int{1, 2})}, "SELECT $1", "SELECT ?", []any{[]int{1, 2}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			text, args := postgres(t, builder.Text(c.text, c.args...))
			require.Equal(t, c.postgres, text)
			require.Equal(t, c.bound, args)
			if c.sqlite == "" {
				_, _, err := builder.Compile(builder.Text(c.text, c.args...), builder.SQLite())
				require.ErrorContains(t, err, "text has :a, which takes none of its arguments", "SQLite ends quotes elsewhere")
				return
			}
			text, args = sqlite(t, builder.Text(c.text, c.args...))
			require.Equal(t, c.sqlite, text)
			require.Equal(t, c.bound, args)
		})
	}
}

func TestTextBindsANameOnce(t *testing.T) {
	stmt := builder.Text("SELECT :a, :b, :a", sql.Named("a", 1), sql.Named("b", 2))
	text, args := postgres(t, stmt)
	require.Equal(t, "SELECT $1, $2, $1", text)
	require.Equal(t, []any{1, 2}, args)
	text, args = sqlite(t, stmt)
	require.Equal(t, "SELECT ?, ?, ?", text)
	require.Equal(t, []any{1, 2, 1}, args)
	text, args, err := stmt.ToSql()
	require.NoError(t, err)
	require.Equal(t, "SELECT ?, ?, ?", text)
	require.Equal(t, []any{1, 2, 1}, args)
	text, args = postgres(t, stmt)
	require.Equal(t, "SELECT $1, $2, $1", text, "rendering changes nothing in a statement")
	require.Equal(t, []any{1, 2}, args)
	text, args = postgres(t, sq.Select("x").From("y").Where(sq.Eq{"z": stmt, "a": 3}))
	require.Equal(t, "SELECT x FROM y WHERE a = $1 AND z = (SELECT $2, $3, $4)", text)
	require.Equal(t, []any{3, 1, 2, 1}, args)
}

func TestWrongText(t *testing.T) {
	refused(t, "text names :b, but no argument has that name", builder.Text("SELECT :b", sql.Named("a", 1)))
	refused(t, "text asks for no argument called a, c", builder.Text("SELECT :b", map[string]any{"c": 1, "b": 2, "a": 3}))
	refused(t, "called x: what stands in quotes or a comment is no argument: write '%' || :x || '%'", builder.Text("SELECT 1 WHERE 'a' LIKE '%:x%'", sql.Named("x", 5)))
	for _, as := range []string{"@x", "$x", "%(x)s", "?"} {
		refused(t, "text asks for no argument called x: write it as :x", builder.Text("SELECT "+as, sql.Named("x", 5)))
	}
	refused(t, `argument "a" is given twice`, builder.Text("SELECT :a", sql.Named("a", 1), sql.Named("a", 2)))
	refused(t, "not a int", builder.Text("SELECT :a", 1))
	refused(t, "not a *int", builder.Text("SELECT :a", new(int)))
}

func TestSecretsStaySecret(t *testing.T) {
	password := builder.Col(&heroes.Password)
	hero := &Hero{ID: uuid.UUID{1}, Password: "qZ8vhunter2"}
	for _, stmt := range []interface {
		builder.Sqlizer
		Statement() ast.Statement
	}{
		builder.Select(heroes).Where(name.Eq("x"), password.Eq("qZ8vhunter2")),
		builder.Select(heroes).Where(password.In("qZ8vhunter2", "qZ8vhunter2")),
		builder.Select(heroes).Where(password.Between("qZ8vhunter2", "qZ8vhunter2"), password.StartsWith("qZ8vhunter2")),
		builder.Insert(heroes).Values(hero),
		builder.Insert(heroes).Set(password.To("qZ8vhunter2")),
		builder.Text("SELECT :password, :name", hero),
		builder.As[builder.Row](sq.Select("*").From("heroes").Where(password.Eq("qZ8vhunter2"))),
	} {
		for _, d := range []builder.Dialect{builder.Postgres(), builder.SQLite()} {
			c, err := render.Compile(stmt.Statement(), render.Dialect(d))
			require.NoError(t, err)
			require.Contains(t, fmt.Sprint(c.Args), "qZ8vhunter2", "it is sent")
			require.NotContains(t, fmt.Sprint(c.Shown()), "qZ8vhunter2")
			require.Contains(t, fmt.Sprint(c.Shown()), "***")
		}
	}
	_, args, err := builder.Select(heroes).Where(password.Eq("qZ8vhunter2")).ToSql()
	require.NoError(t, err)
	require.Equal(t, "[***]", fmt.Sprint(args))
	require.NotContains(t, fmt.Sprintf("%#v %d %x", args[0], args[0], args[0]), "hunter")
}
