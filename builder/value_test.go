package builder_test

import (
	"database/sql"
	"fmt"
	"reflect"
	"sync"
	"testing"

	sq "github.com/Masterminds/squirrel"
	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/render"
)

// TestBranches grows two statements out of one, past what a statement holds inline: neither sees the other's clauses.
func TestBranches(t *testing.T) {
	type query = builder.SelectStmt[builder.Row]
	on := owner.EqCol(heroID)
	clauses := []struct {
		name string
		add  func(query, string) query
	}{
		{"where", func(q query, v string) query { return q.Where(name.Eq(v)) }},
		{"join", func(q query, v string) query { return q.Join(toys, on, name.Eq(v)) }},
		{"group", func(q query, v string) query { return q.GroupBy(name.Op("||", v)) }},
		{"having", func(q query, v string) query { return q.Having(name.Eq(v)) }},
		{"order", func(q query, v string) query { return q.OrderBy(name.Op("||", v)) }},
	}
	for _, c := range clauses {
		t.Run(c.name, func(t *testing.T) {
			base := builder.SelectColumns(name)
			for i := range 9 {
				base = base.Where(name.Ne(fmt.Sprint(i)))
				before, args := postgres(t, base)
				left, right := c.add(base, "left"), c.add(base, "right")
				texts, leftArgs := postgres(t, left)
				require.Contains(t, leftArgs, "left")
				require.NotContains(t, leftArgs, "right")
				text, rightArgs := postgres(t, right)
				require.Equal(t, texts, text)
				require.Contains(t, rightArgs, "right")
				require.NotContains(t, rightArgs, "left")
				after, same := postgres(t, base)
				require.Equal(t, before, after)
				require.Equal(t, args, same)
				one, other := left.Statement(), right.Statement()
				require.Equal(t, one.Fingerprint(), other.Fingerprint())
			}
		})
	}
}

func TestBranchesOfWrites(t *testing.T) {
	update, remove := builder.Update(chores), builder.Delete(chores)
	for i := range 9 {
		update, remove = update.Where(title.Ne(fmt.Sprint(i))), remove.Where(title.Ne(fmt.Sprint(i)))
		for _, pair := range [][2]builder.Sqlizer{
			{update.Set(title.To("left")), update.Set(title.To("right"))},
			{update.Set(title.To("")).Where(title.Eq("left")), update.Set(title.To("")).Where(title.Eq("right"))},
			{remove.Where(title.Eq("left")), remove.Where(title.Eq("right"))},
			{remove.Returning(title.Op("||", "left")), remove.Returning(title.Op("||", "right"))},
		} {
			left, leftArgs := postgres(t, pair[0])
			right, rightArgs := postgres(t, pair[1])
			require.Equal(t, left, right)
			require.Contains(t, leftArgs, "left")
			require.NotContains(t, leftArgs, "right")
			require.Contains(t, rightArgs, "right")
			require.NotContains(t, rightArgs, "left")
		}
	}
}

func TestStatementsKeepWhatTheyWereGiven(t *testing.T) {
	preds, eq := []builder.Sqlizer{name.Eq("a"), name.Ne("b")}, sq.Eq{"x": 1}
	columns := []builder.Sqlizer{name}
	stmt := builder.SelectColumns(columns...).Where(builder.Or(preds...), eq).Join(toys, preds...)
	before, args := postgres(t, stmt)
	preds[0], columns[0], eq["x"], eq["y"] = toyID.Eq(1), toyID, 2, 3
	after, same := postgres(t, stmt)
	require.Equal(t, before, after)
	require.Equal(t, args, same)
}

// TestPrinting holds that a statement in a log shows its text, and never an argument.
func TestPrinting(t *testing.T) {
	where := name.Eq("qZ8vhunter2")
	for _, c := range []struct {
		value any
		want  string
	}{
		{builder.SelectColumns(name).Where(where).Limit(7), `SELECT "heroes"."name" FROM "heroes" WHERE "heroes"."name" = $1 LIMIT $2`},
		{builder.Insert(heroes).Set(name.To("qZ8vhunter2")), `INSERT INTO "heroes" ("name") VALUES ($1)`},
		{builder.Update(heroes).Set(name.To("qZ8vhunter2")).Where(where), `UPDATE "heroes" SET "name" = $1 WHERE "heroes"."name" = $2`},
		{builder.Delete(heroes).Where(where), `DELETE FROM "heroes" WHERE "heroes"."name" = $1`},
		{builder.Delete(heroes).Where(where).Returning(name), `DELETE FROM "heroes" WHERE "heroes"."name" = $1 RETURNING "name"`},
		{builder.Text("SELECT :a, :b, :a", sql.Named("a", "qZ8vhunter2"), sql.Named("b", "qZ8vhunter2")), "SELECT $1, $2, $1"},
		{builder.As[string](sq.Select("a").From("b").Where(sq.Eq{"c": "qZ8vhunter2"})), "SELECT a FROM b WHERE c = $1"},
		{where, `"heroes"."name" = $1`},
		{name, `"heroes"."name"`},
		{name.In("qZ8vhunter2"), `"heroes"."name" = ANY($1)`},
		{name.Op("||", "qZ8vhunter2").Desc().NullsLast(), `"heroes"."name" || $1 DESC NULLS LAST`},
		{builder.Delete(heroes), "invalid statement: writing Hero: no WHERE: say AllRows() to write every row"},
		{builder.Expr[bool]{}, "invalid statement: an expression is empty: start with Col, Literal or Raw"},
		{builder.Order{}, "invalid statement: a term of ORDER BY is empty: start with Col(...).Asc() or Desc()"},
	} {
		require.Equal(t, c.want, fmt.Sprint(c.value))
		require.Equal(t, c.want, fmt.Sprintf("%+v", c.value))
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
			require.NotContains(t, fmt.Sprintf(verb, c.value), "qZ8vhunter2", verb)
			require.NotContains(t, fmt.Sprintf(verb, c.value), fmt.Sprintf("%x", "qZ8vhunter2"), verb)
		}
	}
}

// TestSecretsBesideOtherValues holds that what meets a secret column is hidden, however it meets it.
func TestSecretsBesideOtherValues(t *testing.T) {
	hash := builder.Col(&chores.Hash)
	crypt := builder.Func[string]("crypt", "qZ8vhunter2", hash)
	q := builder.SelectColumns(title)
	for _, stmt := range []interface{ Statement() ast.Statement }{
		q.Where(hash.EqCol(crypt)), q.Where(builder.Lower(hash).Eq("qZ8vhunter2")), q.Where(builder.Raw[bool]("? = crypt(?, ?)", hash, "qZ8vhunter2", hash)),
		q.Where(crypt.EqCol(hash)), q.Where(hash.Op("||", "qZ8vhunter2").In("qZ8vhunter2")), q.Where(hash.Coalesce("qZ8vhunter2").IsDistinctFrom("qZ8vhunter2")),
		q.Where(builder.Cast[string](hash, "text").Between("qZ8vhunter2", "qZ8vhunter2")), q.Where(hash.Collate("C").Like("qZ8vhunter2")),
		q.Where(hash.InQuery(builder.Text("SELECT :a", sql.Named("a", "qZ8vhunter2")))), builder.SelectColumns(hash.Op("||", "qZ8vhunter2").Label("x")),
		q.OrderBy(hash.Op("||", "qZ8vhunter2").Desc()), q.Where(builder.Not(builder.Or(hash.Add("qZ8vhunter2").IsNull()))),
		builder.Update(chores).Set(hash.ToExpr(builder.Func[string]("crypt", "qZ8vhunter2", builder.Func[string]("gen_salt", "bf")))).AllRows(),
		builder.Insert(chores).Set(hash.ToExpr(builder.Literal("qZ8vhunter2"))),
	} {
		for _, d := range []builder.Dialect{builder.Postgres(), builder.SQLite()} {
			c, err := render.Compile(stmt.Statement(), render.Dialect(d))
			require.NoError(t, err)
			require.Contains(t, fmt.Sprint(c.Args), "qZ8vhunter2", "it is sent")
			require.NotContains(t, fmt.Sprint(c.Shown()), "qZ8vhunter2", c.SQL)
		}
	}
	s := q.Where(hash.Eq("qZ8vhunter2"), title.Eq("shown")).Statement()
	c, err := render.Compile(s, render.Dialect(builder.Postgres()))
	require.NoError(t, err)
	require.Equal(t, []any{"***", "shown"}, c.Shown(), "what stands beside it in AND is not hidden")
}

// TestStatementsAreShared renders one statement from many goroutines, for the race detector.
func TestStatementsAreShared(t *testing.T) {
	text := builder.Text("SELECT :a, :a", sql.Named("a", 1))
	for _, stmt := range []builder.Sqlizer{
		text, builder.SelectColumns(name).Join(toys, owner.EqCol(heroID)).Where(name.In("a", "b"), heroID.InQuery(text), sq.Eq{"a": 1}).ForUpdate(),
		builder.Update(chores).Set(builder.Col(&chores.Hash).To("x")).Where(title.Eq("y")).Returning(), builder.Insert(heroes).Values(&Hero{ID: uuid.UUID{1}}),
	} {
		want, wantArgs, err := builder.Compile(stmt, builder.Postgres())
		require.NoError(t, err)
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				_, _, _ = stmt.ToSql()
				_ = fmt.Sprint(stmt)
				got, args, err := builder.Compile(stmt, builder.Postgres())
				if err != nil || got != want || !reflect.DeepEqual(args, wantArgs) {
					t.Errorf("%s with %d arguments, not %s: %v", got, len(args), want, err)
				}
			})
		}
		all.Wait()
	}
}

// TestShapes holds that statements whose texts differ have different fingerprints, and that arguments make no difference.
func TestShapes(t *testing.T) {
	q, of := builder.SelectColumns(name), owner.EqCol(heroID)
	u, d := builder.Update(chores), builder.Delete(chores)
	seen := map[uint64]string{}
	for what, stmt := range map[string]interface{ Statement() ast.Statement }{
		"base": q, "distinct": q.Distinct(), "join": q.Join(toys, of), "left": q.LeftJoin(toys, of), "right": q.RightJoin(toys, of), "full": q.FullJoin(toys, of),
		"cross": q.CrossJoin(toys), "join on": q.Join(toys, of, of), "join alias": q.Join(others, of), "group": q.GroupBy(name), "order": q.OrderBy(name), "having": q.Having(name.Eq("x")),
		"where": q.Where(name.Eq("x")), "asc": q.OrderBy(name.Asc()), "desc": q.OrderBy(name.Desc()), "first": q.OrderBy(name.Asc().NullsFirst()), "last": q.OrderBy(name.Asc().NullsLast()),
		"update": q.ForUpdate(), "share": q.ForShare(), "skip": q.ForUpdate(builder.SkipLocked()), "nowait": q.ForUpdate(builder.NoWait()), "of": q.ForUpdate(builder.LockOf(heroes)),
		"of other": q.ForUpdate(builder.LockOf(others)), "lower": q.Where(builder.Lower(name).Eq("x")), "upper": q.Where(builder.Upper(name).Eq("x")), "func": q.Where(builder.Func[bool]("f", name)),
		"count": builder.SelectColumns(builder.Count(name)), "count distinct": builder.SelectColumns(builder.CountDistinct(name)), "cast": builder.SelectColumns(builder.Cast[int](name, "int")),
		"cast bigint": builder.SelectColumns(builder.Cast[int](name, "bigint")), "collate": builder.SelectColumns(name.Collate("C")), "collate b": builder.SelectColumns(name.Collate("b")),
		"op": builder.SelectColumns(name.Op("||", "x")), "op b": builder.SelectColumns(name.Op("+", "x")), "differs": q.Where(name.IsDistinctFrom("x")), "same": q.Where(name.IsNotDistinctFrom("x")),
		"in": q.Where(heroID.InQuery(q)), "not in": q.Where(heroID.NotInQuery(q)), "exists": q.Where(builder.Exists(q)), "scalar": builder.SelectColumns(builder.ScalarSubquery[int](q)),
		"entity": builder.SelectColumns(builder.Entity(heroes)), "entities": builder.Select(heroes), "load": builder.Select(heroes).LoadOnly(name), "load b": builder.Select(heroes).LoadOnly(power),
		"set": u.Set(title.To("x")), "set null": u.Set(title.ToNull()), "set default": u.Set(title.ToDefault()), "all": u.Set(title.To("x")).AllRows(), "from": u.Set(title.To("x")).From(heroes),
		"delete": d, "delete all": d.AllRows(), "delete where": d.Where(title.Eq("x")), "returning": d.Returning(), "returning one": d.Returning(title), "insert": builder.Insert(chores),
		"text": builder.Text("SELECT :a, :b, :a", map[string]any{"a": 1, "b": 2}), "text b": builder.Text("SELECT :a, :b, :b", map[string]any{"a": 1, "b": 2}),
	} {
		s := stmt.Statement()
		require.Empty(t, seen[s.Fingerprint()], what)
		seen[s.Fingerprint()] = what
	}
	one, two := q.Where(name.Op("||", "x").Eq("y")).Statement(), q.Where(name.Op("||", "longer").Eq("")).Statement()
	require.Equal(t, one.Fingerprint(), two.Fingerprint())
}

func TestTruths(t *testing.T) {
	done := builder.Col(&chores.Done)
	for _, truth := range []builder.Sqlizer{
		builder.Col(&heroes.Active), done, builder.NullCol(&chores.Done), builder.Raw[bool]("x"), builder.Raw[sql.NullBool]("x"), builder.Raw[sql.Null[bool]]("x"),
		builder.Raw[any]("x"), builder.Null(), builder.Func[bool]("f"), builder.Cast[bool](name, "boolean"), builder.ScalarSubquery[bool](builder.SelectColumns(done)),
		builder.Text("title = :t", sql.Named("t", "x")),
	} {
		_, _ = postgres(t, builder.SelectColumns(title).From(chores, heroes).Where(truth, builder.Not(truth)))
	}
}

func TestEntityInsideSquirrel(t *testing.T) {
	text, _, err := sq.Select().Column(builder.Entity(toys)).From("app.toys").ToSql()
	require.NoError(t, err)
	require.Equal(t, `SELECT "app"."toys"."id", "app"."toys"."owner_id", "app"."toys"."select", "app"."toys"."total" FROM app.toys`, text)
}
