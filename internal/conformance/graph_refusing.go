package conformance

import (
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// Nobody is no entity.
type Nobody struct{ Name string }

// Lost leads to what is no entity.
type Lost struct {
	ID     int64
	Nobody *Nobody `rel:"belongs-to"`
}

// TableName names the table.
func (Lost) TableName() string { return "lost" }

// Mistyped has a key of another type than what it refers to, too few columns of one, and none of a third.
type Mistyped struct {
	ID       int64
	ClubID   int64
	CourseID string
	Club     *Club   `rel:"belongs-to"`
	Course   *Course `rel:"belongs-to"`
	Author   *Author `rel:"belongs-to"`
}

// TableName names the table.
func (Mistyped) TableName() string { return "mistyped" }

// LeadsAstray leads to what has mistakes.
type LeadsAstray struct {
	ID         int64
	MistypedID int64
	Mistyped   *Mistyped `rel:"belongs-to"`
}

// TableName names the table.
func (LeadsAstray) TableName() string { return "leads_astray" }

// WrongRelationshipsAreRefused: mistakes in tags are told all at once, with both sides and the next move, when the engine is
// opened with the model, or when a session first meets it.
func WrongRelationshipsAreRefused(t *testing.T, b Backend) {
	db := b.openGraph(t)
	s := db.session(t)
	err := s.Add(&Lost{})
	refused(t, err, repo.ErrInvalidRequest)
	says(t, err, "Lost", "Nobody", "TableName")
	err = s.Add(&Mistyped{})
	refused(t, err, repo.ErrInvalidRequest)
	says(t, err, "field Club", "Mistyped.ClubID is of type int64", "uuid.UUID", "field Course", "code, year", "join them with +", "field Author", `no column "author_id"`)
	_, err = repo.Get[Mistyped](t.Context(), s, 1)
	says(t, err, "field Club")
	expect(t, "the session goes on", s.IsActive(), true)
	_, err = repo.Open(t.Context(), b.URL(t), repo.WithBackend(b.Backend), repo.WithModels(builder.Model[Mistyped](), builder.Model[Lost](), builder.Model[LeadsAstray]()))
	says(t, err, "field Club", "Nobody")
	expect(t, "mistakes of a type that several lead to", strings.Count(err.Error(), "field Club"), 1)
}

// WrongListsAreRefused: what no list may hold is refused before anything is sent, with the field's name, and the session goes
// on when it is taken out.
func WrongListsAreRefused(t *testing.T, b Backend) {
	db := b.openGraph(t)
	ctx, s := t.Context(), db.session(t)
	air, gone := &Book{Title: "air"}, &Book{Title: "gone"}
	ann := &Author{Name: "ann", Books: []*Book{air, gone}}
	t.Run("nothing was added", func(t *testing.T) {
		must(t, s.Add(ann))
		must(t, s.Commit(ctx))
		wrong := []struct {
			how   string
			books []*Book
			parts []string
		}{
			{"nil", []*Book{air, gone, nil}, []string{"Author.Books", "nil"}},
			{"twice the same", []*Book{air, gone, air}, []string{"Author.Books", "twice"}},
			{"a prototype", []*Book{air, gone, books}, []string{"prototype"}},
		}
		for _, w := range wrong {
			ann.Books = w.books
			db.log.take()
			err := s.Flush(ctx)
			refused(t, err, repo.ErrInvalidRequest)
			says(t, err, w.parts...)
			expect(t, w.how+": db.log.sent()", db.log.sent(), "")
			expect(t, w.how+": s.IsActive()", s.IsActive(), true)
		}
		refused(t, s.Add(&Author{Name: "cat", Books: []*Book{{Title: "mud"}}}, &Author{Name: "bob", Books: []*Book{books}}), repo.ErrInvalidRequest)
		expect(t, "nothing was added", len(s.New()), 0)
	})
	t.Run("what was deleted cannot be put into a list", func(t *testing.T) {
		ann.Books = []*Book{air}
		must(t, s.Flush(ctx))
		ann.Books = []*Book{air, gone}
		err := s.Flush(ctx)
		refused(t, err, repo.ErrInvalidRequest)
		says(t, err, "Author.Books", "deleted in this transaction")
	})
	t.Run("all there, a wrong list is put back", func(t *testing.T) {
		must(t, s.Rollback(ctx))
		expect(t, "all there: shelved(db)", shelved(t, db), "ann/air, ann/gone")
		expect(t, "all there: titles(ann.Books)", titles(ann.Books), []string{"air", "gone"})
		expect(t, "all there: state of gone", s.State(gone), repo.Persistent)
		for _, list := range [][]*Book{{air, gone, nil}, {air, air}, {nil, gone}} {
			ann.Books = list
			must(t, s.Rollback(ctx))
			expect(t, "a wrong list is put back", titles(ann.Books), []string{"air", "gone"})
		}
	})

	never := &Author{Name: "never", Books: []*Book{nil}}
	t.Run("an empty list of a new one", func(t *testing.T) {
		must(t, s.Add(never))
		refused(t, s.Commit(ctx), repo.ErrInvalidRequest)
		never.Books = []*Book{}
		must(t, s.Commit(ctx))
		expect(t, "an empty list of a new one", s.Loaded(never, &never.Books), true)
	})
}

// AConstraintHalfWayUndoesTheGraph: what an earlier statement of the flush made reaches nobody.
func AConstraintHalfWayUndoesTheGraph(t *testing.T, b Backend) {
	db := b.openLibrary(t)
	ctx, s := t.Context(), db.session(t)
	mud := &Book{Title: "mud", Genres: []*Genre{{Name: "new"}}} // taken
	dan := &Author{Name: "dan", Books: []*Book{{Title: "one"}, mud}}
	t.Run("untouched", func(t *testing.T) {
		must(t, s.Add(dan))
		err := s.Commit(ctx)
		refused(t, err, repo.ErrUniqueViolation)
		says(t, err, "inserting Book")
		expect(t, "untouched: dan.ID", dan.ID, int64(0))
		expect(t, "untouched: mud.AuthorID", mud.AuthorID, int64(0))
		expect(t, "untouched: mud.Author", mud.Author, (*Author)(nil))
		expect(t, "untouched: mud.Genres[0].ID", mud.Genres[0].ID, uuid.Nil)
		expect(t, "untouched: mud.Genres[0].Books", mud.Genres[0].Books, []*Book(nil))
		refused(t, s.Add(dan), repo.ErrRollbackRequired)
	})
	t.Run("transient, nothing half-written", func(t *testing.T) {
		must(t, s.Rollback(ctx))
		expect(t, "transient: state of dan", s.State(dan), repo.Transient)
		expect(t, "transient: state of mud", s.State(mud), repo.Transient)
		expect(t, "transient: number of dan.Books", len(dan.Books), 2)
		expect(t, "nothing half-written", db.stored(t, "SELECT count(*) FROM authors WHERE name = 'dan'"), int64(0))
		mud.Title = "another"
		must(t, s.Add(dan))
		must(t, s.Commit(ctx))
		expect(t, "mended", listed(t, db, "SELECT title FROM books WHERE author_id > 3 ORDER BY title"), "another, one")
	})
	db.idle(t)
}

// ALostConnectionUndoesTheGraph: when the connection goes in mid-flush, the graph is as it was, and nothing is half-written.
func ALostConnectionUndoesTheGraph(t *testing.T, b Backend) {
	if !b.Socket {
		return // nothing can be lost
	}
	db := b.openGraphCounted(t)
	ctx, s := t.Context(), db.session(t)
	zoo := &Book{Title: "zoo"}
	ann, bob := &Author{Name: "ann", Books: []*Book{zoo}}, &Author{Name: "bob"}
	must(t, s.Add(ann, bob))
	must(t, s.Commit(ctx))
	zoo.Author = bob
	ann.Books = append(ann.Books[:0:0], &Book{Title: "new", Genres: []*Genre{{Name: "fun"}}})
	fresh := ann.Books[0]
	t.Run("nothing reached them", func(t *testing.T) {
		must(t, s.Add(&Author{Name: "cat", Books: []*Book{{Title: "cut"}}}))
		db.counter.LoseReply(2)
		err := s.Flush(ctx)
		refused(t, err, repo.ErrConnection)
		refused(t, s.Flush(ctx), repo.ErrRollbackRequired)
		expect(t, "nothing reached them: fresh.ID", fresh.ID, int64(0))
		expect(t, "nothing reached them: fresh.AuthorID", fresh.AuthorID, int64(0))
		expect(t, "nothing reached them: fresh.Genres[0].ID", fresh.Genres[0].ID, uuid.Nil)
		expect(t, "nothing reached them: zoo.AuthorID == ann.ID", zoo.AuthorID == ann.ID, true)
	})
	t.Run("as it was, nothing half-written", func(t *testing.T) {
		must(t, s.Rollback(ctx))
		expect(t, "as it was: titles(ann.Books)", titles(ann.Books), []string{"zoo"})
		expect(t, "as it was: number of bob.Books", len(bob.Books), 0)
		expect(t, "as it was: zoo.Author == ann", zoo.Author == ann, true)
		expect(t, "as it was: state of fresh", s.State(fresh), repo.Transient)
		expect(t, "nothing half-written: shelved(db)", shelved(t, db), "ann/zoo")
		expect(t, "nothing half-written: SELECT count(*) FROM genres", db.stored(t, "SELECT count(*) FROM genres"), int64(0))
	})
	t.Run("the session goes on", func(t *testing.T) {
		zoo.Author = bob
		must(t, s.Commit(ctx))
		expect(t, "the session goes on", shelved(t, db), "bob/zoo")
	})
	db.idle(t)
}
