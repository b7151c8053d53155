package conformance

import (
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// LoadedIsKept: Load reads what is not loaded, and leaves what is, edits included; an expired or refreshed entity's is read
// again.
func LoadedIsKept(t *testing.T, b Backend) {
	db := b.openLibrary(t)
	ctx, s := t.Context(), db.session(t)
	list := value(repo.All(ctx, s, allAuthors))(t)
	ann := list[0]
	t.Run("not loaded", func(t *testing.T) {
		expect(t, "not loaded: s.Loaded(ann, &ann.Books)", s.Loaded(ann, &ann.Books), false)
		expect(t, "not loaded: ann.Books == nil", ann.Books == nil, true)
		expect(t, "not loaded: s.Loaded(ann, &ann.Name)", s.Loaded(ann, &ann.Name), true)
	})
	t.Run("loaded", func(t *testing.T) {
		db.log.take()
		must(t, repo.Load(ctx, s, list, &authors.Books, builder.SelectIn(&authors.Profile)))
		expect(t, "loaded: db.selects()", db.selects(), 2)
		expect(t, "loaded: titles(ann.Books)", titles(ann.Books), []string{"air", "zoo"})
		expect(t, "loaded: s.Loaded(ann, &ann.Books)", s.Loaded(ann, &ann.Books), true)
	})
	t.Run("only what is beyond", func(t *testing.T) {
		must(t, repo.Load(ctx, s, list, builder.SelectIn(&authors.Books).Then(builder.SelectIn(&books.Genres))))
		expect(t, "only what is beyond: db.selects()", db.selects(), 1)
		expect(t, "only what is beyond: number of ann.Books[1].Genres", len(ann.Books[1].Genres), 2)
	})
	must(t, repo.Load(ctx, s, list[:0], &authors.Books))
	must(t, s.Commit(ctx))

	quiet := db.session(t, repo.WithAutoflush(false))
	list = value(repo.All(ctx, quiet, allAuthors.Load(builder.SelectIn(&authors.Books))))(t)
	ann, bob := list[0], list[1]
	t.Run("edits are kept, overwritten", func(t *testing.T) {
		ann.Books = append(ann.Books[:1:1], &Book{Title: "new"})
		must(t, repo.Load(ctx, quiet, list, &authors.Books))
		value(repo.All(ctx, quiet, allAuthors.Load(builder.SelectIn(&authors.Books))))(t)
		expect(t, "edits are kept", titles(ann.Books), []string{"air", "new"})
		value(repo.All(ctx, quiet, allAuthors.Load(builder.SelectIn(&authors.Books)).PopulateExisting()))(t)
		expect(t, "overwritten", [][]string{titles(ann.Books), titles(bob.Books)}, [][]string{{"air", "zoo"}, {"mud"}})
		expect(t, "no edit is left", quiet.Dirty(), []any(nil))

		bob.Books = nil
		must(t, quiet.Expire(bob))
		expect(t, "expired", quiet.Loaded(bob, &bob.Books), false)
	})
	t.Run("read again", func(t *testing.T) {
		must(t, quiet.Commit(ctx))
		db.exec(t, "INSERT INTO books (id, title, author_id) VALUES (9, 'add', 2)")
		must(t, repo.Load(ctx, quiet, []*Author{bob}, &authors.Books))
		expect(t, "read again: titles(bob.Books)", titles(bob.Books), []string{"add", "mud"})
		expect(t, "read again: quiet.Loaded(bob, &bob.Books)", quiet.Loaded(bob, &bob.Books), true)
		expect(t, "read again: quiet.Dirty()", quiet.Dirty(), []any(nil))
	})
}

// EditsMeetWhatIsLoaded: what was put into a list before it was loaded is a change against what is loaded, and so is a
// pointer that was set.
func EditsMeetWhatIsLoaded(t *testing.T, b Backend) {
	db := b.openLibrary(t)
	ctx, s := t.Context(), db.session(t, repo.WithAutoflush(false))
	list := value(repo.All(ctx, s, allAuthors))(t)
	ann, bob := list[0], list[1]
	ann.Books = []*Book{{Title: "new"}}
	must(t, repo.Load(ctx, s, list, &authors.Books))
	expect(t, "both", titles(ann.Books), []string{"air", "zoo", "new"})
	all := value(repo.All(ctx, s, allBooks))(t)
	mud := all[2]
	expect(t, "the way back", mud.Author == bob, true)
	must(t, s.Commit(ctx))
	expect(t, "stored", db.stored(t, "SELECT count(*) FROM books WHERE author_id = 1"), int64(3))

	own := db.session(t, repo.WithAutoflush(false))
	mud = value(repo.Get[Book](ctx, own, 3))(t)
	cat := value(repo.Get[Author](ctx, own, 3))(t)
	mud.Author = cat
	must(t, repo.Load(ctx, own, []*Book{mud}, &books.Author))
	expect(t, "a pointer that was set", mud.Author == cat, true)
	must(t, own.Commit(ctx))
	expect(t, "moved", db.stored(t, "SELECT count(*) FROM books WHERE id = 3 AND author_id = 3"), int64(1))
}

// ListsAreReplaced: Replace loads a list if need be and makes it exactly another.
func ListsAreReplaced(t *testing.T, b Backend) {
	db := b.openLibrary(t)
	ctx, s := t.Context(), db.session(t)
	zoo := value(repo.Get[Book](ctx, s, 1))(t)
	fun := value(repo.One(ctx, s, builder.Select(genres).Where(builder.Col(&genres.Name).Eq("fun"))))(t)
	t.Run("at once", func(t *testing.T) {
		with := []*Genre{fun, {Name: "odd"}}
		must(t, repo.Replace(ctx, s, zoo, &zoo.Genres, with))
		expect(t, "at once: number of zoo.Genres", len(zoo.Genres), 2)
		expect(t, "at once: state of with[1]", s.State(with[1]), repo.Pending)
		expect(t, "at once: s.IsModified(zoo)", s.IsModified(zoo), true)
	})
	must(t, s.Commit(ctx))
	const stored = "SELECT count(*) FROM book_genres WHERE book_id = 1"
	t.Run("stored", func(t *testing.T) {
		expect(t, "stored: db.stored(stored)", db.stored(t, stored), int64(2))
		expect(t, "stored: SELECT count(*) FROM genres", db.stored(t, "SELECT count(*) FROM genres"), int64(3))
	})
	t.Run("emptied", func(t *testing.T) {
		must(t, repo.Replace(ctx, s, zoo, &zoo.Genres, nil))
		must(t, s.Commit(ctx))
		expect(t, "emptied: db.stored(stored)", db.stored(t, stored), int64(0))
		expect(t, "emptied: zoo.Genres != nil", zoo.Genres != nil, true)
	})
	t.Run("of a new one", func(t *testing.T) {
		fresh := &Book{Title: "fresh", AuthorID: 1}
		must(t, s.Add(fresh))
		must(t, repo.Replace(ctx, s, fresh, &fresh.Genres, []*Genre{fun}))
		must(t, s.Commit(ctx))
		expect(t, "of a new one", db.stored(t, "SELECT count(*) FROM book_genres"), int64(2))

		refused(t, repo.Replace(ctx, s, zoo, &fresh.Genres, nil), repo.ErrInvalidRequest)
		refused(t, repo.Replace(ctx, s, zoo, &zoo.Genres, []*Genre{nil}), repo.ErrInvalidRequest)
		refused(t, repo.Replace(ctx, s, &Book{}, &zoo.Genres, nil), repo.ErrInvalidRequest)
		refused(t, repo.Replace(ctx, s, (*Book)(nil), &zoo.Genres, nil), repo.ErrInvalidRequest)
	})
}

// RelationshipsAreRefreshed: Refresh reads one that it is given again, edits or not, and has the others read by the next
// load.
func RelationshipsAreRefreshed(t *testing.T, b Backend) {
	db := b.openLibrary(t)
	ctx, s := t.Context(), db.session(t)
	ann := value(repo.One(ctx, s, allAuthors.Where(builder.Col(&authors.ID).Eq(1)).Load(builder.SelectIn(&authors.Books), builder.SelectIn(&authors.Profile))))(t)
	must(t, s.Commit(ctx))
	db.exec(t, "INSERT INTO books (id, title, author_id) VALUES (9, 'hen', 1)")
	ann.Books, ann.Name = ann.Books[:1], "edited"
	must(t, s.Refresh(ctx, ann, &ann.Books))
	expect(t, "one: titles(ann.Books)", titles(ann.Books), []string{"air", "hen", "zoo"})
	expect(t, "one: s.Loaded(ann, &ann.Books)", s.Loaded(ann, &ann.Books), true)
	expect(t, "one: ann.Name", ann.Name, "edited")
	ann.Books = nil
	must(t, s.Refresh(ctx, ann))
	expect(t, "all columns: s.Loaded(ann, &ann.Books)", s.Loaded(ann, &ann.Books), false)
	expect(t, "all columns: s.Loaded(ann, &ann.Name)", s.Loaded(ann, &ann.Name), true)
	expect(t, "all columns: number of ann.Books", len(ann.Books), 3)
	must(t, repo.Load(ctx, s, []*Author{ann}, &authors.Books))
	expect(t, "loaded again: s.Loaded(ann, &ann.Books)", s.Loaded(ann, &ann.Books), true)
	expect(t, "loaded again: s.Dirty()", s.Dirty(), []any(nil))
	refused(t, s.Refresh(ctx, ann, &authors.Books), repo.ErrInvalidRequest)
}

// LoadsFlushFirst: what a load could miss is flushed before, association rows as well.
func LoadsFlushFirst(t *testing.T, b Backend) {
	db := b.openLibrary(t)
	ctx, s := t.Context(), db.session(t)
	mud := value(repo.Get[Book](ctx, s, 3))(t)
	fun := value(repo.One(ctx, s, builder.Select(genres).Where(builder.Col(&genres.Name).Eq("fun"))))(t)
	must(t, repo.Load(ctx, s, []*Book{mud}, &books.Genres))
	mud.Genres = append(mud.Genres, fun)
	must(t, repo.Load(ctx, s, []*Genre{fun}, &genres.Books))
	expect(t, "an association", titles(fun.Books), []string{"air", "mud", "zoo"})
	must(t, s.Add(&Book{Title: "new", AuthorID: 2}))
	list := value(repo.All(ctx, s, allAuthors.Load(builder.SelectIn(&authors.Books))))(t)
	expect(t, "a new one", titles(list[1].Books), []string{"mud", "new"})
}

// LoadsAreRefused: what cannot be loaded is an invalid request, before anything is sent, and says what to do.
func LoadsAreRefused(t *testing.T, b Backend) {
	db := b.openLibrary(t)
	ctx, s := t.Context(), db.session(t)
	ann := value(repo.Get[Author](ctx, s, 1))(t)
	other := value(repo.Get[Author](ctx, db, 2))(t)
	gone := value(repo.Get[Author](ctx, s, 3))(t)
	must(t, s.Expunge(gone))
	db.log.take()
	for message, err := range map[string]error{
		"nothing is to be loaded":               repo.Load(ctx, s, []*Author{ann}),
		"names no relationship":                 repo.Load(ctx, s, []*Author{ann}, &ann.Books),
		"Book.Genres is loaded for a":           repo.Load(ctx, s, []*Author{ann}, &books.Genres),
		"the session does not have this Author": repo.Load(ctx, s, []*Author{ann, other}, &authors.Books),
		"does not have this Author":             repo.Load(ctx, s, []*Author{gone}, &authors.Books),
		"a nil *":                               repo.Load(ctx, s, []*Author{nil}, &authors.Books),
		"give Then a relationship of that":      repo.Load(ctx, s, []*Author{ann}, builder.SelectIn(&authors.Books).Then(builder.SelectIn(&authors.Profile))),
		"say SelectIn":                          repo.Load(ctx, s, []*Author{ann}, builder.ContainsEager(&authors.Books)),
	} {
		refused(t, err, repo.ErrInvalidRequest)
		says(t, err, "repo: load: ", message)
	}
	expect(t, "nothing is sent", db.log.sent(), "")
	for message, path := range map[string]builder.Loading{
		"load it with SelectIn":      builder.Joined(&authors.Books),
		"rows hold no Book":          builder.SelectIn(&books.Author),
		"no join along Author.Books": builder.ContainsEager(&authors.Books),
		"takes no OrderBy or Limit":  builder.Joined(&authors.Profile).Limit(1),
		"LIMIT of a load":            builder.SelectIn(&authors.Books).Limit(-1),
		"a Loading is empty":         {},
	} {
		_, err := repo.All(ctx, s, builder.Select(authors).Load(path))
		refused(t, err, repo.ErrInvalidRequest)
		says(t, err, "repo: all: ", message)
	}
	expect(t, "nothing is sent", db.log.sent(), "")
	parts := value(repo.All(ctx, db.session(t), builder.Select(books).LoadOnly(builder.Col(&books.Title)).Load(builder.SelectIn(&books.Author))))(t)
	expect(t, "foreign keys are read along", parts[0].Author != nil, true)
	own := db.session(t)
	half := value(repo.All(ctx, own, builder.Select(books).LoadOnly(builder.Col(&books.Title))))(t)
	err := repo.Load(ctx, own, half, &books.Author)
	refused(t, err, repo.ErrNotLoaded)
	says(t, err, "Book.Author needs Book.AuthorID, which was not loaded")
}

// RollbacksForgetLoads: what was loaded in a transaction is not known after its rollback.
func RollbacksForgetLoads(t *testing.T, b Backend) {
	db := b.openLibrary(t)
	ctx, s := t.Context(), db.session(t)
	ann := value(repo.Get[Author](ctx, s, 1))(t)
	must(t, s.Commit(ctx))
	must(t, repo.Load(ctx, s, []*Author{ann}, &authors.Books))
	must(t, s.Rollback(ctx))
	expect(t, "as before: s.Loaded(ann, &ann.Books)", s.Loaded(ann, &ann.Books), false)
	expect(t, "as before: ann.Books == nil", ann.Books == nil, true)
	db.exec(t, "UPDATE books SET title = 'new' WHERE id = 1")
	must(t, repo.Load(ctx, s, []*Author{ann}, &authors.Books))
	expect(t, "again", titles(ann.Books), []string{"air", "new"})
}

// ReadsAreGathered: several reads in one trip where the backend can.
func ReadsAreGathered(t *testing.T, b Backend) {
	db := b.openLibrary(t)
	ctx := t.Context()
	titled := builder.As[string](builder.SelectColumns(builder.Col(&books.Title)).OrderBy(builder.Col(&books.Title).Asc()))
	t.Run("answers, trips", func(t *testing.T) {
		s := db.session(t)
		must(t, s.Add(&Author{Name: "dan"}))
		for i, r := range []repo.Reader{s, db.Engine} {
			db.log.take()
			var list []*Author
			var names []string
			var none []*Player
			reads := []repo.Read{repo.Into(&list, allAuthors.Load(builder.SelectIn(&authors.Books))), repo.Into(&names, titled),
				repo.Into(&none, builder.Select(players).Where(builder.Col(&players.Name).Eq("x")))}
			must(t, repo.Gather(ctx, r, reads...))
			expect(t, "answers: number of list", len(list), 4-i)
			expect(t, "answers: titles(list[0].Books)", titles(list[0].Books), []string{"air", "zoo"})
			expect(t, "answers: names", names, []string{"air", "mud", "zoo"})
			expect(t, "answers: none != nil", none != nil, true)
			if i == 0 {
				must(t, s.Rollback(ctx))
			}
			events := db.log.take()
			trips := map[int]int{}
			for _, e := range events {
				if len(e.SQL) > 6 && e.SQL[:6] == "SELECT" {
					trips[e.Trip]++
				}
			}
			if b.Pipelined {
				expect(t, "trips", len(trips), 2-i) // an engine counts none of its own
			}
			must(t, repo.Gather(ctx, r, reads[1]))
			expect(t, "again", len(names), 3)
		}
	})
	t.Run("nothing is changed", func(t *testing.T) {
		kept := []string{"kept"}
		broken := builder.As[string](builder.Text("SELECT title FROM no_such_table"))
		err := repo.Gather(ctx, db, repo.Into(&kept, titled), repo.Into(new([]string), broken))
		says(t, err, "repo: gather: ")
		expect(t, "nothing is changed", kept, []string{"kept"})
		refused(t, repo.Gather(ctx, db, repo.Read{}), repo.ErrInvalidRequest)
		refused(t, repo.Gather(ctx, db, repo.Into(nil, titled)), repo.ErrInvalidRequest)
	})
	must(t, repo.Gather(ctx, db))
}
