package mistakes_test

import (
	sq "github.com/Masterminds/squirrel"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// asked is the mistake of a query.
func asked[R any](q builder.Query[R]) func(w *world) error {
	return func(w *world) error { return second(repo.All(w.ctx, w.engine, q)) }
}

// run is the mistake of a statement.
func run(stmt builder.Sqlizer) func(w *world) error {
	return func(w *world) error { return second(w.engine.Exec(w.ctx, stmt)) }
}

var (
	someHero = &Hero{}
	copied   = *heroes
	id       = builder.Col(&heroes.ID)
	power    = builder.Col(&heroes.Power)
)

var ofStatements = []mistake{
	{"a nil row for a Text", run(builder.Text("UPDATE heroes SET name = :name WHERE id = :id", []*Hero{{ID: 1, Name: "x"}, nil})), "*mistakes_test.Hero", "is nil: give it one, or leave it out"},
	{"a NUL in a text", asked(builder.As[string](builder.Text("SELECT 'a\x00b'"))), "NUL byte", "as an argument"},
	{"a number too large", func(w *world) error {
		return second(repo.Scalar[int8](w.ctx, w.engine, builder.Text("SELECT 300 AS n")))
	}, "n", "does not fit int8: it is too large"},
	{"a number below zero", func(w *world) error {
		return second(repo.Scalar[uint](w.ctx, w.engine, builder.Text("SELECT -3 AS n")))
	}, "n", "does not fit uint: it is too large"},
	{"Col of an entity", asked(builder.Select(heroes).Where(builder.Col(&someHero.Name).Eq("x"))), "*string", "builder.Model or builder.Alias answered"},
	{"Col of a copy of a prototype", asked(builder.Select(heroes).Where(builder.Col(&copied.Name).Eq("x"))), "*string", "not in a copy of it"},
	{"Col of nil", asked(builder.Select(heroes).Where(builder.Col[string](nil).Eq("x"))), "nil", "give it the address of a field"},
	{"Col of a relationship", asked(builder.Select(heroes).Where(builder.Col(&heroes.Toys).IsNull())), "Hero.Toys", "load it with SelectIn"},
	{"Where of another table's column", asked(builder.Select(heroes).Where(label.Eq("ball"))), "heroes toys", "join them"},
	{"Where of a column alone", asked(builder.Select(heroes).Where(name)), "Hero.Name", "compare it"},
	{"Where of a text", asked(builder.Select(heroes).Where(sq.Expr("name = 'x' AND"))), "", "syntax error"},
	{"Where of nil", asked(builder.Select(heroes).Where(nil)), "nil", "leave it out"},
	{"Select of an entity", asked(builder.Select(someHero)), "Hero", "take what builder.Model"},
	{"Select of nil", asked(builder.Select[Hero](nil)), "Hero", "take what builder.Model"},
	{"SelectColumns of nothing", asked(builder.SelectColumns()), "", "name columns"},
	{"From of a name", asked(builder.SelectColumns(name).From("heroes")), "string", "take what builder.Model"},
	{"Join of a table that nothing ties", asked(builder.Select(heroes).Join(seats)), "Seat", "join"},
	{"Join of an entity's field", asked(builder.Select(heroes).Join(&someHero.Toys)), "Toy", "the address of a relationship"},
	{"two tables without a join", asked(builder.SelectColumns(name, label)), "heroes toys", "join them"},
	{"Load by an alias that is not read", asked(builder.Select(heroes).Load(builder.SelectIn(&builder.Alias[Hero]("other").Toys))), "Hero.Toys other", "take the relationship's address there"},
	{"Limit below zero", asked(builder.Select(heroes).Limit(-1)), "-1", "leave it out"},
	{"Offset below zero", asked(builder.Select(heroes).Offset(-1)), "-1", "leave it out"},
	{"Update without Where", run(builder.Update(heroes).Set(name.To("x"))), "", "say AllRows()"},
	{"Delete without Where", run(builder.Delete(heroes)), "", "say AllRows()"},
	{"Update without Set", run(builder.Update(heroes).Where(id.Eq(1))), "Hero", "say Set("},
	{"Set of another table's column", run(builder.Update(heroes).Set(label.To("x")).Where(id.Eq(1))), "Toy", "assign to a column of the prototype that is written"},
	{"Set of a column twice", run(builder.Update(heroes).Set(name.To("x"), name.To("y")).Where(id.Eq(1))), "Name", "keep one"},
	{"Insert of nil", run(builder.Insert(heroes).Values(nil)), "Hero", "leave it out"},
	{"OrderBy of a text", asked(builder.Select(heroes).OrderBy(builder.Literal("name"))), "the same for every row", "name a column"},
	{"OrderBy of a text, downwards", asked(builder.Select(heroes).OrderBy(builder.Literal("name").Desc())), "the same for every row", "name a column"},
	{"GroupBy of a text", asked(builder.SelectColumns(builder.Count()).From(heroes).GroupBy(builder.Literal("name"))), "the same for every row", "name a column"},
	{"PartitionBy of a text", asked(builder.SelectColumns(builder.RowNumber().Over(builder.PartitionBy(builder.Literal("name")))).From(heroes)), "the same for every row", "name a column"},
	{"OrderBy of a text in a load", asked(builder.Select(heroes).Load(builder.SelectIn(&heroes.Toys).OrderBy(builder.Literal("label")))), "the same for every row", "name a column"},
	{"an ordering in Where", asked(builder.Select(heroes).Where(name.Asc())), "", "leave it out of Where"},
	{"a text beside a number in a Tuple", asked(builder.Select(heroes).Where(builder.Tuple(id, name).Gt("7", "x"))), "Hero.ID string", "give it a int64"},
	{"too few arguments", asked(builder.As[string](builder.Text("SELECT name FROM heroes WHERE id = ? AND name = ?", 1))), "", `sql.Named("name", value)`},
	{"too many arguments", asked(builder.As[string](builder.Text("SELECT name FROM heroes WHERE id = ?", 1, 2))), "", `sql.Named("name", value)`},
	{"$1 in a text", asked(builder.As[string](builder.Text("SELECT name FROM heroes WHERE id = $1", 1))), "int", `sql.Named("name", value)`},
	{"$1 in a text without arguments", asked(builder.As[string](builder.Text("SELECT name FROM heroes WHERE id = $1"))), "$1", `write :name with sql.Named("name", value)`},
	{"$1 in a text inside a statement", run(builder.Update(heroes).Set(power.To(1)).Where(builder.Text("power = $1"))), "$1", `write :name with sql.Named("name", value)`},
	{"$1 in Raw", run(builder.Update(heroes).Set(power.To(1)).Where(builder.Raw[bool]("power = $1", 2))), "0 placeholders for 1 arguments", "write a ? for each"},
	{"All of a text that writes", asked(builder.As[int64](builder.Text("UPDATE heroes SET power = 1"))), "answers no rows was not sent", "run it with Exec"},
	{"%s in a text", asked(builder.As[string](builder.Text("SELECT name FROM heroes WHERE name = '%s'", "x"))), "string", `sql.Named("name", value)`},
	{"an argument that is no value", asked(builder.Select(heroes).Where(sq.Eq{"name": make(chan int)})), "chan int", "give it a Value method"},
	{"Derived without rows", asked(builder.SelectColumns(builder.Col(&builder.Derived[Stranger]("strangers").ID))), "strangers", "say With(builder.CTE(...))"},
	{"an aggregate in Where", asked(builder.Select(heroes).Where(builder.Count().Gt(1))), "count", "misuse of aggregate"},
	{"Union of other numbers of columns", asked(builder.Union(builder.SelectColumns(name), builder.SelectColumns(name, power))), "", "same number of result columns"},
	{"In of a query of two columns", asked(builder.Select(heroes).Where(name.InQuery(builder.SelectColumns(name, power)))), "2 columns", "select one column"},
	{"Load of a column", asked(builder.Select(heroes).Load(builder.SelectIn(&heroes.Name))), "string", "a field with a rel tag"},
	{"Load of an entity's field", asked(builder.Select(heroes).Load(builder.SelectIn(&someHero.Toys))), "Toy", "what builder.Model or builder.Alias answered"},
	{"Load of another type's relationship", asked(builder.Select(heroes).Load(builder.SelectIn(&toys.Hero))), "Toy Hero", "with Then"},
	{"Then of a relationship that does not follow", asked(builder.Select(heroes).Load(builder.SelectIn(&heroes.Toys).Then(builder.SelectIn(&heroes.Teams)))), "Toy Teams", "give Then a relationship of that"},
	{"ContainsEager without a join", asked(builder.Select(heroes).Load(builder.ContainsEager(&heroes.Toys))), "Toys", "Join(&prototype.Toys)"},
	{"ContainsEager of a join along something else", asked(builder.Select(heroes).Join(&heroes.Teams).Load(builder.ContainsEager(&heroes.Toys))), "no join along Hero.Toys", "Join(builder.Along(&prototype.Toys, alias))"},
	{"Load of columns", asked(builder.SelectColumns(name).Load(builder.SelectIn(&heroes.Toys))), "", "with Then"},
	{"ForUpdate of an aggregate", asked(builder.SelectColumns(builder.Count()).From(heroes).ForUpdate()), "", "leave it out"},
	{"DoUpdate without its conflict", run(builder.Insert(heroes).Values(&Hero{Name: "x"}).OnConflict().DoUpdate()), "", "say OnConflict(columns...)"},
	{"DoUpdate of rows that bring other columns", run(builder.Insert(seats).Values(&Seat{Row: "a", Seat: 1, Sold: 2}, &Seat{Row: "a", Seat: 2}).OnConflict(builder.Col(&seats.Row), builder.Col(&seats.Seat)).DoUpdate()), "Seat.Sold", "insert them apart"},
	{"OnConflict of what is not unique", run(builder.Insert(heroes).Values(&Hero{Name: "x"}).OnConflict(power).DoUpdate()), "", "name columns that are unique together"},
}

// written is one of the mistakes that the database finds.
var ofText = []mistake{
	{"a table misspelt", asked(builder.As[string](builder.Text("SELECT name FROM heros"))), "heros", "correct its name"},
	{"a column misspelt", asked(builder.As[string](builder.Text("SELECT nam FROM heroes"))), "nam", "correct its name"},
	{"a word misspelt", asked(builder.As[string](builder.Text("SELEC name FROM heroes"))), "SELEC", "syntax error"},
	{"a column of squirrel's misspelt", asked(builder.Select(heroes).Where(sq.Eq{"nam": "x"})), "nam", "correct its name"},
	{"an empty text", run(builder.Text("")), "", "say something in it"},
	{"a struct without the column", asked(builder.As[Stranger](builder.Text("SELECT id, name FROM heroes"))), "name Stranger", "name the column with Label"},
	{"an entity without its key", asked(builder.As[*Hero](builder.Text("SELECT name FROM heroes"))), "Hero id", "select it as well"},
	{"a row of two columns into a string", asked(builder.As[string](builder.SelectColumns(name, power))), "string 2", "read a struct or builder.Row"},
	{"a text into an int", asked(builder.As[int](builder.SelectColumns(name))), "name int", "text"},
	{"NULL into a string", asked(builder.As[string](builder.Text("SELECT CAST(NULL AS text) AS lost"))), "string lost", "sql.Null[string]"},
	{"a number that is too large", asked(builder.As[int8](builder.Text("SELECT 300 AS big"))), "int8", "int8"},
	{"a function that is not there", asked(builder.SelectColumns(builder.Func[int]("no_such", name))), "no_such", "function"},
}
