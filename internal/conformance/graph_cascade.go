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
	must(t, s.Add(ann))
	expect(t, "at once, and through", s.New(), []any{ann, zoo, zoo.Genres[0]})
	late := &Genre{Name: "art"}
	zoo.Genres = append(zoo.Genres, late)
	expect(t, "not yet", s.State(late), repo.Transient)
	must(t, s.Flush(ctx))
	expect(t, "at flush", []any{s.State(late), listed(t, s, tagged)}, []any{repo.Persistent, "zoo/art, zoo/fun"})
	air := &Book{Title: "air"}
	ann.Books = append(ann.Books, air)
	far := &Genre{Name: "far"}
	zoo.Genres = append(zoo.Genres, far)
	must(t, s.Add(ann))
	expect(t, "added again, and through", []any{s.State(air), s.State(far)}, []any{repo.Pending, repo.Pending})
	must(t, s.Commit(ctx))

	sold := &Ticket{Seat: "1a", Train: &Train{Name: "night"}}
	must(t, s.Add(sold))
	expect(t, "not brought along", s.State(sold.Train), repo.Transient)
	err := s.Flush(ctx)
	refused(t, err, repo.ErrInvalidRequest)
	says(t, err, "Ticket.Train", "Train", "add it")
	expect(t, "nothing was sent", s.IsActive(), true)
	must(t, s.Add(sold.Train))
	must(t, s.Commit(ctx))
	expect(t, "filled", sold.TrainID == sold.Train.ID, true)
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
	must(t, s.Add(ann, reds, night))
	must(t, s.Commit(ctx))
	ann.Books, reds.Players = []*Book{zoo}, nil
	must(t, s.Commit(ctx))
	expect(t, "deleted, with its associations", []any{s.State(air), shelved(t, db), listed(t, db, tagged)}, []any{repo.Detached, "ann/zoo", ""})
	expect(t, "set to NULL", []any{s.State(amy), amy.ClubID, amy.Club}, []any{repo.Persistent, (*uuid.UUID)(nil), (*Club)(nil)})
	expect(t, "stored", db.stored(t, "SELECT count(*) FROM players WHERE club_id IS NULL"), int64(1))

	ticket := night.Tickets[0]
	night.Tickets = nil
	err := s.Flush(ctx)
	refused(t, err, repo.ErrInvalidRequest)
	says(t, err, "Ticket", "Train.Tickets", "TrainID", "NULL")
	expect(t, "nothing was sent", []any{s.IsActive(), ticket.TrainID == night.ID}, []any{true, true})
	night.Tickets = []*Ticket{ticket}
	must(t, s.Commit(ctx))
	must(t, s.Delete(night))
	refused(t, s.Flush(ctx), repo.ErrInvalidRequest)
	must(t, s.Delete(ticket))
	must(t, s.Commit(ctx))
	expect(t, "together they go", db.stored(t, "SELECT count(*) FROM tickets")+db.stored(t, "SELECT count(*) FROM trains"), int64(0))
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
	expect(t, "it left", []any{s.State(draft), shelved(t, db)}, []any{repo.Transient, "ann/kept"})
	own := &Book{Title: "own"}
	ann.Books = append(ann.Books, own)
	must(t, s.Add(own))
	ann.Books = ann.Books[:1]
	err := s.Flush(ctx)
	refused(t, err, repo.ErrForeignKeyViolation)
	must(t, s.Rollback(ctx))
	expect(t, "the list is as it was", []any{titles(ann.Books), s.State(own)}, []any{[]string{"kept"}, repo.Transient})
}

// DeletesCascade: what is loaded goes row by row of its own, what is not is read first, by one statement for all parents.
func DeletesCascade(t *testing.T, b Backend) {
	db := b.openLibrary(t)
	ctx, s := t.Context(), db.session(t)
	list := value(repo.All(ctx, s, allAuthors))(t)
	must(t, repo.Load(ctx, s, list[:1], &authors.Books))
	air := list[0].Books[0]
	must(t, s.Delete(list[0], list[1]))
	expect(t, "loaded ones at once", []any{s.IsModified(air), len(s.Deleted())}, []any{true, 4})
	db.log.take()
	must(t, s.Flush(ctx))
	sent := db.log.sent()
	expect(t, "a SELECT for unread books, one for unread profiles", verbs(sent, "SELECT"), 2)
	expect(t, "deleted", []any{s.State(air), s.State(list[0]), len(list[0].Books)}, []any{repo.Deleted, repo.Deleted, 2})
	must(t, s.Commit(ctx))
	expect(t, "stored", []any{shelved(t, db), listed(t, db, tagged), listed(t, db, "SELECT name FROM authors"), listed(t, db, "SELECT bio FROM profiles")},
		[]any{"", "", "cat", ""})
	expect(t, "detached", []any{s.State(air), s.State(list[2])}, []any{repo.Detached, repo.Persistent})

	root := value(repo.One(ctx, s, builder.Select(folders).Where(builder.Col(&folders.Name).Eq("root"))))(t)
	must(t, s.Delete(root))
	must(t, s.Commit(ctx))
	expect(t, "all the way down", db.stored(t, "SELECT count(*) FROM folders"), int64(0))
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
			expect(t, "it stays", []any{s.State(zoo), zoo.Author == bob, s.IsModified(zoo), s.Deleted()}, []any{repo.Persistent, true, false, []any(nil)})
		}
	}
	expect(t, "stored", []any{shelved(t, db), len(bob.Books)}, []any{"bob/zoo0 0, bob/zoo0 1, bob/zoo1 0, bob/zoo1 1, bob/zoo2 0, bob/zoo2 1", 6})
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
	expect(t, "a pointer to what is deleted is left alone", whites.Captain == captain, true)

	night := &Train{Name: "night", Wagons: []*Wagon{{Name: "one"}}}
	must(t, setup.Add(night))
	must(t, setup.Commit(ctx))
	wagon := night.Wagons[0]
	expect(t, "with it", []any{wagon.Train == night, wagon.Rev}, []any{true, int64(1)})
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
	expect(t, "what is loaded goes by drey", []any{s.State(jam), hot.ShelfID, counts()}, []any{repo.Deleted, (*int64)(nil), int64(1)})
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
	expect(t, "books along, genres not", []any{s.State(ann), s.State(zoo), s.State(draft), s.State(zoo.Genres[0])},
		[]any{repo.Detached, repo.Detached, repo.Transient, repo.Persistent})
	ann.Name = "lost"
	must(t, s.Commit(ctx))
	expect(t, "forgotten", listed(t, db, "SELECT name FROM authors"), "ann")
}
