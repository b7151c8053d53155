package conformance

import (
	"testing"

	"github.com/google/uuid"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// ChildrenMove: by the lists, by the pointer or by the field, both ends agree after the flush.
func ChildrenMove(t *testing.T, b Backend) {
	db := b.openGraph(t)
	ctx, s := t.Context(), db.session(t)
	zoo := &Book{Title: "zoo"}
	ann, bob := &Author{Name: "ann", Books: []*Book{zoo}}, &Author{Name: "bob"}
	must(t, s.Add(ann, bob))
	must(t, s.Commit(ctx))
	moves := []struct {
		how string
		to  *Author
		do  func(from, to *Author)
	}{
		{"by both lists", bob, func(from, to *Author) { from.Books, to.Books = nil, []*Book{zoo} }},
		{"by the pointer", ann, func(_, to *Author) { zoo.Author = to }},
		{"by the field", bob, func(_, to *Author) { zoo.AuthorID = to.ID }},
		{"by the new list", ann, func(_, to *Author) { to.Books = append(to.Books, zoo) }},
		{"by everything at once", bob, func(from, to *Author) {
			from.Books, to.Books, zoo.Author, zoo.AuthorID = nil, []*Book{zoo}, to, to.ID
		}},
		{"to a new one", &Author{Name: "cat"}, func(_, to *Author) { zoo.Author = to }},
		{"to a new one's list", &Author{Name: "dan"}, func(_, to *Author) {
			to.Books = []*Book{zoo}
			must(t, s.Add(to))
		}},
	}
	from := ann
	for _, move := range moves {
		move.do(from, move.to)
		db.log.take()
		must(t, s.Commit(ctx))
		expect(t, move.how+": shelved(db)", shelved(t, db), move.to.Name+"/zoo")
		expect(t, move.how+": zoo.Author == move.to", zoo.Author == move.to, true)
		expect(t, move.how+": zoo.AuthorID == move.to.ID", zoo.AuthorID == move.to.ID, true)
		expect(t, move.how+": titles(move.to.Books)", titles(move.to.Books), []string{"zoo"})
		expect(t, move.how+": titles(from.Books)", titles(from.Books), []string(nil))
		must(t, s.Commit(ctx))
		from = move.to
	}
}

// OneSideSpeaks: what changed since the last flush wins over what did not; two that changed and differ are refused, with
// nothing sent, and the session goes on.
func OneSideSpeaks(t *testing.T, b Backend) {
	db := b.openGraph(t)
	ctx, s := t.Context(), db.session(t)
	fun := &Genre{Name: "fun"}
	zoo := &Book{Title: "zoo", Genres: []*Genre{fun}}
	ann, bob, cat := &Author{Name: "ann", Books: []*Book{zoo}}, &Author{Name: "bob"}, &Author{Name: "cat"}
	t.Run("as it was", func(t *testing.T) {
		must(t, s.Add(ann, bob, cat))
		must(t, s.Commit(ctx))
		conflicts := []struct {
			how  string
			do   func()
			undo func()
		}{
			{"pointer and field", func() { zoo.Author, zoo.AuthorID = bob, cat.ID }, func() { zoo.Author, zoo.AuthorID = ann, ann.ID }},
			{"pointer and list", func() { zoo.Author, cat.Books = bob, []*Book{zoo} }, func() { zoo.Author, cat.Books = ann, nil }},
			{"field and list", func() { zoo.AuthorID, cat.Books = bob.ID, []*Book{zoo} }, func() { zoo.AuthorID, cat.Books = ann.ID, nil }},
			{"two lists", func() { bob.Books, cat.Books = []*Book{zoo}, []*Book{zoo} }, func() { bob.Books, cat.Books = nil, nil }},
		}
		for _, c := range conflicts {
			c.do()
			db.log.take()
			err := s.Flush(ctx)
			refused(t, err, repo.ErrConflictingSides)
			says(t, err, "Book")
			expect(t, c.how+": db.log.sent()", db.log.sent(), "")
			expect(t, c.how+": s.IsActive()", s.IsActive(), true)
			expect(t, c.how+": s.InTransaction()", s.InTransaction(), false)
			c.undo()
			must(t, s.Commit(ctx))
			expect(t, "as it was", shelved(t, db), "ann/zoo")
		}
	})
	t.Run("two that agree", func(t *testing.T) {
		zoo.Author, ann.Books = bob, nil
		must(t, s.Commit(ctx))
		expect(t, "two that agree: shelved(db)", shelved(t, db), "bob/zoo")
		expect(t, "two that agree: number of bob.Books", len(bob.Books), 1)
	})

	half := db.session(t)
	zoo = value(repo.One(ctx, half, builder.Select(books).Load(builder.SelectIn(&books.Genres))))(t)
	t.Run("loaded", func(t *testing.T) {
		expect(t, "loaded: number of zoo.Genres", len(zoo.Genres), 1)
		expect(t, "loaded: listed(half, tagged)", listed(t, half, tagged), "zoo/fun")
	})
	fun = zoo.Genres[0]
	t.Run("two sides that contradict are refused", func(t *testing.T) {
		zoo.Genres, fun.Books = nil, []*Book{zoo}
		err := half.Flush(ctx)
		refused(t, err, repo.ErrConflictingSides)
		says(t, err, "Genre", "Book")
	})
	t.Run("both ends of an association", func(t *testing.T) {
		must(t, half.Rollback(ctx))
		expect(t, "both ends of an association: zoo.Genres[0] == fun", zoo.Genres[0] == fun, true)
		expect(t, "both ends of an association: fun.Books == nil", fun.Books == nil, true)
	})
}

// ListsNobodyLoaded: what is put into one is added, an empty one is refused, and nil says nothing.
func ListsNobodyLoaded(t *testing.T, b Backend) {
	db := b.openLibrary(t)
	ctx, s := t.Context(), db.session(t)
	list := value(repo.All(ctx, s, allAuthors))(t)
	ann := list[0]
	t.Run("nothing happened, nil says nothing", func(t *testing.T) {
		ann.Books = []*Book{}
		err := s.Flush(ctx)
		refused(t, err, repo.ErrNotLoaded)
		says(t, err, "Author.Books", "Replace")
		expect(t, "nothing happened", s.IsActive(), true)
		ann.Books = nil
		must(t, s.Commit(ctx))
		expect(t, "nil says nothing", shelved(t, db), "ann/air, ann/zoo, bob/mud")
	})

	t.Run("added, all of it", func(t *testing.T) {
		fresh := &Book{Title: "new"}
		ann.Books = []*Book{fresh}
		must(t, s.Commit(ctx))
		expect(t, "added: shelved(db)", shelved(t, db), "ann/air, ann/new, ann/zoo, bob/mud")
		expect(t, "added: s.Loaded(ann, &ann.Books)", s.Loaded(ann, &ann.Books), false)
		expect(t, "added: fresh.Author == ann", fresh.Author == ann, true)
		ann.Books = []*Book{}
		refused(t, s.Flush(ctx), repo.ErrNotLoaded)
		ann.Books = nil
		must(t, s.Commit(ctx))
		must(t, repo.Load(ctx, s, []*Author{ann}, &authors.Books))
		expect(t, "all of it", titles(ann.Books), []string{"air", "new", "zoo"})
		ann.Books = ann.Books[1:]
		must(t, s.Commit(ctx))
		expect(t, "loaded, a difference is written", shelved(t, db), "ann/new, ann/zoo, bob/mud")
	})
	t.Run("replaced", func(t *testing.T) {
		must(t, repo.Replace(ctx, s, list[1], &list[1].Books, []*Book{{Title: "only"}}))
		must(t, s.Commit(ctx))
		expect(t, "replaced", shelved(t, db), "ann/new, ann/zoo, bob/only")
	})
}

// PointersNobodyLoaded: nil says nothing, the same parent is no change, another one is.
func PointersNobodyLoaded(t *testing.T, b Backend) {
	db := b.openGraph(t)
	ctx, setup := t.Context(), db.session(t)
	must(t, setup.Add(&Club{Name: "reds", Players: []*Player{{Name: "amy"}}}, &Club{Name: "blues"}))
	must(t, setup.Commit(ctx))
	s := db.session(t)
	amy := value(repo.One(ctx, s, builder.Select(players)))(t)
	list := value(repo.All(ctx, s, builder.Select(clubs).OrderBy(builder.Col(&clubs.Name).Desc())))(t)
	amy.Name = "amelia"
	must(t, s.Commit(ctx))
	expect(t, "nil says nothing", amy.ClubID != nil, true)
	amy.Club = list[0]
	db.log.take()
	must(t, s.Commit(ctx))
	expect(t, "the same one", verbs(db.log.sent(), "UPDATE"), 0)
	other := db.session(t)
	again := value(repo.Get[Player](ctx, other, amy.ID))(t)
	again.Club = value(repo.Get[Club](ctx, other, list[1].ID))(t)
	must(t, other.Commit(ctx))
	expect(t, "another one", listed(t, db, "SELECT c.name FROM players p JOIN clubs c ON c.id = p.club_id"), "blues")
	again.ClubID = nil
	must(t, other.Commit(ctx))
	expect(t, "cleared by the field: again.Club", again.Club, (*Club)(nil))
	expect(t, "cleared by the field: again.ClubID", again.ClubID, (*uuid.UUID)(nil))
}
