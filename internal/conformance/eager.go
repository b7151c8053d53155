package conformance

import (
	"strings"
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// JoinsLoad: a relationship to one entity comes in the query's own statement; what an outer join does not find is nil, and
// loaded.
func JoinsLoad(t *testing.T, b Backend) {
	db := b.openLibrary(t)
	ctx, s := t.Context(), db.session(t)
	path := builder.Joined(&books.Author).Then(builder.Joined(&authors.Profile), builder.SelectIn(&authors.Books))
	all := value(repo.All(ctx, s, allBooks.Load(path, builder.SelectIn(&books.Genres))))(t)
	t.Run("one statement, and one for each list", func(t *testing.T) {
		expect(t, "one statement, and one for each list", db.selects(), 3)
	})
	t.Run("joined, below", func(t *testing.T) {
		ann := all[0].Author
		expect(t, "joined: ann.Name", ann.Name, "ann")
		expect(t, "joined: all[1].Author == ann", all[1].Author == ann, true)
		expect(t, "joined: all[2].Author.Name", all[2].Author.Name, "bob")
		expect(t, "joined: ann.Profile.Bio", ann.Profile.Bio, "writes")
		expect(t, "joined: all[2].Author.Profile", all[2].Author.Profile, (*Profile)(nil))
		expect(t, "below: titles(ann.Books)", titles(ann.Books), []string{"air", "zoo"})
		expect(t, "below: number of all[0].Genres", len(all[0].Genres), 2)
		expect(t, "below: ann.Profile.Author == ann", ann.Profile.Author == ann, true)
		expect(t, "loaded: s.Loaded(all[2].Author, &all[2].Author.Profile)", s.Loaded(all[2].Author, &all[2].Author.Profile), true)
		expect(t, "loaded: s.Dirty()", s.Dirty(), []any(nil))
	})
	t.Run("pointers to nothing, and rows read in part", func(t *testing.T) {
		must(t, s.Commit(ctx))

		for _, own := range []repo.Reader{db.session(t), db.Engine} {
			byName := builder.Select(players).OrderBy(builder.Col(&players.Name).Asc()).Load(builder.Joined(&players.Club))
			squad := value(repo.All(ctx, own, byName))(t)
			expect(t, "none: squad[0].Club.Name", squad[0].Club.Name, "reds")
			expect(t, "none: squad[1].Club", squad[1].Club, (*Club)(nil))
			some := value(repo.All(ctx, own, byName.LoadOnly(builder.Col(&players.Name))))(t)
			expect(t, "of parts: some[0].Club.Name", some[0].Club.Name, "reds")
			expect(t, "of parts: some[1].Club", some[1].Club, (*Club)(nil))
			leaf := value(repo.One(ctx, own, builder.Select(folders).Where(builder.Col(&folders.Name).Eq("leaf")).
				Load(builder.Joined(&folders.Parent).Then(builder.Joined(&folders.Parent)))))(t)
			expect(t, "a tree upwards: leaf.Parent.Name", leaf.Parent.Name, "left")
			expect(t, "a tree upwards: leaf.Parent.Parent.Name", leaf.Parent.Parent.Name, "root")
			first, ok, err := repo.First(ctx, own, allBooks.Load(builder.Joined(&books.Author)))
			expect(t, "first: first.Author.Name", first.Author.Name, "ann")
			expect(t, "first: ok", ok, true)
			expect(t, "first: err", err, error(nil))
		}
	})
}

// UsersJoinsLoad: ContainsEager takes what a join of the query's own brought; a list counts as partly loaded, and repeats
// nobody.
func UsersJoinsLoad(t *testing.T, b Backend) {
	db := b.openLibrary(t)
	ctx := t.Context()
	t.Run("ones", func(t *testing.T) {
		for _, r := range []repo.Reader{db.session(t), db.Engine} {
			named := builder.Col(&authors.Name)
			all := value(repo.All(ctx, r, allBooks.Join(&books.Author).Where(named.Eq("ann")).Load(builder.ContainsEager(&books.Author))))(t)
			expect(t, "ones: titles(all)", titles(all), []string{"zoo", "air"})
			expect(t, "ones: all[0].Author.Name", all[0].Author.Name, "ann")
			expect(t, "ones: all[0].Author == all[1].Author", all[0].Author == all[1].Author, true)
		}
	})
	s := db.session(t)
	t.Run("each once, lists", func(t *testing.T) {
		title := builder.Col(&books.Title)
		q := allAuthors.LeftJoin(&authors.Books).OrderBy(title.Desc()).Load(builder.ContainsEager(&authors.Books).Then(builder.SelectIn(&books.Genres)))
		list := value(repo.All(ctx, s, q))(t)
		expect(t, "each once", len(list), 3)
		expect(t, "lists", [][]string{titles(list[0].Books), titles(list[1].Books), titles(list[2].Books)}, [][]string{{"zoo", "air"}, {"mud"}, nil})
		expect(t, "partly: s.Loaded(list[0], &list[0].Books)", s.Loaded(list[0], &list[0].Books), false)
		expect(t, "partly: number of list[0].Books[0].Genres", len(list[0].Books[0].Genres), 2)
		expect(t, "partly: list[0].Books[0].Author == list[0]", list[0].Books[0].Author == list[0], true)
		ann := value(repo.One(ctx, db, allAuthors.LeftJoin(&authors.Books).Where(builder.Col(&authors.ID).Eq(1)).Load(builder.ContainsEager(&authors.Books))))(t)
		expect(t, "one, of two rows", len(ann.Books), 2)
		counted(t, s, q, 3)
		joined := allAuthors.Join(&authors.Books)
		counted(t, db, joined.Load(builder.ContainsEager(&authors.Books)), 2)
		counted(t, db, joined.Limit(2).LoadOnly(builder.Col(&authors.Name)).Load(builder.ContainsEager(&authors.Books)), 1)
		counted(t, db, joined, 3)
	})
	t.Run("nothing is removed", func(t *testing.T) {
		counted(t, db, allBooks.Load(builder.Joined(&books.Author), builder.SelectIn(&books.Genres)), 3)
		must(t, s.Commit(ctx))
		expect(t, "nothing is removed", db.stored(t, "SELECT count(*) FROM books"), int64(3))
	})
}

// ReadersLoad: without a session relationships are loaded as well; one row is one object within its query.
func ReadersLoad(t *testing.T, b Backend) {
	db := b.openLibrary(t)
	ctx := t.Context()
	all := value(repo.All(ctx, db, allBooks.Load(builder.SelectIn(&books.Author).Then(builder.SelectIn(&authors.Books)), builder.SelectIn(&books.Genres))))(t)
	t.Run("a statement for each", func(t *testing.T) {
		expect(t, "a statement for each", db.selects(), 4)
	})
	t.Run("one row, one object, lists", func(t *testing.T) {
		ann := all[0].Author
		expect(t, "one row, one object: ann == all[1].Author", ann == all[1].Author, true)
		expect(t, "one row, one object: ann.Books[1] == all[0]", ann.Books[1] == all[0], true)
		expect(t, "one row, one object: ann.Books[0] == all[1]", ann.Books[0] == all[1], true)
		expect(t, "lists: number of all[0].Genres", len(all[0].Genres), 2)
		expect(t, "lists: number of all[2].Genres", len(all[2].Genres), 0)
		expect(t, "lists: all[2].Genres != nil", all[2].Genres != nil, true)
	})
	t.Run("each query by itself", func(t *testing.T) {
		again := value(repo.One(ctx, db, allAuthors.Where(builder.Col(&authors.ID).Eq(2)).Load(builder.SelectIn(&authors.Books))))(t)
		expect(t, "each query by itself: again == all[2].Author", again == all[2].Author, false)
		expect(t, "each query by itself: titles(again.Books)", titles(again.Books), []string{"mud"})
	})

	t.Run("rows of entities", func(t *testing.T) {
		type pair struct {
			Book   *Book
			Author *Author
		}
		columns := builder.SelectColumns(builder.Entity(books), builder.Entity(authors)).Join(&books.Author).OrderBy(builder.Col(&books.ID).Asc())
		for _, r := range []repo.Reader{db.session(t), db.Engine} {
			pairs := value(repo.All(ctx, r, builder.As[pair](columns.Load(builder.SelectIn(&books.Genres), builder.SelectIn(&authors.Profile)))))(t)
			_, err := repo.All(ctx, r, builder.As[pair](columns.Load(builder.Joined(&books.Author))))
			refused(t, err, repo.ErrInvalidRequest)
			says(t, err, "Book.Author is loaded by a join, but the statement reads columns")
			expect(t, "rows of entities: number of pairs[0].Book.Genres", len(pairs[0].Book.Genres), 2)
			expect(t, "rows of entities: pairs[0].Author.Profile.Bio", pairs[0].Author.Profile.Bio, "writes")
			expect(t, "rows of entities: pairs[2].Author.Profile", pairs[2].Author.Profile, (*Profile)(nil))
		}
	})
}

// PagesAndStreamsLoad: pages load what belongs to each; a stream, which holds the connection, only what is joined.
func PagesAndStreamsLoad(t *testing.T, b Backend) {
	db := b.openLibrary(t)
	ctx, s := t.Context(), db.session(t)
	var got []string
	for page, err := range repo.Pages(ctx, s, allBooks.Load(builder.Joined(&books.Author), builder.SelectIn(&books.Genres)), 2) {
		must(t, err)
		for _, book := range page {
			got = append(got, book.Author.Name)
			expect(t, "tracked: state of book.Author", s.State(book.Author), repo.Persistent)
			expect(t, "tracked: s.Loaded(book, &book.Genres)", s.Loaded(book, &book.Genres), true)
			expect(t, "tracked: s.Loaded(book, &book.Author)", s.Loaded(book, &book.Author), true)
		}
	}
	expect(t, "pages: got", got, []string{"ann", "ann", "bob"})
	expect(t, "pages: s.Dirty()", s.Dirty(), []any(nil))
	for _, err := range repo.Pages(ctx, s, allAuthors.LeftJoin(&authors.Books).Load(builder.ContainsEager(&authors.Books)), 2) {
		refused(t, err, repo.ErrInvalidRequest)
	}
	must(t, s.Commit(ctx))
	for _, r := range []repo.Reader{db.session(t), db.Engine} {
		got = nil
		for book, err := range repo.Each(ctx, r, allBooks.Load(builder.Joined(&books.Author))) {
			must(t, err)
			got = append(got, book.Author.Name)
		}
		expect(t, "streamed", got, []string{"ann", "ann", "bob"})
		for _, err := range repo.Each(ctx, r, allBooks.Load(builder.SelectIn(&books.Author))) {
			says(t, err, "read with Pages, or load it with Joined")
		}
		for _, err := range repo.Each(ctx, r, allBooks.Load(builder.SelectIn(&books.Genres))) {
			refused(t, err, repo.ErrInvalidRequest)
			says(t, err, "repo: each: ", "Book.Genres is not loaded by a stream", "Pages")
			expect(t, "a list fits no row: "+err.Error(), strings.Contains(err.Error(), "Joined"), false)
		}
	}
}

// LoadsTakeTrips: a load is a trip, a join none; a Gather is one, with a trip more for each load behind it.
func LoadsTakeTrips(t *testing.T, b Backend) {
	if !b.Socket {
		return // a database in this process has no trips
	}
	db := b.openCounted(t)
	db.stock(t)
	ctx := t.Context()
	all := func(q builder.Query[*Author]) func(*repo.Session) error {
		return func(s *repo.Session) error { _, err := repo.All(ctx, s, q); return err }
	}
	lists := builder.SelectIn(&authors.Books)
	for name, want := range map[string]struct {
		read  func(*repo.Session) error
		trips int
	}{
		"no load":         {all(allAuthors), 1},
		"lists":           {all(allAuthors.Load(lists)), 2},
		"lists of lists":  {all(allAuthors.Load(lists.Then(builder.SelectIn(&books.Genres)))), 3},
		"two of an owner": {all(allAuthors.Load(lists, builder.SelectIn(&authors.Profile))), 2},
		"the way back":    {all(allAuthors.Load(lists.Then(builder.SelectIn(&books.Author)))), 2},
		"joined":          {all(allAuthors.Load(builder.Joined(&authors.Profile))), 1},
		"gathered": {func(s *repo.Session) error {
			var one []*Author
			var other []*Book
			return repo.Gather(ctx, s, repo.Into(&one, allAuthors.Load(lists)), repo.Into(&other, allBooks))
		}, 2},
	} {
		must(t, want.read(db.session(t, repo.WithReadOnly()))) // the connection learns the texts
		s := db.session(t, repo.WithReadOnly())
		db.counter.Reset()
		must(t, want.read(s))
		if b.Pipelined {
			expect(t, name, db.counter.Trips(), want.trips)
		} else if got := db.counter.Trips(); got < want.trips || got > 2*want.trips+1 {
			t.Errorf("%s takes %d trips", name, got)
		}
	}
}
