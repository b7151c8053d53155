package conformance

import (
	"errors"
	"testing"

	"github.com/google/uuid"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// RollbacksRestoreGraphs: every relationship that the transaction touched is as it was, what was new is transient with
// nothing filled in, and what was deleted is back.
func RollbacksRestoreGraphs(t *testing.T, b Backend) {
	db := b.openGraph(t)
	ctx, s := t.Context(), db.session(t)
	fun := &Genre{Name: "fun"}
	air, zoo := &Book{Title: "air", Genres: []*Genre{fun}}, &Book{Title: "zoo"}
	ann, bob := &Author{Name: "ann", Books: []*Book{air, zoo}}, &Author{Name: "bob"}
	must(t, s.Add(ann, bob))
	must(t, s.Commit(ctx))
	fresh := &Book{Title: "new", Genres: []*Genre{fun, {Name: "art"}}}
	ann.Books = []*Book{air, fresh} // zoo is an orphan
	air.Genres = nil
	must(t, s.Flush(ctx))
	art := fresh.Genres[1]
	t.Run("written", func(t *testing.T) {
		expect(t, "written: state of zoo", s.State(zoo), repo.Deleted)
		expect(t, "written: fresh.ID != 0", fresh.ID != 0, true)
		expect(t, "written: fresh.Author == ann", fresh.Author == ann, true)
		expect(t, "written: number of fun.Books", len(fun.Books), 1)
	})
	t.Run("lists, pointers", func(t *testing.T) {
		air.Author = bob
		must(t, s.Flush(ctx))
		bob.Profile = &Profile{Bio: "never"}
		must(t, s.Rollback(ctx))

		expect(t, "lists: titles(ann.Books)", titles(ann.Books), []string{"air", "zoo"})
		expect(t, "lists: titles(bob.Books)", titles(bob.Books), []string(nil))
		expect(t, "lists: titles(fun.Books)", titles(fun.Books), []string{"air"})
		expect(t, "lists: number of air.Genres", len(air.Genres), 1)
		expect(t, "pointers: air.Author == ann", air.Author == ann, true)
		expect(t, "pointers: air.AuthorID == ann.ID", air.AuthorID == ann.ID, true)
		expect(t, "pointers: zoo.Author == ann", zoo.Author == ann, true)
		expect(t, "pointers: bob.Profile", bob.Profile, (*Profile)(nil))
		expect(t, "states: state of zoo", s.State(zoo), repo.Persistent)
		expect(t, "states: state of fresh", s.State(fresh), repo.Transient)
		expect(t, "states: state of art", s.State(art), repo.Transient)
		expect(t, "nothing is filled in: fresh.ID", fresh.ID, int64(0))
		expect(t, "nothing is filled in: fresh.AuthorID", fresh.AuthorID, int64(0))
		expect(t, "nothing is filled in: fresh.Author", fresh.Author, (*Author)(nil))
		expect(t, "nothing is filled in: art.ID", art.ID, uuid.Nil)
		expect(t, "nothing is filled in: art.Books", art.Books, []*Book(nil))
		expect(t, "nothing is filled in: number of fresh.Genres", len(fresh.Genres), 2)
		expect(t, "nothing to do", s.Dirty(), []any(nil))
	})
	t.Run("safely again", func(t *testing.T) {
		must(t, s.Commit(ctx))
		ann.Books = append(ann.Books, fresh)
		must(t, s.Commit(ctx))
		expect(t, "safely again: shelved(db)", shelved(t, db), "ann/air, ann/new, ann/zoo")
		expect(t, "safely again: listed(db, tagged)", listed(t, db, tagged), "air/fun, new/art, new/fun")
	})
}

// SavepointsRestoreGraphs: the rollback of a savepoint undoes what changed inside and nothing else, also after a failed flush.
func SavepointsRestoreGraphs(t *testing.T, b Backend) {
	db := b.openGraph(t)
	ctx, s := t.Context(), db.session(t)
	zoo := &Book{Title: "zoo"}
	ann, bob := &Author{Name: "ann", Books: []*Book{zoo}}, &Author{Name: "bob"}
	t.Run("inside, undone", func(t *testing.T) {
		must(t, s.Add(ann, bob))
		own := errors.New("own")
		err := s.Nested(ctx, func(s *repo.Session) error {
			zoo.Author = bob
			zoo.Genres = []*Genre{{Name: "fun"}}
			must(t, s.Flush(ctx))
			expect(t, "inside: number of ann.Books", len(ann.Books), 0)
			expect(t, "inside: number of bob.Books", len(bob.Books), 1)
			bob.Books = append(bob.Books, &Book{Title: "inner"})
			must(t, s.Flush(ctx))
			return own
		})
		refused(t, err, own)
		expect(t, "undone: titles(ann.Books)", titles(ann.Books), []string{"zoo"})
		expect(t, "undone: number of bob.Books", len(bob.Books), 0)
		expect(t, "undone: zoo.Author == ann", zoo.Author == ann, true)
		expect(t, "undone: zoo.AuthorID == ann.ID", zoo.AuthorID == ann.ID, true)
		expect(t, "undone: number of zoo.Genres", len(zoo.Genres), 0)
		err = s.Nested(ctx, func(s *repo.Session) error {
			ann.Books = append(ann.Books, &Book{Title: "air"})
			bob.Books = []*Book{{Title: "zoo"}} // taken
			return nil
		})
		refused(t, err, repo.ErrUniqueViolation)
		expect(t, "forgiven: s.IsActive()", s.IsActive(), true)
		expect(t, "forgiven: titles(ann.Books)", titles(ann.Books), []string{"zoo"})
		expect(t, "forgiven: number of bob.Books", len(bob.Books), 0)
	})
	t.Run("stored", func(t *testing.T) {
		must(t, s.Nested(ctx, func(s *repo.Session) error {
			bob.Books = []*Book{{Title: "kept"}}
			return s.Nested(ctx, func(s *repo.Session) error { return s.Delete(zoo) })
		}))
		must(t, s.Commit(ctx))
		expect(t, "stored: shelved(db)", shelved(t, db), "bob/kept")
		expect(t, "stored: listed(db, tagged)", listed(t, db, tagged), "")
	})
	db.idle(t)
}

// GraphsJoin: inside somebody else's transaction a graph is written and undone like anywhere else, and the outer one ends it.
func GraphsJoin(t *testing.T, b Backend) {
	db := b.openGraph(t)
	ctx := t.Context()
	u := value(db.Pool().Begin(ctx, backends.TxOptions{}))(t)
	s := db.session(t, repo.WithTx(u))
	zoo := &Book{Title: "zoo", Genres: []*Genre{{Name: "fun"}}}
	ann := &Author{Name: "ann", Books: []*Book{zoo}}
	must(t, s.Add(ann))
	must(t, s.Commit(ctx))
	ann.Books = nil
	must(t, s.Flush(ctx))
	must(t, s.Rollback(ctx))
	expect(t, "back: titles(ann.Books)", titles(ann.Books), []string{"zoo"})
	expect(t, "back: state of zoo", s.State(zoo), repo.Persistent)
	expect(t, "inside", shelved(t, db.Over(u)), "ann/zoo")
	must(t, u.Rollback(ctx))
	expect(t, "nothing is left: shelved(db)", shelved(t, db), "")
	expect(t, "nothing is left: SELECT count(*) FROM genres", db.stored(t, "SELECT count(*) FROM genres"), int64(0))
}

// ExpiredGraphsAreReadAgain: with WithExpireOnCommit rows and relationships are believed anew, when they are next asked for.
func ExpiredGraphsAreReadAgain(t *testing.T, b Backend) {
	db := b.openGraph(t)
	ctx, s := t.Context(), db.session(t, repo.WithExpireOnCommit(true))
	ann := &Author{Name: "ann", Books: []*Book{{Title: "zoo"}}}
	must(t, s.Add(ann))
	must(t, s.Commit(ctx))
	expect(t, "values stay: titles(ann.Books)", titles(ann.Books), []string{"zoo"})
	expect(t, "values stay: s.Dirty()", s.Dirty(), []any(nil))
	db.exec(t, "INSERT INTO books (title, author_id) SELECT 'air', id FROM authors")
	db.exec(t, "UPDATE authors SET name = 'anna'")
	again := value(repo.One(ctx, s, builder.Select(authors).Load(builder.SelectIn(&authors.Books))))(t)
	expect(t, "read again: again == ann", again == ann, true)
	expect(t, "read again: ann.Name", ann.Name, "anna")
	expect(t, "read again: titles(ann.Books)", titles(ann.Books), []string{"air", "zoo"})
	ann.Books = ann.Books[:1]
	must(t, s.Commit(ctx))
	expect(t, "stored", shelved(t, db), "anna/air")
}

// GraphsHearWhatHappens: what comes along by a cascade is asked like what was named, once.
func GraphsHearWhatHappens(t *testing.T, b Backend) {
	db := b.openGraph(t)
	ctx, s := t.Context(), db.session(t)
	one, two := &Wagon{Name: "one"}, &Wagon{Name: "two"}
	night := &Train{Name: "night", Wagons: []*Wagon{one}}
	must(t, s.Add(night))
	must(t, s.Commit(ctx))
	expect(t, "inserted", one.heard, []string{"insert"})
	night.Wagons = []*Wagon{two}
	must(t, s.Commit(ctx))
	expect(t, "let go, and brought", [][]string{one.heard, two.heard}, [][]string{{"insert", "update"}, {"insert"}})
	must(t, s.Delete(night))
	must(t, s.Commit(ctx))
	expect(t, "deleted along", [][]string{one.heard, two.heard}, [][]string{{"insert", "update"}, {"insert", "delete"}})
	must(t, s.Commit(ctx))
	expect(t, "stored", listed(t, db, "SELECT name FROM wagons"), "one")
	setup := db.session(t)
	must(t, setup.Add(&Train{Name: "day", Wagons: []*Wagon{{Name: "three"}}}))
	must(t, setup.Commit(ctx))
	day := value(repo.One(ctx, s, builder.Select(trains)))(t)
	must(t, s.Delete(day))
	must(t, s.Flush(ctx))
	must(t, s.Rollback(ctx))
	three := value(repo.One(ctx, s, builder.Select(wagons).Where(builder.Col(&wagons.Name).Eq("three"))))(t)
	expect(t, "read along, and heard", three.heard, []string{"delete"})
}

// SessionsTellOfGraphs: a relationship that changed makes its entity dirty, and what goes along is told.
func SessionsTellOfGraphs(t *testing.T, b Backend) {
	db := b.openGraph(t)
	ctx, s := t.Context(), db.session(t)
	air, zoo := &Book{Title: "air"}, &Book{Title: "zoo"}
	ann, bob := &Author{Name: "ann", Books: []*Book{air, zoo}}, &Author{Name: "bob"}
	t.Run("new, an order is no change", func(t *testing.T) {
		must(t, s.Add(ann, bob))
		expect(t, "new", s.New(), []any{ann, air, zoo, bob})
		must(t, s.Commit(ctx))
		ann.Books = []*Book{zoo, air}
		expect(t, "an order is no change: s.Dirty()", s.Dirty(), []any(nil))
		expect(t, "an order is no change: s.IsModified(ann)", s.IsModified(ann), false)
	})
	t.Run("a list, a pointer", func(t *testing.T) {
		bob.Books = []*Book{air}
		expect(t, "a list: s.Dirty()", s.Dirty(), []any{bob})
		expect(t, "a list: s.IsModified(bob)", s.IsModified(bob), true)
		bob.Books = nil
		zoo.Author = bob
		expect(t, "a pointer", s.Dirty(), []any{zoo})
		zoo.Author = ann
		expect(t, "put back", s.Dirty(), []any(nil))
		db.log.take()
		must(t, s.Commit(ctx))
		expect(t, "nothing is sent", db.log.sent(), "")
		must(t, s.Delete(ann))
		expect(t, "deleted along", s.Deleted(), []any{ann, air, zoo})
	})
	t.Run("and spared along, all there", func(t *testing.T) {
		must(t, s.Add(ann))
		expect(t, "and spared along", s.Deleted(), []any(nil))
		must(t, s.Commit(ctx))
		expect(t, "all there", shelved(t, db), "ann/air, ann/zoo")
	})
}
