package builder_test

import (
	"testing"
	"time"

	sq "github.com/Masterminds/squirrel"
	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/builder"
)

const choreColumns = `"id", "title", "done", "hash", "rev", "changed_at"`

func TestUpdate(t *testing.T) {
	id, changed := builder.Col(&chores.ID), builder.Col(&chores.ChangedAt)
	done := builder.NullCol(&chores.Done)
	at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	again := builder.Alias[Chore]("again")
	named := builder.SelectColumns(name).Where(heroID.EqCol(builder.Raw[uuid.UUID]("NULL"))).Limit(1)
	const clock = `rtrim(rtrim(strftime('%Y-%m-%d %H:%M:%f', 'now'), '0'), '.')`
	checked(t, []golden{
		{"set", builder.Update(heroes).Set(name.To("x"), power.ToNull()).Where(name.Eq("y")),
			`UPDATE "heroes" SET "name" = $1, "power" = NULL WHERE "heroes"."name" = $2`, `UPDATE "heroes" SET "name" = ?, "power" = NULL WHERE "heroes"."name" = ?`, []any{"x", "y"}},
		{"onupdate", builder.Update(chores).Set(done.To(true)).Where(id.Eq(1)),
			`UPDATE "chores" SET "done" = $1, "changed_at" = now() WHERE "chores"."id" = $2`, `UPDATE "chores" SET "done" = ?, "changed_at" = ` + clock + ` WHERE "chores"."id" = ?`, []any{true, int64(1)}},
		{"onupdate said otherwise", builder.Update(chores).Set(changed.To(at)).Set(title.To("x")).AllRows(),
			`UPDATE "chores" SET "changed_at" = $1, "title" = $2`, `UPDATE "chores" SET "changed_at" = ?, "title" = ?`, []any{at, "x"}},
		{"expressions", builder.Update(toys).Set(toyID.ToExpr(toyID.Add(1))).Where(builder.Or(toyID.Eq(2), toyID.Eq(3))),
			`UPDATE "app"."toys" SET "id" = "app"."toys"."id" + $1 WHERE ("app"."toys"."id" = $2 OR "app"."toys"."id" = $3)`,
			`UPDATE "app"."toys" SET "id" = "app"."toys"."id" + ? WHERE ("app"."toys"."id" = ? OR "app"."toys"."id" = ?)`, []any{int64(1), int64(2), int64(3)}},
		{"default", builder.Update(heroes).Set(power.ToDefault()).AllRows(), `UPDATE "heroes" SET "power" = DEFAULT`, "no DEFAULT in an UPDATE", nil},
		{"default of the tag", builder.Update(heroes).Set(builder.Col(&heroes.CreatedAt).ToDefault()).AllRows(),
			`UPDATE "heroes" SET "created_at" = DEFAULT`, `UPDATE "heroes" SET "created_at" = ` + clock, nil},
		{"sub-select in SET", builder.Update(chores).Set(changed.To(at), title.ToExpr(builder.ScalarSubquery[string](named.Where(name.EqCol(title)))), builder.Col(&chores.Rev).To(9)).Where(id.Eq(7)),
			`UPDATE "chores" SET "changed_at" = $1, "title" = (SELECT "heroes"."name" FROM "heroes" WHERE "heroes"."id" = (NULL) AND "heroes"."name" = "chores"."title" LIMIT $2), "rev" = $3 WHERE "chores"."id" = $4`,
			`UPDATE "chores" SET "changed_at" = ?, "title" = (SELECT "heroes"."name" FROM "heroes" WHERE "heroes"."id" = (NULL) AND "heroes"."name" = "chores"."title" LIMIT ?), "rev" = ? WHERE "chores"."id" = ?`, []any{at, int64(1), int64(9), int64(7)}},
		{"from", builder.Update(toys).Set(builder.Col(&toys.Label).ToExpr(name)).From(heroes).Where(owner.EqCol(heroID), name.Ne("x")),
			`UPDATE "app"."toys" SET "select" = "heroes"."name" FROM "heroes" WHERE "app"."toys"."owner_id" = "heroes"."id" AND "heroes"."name" <> $1`,
			`UPDATE "app"."toys" SET "select" = "heroes"."name" FROM "heroes" WHERE "app"."toys"."owner_id" = "heroes"."id" AND "heroes"."name" <> ?`, []any{"x"}},
		{"from, returning the target", builder.Update(toys).Set(builder.Col(&toys.Label).ToExpr(name)).From(heroes).Where(owner.EqCol(heroID)).Returning(toyID),
			`UPDATE "app"."toys" SET "select" = "heroes"."name" FROM "heroes" WHERE "app"."toys"."owner_id" = "heroes"."id" RETURNING "app"."toys"."id"`,
			`UPDATE "app"."toys" SET "select" = "heroes"."name" FROM "heroes" WHERE "app"."toys"."owner_id" = "heroes"."id" RETURNING "id"`, nil},
		{"from, returning it", builder.Update(toys).Set(builder.Col(&toys.Label).ToExpr(name)).From(heroes).Where(owner.EqCol(heroID)).Returning(toyID, name),
			`UPDATE "app"."toys" SET "select" = "heroes"."name" FROM "heroes" WHERE "app"."toys"."owner_id" = "heroes"."id" RETURNING "app"."toys"."id", "heroes"."name"`,
			`no RETURNING of what FROM reads`, nil},
		{"returning a sub-select", builder.Update(chores).Set(changed.To(at)).AllRows().Returning(id, builder.ScalarSubquery[int64](builder.SelectColumns(builder.Count()).From(heroes).Where(name.EqCol(title)))),
			`UPDATE "chores" SET "changed_at" = $1 RETURNING "id", (SELECT count(*) FROM "heroes" WHERE "heroes"."name" = "chores"."title")`,
			`UPDATE "chores" SET "changed_at" = ? RETURNING "id", (SELECT count(*) FROM "heroes" WHERE "heroes"."name" = "chores"."title")`, []any{at}},
		{"an alias", builder.Update(again).Set(builder.Col(&again.Title).To("x"), builder.Col(&again.ChangedAt).To(at)).Where(builder.Exists(builder.Select(chores).LoadOnly(id).Where(id.GtCol(builder.Col(&again.ID))))),
			`UPDATE "chores" AS "again" SET "title" = $1, "changed_at" = $2 WHERE EXISTS (SELECT "chores"."id", "chores"."rev" FROM "chores" WHERE "chores"."id" > "again"."id")`,
			`UPDATE "chores" AS "again" SET "title" = ?, "changed_at" = ? WHERE EXISTS (SELECT "chores"."id", "chores"."rev" FROM "chores" WHERE "chores"."id" > "again"."id")`, []any{"x", at}},
		{"returning entities", builder.Update(chores).Set(changed.To(at)).Where(id.Eq(1)).Returning(),
			`UPDATE "chores" SET "changed_at" = $1 WHERE "chores"."id" = $2 RETURNING ` + choreColumns, `UPDATE "chores" SET "changed_at" = ? WHERE "chores"."id" = ? RETURNING ` + choreColumns, []any{at, int64(1)}},
		{"returning expressions", builder.As[string](builder.Update(heroes).Set(name.To("x")).AllRows().Returning(name.Op("||", "!").Label("n"), heroID)),
			`UPDATE "heroes" SET "name" = $1 RETURNING "name" || $2 AS "n", "id"`, `UPDATE "heroes" SET "name" = ? RETURNING "name" || ? AS "n", "id"`, []any{"x", "!"}},
	})
}

func TestDelete(t *testing.T) {
	again := builder.Alias[Chore]("again")
	checked(t, []golden{
		{"where", builder.Delete(heroes).Where(name.Eq("x"), sq.Eq{"power": 1}).Where(power.IsNull()),
			`DELETE FROM "heroes" WHERE "heroes"."name" = $1 AND power = $2 AND "heroes"."power" IS NULL`, `DELETE FROM "heroes" WHERE "heroes"."name" = ? AND power = ? AND "heroes"."power" IS NULL`, []any{"x", 1}},
		{"all rows", builder.Delete(heroes).AllRows(), `DELETE FROM "heroes"`, "", nil},
		{"all rows where they say so", builder.Delete(heroes).AllRows().Where(builder.And()), `DELETE FROM "heroes" WHERE (1=1)`, "", nil},
		{"no rows", builder.Delete(heroes).Where(builder.Or()), `DELETE FROM "heroes" WHERE (1=0)`, "", nil},
		{"a sub-select", builder.Delete(chores).Where(title.InQuery(builder.SelectColumns(name).Where(name.EqCol(title)))),
			`DELETE FROM "chores" WHERE "chores"."title" IN (SELECT "heroes"."name" FROM "heroes" WHERE "heroes"."name" = "chores"."title")`, "", nil},
		{"an alias, returning it", builder.Delete(again).Where(builder.Col(&again.ID).Eq(1)).Returning(builder.Col(&again.ID)),
			`DELETE FROM "chores" AS "again" WHERE "again"."id" = $1 RETURNING "id"`, `DELETE FROM "chores" AS "again" WHERE "again"."id" = ? RETURNING "id"`, []any{int64(1)}},
		{"returning entities", builder.Delete(chores).AllRows().Returning(), `DELETE FROM "chores" RETURNING ` + choreColumns, "", nil},
	})
}

func TestInsertReturning(t *testing.T) {
	checked(t, []golden{
		{"rows", builder.Insert(toys).Values(&Toy{ID: 1}).Returning(toyID, builder.Col(&toys.Total)),
			`INSERT INTO "app"."toys" ("id","owner_id","select") VALUES ($1,$2,$3) RETURNING "id", "total"`,
			`INSERT INTO "app"."toys" ("id","owner_id","select") VALUES (?,?,?) RETURNING "id", "total"`, []any{int64(1), uuid.UUID{}, ""}},
		{"defaults", builder.Insert(chores).Returning(), `INSERT INTO "chores" DEFAULT VALUES RETURNING ` + choreColumns, "", nil},
		{"set", builder.Insert(chores).Set(title.ToExpr(builder.ScalarSubquery[string](builder.SelectColumns(name).Where(name.Eq("x")))), builder.Col(&chores.Rev).To(2)).Returning(title),
			`INSERT INTO "chores" ("title","rev") VALUES ((SELECT "heroes"."name" FROM "heroes" WHERE "heroes"."name" = $1),$2) RETURNING "title"`,
			`INSERT INTO "chores" ("title","rev") VALUES ((SELECT "heroes"."name" FROM "heroes" WHERE "heroes"."name" = ?),?) RETURNING "title"`, []any{"x", int64(2)}},
	})
}

func TestMissingWhere(t *testing.T) {
	for _, nothing := range [][]builder.Sqlizer{
		nil, {sq.Eq{}}, {sq.NotEq{}}, {sq.And{}}, {sq.Expr("")}, {sq.Expr(" \n")}, {builder.And()}, {builder.Raw[bool]("")},
		{builder.And(sq.Eq{}, builder.And())}, {sq.And{sq.Expr("")}}, {builder.Or(builder.And())}, {builder.Or(name.Eq("x"), builder.And())},
		{sq.Eq{}, sq.And{}, builder.And()},
	} {
		for _, write := range []builder.Sqlizer{
			builder.Update(heroes).Set(name.To("x")).Where(nothing...), builder.Delete(heroes).Where(nothing...),
			builder.Delete(heroes).Where(nothing...).Returning(), builder.As[string](builder.Delete(heroes).Where(nothing...)),
		} {
			for _, d := range []builder.Dialect{builder.Postgres(), builder.SQLite()} {
				_, _, err := builder.Compile(write, d)
				require.ErrorIs(t, err, builder.ErrMissingWhere)
				require.EqualError(t, err, "writing Hero: no WHERE: say AllRows() to write every row")
			}
			_, _, err := write.ToSql()
			require.ErrorIs(t, err, builder.ErrMissingWhere)
		}
		_, _ = postgres(t, builder.Update(heroes).Set(name.To("x")).Where(nothing...).AllRows())
		_, _ = postgres(t, builder.Delete(heroes).AllRows().Where(nothing...))
	}
	for _, something := range []builder.Sqlizer{
		builder.Or(), sq.Or{}, name.In(), name.NotIn(), builder.Not(builder.And()), builder.Or(sq.Expr(""), name.Eq("x")), builder.And(name.Eq("x"), sq.Eq{}),
	} {
		_, _ = postgres(t, builder.Delete(heroes).Where(something))
	}
}

func TestWrongWrites(t *testing.T) {
	hero := &Hero{}
	where := name.Eq("x")
	refused(t, "is no prototype", builder.Update(hero).Set(name.To("x")).Where(where))
	refused(t, "is no prototype", builder.Delete(hero).Where(where).Returning())
	refused(t, "is no prototype", builder.Update(heroes).Set(name.To("x")).From(hero).Where(where))
	refused(t, "the UPDATE of Chore sets nothing", builder.Update(chores).AllRows())
	refused(t, "column Name is set twice", builder.Update(heroes).Set(name.To("x")).Set(name.To("y")).Where(where))
	refused(t, "something else than a column of Hero", builder.Update(heroes).Set(toyID.To(1)).Where(where))
	refused(t, "something else than a column of Hero", builder.Update(heroes).Set(builder.Col(&others.Name).To("x")).Where(where))
	refused(t, "column Total is read only", builder.Update(toys).Set(builder.Col(&toys.Total).To(1)).AllRows())
	refused(t, "an assignment is empty", builder.Update(heroes).Set(builder.Assignment{}).Where(where))
	refused(t, "Hero is read twice under one name", builder.Update(heroes).Set(name.To("x")).From(heroes).Where(where))
	refused(t, "column Toy.ID stands where", builder.Update(heroes).Set(name.To("x")).Where(toyID.Eq(1)))
	refused(t, "column Toy.ID stands where", builder.Delete(heroes).Where(toyID.Eq(1)))
	refused(t, "column Toy.ID stands where", builder.Delete(heroes).AllRows().Returning(toyID))
	refused(t, "column Hero.Name stands where", builder.Insert(heroes).Set(name.ToExpr(builder.Lower(name))))
	refused(t, "is no predicate", builder.Delete(heroes).Where(builder.Lower(name)))
	refused(t, "Asc and Desc", builder.Delete(heroes).AllRows().Returning(name.Asc()))
	refused(t, "an expression is empty", builder.Update(heroes).Set(name.ToExpr(builder.Expr[string]{})).Where(where))
	refused(t, "Values is given no row", builder.Insert(heroes).Values())
	refused(t, "Values is given no row", builder.Insert(heroes).Values([]*Hero{}...).Returning())
	refused(t, "points outside every prototype", builder.Delete(heroes).Where(builder.Col(&hero.Name).Eq("x"))) //nolint:dreyprototype // the mistake is meant
	refused(t, "a zero statement does nothing", builder.DeleteStmt[Hero]{}.Where(where))
}
