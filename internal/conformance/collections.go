package conformance

import (
	"testing"

	"github.com/google/uuid"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// BigListsAreNotRead: a list is added to, taken from and asked without being loaded.
func BigListsAreNotRead(t *testing.T, b Backend) {
	db := b.openLibrary(t)
	ctx, s := t.Context(), db.session(t)
	ann := value(repo.One(ctx, s, builder.Select(authors).Where(builder.Col(&authors.Name).Eq("ann"))))(t)
	list := value(repo.Collection(s, ann, &ann.Books))(t)
	title := builder.Col(&books.Title)
	must(t, list.Add(&Book{Title: "new"}, &Book{Title: "newer"}))
	counted(t, s, list.Query(), 4)
	expect(t, "asked", value(repo.One(ctx, s, list.Query().Where(title.Eq("air"))))(t).Title, "air")
	air := value(repo.One(ctx, s, builder.Select(books).Where(title.Eq("air"))))(t)
	must(t, list.Remove(ctx, air))
	must(t, s.Commit(ctx))
	expect(t, "not loaded", s.Loaded(ann, &ann.Books), false)
	expect(t, "an orphan is deleted", db.stored(t, "SELECT count(*) FROM books WHERE author_id = 1 AND title <> 'air'"), int64(3))
	expect(t, "the others stay", db.stored(t, "SELECT count(*) FROM books"), int64(4))

	strange := value(repo.One(ctx, s, builder.Select(books).Where(builder.Col(&books.AuthorID).Ne(ann.ID)).OrderBy(title).Limit(1)))(t)
	err := list.Remove(ctx, strange)
	refused(t, err, repo.ErrInvalidRequest)
	says(t, err, "is not in this Author.Books", "take it out there")
	strange.Author = ann // given to her since
	must(t, list.Remove(ctx, strange))
	must(t, s.Rollback(ctx))
	expect(t, "another's book stays", db.stored(t, "SELECT count(*) FROM books"), int64(4))

	club := value(repo.One(ctx, s, builder.Select(clubs)))(t)
	team := value(repo.Collection(s, club, &club.Players))(t)
	amy := value(repo.One(ctx, s, team.Query()))(t)
	must(t, team.Remove(ctx, amy))
	must(t, s.Commit(ctx))
	expect(t, "set free: SELECT count(*) FROM players WHERE club_id IS NULL", db.stored(t, "SELECT count(*) FROM players WHERE club_id IS NULL"), int64(2))
	expect(t, "set free: amy.ClubID == nil", amy.ClubID == nil, true)
}

// BigListsKnowWhatIsLoaded: taking something out works as well where the list is loaded, or the element is new.
func BigListsKnowWhatIsLoaded(t *testing.T, b Backend) {
	db := b.openLibrary(t)
	ctx, s := t.Context(), db.session(t)
	ann := value(repo.One(ctx, s, builder.Select(authors).Where(builder.Col(&authors.Name).Eq("ann")).Load(builder.SelectIn(&authors.Books).Then(builder.SelectIn(&books.Genres)))))(t)
	list := value(repo.Collection(s, ann, &ann.Books))(t)
	db.log.take()
	must(t, list.Remove(ctx, ann.Books[0]))
	zoo := ann.Books[0]
	genres := value(repo.Collection(s, zoo, &zoo.Genres))(t)
	must(t, genres.Remove(ctx, zoo.Genres[0]))
	expect(t, "nothing is sent: number of ann.Books", len(ann.Books), 1)
	expect(t, "nothing is sent: number of zoo.Genres", len(zoo.Genres), 1)
	expect(t, "nothing is sent: db.log.sent()", db.log.sent(), "")
	must(t, s.Commit(ctx))
	expect(t, "written by the flush", db.stored(t, "SELECT count(*) FROM book_genres WHERE book_id = 1"), int64(1))
	expect(t, "an orphan", db.stored(t, "SELECT count(*) FROM books WHERE author_id = 1"), int64(1))

	bob := value(repo.One(ctx, s, builder.Select(authors).Where(builder.Col(&authors.Name).Eq("bob"))))(t)
	list = value(repo.Collection(s, bob, &bob.Books))(t)
	added := &Book{Title: "never"}
	must(t, list.Add(added, added))
	must(t, list.Remove(ctx, added))
	must(t, s.Commit(ctx))
	expect(t, "a new one is forgotten: state of added", s.State(added), repo.Transient)
	expect(t, "a new one is forgotten: number of bob.Books", len(bob.Books), 0)
	expect(t, "the list stays", db.stored(t, "SELECT count(*) FROM books WHERE author_id = 2"), int64(1))
}

// BigAssociationsAreNotRead: the rows between two entities are written without reading the others.
func BigAssociationsAreNotRead(t *testing.T, b Backend) {
	db := b.openLibrary(t)
	ctx, s := t.Context(), db.session(t)
	zoo := value(repo.One(ctx, s, builder.Select(books).Where(builder.Col(&books.Title).Eq("zoo"))))(t)
	list := value(repo.Collection(s, zoo, &zoo.Genres))(t)
	fun := value(repo.One(ctx, s, list.Query().Where(builder.Col(&genres.Name).Eq("fun"))))(t)
	added := &Genre{Name: "added"}
	must(t, list.Add(added))
	must(t, list.Remove(ctx, fun))
	counted(t, s, list.Query(), 2)
	must(t, list.Remove(ctx, added))
	must(t, s.Commit(ctx))
	expect(t, "rows", db.stored(t, "SELECT count(*) FROM book_genres WHERE book_id = 1"), int64(1))
	expect(t, "genres stay", db.stored(t, "SELECT count(*) FROM genres"), int64(3))
	var stale *repo.StaleDataError
	asError(t, list.Remove(ctx, fun), &stale)
	expect(t, "it was not there", stale.Entity, "book_genres")
	must(t, s.Rollback(ctx))
	refused(t, list.Remove(ctx, &Genre{ID: uuid.New()}), repo.ErrInvalidRequest)
	refused(t, list.Add(nil), repo.ErrInvalidRequest)
	_, err := repo.Collection(s, &Book{}, &zoo.Genres)
	refused(t, err, repo.ErrInvalidRequest)
	_, err = repo.Collection(s, zoo, &added.Books)
	refused(t, err, repo.ErrInvalidRequest)
}

// BigListsEndWithTheirSession: a list, and what a closed session knew, is not mistaken for what the next session knows, which
// gets its memory.
func BigListsEndWithTheirSession(t *testing.T, b Backend) {
	db := b.openLibrary(t)
	ctx, first := t.Context(), db.session(t)
	name := builder.Col(&authors.Name)
	ann := value(repo.One(ctx, first, builder.Select(authors).Where(name.Eq("ann")).Load(builder.SelectIn(&authors.Books))))(t)
	list, before := value(repo.Collection(first, ann, &ann.Books))(t), len(ann.Books)
	must(t, first.Close())
	second := db.session(t)
	bob := value(repo.One(ctx, second, builder.Select(authors).Where(name.Eq("bob"))))(t)
	refused(t, list.Add(&Book{Title: "late"}), repo.ErrClosed)
	refused(t, list.Remove(ctx, ann.Books[0]), repo.ErrClosed)
	expect(t, "detached: state of ann", first.State(ann), repo.Detached)
	expect(t, "detached: state of ann", second.State(ann), repo.Transient)
	expect(t, "detached: state of bob", second.State(bob), repo.Persistent)
	ann.Name, bob.Name = "anna", "rob"
	expect(t, "one is dirty", second.Dirty(), []any{bob})
	must(t, second.Commit(ctx))
	expect(t, "names: ann.Name", ann.Name, "anna")
	expect(t, "names: len(ann.Books) >= before", len(ann.Books) >= before, true)
	expect(t, "names: SELECT count(*) FROM authors WHERE name IN ('anna', 'rob')", db.stored(t, "SELECT count(*) FROM authors WHERE name IN ('anna', 'rob')"), int64(1))
}
