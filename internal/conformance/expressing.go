package conformance

import (
	"errors"
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// Sizes is how many toys there are of a size.
type Sizes struct {
	Size  int
	Count int64
}

// Number is a row of one number.
type Number struct{ N int64 }

var (
	size    = builder.Col(&toys.Size)
	sizes   = builder.Derived[Sizes]("sizes")
	numbers = builder.Derived[Number]("numbers")
	n       = builder.Col(&numbers.N)
)

// openToys is a database with five toys in it.
func (b Backend) openToys(t *testing.T) *database {
	t.Helper()
	db := b.open(t)
	db.exec(t, "INSERT INTO toys (label, size) VALUES ('ball', 3), ('kite', 7), ('doll', 3), ('it''s', 0), ('drum', 7)")
	db.log.take()
	return db
}

// all is the rows of one column.
func all[V any](t *testing.T, db *database, q builder.Sqlizer) []V {
	t.Helper()
	return value(repo.Scalars[V](t.Context(), db, q))(t)
}

// ExpressionsAnswer: cases, windows, filters, tuples, compounds and sub-selects mean the same on every backend.
func ExpressionsAnswer(t *testing.T, b Backend) {
	db := b.openToys(t)
	id := builder.Col(&toys.ID)
	kind := builder.Case[string]().When(size.Gt(5), "big").When(size.Eq(0), "none").Else("small")
	expect(t, "a case", all[string](t, db, builder.SelectColumns(kind).From(toys).OrderBy(id)), []string{"small", "big", "small", "none", "big"})
	place := builder.RowNumber().Over(builder.PartitionBy(size).OrderBy(label.Desc()))
	expect(t, "a window", all[int64](t, db, builder.SelectColumns(place).From(toys).OrderBy(id)), []int64{2, 1, 1, 1, 2})
	running := builder.Cast[int64](builder.Sum(size).Over(builder.PartitionBy().OrderBy(id).Frame("ROWS BETWEEN 1 PRECEDING AND CURRENT ROW")), "bigint")
	expect(t, "a frame", all[int64](t, db, builder.SelectColumns(running).From(toys).OrderBy(id)), []int64{3, 10, 10, 3, 7})
	expect(t, "a filter", all[int64](t, db, builder.SelectColumns(builder.Count().Filter(size.Gt(2), label.Ne("kite"))).From(toys)), []int64{3})
	page := builder.SelectColumns(id).OrderBy(size, id)
	expect(t, "a page", all[int64](t, db, page.Where(builder.Tuple(size, id).Gt(3, 1))), []int64{3, 2, 5})
	expect(t, "a page behind a cursor of JSON", all[int64](t, db, page.Where(builder.Tuple(size, id).Gt(3.0, 1.0))), []int64{3, 2, 5})
	_, err := repo.Scalars[int64](t.Context(), db, page.Where(builder.Tuple(size, id).Gt("3", 1.5)))
	says(t, err, "is compared with a string", "give it a")
	expect(t, "tuples", all[int64](t, db, page.Where(builder.Tuple(size, label).In([]any{3, "doll"}, []any{0, "it's"}, []any{1, "kite"}))), []int64{4, 3})
	expect(t, "no tuples", len(all[int64](t, db, page.Where(builder.Tuple(size, label).In()))), 0)
	big, short := builder.SelectColumns(label).Where(size.Gt(5)), builder.SelectColumns(label).Where(label.StartsWith("d"))
	for what, found := range map[string]builder.Expr[bool]{"start": label.StartsWith("D"), "end": label.EndsWith("Ll"), "middle": label.Contains("RU"),
		"column": label.ContainsCol(builder.Upper(label)), "wildcards": builder.Or(label.StartsWith("?"), label.EndsWith("*"), label.Contains("[d]"))} {
		expect(t, "case and wildcards tell: "+what, len(all[int64](t, db, builder.SelectColumns(id).Where(found))), 0)
	}
	expect(t, "a union", all[string](t, db, builder.Union(big, short).OrderBy(label.Desc())), []string{"kite", "drum", "doll"})
	expect(t, "all of both", len(all[string](t, db, builder.UnionAll(big, short))), 4)
	expect(t, "both", all[string](t, db, builder.Intersect(big, short)), []string{"drum"})
	expect(t, "nested", all[string](t, db, builder.Except(builder.Union(big, short), builder.SelectColumns(label).OrderBy(label.Desc()).Limit(1)).OrderBy(label).Limit(1)), []string{"doll"})
	entities := value(repo.All(t.Context(), db.session(t), builder.Union(builder.Select(toys).Where(size.Eq(0)), builder.Select(toys).Where(id.Eq(2))).OrderBy(id)))(t)
	expect(t, "entities of a union", []string{entities[0].Label, entities[1].Label}, []string{"kite", "it's"})
}

// SourcesAreRead: sub-selects, VALUES and CTEs, recursive ones too, are tables to read.
func SourcesAreRead(t *testing.T, b Backend) {
	db := b.openToys(t)
	counted := builder.SelectColumns(size, builder.Count()).GroupBy(size)
	of, count := builder.Col(&sizes.Size), builder.Col(&sizes.Count)
	want := []Sizes{{3, 2}, {7, 2}}
	for what, q := range map[string]builder.Sqlizer{
		"a sub-select": builder.Select(sizes).From(builder.Subquery(sizes, counted)).Where(count.Gt(1)).OrderBy(of),
		"a CTE":        builder.Select(sizes).With(builder.CTE(sizes, counted)).Where(count.Gt(1)).OrderBy(of),
		"text":         builder.Select(sizes).From(builder.Subquery(sizes, builder.Text("SELECT size, count(*) AS count FROM toys GROUP BY size"))).Where(count.Gt(1)).OrderBy(of),
		"values":       builder.Select(sizes).From(builder.Values(sizes, want...)).OrderBy(of),
	} {
		expect(t, what, value(repo.All(t.Context(), db, builder.As[Sizes](q)))(t), want)
	}
	rows := builder.Select(sizes).From(builder.Values(sizes, want...)).OrderBy(of)
	for _, r := range []repo.Reader{db, db.session(t)} {
		expect(t, "rows of a struct", value(repo.All(t.Context(), r, rows))(t), []*Sizes{&want[0], &want[1]})
		expect(t, "counted", value(repo.Count(t.Context(), r, rows))(t), int64(2))
	}
	for row, err := range repo.Each(t.Context(), db, builder.Union(rows, rows).OrderBy(of)) {
		must(t, err)
		expect(t, "streamed", *row, want[0])
		break
	}
	joined := builder.SelectColumns(label).Join(builder.Values(sizes, Sizes{3, 0}, Sizes{0, 1}), of.EqCol(size)).OrderBy(label)
	expect(t, "values joined", all[string](t, db, joined), []string{"ball", "doll", "it's"})
	upTo := builder.UnionAll(builder.SelectColumns(builder.Literal(int64(1))), builder.SelectColumns(n.Add(1)).Where(n.Lt(4)))
	expect(t, "a recursive CTE", all[int64](t, db, builder.SelectColumns(n).With(builder.CTE(numbers, upTo)).OrderBy(n)), []int64{1, 2, 3, 4})
	best := builder.Derived[Toy]("best")
	of3 := builder.CTE(best, builder.Select(toys).Where(size.Eq(3)))
	tracked := value(repo.All(t.Context(), db.session(t), builder.Select(best).With(of3).OrderBy(builder.Col(&best.ID))))(t)
	expect(t, "entities of a CTE", *tracked[1], Toy{ID: 3, Label: "doll", Size: 3})

	other := builder.Alias[Toy]("other")
	like := builder.SelectColumns(builder.Count()).From(other).Where(builder.Col(&other.Size).EqCol(size))
	lateral := builder.SelectColumns(n).LeftJoin(builder.Lateral(numbers, like)).From(toys).OrderBy(builder.Col(&toys.ID))
	b.native(t, db, "LATERAL", lateral, []int64{2, 2, 2, 1, 2})
	b.native(t, db, "DISTINCT ON", builder.SelectColumns(builder.Col(&toys.ID)).DistinctOn(size).OrderBy(size, label), []int64{4, 1, 5})
	b.native(t, db, "INSERT, UPDATE or DELETE inside WITH", builder.SelectColumns(builder.Count()).From(best).With(builder.CTE(best, builder.Delete(toys).Where(size.Eq(7)).Returning())), []int64{2})
}

// native expects rows where the database is PostgreSQL, elsewhere an error that names the construct.
func (b Backend) native(t *testing.T, db *database, construct string, q builder.Sqlizer, want []int64) {
	t.Helper()
	found, err := repo.Scalars[int64](t.Context(), db, q)
	if b.Dialect.Features&builder.FeatureArrays != 0 {
		must(t, err)
		expect(t, construct, found, want)
		return
	}
	lacks := new(builder.UnsupportedError)
	if !errors.As(err, &lacks) || lacks.Construct != construct {
		t.Fatalf("got %v, want one that names %s", err, construct)
	}
}

// DocumentsAreSearched: paths into JSON, keys, and what holds what; arrays where the database has them.
func DocumentsAreSearched(t *testing.T, b Backend) {
	db := b.open(t)
	must(t, db.Begin(t.Context(), func(s *repo.Session) error {
		return s.Add(&Thing{Doc: &Note{Lines: []string{"a", "b"}}, Tags: []string{"x", "y"}}, &Thing{Doc: &Note{Lines: []string{"$.c\"\\'"}}, Tags: []string{"y"}}, &Thing{})
	}))
	id, doc := builder.Col(&things.ID), builder.JSON(builder.Col(&things.Doc))
	tags := builder.Array(builder.Col(&things.Tags))
	found := builder.SelectColumns(id).OrderBy(id)
	expect(t, "a path", all[int64](t, db, found.Where(doc.Get("lines", 1).Text().Eq("b"))), []int64{1})
	expect(t, "text", all[string](t, db, builder.SelectColumns(doc.Get("lines", 0).Text()).Where(doc.IsNotNull()).OrderBy(id)), []string{"a", "$.c\"\\'"})
	expect(t, "nothing there", all[int64](t, db, found.Where(doc.Get("lines", 7).IsNull(), doc.Get("$.lines").IsNull())), []int64{1, 2, 3})
	expect(t, "a key", all[int64](t, db, found.Where(doc.HasKey("lines"))), []int64{1, 2})
	expect(t, "nothing has no keys, and lacks none", all[int64](t, db, found.Where(builder.Not(doc.HasKey("other")))), []int64{1, 2})
	expect(t, "no key", all[int64](t, db, found.Where(builder.Or(doc.HasKey("$.lines"), doc.HasKey("")))), []int64{})
	b.native(t, db, "@> of JSON", found.Where(doc.Contains(Note{Lines: []string{"b"}})), []int64{1})
	b.native(t, db, "ANY of arrays", found.Where(tags.Has("x")), []int64{1})
	b.native(t, db, "@> of arrays", found.Where(tags.Contains("y"), builder.Not(tags.Contains("x", "y"))), []int64{2})
	b.native(t, db, "<@ of arrays", found.Where(tags.ContainedBy("y", "z"), tags.Len().Gt(0)), []int64{2})
	b.native(t, db, "&& of arrays", found.Where(tags.Overlaps("x", "z")), []int64{1})
	b.native(t, db, "cardinality of arrays", found.Where(tags.Len().Eq(2)), []int64{1})
	b.native(t, db, "~, a regular expression", found.Where(doc.Get("lines", 0).Text().Matches("^[a-c]$")), []int64{1})
}

// RelationshipsAreJoined: the mapping says how rows find one another, in joins and in Has.
func RelationshipsAreJoined(t *testing.T, b Backend) {
	db := b.openLibrary(t)
	t.Run("a join, a left join", func(t *testing.T) {
		author, title, genre := builder.Col(&authors.Name), builder.Col(&books.Title), builder.Col(&genres.Name)
		expect(t, "a join", all[string](t, db, builder.SelectColumns(title).Join(&authors.Books, author.Eq("ann")).OrderBy(title)), []string{"air", "zoo"})
		expect(t, "a left join", len(all[string](t, db, builder.SelectColumns(author).LeftJoin(books))), 4)
		expect(t, "many to many", all[string](t, db, builder.SelectColumns(title).Join(&books.Genres).Where(genre.Eq("fun")).OrderBy(title)), []string{"air", "zoo"})
		expect(t, "back", all[string](t, db, builder.SelectColumns(genre).Join(&genres.Books, title.Eq("zoo")).OrderBy(genre)), []string{"art", "fun"})
		expect(t, "none", len(all[string](t, db, builder.SelectColumns(title).LeftJoin(&books.Genres))), 4)
		expect(t, "has", all[string](t, db, builder.SelectColumns(author).Where(builder.Has(&authors.Books, builder.Has(&books.Genres, genre.Eq("art"))))), []string{"ann"})
		expect(t, "has none", all[string](t, db, builder.SelectColumns(author).Where(builder.Not(builder.Has(&authors.Books)))), []string{"cat"})
	})
	folder, parent := builder.Col(&folders.Name), builder.Alias[Folder]("parent")
	t.Run("has of its like, has of its like's like", func(t *testing.T) {
		expect(t, "has of its like", all[string](t, db, builder.SelectColumns(folder).Where(builder.Has(&folders.Parent, folder.Eq("left")))), []string{"leaf"})
		expect(t, "has of its like's like", all[string](t, db, builder.SelectColumns(folder).Where(builder.Has(&folders.Parent, builder.Has(&folders.Parent, folder.Eq("root"))))), []string{"leaf"})
		expect(t, "along", all[string](t, db, builder.SelectColumns(builder.Col(&parent.Name)).Join(builder.Along(&folders.Parent, parent)).Where(folder.Eq("leaf")).From(folders)), []string{"left"})
	})
	t.Run("a tree, a composite key", func(t *testing.T) {
		under := builder.Derived[Folder]("under")
		tree := builder.UnionAll(builder.Select(folders).Where(folder.Eq("left")), builder.Select(folders).Join(under, builder.NullCol(&folders.ParentID).EqCol(builder.Col(&under.ID))))
		expect(t, "a tree", all[string](t, db, builder.SelectColumns(builder.Col(&under.Name)).With(builder.CTE(under, tree)).OrderBy(builder.Col(&under.Name))), []string{"leaf", "left"})
		expect(t, "a composite key", all[string](t, db, builder.SelectColumns(builder.Col(&guests.Name)).Join(&guests.Past, builder.Col(&rooms.Wing).Eq("west")).OrderBy(builder.Col(&guests.Name))), []string{"ada", "eve"})
	})
}

// Rank is a byte, and rows of the table hold one.
type Rank struct {
	ID   int64 `db:"id,pk"`
	Rank uint8
}

// TableName names the table.
func (Rank) TableName() string { return "ranks" }

// BytesAreNumbersInLists: IN of values of one byte is a list of numbers, and no bytes.
func BytesAreNumbersInLists(t *testing.T, b Backend) {
	db := b.open(t)
	db.exec(t, "CREATE TABLE ranks (id integer PRIMARY KEY, rank smallint NOT NULL)")
	s := db.session(t)
	must(t, s.Add(&Rank{1, 3}, &Rank{2, 200}, &Rank{3, 7}))
	must(t, s.Commit(t.Context()))
	ranks := builder.Model[Rank]()
	rank := builder.Col(&ranks.Rank)
	expect(t, "in", len(value(repo.All(t.Context(), db, builder.Select(ranks).Where(rank.In(3, 200))))(t)), 2)
	expect(t, "not in", len(value(repo.All(t.Context(), db, builder.Select(ranks).Where(rank.NotIn(3, 200))))(t)), 1)
}
