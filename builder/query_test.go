package builder_test

import (
	"testing"
	"time"

	sq "github.com/Masterminds/squirrel"
	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/ast"
)

// Chore is an entity with every kind of column that a write treats in its own way.
type Chore struct {
	ID        int64
	Title     string
	Done      *bool
	Hash      string    `db:"hash,secret"`
	Rev       int64     `db:"rev,version"`
	ChangedAt time.Time `db:"changed_at,onupdate=now()"`
}

func (Chore) TableName() string { return "chores" }

var (
	chores = builder.Model[Chore]()
	owner  = builder.Col(&toys.OwnerID)
	heroID = builder.Col(&heroes.ID)
	title  = builder.Col(&chores.Title)
)

func TestClauses(t *testing.T) {
	of := owner.EqCol(heroID)
	initial := builder.Func[string]("substr", name, 1, 1).Label("initial")
	checked(t, []golden{
		{"distinct", builder.SelectColumns(name).Distinct(), `SELECT DISTINCT "heroes"."name" FROM "heroes"`, "", nil},
		{"join", builder.Select(toys).LoadOnly(toyID).Join(heroes, of, name.Eq("x")).Where(toyID.Gt(1)),
			`SELECT "app"."toys"."id" FROM "app"."toys" JOIN "heroes" ON "app"."toys"."owner_id" = "heroes"."id" AND "heroes"."name" = $1 WHERE "app"."toys"."id" > $2`,
			`SELECT "app"."toys"."id" FROM "app"."toys" JOIN "heroes" ON "app"."toys"."owner_id" = "heroes"."id" AND "heroes"."name" = ? WHERE "app"."toys"."id" > ?`, []any{"x", int64(1)}},
		{"left join of an alias", builder.SelectColumns(name, builder.Col(&others.Name)).LeftJoin(others, builder.Col(&others.Name).GtCol(name)),
			`SELECT "heroes"."name", "o"."name" FROM "heroes" LEFT JOIN "heroes" AS "o" ON "o"."name" > "heroes"."name"`, "", nil},
		{"right join", builder.SelectColumns(name).RightJoin(toys, of), `SELECT "heroes"."name" FROM "heroes" RIGHT JOIN "app"."toys" ON "app"."toys"."owner_id" = "heroes"."id"`, "", nil},
		{"full join", builder.SelectColumns(name).FullJoin(toys, of), `SELECT "heroes"."name" FROM "heroes" FULL JOIN "app"."toys" ON "app"."toys"."owner_id" = "heroes"."id"`, "", nil},
		{"cross join", builder.SelectColumns(name).CrossJoin(toys), `SELECT "heroes"."name" FROM "heroes" CROSS JOIN "app"."toys"`, "", nil},
		{"joins of what was joined", builder.SelectColumns(title).From(toys).Join(heroes, of).Join(chores, title.EqCol(name)),
			`SELECT "chores"."title" FROM "app"."toys" JOIN "heroes" ON "app"."toys"."owner_id" = "heroes"."id" JOIN "chores" ON "chores"."title" = "heroes"."name"`, "", nil},
		{"an ON reaches every table of FROM", builder.SelectColumns(name, title).From(heroes, chores).Join(toys, of),
			`SELECT "heroes"."name", "chores"."title" FROM "heroes" CROSS JOIN "chores" JOIN "app"."toys" ON "app"."toys"."owner_id" = "heroes"."id"`, "", nil},
		{"ON of squirrel's", builder.SelectColumns(name).Join(toys, sq.Expr("owner_id = heroes.id OR ? = 1", 2)),
			`SELECT "heroes"."name" FROM "heroes" JOIN "app"."toys" ON (owner_id = heroes.id OR $1 = 1)`,
			`SELECT "heroes"."name" FROM "heroes" JOIN "app"."toys" ON (owner_id = heroes.id OR ? = 1)`, []any{2}},
		{"groups", builder.SelectColumns(name, builder.Count()).GroupBy(name).Having(builder.Count().Gt(1), builder.Or(name.Eq("x"), name.Eq("y"))).OrderBy(builder.Count().Desc()).Limit(3),
			`SELECT "heroes"."name", count(*) FROM "heroes" GROUP BY "heroes"."name" HAVING count(*) > $1 AND ("heroes"."name" = $2 OR "heroes"."name" = $3) ORDER BY count(*) DESC LIMIT $4`,
			`SELECT "heroes"."name", count(*) FROM "heroes" GROUP BY "heroes"."name" HAVING count(*) > ? AND ("heroes"."name" = ? OR "heroes"."name" = ?) ORDER BY count(*) DESC LIMIT ?`, []any{int64(1), "x", "y", int64(3)}},
		{"grouped by a label", builder.SelectColumns(initial, builder.Count()).Where(name.Ne("")).GroupBy(initial).OrderBy(initial),
			`SELECT substr("heroes"."name", $1, $2) AS "initial", count(*) FROM "heroes" WHERE "heroes"."name" <> $3 GROUP BY "initial" ORDER BY "initial"`,
			`SELECT substr("heroes"."name", ?, ?) AS "initial", count(*) FROM "heroes" WHERE "heroes"."name" <> ? GROUP BY "initial" ORDER BY "initial"`, []any{1, 1, ""}},
		{"arguments in GROUP BY", builder.SelectColumns(builder.Count()).From(heroes).Where(name.Eq("a")).GroupBy(power.Op("%", 2)).Having(builder.Count().Gt(3)),
			`SELECT count(*) FROM "heroes" WHERE "heroes"."name" = $1 GROUP BY "heroes"."power" % $2 HAVING count(*) > $3`,
			`SELECT count(*) FROM "heroes" WHERE "heroes"."name" = ? GROUP BY "heroes"."power" % ? HAVING count(*) > ?`, []any{"a", 2, int64(3)}},
		{"empty predicates", builder.SelectColumns(name).Where(builder.Raw[bool](" "), sq.Expr("")).GroupBy(name).Having(sq.Expr("")), `SELECT "heroes"."name" FROM "heroes" GROUP BY "heroes"."name"`, "", nil},
		{"nulls", builder.SelectColumns(name).OrderBy(power.Asc().NullsFirst(), name.Desc().NullsLast()),
			`SELECT "heroes"."name" FROM "heroes" ORDER BY "heroes"."power" ASC NULLS FIRST, "heroes"."name" DESC NULLS LAST`, "", nil},
		{"order by an argument", builder.SelectColumns(name).OrderBy(power.Mul(2).Desc()), `SELECT "heroes"."name" FROM "heroes" ORDER BY "heroes"."power" * $1 DESC`,
			`SELECT "heroes"."name" FROM "heroes" ORDER BY "heroes"."power" * ? DESC`, []any{2.0}},
		{"entities side by side", builder.SelectColumns(builder.Entity(toys), name.Label("n"), builder.Entity(others)).From(toys, heroes).Join(others, builder.Col(&others.ID).EqCol(owner)),
			`SELECT "app"."toys"."id", "app"."toys"."owner_id", "app"."toys"."select", "app"."toys"."total", "heroes"."name" AS "n", "o"."id", "o"."name", "o"."power", "o"."active", "o"."password", "o"."created_at" ` +
				`FROM "app"."toys" CROSS JOIN "heroes" JOIN "heroes" AS "o" ON "o"."id" = "app"."toys"."owner_id"`, "", nil},
		{"load only, with key and version", builder.Select(chores).LoadOnly(builder.Col(&chores.ChangedAt), title),
			`SELECT "chores"."id", "chores"."title", "chores"."rev", "chores"."changed_at" FROM "chores"`, "", nil},
		{"populate existing", builder.Select(chores).LoadOnly(title).PopulateExisting(), `SELECT "chores"."id", "chores"."title", "chores"."rev" FROM "chores"`, "", nil},
	})
}

func TestSubselects(t *testing.T) {
	mine := builder.SelectColumns(toyID).Where(owner.EqCol(heroID))
	checked(t, []golden{
		{"in", builder.SelectColumns(name).Where(heroID.InQuery(builder.SelectColumns(owner).Where(toyID.Gt(1))), name.Eq("x")),
			`SELECT "heroes"."name" FROM "heroes" WHERE "heroes"."id" IN (SELECT "app"."toys"."owner_id" FROM "app"."toys" WHERE "app"."toys"."id" > $1) AND "heroes"."name" = $2`,
			`SELECT "heroes"."name" FROM "heroes" WHERE "heroes"."id" IN (SELECT "app"."toys"."owner_id" FROM "app"."toys" WHERE "app"."toys"."id" > ?) AND "heroes"."name" = ?`, []any{int64(1), "x"}},
		{"not in squirrel's", builder.SelectColumns(name).Where(heroID.NotInQuery(sq.Select("owner_id").From("app.toys").Where(sq.Gt{"id": 1}).PlaceholderFormat(sq.Dollar)), name.Eq("x")),
			`SELECT "heroes"."name" FROM "heroes" WHERE "heroes"."id" NOT IN (SELECT owner_id FROM app.toys WHERE id > $1) AND "heroes"."name" = $2`,
			`SELECT "heroes"."name" FROM "heroes" WHERE "heroes"."id" NOT IN (SELECT owner_id FROM app.toys WHERE id > ?) AND "heroes"."name" = ?`, []any{1, "x"}},
		{"exists, correlated", builder.SelectColumns(name).Where(builder.Exists(mine), builder.Not(builder.Exists(mine.Where(toyID.Eq(2))))),
			`SELECT "heroes"."name" FROM "heroes" WHERE EXISTS (SELECT "app"."toys"."id" FROM "app"."toys" WHERE "app"."toys"."owner_id" = "heroes"."id") ` +
				`AND NOT (EXISTS (SELECT "app"."toys"."id" FROM "app"."toys" WHERE "app"."toys"."owner_id" = "heroes"."id" AND "app"."toys"."id" = $1))`,
			`SELECT "heroes"."name" FROM "heroes" WHERE EXISTS (SELECT "app"."toys"."id" FROM "app"."toys" WHERE "app"."toys"."owner_id" = "heroes"."id") ` +
				`AND NOT (EXISTS (SELECT "app"."toys"."id" FROM "app"."toys" WHERE "app"."toys"."owner_id" = "heroes"."id" AND "app"."toys"."id" = ?))`, []any{int64(2)}},
		{"exists over entities", builder.SelectColumns(name).Where(builder.Exists(builder.Select(chores).Where(title.EqCol(name)))),
			`SELECT "heroes"."name" FROM "heroes" WHERE EXISTS (SELECT "chores"."id", "chores"."title", "chores"."done", "chores"."hash", "chores"."rev", "chores"."changed_at" FROM "chores" WHERE "chores"."title" = "heroes"."name")`, "", nil},
		{"exists over text", builder.SelectColumns(name).Where(builder.Exists(sq.Expr("SELECT 1 FROM chores WHERE title = ?", "x"))),
			`SELECT "heroes"."name" FROM "heroes" WHERE EXISTS (SELECT 1 FROM chores WHERE title = $1)`, `SELECT "heroes"."name" FROM "heroes" WHERE EXISTS (SELECT 1 FROM chores WHERE title = ?)`, []any{"x"}},
		{"in two depths", builder.SelectColumns(name).Where(builder.Exists(builder.SelectColumns(toyID).Where(owner.EqCol(heroID), builder.Exists(builder.SelectColumns(title).Where(title.EqCol(name), builder.Col(&chores.ID).EqCol(toyID)))))),
			`SELECT "heroes"."name" FROM "heroes" WHERE EXISTS (SELECT "app"."toys"."id" FROM "app"."toys" WHERE "app"."toys"."owner_id" = "heroes"."id" ` +
				`AND EXISTS (SELECT "chores"."title" FROM "chores" WHERE "chores"."title" = "heroes"."name" AND "chores"."id" = "app"."toys"."id"))`, "", nil},
		{"correlated in a column, with a join", builder.SelectColumns(name, builder.ScalarSubquery[int64](builder.SelectColumns(builder.Count(toyID)).Join(chores, title.EqCol(name)).Where(owner.EqCol(heroID))).Label("n")).OrderBy(name),
			`SELECT "heroes"."name", (SELECT count("app"."toys"."id") FROM "app"."toys" JOIN "chores" ON "chores"."title" = "heroes"."name" WHERE "app"."toys"."owner_id" = "heroes"."id") AS "n" FROM "heroes" ORDER BY "heroes"."name"`, "", nil},
	})
}

func TestDistinctFrom(t *testing.T) {
	least := builder.Dialect{Placeholder: "?"}
	null := builder.Raw[*int]("x")
	for _, c := range []struct {
		pred              builder.Sqlizer
		standard, minimal string
	}{
		{power.IsDistinctFrom(1), `"heroes"."power" IS DISTINCT FROM $1`, `("heroes"."power" <> ? OR "heroes"."power" IS NULL)`},
		{power.IsNotDistinctFrom(1), `"heroes"."power" IS NOT DISTINCT FROM $1`, `("heroes"."power" = ? AND "heroes"."power" IS NOT NULL)`},
		{null.IsDistinctFrom(nil), `(x) IS NOT NULL`, `(x) IS NOT NULL`},
		{null.IsNotDistinctFrom(nil), `(x) IS NULL`, `(x) IS NULL`},
	} {
		q := builder.SelectColumns(name).From(heroes).Where(c.pred)
		text, _ := postgres(t, q)
		require.Equal(t, `SELECT "heroes"."name" FROM "heroes" WHERE `+c.standard, text)
		text, _, err := builder.Compile(q, least)
		require.NoError(t, err)
		require.Equal(t, `SELECT "heroes"."name" FROM "heroes" WHERE `+c.minimal, text)
	}
}

func TestLocks(t *testing.T) {
	q := builder.SelectColumns(toyID, builder.Col(&others.Name)).From(toys, others).Limit(1)
	const head = `SELECT "app"."toys"."id", "o"."name" FROM "app"."toys", "heroes" AS "o" LIMIT $1 `
	for want, stmt := range map[string]builder.Sqlizer{
		`FOR UPDATE`:                          q.ForUpdate(),
		`FOR SHARE`:                           q.ForShare(),
		`FOR UPDATE SKIP LOCKED`:              q.ForUpdate(builder.SkipLocked()),
		`FOR SHARE NOWAIT`:                    q.ForShare(builder.NoWait()),
		`FOR UPDATE OF "toys", "o" NOWAIT`:    q.ForUpdate(builder.NoWait(), builder.LockOf(toys, others)),
		`FOR UPDATE OF "toys" FOR SHARE`:      q.ForUpdate(builder.LockOf(toys)).ForShare(),
		`FOR UPDATE OF "o" SKIP LOCKED`:       q.ForUpdate(builder.LockOf(others), builder.SkipLocked(), builder.SkipLocked()),
		`FOR SHARE OF "o", "toys" FOR UPDATE`: q.ForShare(builder.LockOf(others), builder.LockOf(toys)).ForUpdate(),
	} {
		text, _ := postgres(t, stmt)
		require.Equal(t, head+want, text)
	}
	_, _, err := builder.Compile(q.ForUpdate(), builder.SQLite())
	lacks := new(builder.UnsupportedError)
	require.ErrorAs(t, err, &lacks)
	require.Equal(t, builder.UnsupportedError{Dialect: "sqlite", Construct: "FOR UPDATE"}, *lacks)
	require.EqualError(t, err, "the sqlite dialect has no FOR UPDATE: leave it out there")
	refused(t, "contradict each other", q.ForUpdate(builder.SkipLocked(), builder.NoWait()))
	refused(t, "a lock option is empty", q.ForUpdate(builder.LockOption{}))
	refused(t, "option LockOf names Hero, which is not read", q.ForUpdate(builder.LockOf(heroes)))
	refused(t, "is no prototype", q.ForUpdate(builder.LockOf(Hero{})))
}

func TestWhatADialectLacks(t *testing.T) {
	for construct, stmt := range map[string]builder.Sqlizer{
		"RIGHT JOIN":           builder.SelectColumns(name).RightJoin(toys, owner.EqCol(heroID)),
		"FULL JOIN":            builder.SelectColumns(name).FullJoin(toys, owner.EqCol(heroID)),
		"NULLS FIRST":          builder.SelectColumns(name).OrderBy(name.Asc().NullsFirst()),
		"NULLS LAST":           builder.SelectColumns(name).OrderBy(name.Asc().NullsLast()),
		"FOR SHARE":            builder.SelectColumns(name).ForShare(),
		"RETURNING":            builder.Insert(heroes).Returning(),
		"FROM in an UPDATE":    builder.Update(chores).Set(title.To("x")).From(heroes).AllRows(),
		"DEFAULT in an UPDATE": builder.Update(chores).Set(title.ToDefault()).AllRows(),
	} {
		_, _, err := builder.Compile(stmt, builder.Dialect{Name: "least", Placeholder: "?"})
		lacks := new(builder.UnsupportedError)
		require.ErrorAs(t, err, &lacks)
		require.Equal(t, builder.UnsupportedError{Dialect: "least", Construct: construct}, *lacks)
		_, _, err = stmt.ToSql()
		require.NoError(t, err, "inside squirrel the dialect is not known yet")
	}
	require.EqualError(t, &builder.UnsupportedError{Construct: "FOR UPDATE"}, "the dialect has no FOR UPDATE: leave it out there")
}

func TestItems(t *testing.T) {
	type item struct {
		entity, name string
		width        int
	}
	for _, c := range []struct {
		stmt   interface{ Statement() ast.Statement }
		entity string
		items  []item
	}{
		{builder.Select(toys), "Toy", []item{{"Toy", "", 4}}},
		{builder.Select(chores).LoadOnly(title), "", []item{{"Chore", "", 3}}},
		{builder.SelectColumns(builder.Entity(toys), name, power.Label("p"), builder.Count(), builder.Entity(others)), "",
			[]item{{"Toy", "", 4}, {"", "name", 0}, {"", "p", 0}, {"", "", 0}, {"Hero", "", 6}}},
		{builder.SelectColumns(builder.Entity(toys)), "", []item{{"Toy", "", 4}}},
		{builder.Insert(heroes).Returning(), "Hero", []item{{"Hero", "", 6}}},
		{builder.Update(toys).Returning(toyID), "", []item{{"", "id", 0}}},
		{builder.Delete(toys).Returning(builder.Entity(toys), toyID), "", []item{{"Toy", "", 4}, {"", "id", 0}}},
		{builder.Insert(heroes), "", nil},
		{builder.Text("SELECT 1"), "", nil},
		{builder.As[uuid.UUID](sq.Select("id").From("x")), "", nil},
	} {
		s := c.stmt.Statement()
		var items []item
		for _, i := range s.Items() {
			got := item{name: i.Name, width: len(i.Columns)}
			if i.Entity != nil {
				got.entity = i.Entity.Name()
			}
			items = append(items, got)
		}
		require.Equal(t, c.items, items)
		entity := ""
		if m := s.Entity(); m != nil {
			entity = m.Name()
		}
		require.Equal(t, c.entity, entity)
	}
	plain, populating := builder.Select(toys).Statement(), builder.Select(toys).PopulateExisting().Statement()
	require.False(t, plain.PopulatesExisting())
	require.True(t, populating.PopulatesExisting())
}
