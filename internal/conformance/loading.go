package conformance

import (
	"slices"
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

var (
	allAuthors = builder.Select(authors).OrderBy(builder.Col(&authors.ID).Asc())
	allBooks   = builder.Select(books).OrderBy(builder.Col(&books.ID).Asc())
)

func titles(list []*Book) (names []string) {
	for _, b := range list {
		names = append(names, b.Title)
	}
	return names
}

// ListsAreLoaded: one SELECT for all owners fills their lists, sorted as the mapping says; an empty one is not nil, and the
// elements lead back.
func ListsAreLoaded(t *testing.T, b Backend) {
	db := b.openLibrary(t)
	ctx, s := t.Context(), db.session(t)
	list := value(repo.All(ctx, s, allAuthors.Load(builder.SelectIn(&authors.Books))))(t)
	t.Run("two statements, lists", func(t *testing.T) {
		expect(t, "two statements", db.selects(), 2)
		expect(t, "lists", [][]string{titles(list[0].Books), titles(list[1].Books), titles(list[2].Books)}, [][]string{{"air", "zoo"}, {"mud"}, nil})
		expect(t, "empty is loaded: list[2].Books != nil", list[2].Books != nil, true)
		expect(t, "empty is loaded: s.Loaded(list[2], &list[2].Books)", s.Loaded(list[2], &list[2].Books), true)
		expect(t, "empty is loaded: s.Loaded(list[2], &list[2].Profile)", s.Loaded(list[2], &list[2].Profile), false)
	})
	t.Run("the way back, nothing changed", func(t *testing.T) {
		for _, book := range list[0].Books {
			expect(t, "the way back: book.Author == list[0]", book.Author == list[0], true)
			expect(t, "the way back: s.Loaded(book, &book.Author)", s.Loaded(book, &book.Author), true)
			expect(t, "the way back: state of book", s.State(book), repo.Persistent)
		}
		expect(t, "nothing changed: s.Dirty()", s.Dirty(), []any(nil))
		expect(t, "nothing changed: s.IsModified(list[0])", s.IsModified(list[0]), false)
		must(t, s.Commit(ctx))

		value(repo.All(ctx, s, allAuthors.Load(builder.SelectIn(&authors.Books))))(t)
		expect(t, "what is loaded is not asked for", db.selects(), 1)
	})
	t.Run("no owner, no question", func(t *testing.T) {
		none := value(repo.All(ctx, s, allAuthors.Where(builder.Col(&authors.ID).Lt(0)).Load(builder.SelectIn(&authors.Books))))(t)
		expect(t, "no owner, no question: number of none", len(none), 0)
		expect(t, "no owner, no question: db.selects()", db.selects(), 1)
	})
}

// OnesAreLoaded: a pointer is filled from the identity map where that has it, else by one SELECT; nil stands for none.
func OnesAreLoaded(t *testing.T, b Backend) {
	db := b.openLibrary(t)
	ctx, s := t.Context(), db.session(t)
	list := value(repo.All(ctx, s, allAuthors.Load(builder.SelectIn(&authors.Profile))))(t)
	t.Run("has one, it leads back", func(t *testing.T) {
		expect(t, "has one: list[0].Profile.Bio", list[0].Profile.Bio, "writes")
		expect(t, "has one: list[1].Profile", list[1].Profile, (*Profile)(nil))
		expect(t, "has one: s.Loaded(list[1], &list[1].Profile)", s.Loaded(list[1], &list[1].Profile), true)
		expect(t, "it leads back", list[0].Profile.Author == list[0], true)
	})
	db.log.take()
	all := value(repo.All(ctx, s, allBooks.Load(builder.SelectIn(&books.Author))))(t)
	t.Run("all are there already", func(t *testing.T) {
		expect(t, "all are there already: db.selects()", db.selects(), 1)
		expect(t, "all are there already: all[0].Author == list[0]", all[0].Author == list[0], true)
		expect(t, "all are there already: all[2].Author == list[1]", all[2].Author == list[1], true)
	})

	own := db.session(t)
	all = value(repo.All(ctx, own, allBooks.Load(builder.SelectIn(&books.Author))))(t)
	t.Run("read once for all", func(t *testing.T) {
		expect(t, "read once for all: db.selects()", db.selects(), 2)
		expect(t, "read once for all: all[0].Author == all[1].Author", all[0].Author == all[1].Author, true)
		expect(t, "read once for all: all[0].Author.Name", all[0].Author.Name, "ann")
	})
	t.Run("none, an expired one is read again", func(t *testing.T) {
		squad := value(repo.All(ctx, own, builder.Select(players).OrderBy(builder.Col(&players.Name).Asc()).Load(builder.SelectIn(&players.Club))))(t)
		expect(t, "none: squad[0].Club.Name", squad[0].Club.Name, "reds")
		expect(t, "none: squad[1].Club", squad[1].Club, (*Club)(nil))
		expect(t, "none: own.Loaded(squad[1], &squad[1].Club)", own.Loaded(squad[1], &squad[1].Club), true)
		must(t, s.Commit(ctx))
		must(t, own.Commit(ctx))
		db.exec(t, "UPDATE authors SET name = 'new' WHERE id = 2")
		must(t, own.Expire(all[2].Author))
		must(t, own.Expire(all[2]))
		must(t, repo.Load(ctx, own, all, &books.Author))
		expect(t, "an expired one is read again", all[2].Author.Name, "new")
	})
}

// AssociationsAreLoaded: many to many, and what lies beyond.
func AssociationsAreLoaded(t *testing.T, b Backend) {
	db := b.openLibrary(t)
	ctx, s := t.Context(), db.session(t)
	deep := builder.SelectIn(&authors.Books).Then(builder.SelectIn(&books.Genres).Then(builder.SelectIn(&genres.Books)))
	list := value(repo.All(ctx, s, allAuthors.Load(deep, builder.SelectIn(&authors.Profile))))(t)
	expect(t, "a statement for each", db.selects(), 5)
	zoo := list[0].Books[1]
	expect(t, "sorted", []string{zoo.Genres[0].Name, zoo.Genres[1].Name}, []string{"art", "fun"})
	expect(t, "shared", zoo.Genres[1] == list[0].Books[0].Genres[0], true)
	expect(t, "and back", titles(zoo.Genres[1].Books), []string{"air", "zoo"})
	expect(t, "none: list[1].Books[0].Genres != nil", list[1].Books[0].Genres != nil, true)
	expect(t, "none: number of list[1].Books[0].Genres", len(list[1].Books[0].Genres), 0)
	expect(t, "nothing changed", s.Dirty(), []any(nil))
}

// CompositeKeysAreLoaded: keys of two columns, in lists, as ones and through associations, and trees.
func CompositeKeysAreLoaded(t *testing.T, b Backend) {
	db := b.openLibrary(t)
	ctx, s := t.Context(), db.session(t)
	inOrder := builder.Select(rooms).OrderBy(builder.Col(&rooms.Wing).Asc(), builder.Col(&rooms.Number).Asc())
	list := value(repo.All(ctx, s, inOrder.Load(builder.SelectIn(&rooms.Now), builder.SelectIn(&rooms.Past))))(t)
	t.Run("a statement for each", func(t *testing.T) {
		expect(t, "a statement for each", db.selects(), 3)
	})
	named := func(list []*Guest) (names []string) {
		for _, g := range list {
			names = append(names, g.Name)
		}
		return names
	}
	t.Run("now, past", func(t *testing.T) {
		expect(t, "now", [][]string{named(list[0].Now), named(list[1].Now), named(list[2].Now)}, [][]string{{"max", "ada"}, nil, nil})
		expect(t, "past", [][]string{named(list[0].Past), named(list[1].Past), named(list[2].Past)}, [][]string{{"eve"}, nil, {"ada", "eve"}})
	})
	own := db.session(t)
	t.Run("one, past", func(t *testing.T) {
		all := value(repo.All(ctx, own, builder.Select(guests).OrderBy(builder.Col(&guests.ID).Asc()).Load(builder.SelectIn(&guests.Room), builder.SelectIn(&guests.Past))))(t)
		expect(t, "one: all[0].Room.Beds", all[0].Room.Beds, 2)
		expect(t, "one: all[0].Room == all[1].Room", all[0].Room == all[1].Room, true)
		expect(t, "one: all[2].Room", all[2].Room, (*Room)(nil))
		expect(t, "past: number of all[0].Past", len(all[0].Past), 1)
		expect(t, "past: number of all[1].Past", len(all[1].Past), 0)
		expect(t, "past: number of all[2].Past", len(all[2].Past), 2)
		expect(t, "past: all[2].Past[0] == all[0].Room", all[2].Past[0] == all[0].Room, true)
	})

	t.Run("a tree, leaves", func(t *testing.T) {
		const numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 600) "
		must(t, s.Commit(ctx))
		must(t, own.Commit(ctx))
		db.exec(t, "INSERT INTO rooms (wing, number, beds) "+numbers+"SELECT 'tower', i, 1 FROM n")
		db.exec(t, "INSERT INTO guests (id, name, wing, number) "+numbers+"SELECT 100 + i, 'guest', 'tower', i FROM n")
		tower := builder.Col(&rooms.Wing).Eq("tower")
		for _, room := range value(repo.All(ctx, own, builder.Select(rooms).Where(tower).Load(builder.SelectIn(&rooms.Now))))(t) {
			if len(room.Now) != 1 || room.Now[0].Room != room || *room.Now[0].Number != int64(room.Number) {
				t.Fatalf("room %d holds %s", room.Number, shown(named(room.Now)))
			}
		}

		tree := builder.Select(folders).Where(builder.NullCol(&folders.ParentID).IsNull()).
			Load(builder.SelectIn(&folders.Children).Then(builder.SelectIn(&folders.Children).Then(builder.SelectIn(&folders.Children))))
		root := value(repo.One(ctx, s, tree))(t)
		left := root.Children[0]
		expect(t, "a tree: left.Name", left.Name, "left")
		expect(t, "a tree: root.Children[1].Name", root.Children[1].Name, "right")
		expect(t, "a tree: left.Children[0].Name", left.Children[0].Name, "leaf")
		expect(t, "a tree: left.Children[0].Parent == left", left.Children[0].Parent == left, true)
		expect(t, "a tree: left.Parent == root", left.Parent == root, true)
		expect(t, "leaves: root.Children[1].Children != nil", root.Children[1].Children != nil, true)
		expect(t, "leaves: left.Children[0].Children != nil", left.Children[0].Children != nil, true)
	})
}

// LoadsAreRefined: filters, orders and a limit for each owner; the list is then not all there is, and nothing is taken for
// removed.
func LoadsAreRefined(t *testing.T, b Backend) {
	db := b.openLibrary(t)
	ctx := t.Context()
	title := builder.Col(&books.Title)
	for what, want := range map[string]struct {
		path  builder.Loading
		lists [][]string
		whole bool
	}{
		"where":           {builder.SelectIn(&authors.Books).Where(title.Ne("air")), [][]string{{"zoo"}, {"mud"}, nil}, false},
		"order":           {builder.SelectIn(&authors.Books).OrderBy(title.Desc()), [][]string{{"zoo", "air"}, {"mud"}, nil}, true},
		"limit":           {builder.SelectIn(&authors.Books).Limit(1), [][]string{{"air"}, {"mud"}, nil}, false},
		"limit of sorted": {builder.SelectIn(&authors.Books).OrderBy(title.Desc()).Limit(1), [][]string{{"zoo"}, {"mud"}, nil}, false},
		"limit of some":   {builder.SelectIn(&authors.Books).Where(title.Ne("zoo"), title.Ne("mud")).Limit(5), [][]string{{"air"}, nil, nil}, false},
	} {
		s := db.session(t)
		list := value(repo.All(ctx, s, allAuthors.Load(want.path)))(t)
		expect(t, what, [][]string{titles(list[0].Books), titles(list[1].Books), titles(list[2].Books)}, want.lists)
		expect(t, what+" is loaded", s.Loaded(list[0], &list[0].Books), want.whole)
		expect(t, what+" changes nothing"+": s.Dirty()", s.Dirty(), []any(nil))
		expect(t, what+" changes nothing"+": list[2].Books != nil", list[2].Books != nil, true)
		must(t, s.Commit(ctx))
		must(t, repo.Load(ctx, s, list, &authors.Books))
		whole := titles(list[0].Books)
		slices.Sort(whole)
		expect(t, what+", then all", whole, []string{"air", "zoo"})
	}
	s := db.session(t)
	limited := builder.SelectIn(&genres.Books).OrderBy(title.Desc()).Limit(1)
	kinds := value(repo.All(ctx, s, builder.Select(genres).OrderBy(builder.Col(&genres.Name).Asc()).Load(limited)))(t)
	expect(t, "limit through an association", [][]string{titles(kinds[0].Books), titles(kinds[1].Books)}, [][]string{{"zoo"}, {"zoo"}})
	expect(t, "stored", db.stored(t, "SELECT count(*) FROM books"), int64(3))
}

// ManyOwnersAreTwoStatements: a thousand lists of five. Where there are no arrays, pages of 500 owners.
func ManyOwnersAreTwoStatements(t *testing.T, b Backend) {
	db := b.openLibrary(t)
	db.exec(t, "DELETE FROM book_genres")
	db.exec(t, "DELETE FROM books")
	const numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < "
	db.exec(t, "INSERT INTO authors (id, name) "+numbers+"1000) SELECT i + 10, 'author ' || i FROM n")
	db.exec(t, "INSERT INTO books (id, title, author_id) "+numbers+"5000) SELECT i, 'book ' || i, 11 + i % 1000 FROM n")
	db.log.take()
	s := db.session(t)
	list := value(repo.All(t.Context(), s, allAuthors.Where(builder.Col(&authors.ID).Gt(10)).Load(builder.SelectIn(&authors.Books))))(t)
	want := 2
	if b.Dialect.Features&builder.FeatureArrayParams == 0 {
		want = 3
	}
	expect(t, "statements: number of list", len(list), 1000)
	expect(t, "statements: db.selects()", db.selects(), want)
	for _, author := range list {
		if len(author.Books) != 5 || author.Books[4].AuthorID != author.ID {
			t.Fatalf("author %d has %d books", author.ID, len(author.Books))
		}
	}
	db.log.take()
	must(t, s.Commit(t.Context()))
	expect(t, "nothing to write", db.log.sent(), "COMMIT")
}
