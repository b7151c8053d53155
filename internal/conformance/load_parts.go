package conformance

import (
	"context"
	"database/sql"
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// LoadsReadColumns: of what is loaded only some columns are read, and the keys with them; what is not read is never written,
// and comes when it is asked for.
func LoadsReadColumns(t *testing.T, b Backend) {
	db := b.openLibrary(t)
	ctx := t.Context()
	id, label := builder.Col(&authors.ID), builder.Col(&clubs.Name)
	t.Run("written", func(t *testing.T) {
		for what, path := range map[string]builder.Loading{
			"by a SELECT": builder.SelectIn(&books.Author).Only(id), "by a join": builder.Joined(&books.Author).Only(id),
		} {
			s := db.session(t)
			all := value(repo.All(ctx, s, allBooks.Load(path)))(t)
			ann := all[0].Author
			expect(t, what+": ann.ID", ann.ID, int64(1))
			expect(t, what+": ann.Name", ann.Name, "")
			expect(t, what+": all[1].Author == ann", all[1].Author == ann, true)
			expect(t, what+": s.Loaded(ann, &ann.Name)", s.Loaded(ann, &ann.Name), false)
			expect(t, what+": s.Loaded(all[0], &all[0].Author)", s.Loaded(all[0], &all[0].Author), true)
			expect(t, what+" changes nothing", s.Dirty(), []any(nil))
			must(t, repo.Load(ctx, s, all, &books.Author))
			must(t, s.Commit(ctx))
			value(repo.All(ctx, s, allAuthors))(t)
			expect(t, what+", then all"+": ann.Name", ann.Name, "ann")
			expect(t, what+", then all"+": s.Loaded(ann, &ann.Name)", s.Loaded(ann, &ann.Name), true)
			ann.Name = "ann" + what
			must(t, s.Commit(ctx))
			expect(t, "written", db.stored(t, "SELECT count(*) FROM authors WHERE id = 1 AND name = 'ann"+what+"'"), int64(1))
			db.exec(t, "UPDATE authors SET name = 'ann' WHERE id = 1")
		}
	})
	reading := db.session(t)
	t.Run("the version comes", func(t *testing.T) {
		for _, r := range []repo.Reader{reading, db.Engine} {
			squad := builder.Select(players).OrderBy(builder.Col(&players.Name).Asc())
			amy := value(repo.All(ctx, r, squad.Load(builder.Joined(&players.Club).Only(label))))(t)[0]
			expect(t, "the version comes: amy.Club.Name", amy.Club.Name, "reds")
			expect(t, "the version comes: amy.Club.Rev", amy.Club.Rev, 1)
		}
	})
	must(t, reading.Close())
	loadsReadColumnsOfLists(t, db)
}

// loadsReadColumnsOfLists is LoadsReadColumns for lists, with what lies beyond them, and for what is no column of theirs.
func loadsReadColumnsOfLists(t *testing.T, db *database) {
	t.Helper()
	ctx := t.Context()
	id, genre := builder.Col(&books.ID), builder.Col(&genres.ID)
	some := builder.SelectIn(&authors.Books).Only(id)
	for _, path := range []builder.Loading{some, some.OrderBy(id.Asc()).Limit(5), some.Then(builder.SelectIn(&books.Genres).Only(genre))} {
		s := db.session(t)
		for _, r := range []repo.Reader{s, db.Engine} {
			list := value(repo.All(ctx, r, allAuthors.Load(path)))(t)
			ids := map[int64]bool{}
			for _, book := range list[0].Books {
				ids[book.ID] = true
				expect(t, "a book: book.Title", book.Title, "")
				expect(t, "a book: book.AuthorID", book.AuthorID, int64(1))
				expect(t, "a book: book.Author == list[0]", book.Author == list[0], true)
			}
			expect(t, "books", ids, map[int64]bool{1: true, 2: true})
		}
		must(t, s.Close())
	}
	s := db.session(t)
	list := value(repo.All(ctx, s, allAuthors.Load(some.Then(builder.SelectIn(&books.Genres).Only(genre)))))(t)
	book := list[1].Books[0]
	list[1].Books = nil
	list[0].Books = append(list[0].Books, book)
	must(t, s.Commit(ctx))
	expect(t, "moved, and no more", db.stored(t, "SELECT count(*) FROM books WHERE id = 3 AND author_id = 1 AND title = 'mud'"), int64(1))
	db.exec(t, "UPDATE books SET author_id = 2 WHERE id = 3")
	for _, wrong := range []builder.Loading{some.Only(builder.Col(&authors.Name)), some.Only(builder.Count()), some.Only(builder.Col(new(string)))} {
		_, err := repo.All(ctx, db.session(t), allAuthors.Load(wrong))
		refused(t, err, repo.ErrInvalidRequest)
		says(t, err, "loading Author.Books: ")
	}
}

// JoinsHaveConditions: a condition stands in the ON of the join, about the entity that is joined, whatever it is called there; one
// that is left out is not taken for removed.
func JoinsHaveConditions(t *testing.T, b Backend) {
	db := b.openLibrary(t)
	ctx := t.Context()
	named := builder.Col(&authors.Name)
	some := allBooks.Load(builder.Joined(&books.Author).Where(named.Eq("ann")))
	t.Run("one statement, some", func(t *testing.T) {
		for _, r := range []repo.Reader{db.session(t), db.Engine} {
			all := value(repo.All(ctx, r, some))(t)
			expect(t, "one statement", db.selects(), 1)
			expect(t, "some: number of all", len(all), 3)
			expect(t, "some: all[0].Author.Name", all[0].Author.Name, "ann")
			expect(t, "some: all[1].Author == all[0].Author", all[1].Author == all[0].Author, true)
			expect(t, "some: all[2].Author", all[2].Author, (*Author)(nil))
		}
	})
	s := db.session(t)
	all := value(repo.All(ctx, s, some))(t)
	t.Run("left out, not removed", func(t *testing.T) {
		expect(t, "left out: s.Loaded(all[2], &all[2].Author)", s.Loaded(all[2], &all[2].Author), false)
		expect(t, "left out: s.Dirty()", s.Dirty(), []any(nil))
		must(t, s.Commit(ctx))
		expect(t, "not removed", db.stored(t, "SELECT author_id FROM books WHERE id = 3"), int64(2))
		must(t, repo.Load(ctx, s, all, &books.Author))
		expect(t, "then all", all[2].Author.Name, "bob")
	})

	t.Run("of its own kind", func(t *testing.T) {
		folder := builder.Col(&folders.Name)
		tree := builder.Select(folders).Where(builder.Col(&folders.Name).In("leaf", "right")).OrderBy(folder.Asc()).Load(builder.Joined(&folders.Parent).Where(folder.Ne("root")).
			Then(builder.Joined(&folders.Parent).Where(folder.Eq("root"))))
		list := value(repo.All(ctx, db.session(t), tree))(t)
		expect(t, "of its own kind: list[0].Name", list[0].Name, "leaf")
		expect(t, "of its own kind: list[0].Parent.Name", list[0].Parent.Name, "left")
		expect(t, "of its own kind: list[0].Parent.Parent.Name", list[0].Parent.Parent.Name, "root")
		expect(t, "of its own kind: list[1].Name", list[1].Name, "right")
		expect(t, "of its own kind: list[1].Parent", list[1].Parent, (*Folder)(nil))
	})

	writers := builder.Has(&authors.Books, builder.Col(&books.Title).Eq("mud"))
	t.Run("with a sub-select", func(t *testing.T) {
		all = value(repo.All(ctx, db.session(t), allBooks.Load(builder.Joined(&books.Author).Where(writers).Then(builder.Joined(&authors.Profile).Where(builder.Col(&profiles.Bio).Eq("none"))))))(t)
		expect(t, "with a sub-select: all[0].Author", all[0].Author, (*Author)(nil))
		expect(t, "with a sub-select: all[2].Author.Name", all[2].Author.Name, "bob")
		expect(t, "with a sub-select: all[2].Author.Profile", all[2].Author.Profile, (*Profile)(nil))
	})
	t.Run("which is filtered", func(t *testing.T) {
		only := repo.WithFilter(books, func(context.Context) (builder.Sqlizer, error) { return builder.Col(&books.Title).Ne("mud"), nil })
		hidden := value(repo.All(ctx, db.session(t, only), allBooks.Load(builder.Joined(&books.Author).Where(writers))))(t)
		expect(t, "which is filtered: number of hidden", len(hidden), 2)
		expect(t, "which is filtered: hidden[0].Author", hidden[0].Author, (*Author)(nil))
		expect(t, "which is filtered: hidden[1].Author", hidden[1].Author, (*Author)(nil))
	})
	_, err := repo.All(ctx, s, allBooks.Load(builder.Joined(&books.Author).Where(builder.Col(&profiles.Bio).Eq("x"))))
	t.Run("refused: stands where its table", func(t *testing.T) {
		says(t, err, "stands where its table")
		_, err = repo.All(ctx, s, allBooks.Join(&books.Author).Load(builder.ContainsEager(&books.Author).Where(named.Eq("ann"))))
		says(t, err, "takes no Where")
	})
}

// AnyQueryLoads: compounds, text and writes that answer entities load relationships by SELECTs of their own.
func AnyQueryLoads(t *testing.T, b Backend) {
	db := b.openLibrary(t)
	ctx := t.Context()
	id := builder.Col(&authors.ID)
	both := builder.Union(builder.Select(authors).Where(id.Eq(1)), builder.Select(authors).Where(id.Eq(3))).OrderBy(id.Asc())
	text := builder.As[*Author](builder.Text("SELECT name, id FROM authors WHERE id <> :id ORDER BY id", sql.Named("id", 2)))
	path := builder.SelectIn(&authors.Books).Then(builder.SelectIn(&books.Genres))
	for what, q := range map[string]builder.Query[*Author]{
		"union": both.Load(path), "any union": builder.Load(both, path), "text": builder.Load(text, path),
	} {
		for _, r := range []repo.Reader{db.session(t), db.Engine} {
			db.log.take()
			list := value(repo.All(ctx, r, q))(t)
			expect(t, what+": titles(list[0].Books)", titles(list[0].Books), []string{"air", "zoo"})
			expect(t, what+": number of list[0].Books[1].Genres", len(list[0].Books[1].Genres), 2)
			expect(t, what+": list[1].Books != nil", list[1].Books != nil, true)
			expect(t, what+": number of list[1].Books", len(list[1].Books), 0)
			expect(t, what+" and two", db.selects(), 3)
		}
	}
	for page, err := range repo.Pages(ctx, db.session(t), builder.Load(text, path), 1) {
		must(t, err)
		expect(t, "a page: number of page", len(page), 1)
		expect(t, "a page: page[0].Books != nil", page[0].Books != nil, true)
	}
	s := db.session(t)
	written := builder.Update(authors).Set(builder.Col(&authors.Name).To("anne")).Where(id.Eq(1)).Returning()
	anne := value(repo.One(ctx, s, builder.Load(written, path)))(t)
	expect(t, "written: anne.Name", anne.Name, "anne")
	expect(t, "written: titles(anne.Books)", titles(anne.Books), []string{"air", "zoo"})
	must(t, s.Rollback(ctx))

	plain := builder.As[*Book](builder.Text("SELECT id, title FROM books"))
	for want, q := range map[string]builder.Query[*Book]{
		"or is text":           builder.Load(plain, builder.Joined(&books.Author)),
		"which was not load":   builder.Load(plain, builder.SelectIn(&books.Author)),
		"the statement is nil": builder.Load[*Book](nil, builder.SelectIn(&books.Author)),
	} {
		_, err := repo.All(ctx, db.session(t), q)
		says(t, err, want)
	}
	_, err := repo.All(ctx, db.session(t), builder.Load(text, builder.SelectIn(&books.Author)))
	says(t, err, "rows hold no Book")
}

// AllOnesAreLoaded: one word loads every relationship to one entity: by joins, or where there is nothing to join to, each by a SELECT.
func AllOnesAreLoaded(t *testing.T, b Backend) {
	db := b.openLibrary(t)
	ctx := t.Context()
	t.Run("joined, below", func(t *testing.T) {
		for _, r := range []repo.Reader{db.session(t), db.Engine} {
			db.log.take()
			list := value(repo.All(ctx, r, allAuthors.Load(builder.ToOne(authors))))(t)
			expect(t, "joined: db.selects()", db.selects(), 1)
			expect(t, "joined: list[0].Profile.Bio", list[0].Profile.Bio, "writes")
			expect(t, "joined: list[1].Profile", list[1].Profile, (*Profile)(nil))
			expect(t, "joined: list[0].Books == nil", list[0].Books == nil, true)
			below := value(repo.All(ctx, r, allAuthors.Load(builder.SelectIn(&authors.Books).Then(builder.ToOne(books)))))(t)
			expect(t, "below", below[0].Books[0].Author == below[0], true)
			text := builder.As[*Book](builder.Text("SELECT * FROM books ORDER BY id"))
			all := value(repo.All(ctx, r, builder.Load(text, builder.ToOne(books))))(t)
			expect(t, "of text", all[2].Author.Name, "bob")
		}
	})
	t.Run("what is named wins", func(t *testing.T) {
		s := db.session(t)
		all := value(repo.All(ctx, s, allBooks.Load(builder.ToOne(books), builder.SelectIn(&books.Author).Then(builder.SelectIn(&authors.Profile)))))(t)
		expect(t, "what is named wins: db.selects() > 1", db.selects() > 1, true)
		expect(t, "what is named wins: all[0].Author.Profile.Bio", all[0].Author.Profile.Bio, "writes")
	})
	must(t, repo.Load(ctx, db.session(t), []*Author{}, builder.ToOne(authors)))
	own := db.session(t)
	match := builder.Select(games)
	must(t, repo.Load(ctx, own, value(repo.All(ctx, own, match))(t), builder.ToOne(games)))
	_, err := repo.All(ctx, own, builder.Select(rooms).Load(builder.ToOne(rooms)))
	t.Run("refused: ToOne finds no relationship of Room to one entity", func(t *testing.T) {
		says(t, err, "ToOne finds no relationship of Room to one entity")
	})
	_, err = repo.All(ctx, own, allBooks.Load(builder.ToOne(books).Then(builder.SelectIn(&authors.Books))))
	t.Run("refused: ToOne loads every relationship of Book", func(t *testing.T) {
		says(t, err, "ToOne loads every relationship of Book")
		_, err = repo.All(ctx, own, allBooks.Load(builder.ToOne(&Book{})))
		refused(t, err, repo.ErrInvalidRequest)
	})
}
