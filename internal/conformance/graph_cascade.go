package conformance

import (
	"fmt"
	"testing"

	"github.com/google/uuid"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// AddsCascade: Add brings along what is there at once, a flush what came since; what is not to be brought along is refused.
func AddsCascade(t *testing.T, b Backend) {
	db := b.openGraph(t)
	ctx, s := t.Context(), db.session(t)
	zoo := &Book{Title: "zoo", Genres: []*Genre{{Name: "fun"}}}
	ann := &Author{Name: "ann", Books: []*Book{zoo}}
	t.Run("at once, and through", func(t *testing.T) {
		must(t, s.Add(ann))
		expect(t, "at once, and through", s.New(), []any{ann, zoo, zoo.Genres[0]})
	})
	late := &Genre{Name: "art"}
	t.Run("not yet, at flush", func(t *testing.T) {
		zoo.Genres = append(zoo.Genres, late)
		expect(t, "not yet", s.State(late), repo.Transient)
		must(t, s.Flush(ctx))
		expect(t, "at flush: state of late", s.State(late), repo.Persistent)
		expect(t, "at flush: listed(s, tagged)", listed(t, s, tagged), "zoo/art, zoo/fun")
	})
	t.Run("added again, and through", func(t *testing.T) {
		air := &Book{Title: "air"}
		ann.Books = append(ann.Books, air)
		far := &Genre{Name: "far"}
		zoo.Genres = append(zoo.Genres, far)
		must(t, s.Add(ann))
		expect(t, "added again, and through: state of air", s.State(air), repo.Pending)
		expect(t, "added again, and through: state of far", s.State(far), repo.Pending)
	})
	must(t, s.Commit(ctx))

	sold := &Ticket{Seat: "1a", Train: &Train{Name: "night"}}
	t.Run("not brought along, nothing was sent", func(t *testing.T) {
		must(t, s.Add(sold))
		expect(t, "not brought along", s.State(sold.Train), repo.Transient)
		err := s.Flush(ctx)
		refused(t, err, repo.ErrInvalidRequest)
		says(t, err, "Ticket.Train", "Train", "add it")
		expect(t, "nothing was sent", s.IsActive(), true)
		must(t, s.Add(sold.Train))
		must(t, s.Commit(ctx))
		expect(t, "filled", sold.TrainID == sold.Train.ID, true)
	})
}

// OrphansGo: a child that is taken out of a list is deleted where the mapping says so, loses its key where that may be NULL,
// and is refused elsewhere.
func OrphansGo(t *testing.T, b Backend) {
	db := b.openGraph(t)
	ctx, s := t.Context(), db.session(t)
	air, zoo := &Book{Title: "air", Genres: []*Genre{{Name: "fun"}}}, &Book{Title: "zoo"}
	ann := &Author{Name: "ann", Books: []*Book{air, zoo}}
	amy := &Player{Name: "amy"}
	reds := &Club{Name: "reds", Players: []*Player{amy}}
	night := &Train{Name: "night", Tickets: []*Ticket{{Seat: "1a"}}}
	t.Run("deleted, with its associations, set to NULL", func(t *testing.T) {
		must(t, s.Add(ann, reds, night))
		must(t, s.Commit(ctx))
		ann.Books, reds.Players = []*Book{zoo}, nil
		must(t, s.Commit(ctx))
		expect(t, "deleted, with its associations: state of air", s.State(air), repo.Detached)
		expect(t, "deleted, with its associations: shelved(db)", shelved(t, db), "ann/zoo")
		expect(t, "deleted, with its associations: listed(db, tagged)", listed(t, db, tagged), "")
		expect(t, "set to NULL: state of amy", s.State(amy), repo.Persistent)
		expect(t, "set to NULL: amy.ClubID", amy.ClubID, (*uuid.UUID)(nil))
		expect(t, "set to NULL: amy.Club", amy.Club, (*Club)(nil))
		expect(t, "stored", db.stored(t, "SELECT count(*) FROM players WHERE club_id IS NULL"), int64(1))
	})

	ticket := night.Tickets[0]
	t.Run("nothing was sent, together they go", func(t *testing.T) {
		night.Tickets = nil
		err := s.Flush(ctx)
		refused(t, err, repo.ErrInvalidRequest)
		says(t, err, "Ticket", "Train.Tickets", "TrainID", "NULL")
		expect(t, "nothing was sent: s.IsActive()", s.IsActive(), true)
		expect(t, "nothing was sent: ticket.TrainID == night.ID", ticket.TrainID == night.ID, true)
		night.Tickets = []*Ticket{ticket}
		must(t, s.Commit(ctx))
		must(t, s.Delete(night))
		refused(t, s.Flush(ctx), repo.ErrInvalidRequest)
		must(t, s.Delete(ticket))
		must(t, s.Commit(ctx))
		expect(t, "together they go", db.stored(t, "SELECT count(*) FROM tickets")+db.stored(t, "SELECT count(*) FROM trains"), int64(0))
	})
}

// PendingOrphansLeave: a new one that nobody holds any more is never written, unless it was added for its own sake.
func PendingOrphansLeave(t *testing.T, b Backend) {
	db := b.openGraph(t)
	ctx, s := t.Context(), db.session(t)
	draft, kept := &Book{Title: "draft"}, &Book{Title: "kept"}
	ann := &Author{Name: "ann", Books: []*Book{draft, kept}}
	must(t, s.Add(ann))
	ann.Books = []*Book{kept}
	must(t, s.Commit(ctx))
	expect(t, "it left: state of draft", s.State(draft), repo.Transient)
	expect(t, "it left: shelved(db)", shelved(t, db), "ann/kept")
	own := &Book{Title: "own"}
	ann.Books = append(ann.Books, own)
	must(t, s.Add(own))
	ann.Books = ann.Books[:1]
	err := s.Flush(ctx)
	refused(t, err, repo.ErrForeignKeyViolation)
	must(t, s.Rollback(ctx))
	expect(t, "the list is as it was: titles(ann.Books)", titles(ann.Books), []string{"kept"})
	expect(t, "the list is as it was: state of own", s.State(own), repo.Transient)
}

// DeletesCascade: what is loaded goes row by row of its own, what is not is read first, by one statement for all parents.
func DeletesCascade(t *testing.T, b Backend) {
	db := b.openLibrary(t)
	ctx, s := t.Context(), db.session(t)
	list := value(repo.All(ctx, s, allAuthors))(t)
	must(t, repo.Load(ctx, s, list[:1], &authors.Books))
	air := list[0].Books[0]
	t.Run("loaded ones at once", func(t *testing.T) {
		must(t, s.Delete(list[0], list[1]))
		expect(t, "loaded ones at once: s.IsModified(air)", s.IsModified(air), true)
		expect(t, "loaded ones at once: number of s.Deleted()", len(s.Deleted()), 4)
	})
	t.Run("a SELECT for unread books, one for unread profiles", func(t *testing.T) {
		db.log.take()
		must(t, s.Flush(ctx))
		sent := db.log.sent()
		expect(t, "a SELECT for unread books, one for unread profiles", verbs(sent, "SELECT"), 2)
		expect(t, "deleted: state of air", s.State(air), repo.Deleted)
		expect(t, "deleted: state of list[0]", s.State(list[0]), repo.Deleted)
		expect(t, "deleted: number of list[0].Books", len(list[0].Books), 2)
	})
	t.Run("stored, detached", func(t *testing.T) {
		must(t, s.Commit(ctx))
		expect(t, "stored: shelved(db)", shelved(t, db), "")
		expect(t, "stored: listed(db, tagged)", listed(t, db, tagged), "")
		expect(t, "stored: SELECT name FROM authors", listed(t, db, "SELECT name FROM authors"), "cat")
		expect(t, "stored: SELECT bio FROM profiles", listed(t, db, "SELECT bio FROM profiles"), "")
		expect(t, "detached: state of air", s.State(air), repo.Detached)
		expect(t, "detached: state of list[2]", s.State(list[2]), repo.Persistent)
	})

	t.Run("all the way down", func(t *testing.T) {
		root := value(repo.One(ctx, s, builder.Select(folders).Where(builder.Col(&folders.Name).Eq("root"))))(t)
		must(t, s.Delete(root))
		must(t, s.Commit(ctx))
		expect(t, "all the way down", db.stored(t, "SELECT count(*) FROM folders"), int64(0))
	})
}

// ChildrenMovedAwayStay: who is given to another parent is not deleted with the former one, however it is said, and whether
// it is said before or afterwards.
func ChildrenMovedAwayStay(t *testing.T, b Backend) {
	db := b.openGraph(t)
	ctx, s := t.Context(), db.session(t)
	bob := &Author{Name: "bob"}
	must(t, s.Add(bob))
	for how, move := range []func(zoo *Book){
		func(zoo *Book) { zoo.Author = bob },
		func(zoo *Book) { zoo.AuthorID = bob.ID },
		func(zoo *Book) { bob.Books = append(bob.Books, zoo) },
	} {
		for order := range 2 {
			zoo := &Book{Title: fmt.Sprint("zoo", how, order)}
			ann := &Author{Name: "ann", Books: []*Book{zoo, {Title: "lost"}}}
			must(t, s.Add(ann))
			must(t, s.Commit(ctx))
			if order == 0 {
				move(zoo)
			}
			must(t, s.Delete(ann))
			if order == 1 {
				move(zoo)
			}
			zoo.Genres = []*Genre{{Name: zoo.Title}}
			must(t, s.Commit(ctx))
			expect(t, "it stays: state of zoo", s.State(zoo), repo.Persistent)
			expect(t, "it stays: zoo.Author == bob", zoo.Author == bob, true)
			expect(t, "it stays: s.IsModified(zoo)", s.IsModified(zoo), false)
			expect(t, "it stays: s.Deleted()", s.Deleted(), []any(nil))
		}
	}
	expect(t, "stored: shelved(db)", shelved(t, db), "bob/zoo0 0, bob/zoo0 1, bob/zoo1 0, bob/zoo1 1, bob/zoo2 0, bob/zoo2 1")
	expect(t, "stored: number of bob.Books", len(bob.Books), 6)
	expect(t, "what came to them as well", db.stored(t, "SELECT count(*) FROM book_genres"), int64(6))
}

// DeletesSetNull: children that stay lose their key, in memory where the session has them, and by one statement where not.
func DeletesSetNull(t *testing.T, b Backend) {
	db := b.openGraph(t)
	ctx, setup := t.Context(), db.session(t)
	reds := &Club{Name: "reds", Players: []*Player{{Name: "amy"}, {Name: "ben"}}}
	blues := &Club{Name: "blues", Players: []*Player{{Name: "cid"}}}
	must(t, setup.Add(reds, blues))
	must(t, setup.Commit(ctx))

	s := db.session(t)
	list := value(repo.All(ctx, s, builder.Select(clubs)))(t)
	amy := value(repo.Get[Player](ctx, s, reds.Players[0].ID))(t)
	must(t, s.Delete(list[0], list[1]))
	db.log.take()
	must(t, s.Commit(ctx))
	sent := db.log.sent()
	expect(t, "nothing is read", verbs(sent, "SELECT"), 0)
	expect(t, "in memory", amy.ClubID, (*uuid.UUID)(nil))
	expect(t, "stored", db.stored(t, "SELECT count(*) FROM players WHERE club_id IS NULL"), int64(3))

	captain := &Player{Name: "dee"}
	whites := &Club{Name: "whites", Captain: captain}
	must(t, setup.Add(whites))
	must(t, setup.Commit(ctx))
	must(t, setup.Delete(captain))
	must(t, setup.Flush(ctx))
	whites.Name = "White"
	must(t, setup.Commit(ctx))
	expect(t, "a pointer leads no more to what is deleted", whites.Captain, (*Player)(nil))

	night := &Train{Name: "night", Wagons: []*Wagon{{Name: "one"}}}
	must(t, setup.Add(night))
	must(t, setup.Commit(ctx))
	wagon := night.Wagons[0]
	expect(t, "with it: wagon.Train == night", wagon.Train == night, true)
	expect(t, "with it: wagon.Rev", wagon.Rev, int64(1))
	must(t, setup.Delete(night))
	must(t, setup.Commit(ctx))
	expect(t, "deleted", setup.State(wagon), repo.Detached)
}

// PassiveDeletesAreTheDatabases: what is not loaded is left to ON DELETE, and never read.
func PassiveDeletesAreTheDatabases(t *testing.T, b Backend) {
	db := b.openGraph(t)
	ctx, setup := t.Context(), db.session(t)
	made := &Shelf{Name: "top", Jars: []*Jar{{Name: "jam"}, {Name: "tea"}}, Stickers: []*Sticker{{Name: "hot"}}}
	must(t, setup.Add(made))
	must(t, setup.Commit(ctx))
	s := db.session(t)
	top := value(repo.One(ctx, s, builder.Select(shelves)))(t)
	must(t, s.Delete(top))
	db.log.take()
	must(t, s.Flush(ctx))
	sent := db.log.sent()
	expect(t, "one DELETE and nothing else", []int{verbs(sent, "DELETE"), verbs(sent, "SELECT"), verbs(sent, "UPDATE")}, []int{1, 0, 0})
	counts := func() int64 {
		return value(repo.Scalar[int64](ctx, s, builder.Text("SELECT (SELECT count(*) FROM jars) * 10 + (SELECT count(*) FROM stickers WHERE shelf_id IS NULL)")))(t)
	}
	expect(t, "the database did", counts(), int64(1))
	must(t, s.Rollback(ctx))

	top = value(repo.One(ctx, s, builder.Select(shelves).Load(builder.SelectIn(&shelves.Jars), builder.SelectIn(&shelves.Stickers))))(t)
	jam, hot := top.Jars[0], top.Stickers[0]
	must(t, s.Delete(top))
	db.log.take()
	must(t, s.Flush(ctx))
	expect(t, "what is loaded goes by drey: state of jam", s.State(jam), repo.Deleted)
	expect(t, "what is loaded goes by drey: hot.ShelfID", hot.ShelfID, (*int64)(nil))
	expect(t, "what is loaded goes by drey: counts()", counts(), int64(1))
	must(t, s.Commit(ctx))
}

// ExpungesCascade: what is to be forgotten along is, and a new one is transient again.
func ExpungesCascade(t *testing.T, b Backend) {
	db := b.openGraph(t)
	ctx, s := t.Context(), db.session(t)
	ann := &Author{Name: "ann", Books: []*Book{{Title: "zoo", Genres: []*Genre{{Name: "fun"}}}}}
	must(t, s.Add(ann))
	must(t, s.Commit(ctx))
	draft := &Book{Title: "draft"}
	ann.Books = append(ann.Books, draft)
	must(t, s.Add(ann))
	must(t, s.Expunge(ann))
	zoo := ann.Books[0]
	expect(t, "books along, genres not: state of ann", s.State(ann), repo.Detached)
	expect(t, "books along, genres not: state of zoo", s.State(zoo), repo.Detached)
	expect(t, "books along, genres not: state of draft", s.State(draft), repo.Transient)
	expect(t, "books along, genres not: state of zoo.Genres[0]", s.State(zoo.Genres[0]), repo.Persistent)
	ann.Name = "lost"
	must(t, s.Commit(ctx))
	expect(t, "forgotten", listed(t, db, "SELECT name FROM authors"), "ann")
}
