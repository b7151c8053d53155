package builder_test

import (
	"testing"

	sq "github.com/Masterminds/squirrel"

	"github.com/drey-db/drey/builder"
)

func TestWrongClauses(t *testing.T) {
	refused(t, `column Toy.ID stands where its table "app"."toys" is not read`, builder.SelectColumns(name).From(heroes).Where(toyID.Eq(1)))
	refused(t, `column Hero.Name stands where its table "heroes" AS "o" is not read`, builder.SelectColumns(name).Join(toys, builder.Col(&others.Name).Eq("x")))
	refused(t, "column Chore.Title stands where", builder.SelectColumns(name).Join(toys, title.Eq("x")).Join(chores, owner.EqCol(heroID)))
	refused(t, "column Toy.ID stands where", builder.SelectColumns(name).From(heroes).Where(builder.Exists(builder.SelectColumns(title).Where(title.Eq("x"), toyID.Eq(1)).From(chores))))
	refused(t, "Hero is read twice under one name", builder.SelectColumns(name).Join(heroes, name.Eq("x")).From(heroes))
	refused(t, "Toy is read twice under one name", builder.SelectColumns(name).Join(toys, owner.EqCol(heroID)).Join(toys, owner.EqCol(heroID)))
	refused(t, "Hero is read twice under one name", builder.Select(others).Join(builder.Alias[Hero]("o"), name.Eq("x")))
	refused(t, "the join of Toy has no ON", builder.SelectColumns(name).Join(toys))
	refused(t, "the join of Toy has no ON", builder.SelectColumns(name).Join(toys, sq.Expr("")))
	refused(t, "nothing to join to", builder.SelectColumns(toyID).Join(toys, toyID.Eq(1)))
	refused(t, "not a *[]string", builder.SelectColumns(name).Join(&heroes.Notes))
	refused(t, "not a *[]string", builder.SelectColumns(name).From(heroes).Join(&heroes.Notes, toyID.Eq(1)))
	refused(t, "not a builder_test.Toy", builder.SelectColumns(name).CrossJoin(Toy{}))
	refused(t, "is no predicate", builder.SelectColumns(name).Where(builder.Count()))
	refused(t, "is no predicate", builder.SelectColumns(name).Having(builder.Sum(power)))
	refused(t, "is no predicate", builder.SelectColumns(name).Where(builder.And(builder.Lower(name))))
	refused(t, "is no predicate", builder.SelectColumns(name).Where(sq.Or{power.Add(1)}))
	refused(t, "is no predicate", builder.SelectColumns(name).Where(builder.Not(builder.Raw[string]("x"))))
	refused(t, "is no predicate", builder.SelectColumns(name).Join(toys, toyID))
	refused(t, "stand in OrderBy only", builder.SelectColumns(name).GroupBy(name.Asc()))
	refused(t, "stand in OrderBy only", builder.SelectColumns(name.Asc().NullsLast()))
	refused(t, "an entity is no value", builder.SelectColumns(name).Where(builder.Entity(heroes)))
	refused(t, "an entity is no value", builder.SelectColumns(name).OrderBy(builder.Entity(heroes)))
	refused(t, "an entity is no value", builder.SelectColumns(builder.Count(builder.Entity(heroes))))
	refused(t, "is no prototype", builder.SelectColumns(builder.Entity(&Hero{})))
	refused(t, "an expression is text of nothing", builder.SelectColumns(sq.Expr(""), name))
	refused(t, "an expression is text of nothing", builder.SelectColumns(name).OrderBy(sq.Expr("")))
	refused(t, "an expression is text of nothing", builder.SelectColumns(name).Where(builder.Not(sq.Expr(""))))
	refused(t, "what LoadOnly names is no column of Hero", builder.Select(heroes).LoadOnly(toyID))
	refused(t, "what LoadOnly names is no column of Hero", builder.Select(heroes).LoadOnly(builder.Count()))
	refused(t, "columns for LoadOnly are an entity", builder.SelectColumns(name).LoadOnly(name))
	refused(t, "points outside every prototype", builder.Select(heroes).LoadOnly(builder.Col(new(string))))
	refused(t, "a sub-select of 6 columns", builder.SelectColumns(toyID).Where(toyID.InQuery(builder.Select(chores))))
	refused(t, "a sub-select of 2 columns", builder.SelectColumns(builder.ScalarSubquery[int](builder.SelectColumns(toyID, name))))
	refused(t, "a sub-select is nil", builder.SelectColumns(name).Where(builder.Exists(nil)))
	refused(t, "an expression is no sub-select", builder.SelectColumns(name).Where(builder.Exists(name.Eq("x"))))
	refused(t, "an expression is no sub-select", builder.SelectColumns(name).Where(builder.Exists(sq.Eq{"a": 1})))
	refused(t, "an INSERT, UPDATE or DELETE is no value", builder.SelectColumns(name).Where(builder.Exists(builder.Delete(toys).AllRows().Returning())))
}

func TestWrongExpressions(t *testing.T) {
	for reason, expr := range map[string]builder.Sqlizer{
		`"sleep(1)" is no function's name`:   builder.Func[int]("sleep(1)"),
		`"" is no function's name`:           builder.Func[int](""),
		`"a..b" is no function's name`:       builder.Func[int]("a..b"),
		`"1a" is no function's name`:         builder.Func[int]("1a"),
		`"text; DROP" is no type`:            builder.Cast[string](name, "text; DROP"),
		`"" is no type`:                      builder.Cast[string](name, ""),
		`"text) , (1" is no type`:            builder.Cast[string](name, "text) , (1"),
		`"text, id" is no type`:              builder.Cast[string](name, "text, id"),
		`"int[id]" is no type`:               builder.Cast[string](name, "int[id]"),
		`"numeric(10" is no type`:            builder.Cast[string](name, "numeric(10"),
		"Lag takes one offset, not 2":        builder.Lag(power, 1, 2),
		"Lead takes one offset, not 2":       builder.Lead(power, 1, 2),
		"a tuple is compared with no values": builder.Tuple().Eq(),
		`"--" is no operator`:                name.Op("--", "x"),
		`"+/*" is no operator`:               name.Op("+/*", "x"),
		`"" is no operator`:                  name.Op("", "x"),
		`"= 1 OR" is no operator`:            name.BoolOp("= 1 OR", "x"),
		`"like  " is no operator`:            name.BoolOp("like  ", "x"),
		"a name is empty":                    name.Label(""),
		"holds a NUL":                        name.Collate("a\x00b"),
		"CountDistinct counts nothing":       builder.CountDistinct(),
		"Count counts one expression, not 2": builder.Count(name, power),
		"an expression is nil":               builder.Coalesce[string](nil),
	} {
		refused(t, reason, builder.SelectColumns(expr).From(heroes))
	}
}
