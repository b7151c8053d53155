package conformance

import (
	"errors"
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// LoadsMeetWhatIsThere: what the session has of the entities loaded stays as it is: edited, doomed, moved or new.
func LoadsMeetWhatIsThere(t *testing.T, b Backend) {
	db := b.openLibrary(t)
	ctx, s := t.Context(), db.session(t)
	list := value(repo.All(ctx, s, allAuthors))(t)
	all := value(repo.All(ctx, s, allBooks))(t)
	zoo, air, mud := all[0], all[1], all[2]
	t.Run("edited", func(t *testing.T) {
		air.Title = "abc"
		must(t, s.NoAutoflush(func() error { return repo.Load(ctx, s, list, &authors.Books) }))
		expect(t, "edited: titles(list[0].Books)", titles(list[0].Books), []string{"abc", "zoo"})
		expect(t, "edited: s.IsModified(air)", s.IsModified(air), true)
		expect(t, "edited: s.Dirty()", s.Dirty(), []any{air})
	})
	t.Run("marked as deleted", func(t *testing.T) {
		must(t, s.Rollback(ctx))

		must(t, s.Delete(zoo))
		must(t, s.NoAutoflush(func() error { return repo.Load(ctx, s, list, &authors.Books) }))
		expect(t, "marked as deleted: titles(list[0].Books)", titles(list[0].Books), []string{"air", "zoo"})
		expect(t, "marked as deleted: list[0].Books[1] == zoo", list[0].Books[1] == zoo, true)
	})
	t.Run("deleted first, back", func(t *testing.T) {
		must(t, s.Rollback(ctx))
		must(t, s.Delete(zoo))
		must(t, repo.Load(ctx, s, list, &authors.Books))
		expect(t, "deleted first", titles(list[0].Books), []string{"air"})
		refused(t, repo.Load(ctx, s, []*Book{air, zoo}, &books.Genres), repo.ErrInvalidRequest)
		must(t, s.Rollback(ctx))
		expect(t, "back", s.State(zoo), repo.Persistent)

		mud.AuthorID = 3
		must(t, repo.Load(ctx, s, list, &authors.Books))
		expect(t, "moved first", [][]string{titles(list[1].Books), titles(list[2].Books)}, [][]string{nil, {"mud"}})
		must(t, s.Rollback(ctx))
		mud.AuthorID = 3
		must(t, s.NoAutoflush(func() error { return repo.Load(ctx, s, list, &authors.Books) }))
		expect(t, "as stored", [][]string{titles(list[1].Books), titles(list[2].Books)}, [][]string{{"mud"}, nil})
	})
	must(t, s.Rollback(ctx))

	fresh := &Book{Title: "new", AuthorID: 1}
	t.Run("a new one", func(t *testing.T) {
		must(t, s.Add(fresh))
		refused(t, s.NoAutoflush(func() error { return repo.Load(ctx, s, []*Book{fresh}, &books.Author) }), repo.ErrInvalidRequest)
		must(t, repo.Load(ctx, s, []*Book{fresh}, &books.Author, &books.Genres))
		expect(t, "a new one: fresh.Author == list[0]", fresh.Author == list[0], true)
		expect(t, "a new one: fresh.Genres != nil", fresh.Genres != nil, true)
		expect(t, "a new one: state of fresh", s.State(fresh), repo.Persistent)
	})
}

// LoadsOfFewAndMany: no entities, the same twice, a relationship twice, none for each owner, and orders by what may be
// NULL.
func LoadsOfFewAndMany(t *testing.T, b Backend) {
	db := b.openLibrary(t)
	ctx, s := t.Context(), db.session(t)
	t.Run("nobody's, one's, over and over", func(t *testing.T) {
		must(t, repo.Load(ctx, s, []*Author{}, &authors.Books))
		must(t, repo.Load(ctx, s, []*Author(nil), builder.SelectIn(&authors.Books).Then(builder.SelectIn(&books.Genres))))
		expect(t, "nobody's", db.log.sent(), "")
		ann := value(repo.Get[Author](ctx, s, 1))(t)
		db.log.take()
		must(t, repo.Load(ctx, s, []*Author{ann, ann, ann}, &authors.Books, &authors.Books))
		expect(t, "one's, over and over: titles(ann.Books)", titles(ann.Books), []string{"air", "zoo"})
		expect(t, "one's, over and over: db.selects()", db.selects(), 1)
	})

	own := db.session(t)
	title := builder.Col(&books.Title)
	twice := allAuthors.Load(builder.SelectIn(&authors.Books).Where(title.Eq("zoo")), builder.SelectIn(&authors.Books).Then(builder.SelectIn(&books.Genres)))
	list := value(repo.All(ctx, own, twice))(t)
	t.Run("part, then all", func(t *testing.T) {
		expect(t, "part, then all: titles(list[0].Books)", titles(list[0].Books), []string{"air", "zoo"})
		expect(t, "part, then all: own.Loaded(list[0], &list[0].Books)", own.Loaded(list[0], &list[0].Books), true)
		expect(t, "part, then all: number of list[0].Books[0].Genres", len(list[0].Books[0].Genres), 1)
	})

	none := db.session(t)
	list = value(repo.All(ctx, none, allAuthors.Load(builder.SelectIn(&authors.Books).Limit(0))))(t)
	t.Run("none each", func(t *testing.T) {
		expect(t, "none each: list[0].Books != nil", list[0].Books != nil, true)
		expect(t, "none each: number of list[0].Books", len(list[0].Books), 0)
		expect(t, "none each: none.Loaded(list[0], &list[0].Books)", none.Loaded(list[0], &list[0].Books), false)
		expect(t, "none each: none.Dirty()", none.Dirty(), []any(nil))
	})

	t.Run("of several queries", func(t *testing.T) {
		some := builder.Union(allBooksOf(builder.SelectIn(&authors.Books)), builder.Select(authors).Where(builder.Col(&authors.ID).Eq(3)))
		list = value(repo.All(ctx, db.session(t), some.OrderBy(builder.Col(&authors.ID).Desc())))(t)
		expect(t, "of several queries: titles(list[2].Books)", titles(list[2].Books), []string{"air", "zoo"})
		expect(t, "of several queries: list[0].Books != nil", list[0].Books != nil, true)
	})
	t.Run("NULLs have a place", func(t *testing.T) {
		_, err := repo.All(ctx, db.session(t), builder.Union(allBooksOf(builder.Joined(&authors.Profile))))
		refused(t, err, repo.ErrInvalidRequest)
		says(t, err, "is loaded by a join, but the statement reads columns, or several queries")

		wing := builder.NullCol(&guests.Wing)
		for _, want := range []struct {
			order builder.Order
			names []string
		}{{wing.Asc().NullsFirst(), []string{"eve", "ada"}}, {wing.Asc().NullsLast(), []string{"ada", "eve"}}} {
			west := builder.Select(rooms).Where(builder.Col(&rooms.Wing).Eq("west"))
			all := value(repo.One(ctx, db.session(t), west.Load(builder.SelectIn(&rooms.Past).OrderBy(want.order))))(t)
			first := value(repo.One(ctx, db.session(t), west.Load(builder.SelectIn(&rooms.Past).OrderBy(want.order).Limit(1))))(t)
			expect(t, "NULLs have a place", []string{all.Past[0].Name, all.Past[1].Name, first.Past[0].Name}, append(want.names, want.names[0]))
		}
	})
}

// LoadsOfNothingThere: foreign keys that are NULL, in part or whole, lead nowhere, without SQL.
func LoadsOfNothingThere(t *testing.T, b Backend) {
	db := b.openLibrary(t)
	db.exec(t, "INSERT INTO guests (id, name, wing, number) VALUES (4, 'half', 'east', NULL), (5, 'other', NULL, 1)")
	ctx, s := t.Context(), db.session(t)
	homeless := builder.Select(guests).Where(builder.Col(&guests.ID).Ge(3)).OrderBy(builder.Col(&guests.ID).Asc())
	db.log.take()
	list := value(repo.All(ctx, s, homeless.Load(builder.SelectIn(&guests.Room))))(t)
	t.Run("statements", func(t *testing.T) {
		expect(t, "statements", db.selects(), 1)
		for _, g := range list {
			expect(t, g.Name+": g.Room", g.Room, (*Room)(nil))
			expect(t, g.Name+": s.Loaded(g, &g.Room)", s.Loaded(g, &g.Room), true)
			expect(t, g.Name+": s.IsModified(g)", s.IsModified(g), false)
		}
	})
	t.Run("joined", func(t *testing.T) {
		joined := value(repo.All(ctx, db.session(t), homeless.Load(builder.Joined(&guests.Room))))(t)
		expect(t, "joined: number of joined", len(joined), 3)
		expect(t, "joined: joined[1].Room", joined[1].Room, (*Room)(nil))
		expect(t, "joined: joined[2].Room", joined[2].Room, (*Room)(nil))
	})
	t.Run("none", func(t *testing.T) {
		must(t, repo.Load(ctx, s, list, &guests.Past))
		expect(t, "none: number of list[0].Past", len(list[0].Past), 2)
		expect(t, "none: number of list[1].Past", len(list[1].Past), 0)
		expect(t, "none: list[1].Past != nil", list[1].Past != nil, true)
	})
	t.Run("a key of nobody's", func(t *testing.T) {
		wing := "attic"
		must(t, s.Add(&Guest{Name: "lost", Wing: &wing, Number: new(int64)}))
		lost := value(repo.One(ctx, s, builder.Select(guests).Where(builder.Col(&guests.Name).Eq("lost")).Load(builder.SelectIn(&guests.Room))))(t)
		expect(t, "a key of nobody's: lost.Room", lost.Room, (*Room)(nil))
		expect(t, "a key of nobody's: s.Loaded(lost, &lost.Room)", s.Loaded(lost, &lost.Room), true)
	})
}

// SavepointsForgetLoads: what was loaded inside Nested is forgotten by its rollback; what was loaded before is there, and read again by
// the next load.
func SavepointsForgetLoads(t *testing.T, b Backend) {
	db := b.openLibrary(t)
	ctx, s := t.Context(), db.session(t)
	ann := value(repo.Get[Author](ctx, s, 1))(t)
	must(t, repo.Load(ctx, s, []*Author{ann}, &authors.Profile))
	stop := errors.New("stop")
	err := s.Nested(ctx, func(s *repo.Session) error {
		must(t, s.Add(&Book{Title: "inside", AuthorID: 1}))
		must(t, repo.Load(ctx, s, []*Author{ann}, &authors.Books))
		expect(t, "inside", titles(ann.Books), []string{"air", "inside", "zoo"})
		return stop
	})
	refused(t, err, stop)
	expect(t, "forgotten: s.Loaded(ann, &ann.Books)", s.Loaded(ann, &ann.Books), false)
	expect(t, "forgotten: ann.Books == nil", ann.Books == nil, true)
	expect(t, "forgotten: ann.Profile.Bio", ann.Profile.Bio, "writes")
	must(t, repo.Load(ctx, s, []*Author{ann}, &authors.Books, &authors.Profile))
	expect(t, "as it is: titles(ann.Books)", titles(ann.Books), []string{"air", "zoo"})
	expect(t, "as it is: s.Dirty()", s.Dirty(), []any(nil))
	must(t, s.Nested(ctx, func(s *repo.Session) error {
		return repo.Load(ctx, s, ann.Books, &books.Genres)
	}))
	expect(t, "kept", s.Loaded(ann.Books[0], &ann.Books[0].Genres), true)
	must(t, s.Commit(ctx))
}

// LoadsInEverySession: sessions that only read, that commit each statement, and readers over a unit of work load alike.
func LoadsInEverySession(t *testing.T, b Backend) {
	db := b.openLibrary(t)
	ctx := t.Context()
	tree := builder.Select(folders).Where(builder.Col(&folders.Name).Eq("root")).
		Load(builder.SelectIn(&folders.Children).Then(builder.SelectIn(&folders.Children).Then(builder.SelectIn(&folders.Children))))
	for _, o := range []repo.SessionOption{repo.WithReadOnly(), repo.WithAutocommit(true)} {
		s := db.session(t, o)
		list := value(repo.All(ctx, s, everyBook))(t)
		expect(t, "a graph: titles(list[0].Books)", titles(list[0].Books), []string{"air", "zoo"})
		expect(t, "a graph: list[0].Profile.Bio", list[0].Profile.Bio, "writes")
		must(t, repo.Load(ctx, s, list[0].Books, builder.SelectIn(&books.Genres).Then(builder.SelectIn(&genres.Books))))
		expect(t, "and back", titles(list[0].Books[0].Genres[0].Books), []string{"air", "zoo"})
		must(t, s.Close())
	}
	db.idle(t)
	must(t, db.Begin(ctx, func(s *repo.Session) error {
		unit := value(s.UnitOfWork(ctx))(t)
		must(t, s.Add(&Book{Title: "inside", AuthorID: 2}))
		must(t, s.Flush(ctx))
		outer := db.Over(unit)
		list := value(repo.All(ctx, outer, everyBook))(t)
		expect(t, "over a unit", [][]string{titles(list[0].Books), titles(list[1].Books)}, [][]string{{"air", "zoo"}, {"inside", "mud"}})
		root := value(repo.One(ctx, outer, tree))(t)
		leaf := root.Children[0].Children[0]
		expect(t, "three levels: leaf.Name", leaf.Name, "leaf")
		expect(t, "three levels: leaf.Children != nil", leaf.Children != nil, true)
		expect(t, "three levels: leaf.Parent.Parent == root", leaf.Parent.Parent == root, true)
		expect(t, "three levels: state of root", s.State(root), repo.Transient)
		return nil
	}))
	db.idle(t)
}

// AssociationsOfManyAreTwoStatements: a hundred by a hundred, read back and forth, each row one pointer.
func AssociationsOfManyAreTwoStatements(t *testing.T, b Backend) {
	db := b.openLibrary(t)
	const hundred = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100) "
	key := "('00000000-0000-0000-0001-' || substr('000000000000' || i, length('' || i) + 1))"
	if b.Dialect.Name == builder.Postgres().Name {
		key += "::uuid"
	}
	db.exec(t, "INSERT INTO books (id, title, author_id) "+hundred+"SELECT 100 + i, 'book ' || i, 3 FROM n")
	db.exec(t, "INSERT INTO genres (id, name) "+hundred+"SELECT "+key+", 'genre ' || i FROM n")
	db.exec(t, "INSERT INTO book_genres (book_id, genre_id) SELECT b.id, g.id FROM books b CROSS JOIN genres g WHERE b.id > 100 AND g.name LIKE 'genre %'")
	s := db.session(t)
	db.log.take()
	many := builder.Select(books).Where(builder.Col(&books.ID).Gt(100)).OrderBy(builder.Col(&books.ID).Asc())
	list := value(repo.All(t.Context(), s, many.Load(builder.SelectIn(&books.Genres))))(t)
	expect(t, "statements: number of list", len(list), 100)
	expect(t, "statements: db.selects()", db.selects(), 2)
	for _, book := range list {
		if len(book.Genres) != 100 || book.Genres[7] != list[0].Genres[7] {
			t.Fatalf("book %d has %d genres", book.ID, len(book.Genres))
		}
	}
	must(t, repo.Load(t.Context(), s, list[0].Genres, &genres.Books))
	expect(t, "and back: db.selects()", db.selects(), 1)
	expect(t, "and back: number of list[0].Genres[99].Books", len(list[0].Genres[99].Books), 100)
	expect(t, "and back: s.Dirty()", s.Dirty(), []any(nil))
	must(t, s.Commit(t.Context()))
	expect(t, "stored", db.stored(t, "SELECT count(*) FROM book_genres"), int64(10_003))
}
