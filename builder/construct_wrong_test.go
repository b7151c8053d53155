package builder_test

import (
	"testing"

	sq "github.com/Masterminds/squirrel"
	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/builder"
)

// TestBranchesOfConstructs: a clause never changes the statement that it was added to, nor another branch of it.
func TestBranchesOfConstructs(t *testing.T) {
	cte := func(v int64) builder.CommonTable {
		return builder.CTE(numbers, builder.SelectColumns(builder.Literal(v)))
	}
	q := builder.SelectColumns(book)
	both := builder.Union(q, q)
	insert, update, remove := builder.Insert(books).Set(book.To("x"), sold.To(1)), builder.Update(books).Set(sold.To(1)).AllRows(), builder.Delete(books).AllRows()
	conflict := insert.OnConflict(book)
	when := builder.Case[string]().When(sold.Gt(1), "a")
	window := builder.PartitionBy(written)
	for name, branches := range map[string][3]builder.Sqlizer{
		"With":            {q, q.With(cte(1)), q.With(cte(1).Materialized())},
		"DistinctOn":      {q, q.DistinctOn(written), q.DistinctOn(price)},
		"ForKeyShare":     {q, q.ForKeyShare(), q.ForNoKeyUpdate()},
		"Union.OrderBy":   {both, both.OrderBy(book), both.OrderBy(book.Asc())},
		"Union.Limit":     {both, both.Limit(1), both.Offset(1)},
		"Union.With":      {both, both.With(cte(1)), both.With(cte(1).NotMaterialized())},
		"Insert.With":     {insert, insert.With(cte(1)), insert.With(cte(1).Materialized())},
		"Insert.Conflict": {insert, conflict.DoNothing(), conflict.DoUpdate()},
		"Conflict.Where":  {conflict.DoNothing(), conflict.Where(builder.Raw[bool]("a")).DoNothing(), conflict.Where(builder.Raw[bool]("b")).DoNothing()},
		"Insert.Where":    {conflict.DoUpdate(), conflict.DoUpdate().Where(sold.Gt(1)), conflict.DoUpdate().Where(price.Gt(1))},
		"FromSelect":      {builder.Insert(books), builder.Insert(books).FromSelect(q, book), builder.Insert(books).FromSelect(builder.SelectColumns(author), book)},
		"Update.With":     {update, update.With(cte(1)), update.With(cte(1).Materialized())},
		"Update.From":     {update, update.From(authors), update.From(genres)},
		"Delete.With":     {remove, remove.With(cte(1)), remove.With(cte(1).Materialized())},
		"Delete.Using":    {remove, remove.Using(authors), remove.Using(genres)},
		"Case":            {when, when.When(sold.Gt(2), "b"), when.WhenExpr(sold.Gt(2), book)},
		"Case.Else":       {when, when.Else("b"), when.ElseExpr(book)},
		"Window":          {builder.Rank().Over(window), builder.Rank().Over(window.OrderBy(book)), builder.Rank().Over(window.OrderBy(price))},
		"Frame":           {builder.Rank().Over(window), builder.Rank().Over(window.Frame("ROWS 1 PRECEDING")), builder.Rank().Over(window.Frame("ROWS 2 PRECEDING"))},
		"Filter":          {builder.Count(), builder.Count().Filter(sold.Gt(1)), builder.Count().Filter(price.Gt(1))},
		"JSON":            {builder.JSON(book), builder.JSON(book).Get("a"), builder.JSON(book).Get("a", "b")},
	} {
		text := func(s builder.Sqlizer) string {
			text, _, err := s.ToSql()
			require.NoError(t, err, name)
			return text
		}
		before := text(branches[0])
		require.NotEqual(t, before, text(branches[1]), name)
		require.NotEqual(t, before, text(branches[2]), name)
		require.NotEqual(t, text(branches[1]), text(branches[2]), name)
		require.Equal(t, before, text(branches[0]), name)
	}
}

// TestWrongConstructs: what cannot be said is an error that tells what to say.
func TestWrongConstructs(t *testing.T) {
	n, of := builder.Col(&numbers.N), builder.Col(&totals.AuthorID)
	one, two := builder.SelectColumns(book), builder.SelectColumns(book, price)
	cte := builder.CTE(numbers, builder.SelectColumns(builder.Count()).From(books))
	refuseEach(t, map[string]builder.Sqlizer{
		"numbers stands for no rows here: say With(builder.CTE(...))":             builder.SelectColumns(n),
		"two tables of WITH are called numbers":                                   builder.SelectColumns(n).With(cte, cte),
		"a table of WITH is empty":                                                one.With(builder.CommonTable{}),
		"Author is a table: give a CTE's rows a name of their own":                one.With(builder.CTE(authors, one)),
		"Book is a table: give its rows a name of their own with builder.Derived": one.From(builder.Subquery(books, one)),
		"a Source is empty": one.From(builder.Source{}),
		"a Source, or the address of a relationship, not a builder_test.Book":       one.Join(Book{}),
		"totals has 2 columns, but its rows bring 3":                                builder.SelectColumns(of).From(builder.Subquery(totals, builder.SelectColumns(builder.Count(), builder.Count(), builder.Count()).From(books))),
		"totals is given no row":                                                    builder.SelectColumns(of).From(builder.Values(totals)),
		"stands in the WITH of the outermost statement only":                        one.Where(bookID.InQuery(builder.SelectColumns(n).With(builder.CTE(numbers, builder.Delete(books).AllRows().Returning(bookID))))),
		"an expression is no sub-select":                                            one.With(builder.CTE(numbers, book.Eq("x"))),
		"a sub-select is nil":                                                       one.Where(builder.Exists(nil)),
		"is no part of a UNION":                                                     builder.Union[*Book](builder.Delete(books).AllRows().Returning()),
		"a query of a compound is nil":                                              builder.Union[builder.Row](one, nil),
		"the join of Genre has no ON, and no relationship says one":                 builder.SelectColumns(author).From(authors).Join(genres),
		"Author.Boss and Author.Staff both say one":                                 builder.SelectColumns(author).From(authors).Join(boss),
		"Author is joined to itself under one name":                                 builder.Select(authors).Join(&authors.Boss),
		"does not lead to Genre":                                                    one.Join(builder.Along(&books.Author, genres)),
		"names no relationship: take the address of a field with a rel tag":         one.Where(builder.Has(new([]*Book))),
		"is a relationship, not a column: join it, or load it with SelectIn":        one.Where(builder.Col(&books.Author).IsNull()),
		"a CASE has no arm: say When":                                               builder.SelectColumns(builder.Case[int64]().Else(1)),
		"a WHEN says nothing":                                                       builder.SelectColumns(builder.Case[int64]().When(sq.Expr(""), 1)),
		"Filter stands behind an aggregate":                                         builder.SelectColumns(book.Filter(sold.Gt(1))),
		"Over stands behind a function":                                             builder.SelectColumns(book.Over(builder.Window{})),
		"WithinGroup stands behind an aggregate":                                    builder.SelectColumns(book.WithinGroup(book)),
		"WithinGroup sorts by nothing":                                              builder.SelectColumns(builder.Func[int64]("mode").WithinGroup()),
		`"ROWS" is no frame`:                                                        builder.SelectColumns(builder.Rank().Over(builder.Window{}.Frame("ROWS"))),
		"a tuple of 2 is compared with 1 values":                                    one.Where(builder.Tuple(book, price).Gt(1)),
		"a tuple of 2 is looked for among rows of 1 columns":                        one.Where(builder.Tuple(book, price).InQuery(one)),
		"a tuple is empty":                                                          one.Where(builder.TupleExpr{}.Gt(1)),
		"a sub-select of 2 columns stands for one value":                            one.Where(book.InQuery(two)),
		"a JSON path is made of keys and places: give strings and ints, not a bool": builder.SelectColumns(builder.JSON(book).Get(true)),
		"what Contains looks for is no JSON":                                        one.Where(builder.JSON(book).Contains(func() {})),
		"a JSON expression is empty":                                                builder.SelectColumns(builder.JSONExpr{}),
		"an array is empty":                                                         one.Where(builder.ArrayExpr[int]{}.Has(1)),
		"a grouping is empty":                                                       one.GroupBy(builder.Grouping{}),
		"CUBE of nothing":                                                           one.GroupBy(builder.Cube()),
		"ROLLUP stands in GroupBy only":                                             one.Where(builder.Rollup(book)),
	})
}

// TestWrongConstructsOfWrites: what cannot be written is an error that tells what to say.
func TestWrongConstructsOfWrites(t *testing.T) {
	one, two := builder.SelectColumns(book), builder.SelectColumns(book, price)
	add := builder.Insert(books).Values(&Book{Title: "x"})
	refuseEach(t, map[string]builder.Sqlizer{
		"DoUpdate needs to know which conflict":                          add.OnConflict().DoUpdate(),
		"DoUpdate on Genre has nothing to set":                           builder.Insert(genres).Values(&Genre{Label: "x"}).OnConflict(builder.Col(&genres.Label)).DoUpdate(),
		"an INSERT has a WHERE with DoUpdate only":                       add.Where(sold.Gt(1)),
		"DoNothing takes no WHERE":                                       add.OnConflict().DoNothing().Where(sold.Gt(1)),
		"Excluded and ToExcluded stand in DoUpdate only":                 builder.Update(books).Set(book.ToExcluded()).AllRows(),
		"an assignment is empty":                                         add.OnConflict(book).DoUpdate(builder.Assignment{}),
		"column Title is set twice":                                      add.OnConflict(book).DoUpdate(book.To("a"), book.To("b")),
		"a name is empty":                                                add.OnConstraint("").DoNothing(),
		"an INSERT takes Values, Set or FromSelect, not several of them": add.FromSelect(one, book),
		"2 columns of Book are to take a query of 1":                     builder.Insert(books).FromSelect(one, book, price),
		"FromSelect names Author.Name, which is no column of Book":       builder.Insert(books).FromSelect(one, author),
		"column Title is named twice":                                    builder.Insert(books).FromSelect(two, book, book),
		"numbers is no table: write to builder.Model's prototype":        builder.Delete(numbers).AllRows(),
		"an INSERT goes to the table itself":                             builder.Insert(numbers),
		"a *builder_test.Number is no prototype":                         builder.SelectColumns(book).From(builder.Subquery(new(Number), one)),
	})
}

// refuseEach compiles statements, each of which is an error with the text that it stands under.
func refuseEach(t *testing.T, stmts map[string]builder.Sqlizer) {
	t.Helper()
	for want, stmt := range stmts {
		t.Run(want, func(t *testing.T) {
			_, _, err := builder.Compile(stmt, builder.Postgres())
			require.ErrorContains(t, err, want)
		})
	}
}

// TestDerivedNeedsAName: rows go by the name of what they come from.
func TestDerivedNeedsAName(t *testing.T) {
	require.PanicsWithValue(t, "builder: Derived needs a name; the rows go by it", func() { builder.Derived[Number]("") })
	require.Panics(t, func() { builder.Derived[int]("n") })
	require.Same(t, numbers, builder.Derived[Number]("numbers"))
}

// TestWhatTheLeastDialectLacks: a construct is asked for by what the database can do, never by its name.
func TestWhatTheLeastDialectLacks(t *testing.T) {
	add := builder.Insert(books).Set(book.To("x"))
	can := map[string]builder.Feature{"ON CONFLICT": 0, "ON CONFLICT ON CONSTRAINT": builder.FeatureUpserts, "FOR KEY SHARE": builder.FeatureRowLocks, "SKIP LOCKED": builder.FeatureRowLocks}
	for construct, stmt := range map[string]builder.Sqlizer{
		"ON CONFLICT":               add.OnConflict().DoNothing(),
		"ON CONFLICT ON CONSTRAINT": add.OnConstraint("x").DoNothing(),
		"FOR KEY SHARE":             builder.SelectColumns(book).ForKeyShare(),
		"SKIP LOCKED":               builder.SelectColumns(book).ForUpdate(builder.SkipLocked()),
		"INTERSECT ALL":             builder.IntersectAll(builder.SelectColumns(book), builder.SelectColumns(author)),
	} {
		_, _, err := builder.Compile(stmt, builder.Dialect{Name: "least", Placeholder: "?", Features: can[construct]})
		lacks := new(builder.UnsupportedError)
		require.ErrorAs(t, err, &lacks)
		require.Equal(t, builder.UnsupportedError{Dialect: "least", Construct: construct}, *lacks)
	}
}

// TestLoads: what Load says comes back resolved, and mistakes come back together.
func TestLoads(t *testing.T) {
	label := builder.Col(&genres.Label)
	all := builder.SelectIn(&authors.Books)
	path := all.Where(sold.Gt(1)).OrderBy(book.Asc()).Limit(3).Then(builder.SelectIn(&books.Genres).Where(label.Ne("x")))
	s := builder.Select(authors).Load(path, builder.Joined(&authors.Boss)).Load(builder.ContainsEager(&authors.Staff)).Unfiltered().Statement()
	require.True(t, s.Unfiltered())
	loads, err := s.Loads()
	require.NoError(t, err)
	require.Len(t, loads, 3)
	require.Equal(t, "Author.Books", loads[0].Relationship.Name())
	require.Same(t, authors, loads[0].Table.Prototype)
	require.Len(t, loads[0].Where, 1)
	require.Len(t, loads[0].Order, 1)
	require.Equal(t, 3, *loads[0].Limit)
	require.Equal(t, "Book.Genres", loads[0].Then[0].Relationship.Name())
	require.Equal(t, "Author.Boss", loads[1].Relationship.Name())
	plain, err := all.Loads()
	require.NoError(t, err)
	require.Nil(t, plain[0].Limit, "a branch leaves its origin alone")
	require.Empty(t, plain[0].Then)
	for want, wrong := range map[string]builder.Loading{
		"a Loading is empty":             {},
		"names no relationship":          builder.SelectIn(&authors.Name),
		"load it with SelectIn":          builder.Joined(&authors.Books),
		"takes no OrderBy or Limit":      builder.Joined(&authors.Boss).Limit(1),
		"takes no Where where it reads":  builder.ContainsEager(&authors.Boss).Where(builder.Col(&authors.ID).Eq(1)),
		"ToOne loads every relationship": builder.ToOne(authors).Only(builder.Col(&authors.ID)),
		"is no prototype":                builder.ToOne(new(int)),
		"Only names what is no column":   all.Only(builder.Col(&authors.ID)),
		"LIMIT of a load is negative":    all.Limit(-1),
		"give Then a relationship of":    all.Then(builder.SelectIn(&genres.Books)),
		"loading Author.Books: ":         all.Where(builder.Col(new(bool))),
		"points outside every prototype": all.OrderBy(builder.Col(new(string))),
	} {
		_, err := wrong.Loads()
		require.ErrorContains(t, err, want)
	}
}
