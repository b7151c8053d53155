package conformance

import (
	"testing"

	"github.com/drey-db/drey/repo"
)

// FlushesThatSendNothingSettle: what a field says and the rows say already is settled by the flush as well, so a later edit of
// the other end is no conflict with it; and a new orphan is transient again where there is nothing else to write.
func FlushesThatSendNothingSettle(t *testing.T, b Backend) {
	db := b.openGraph(t)
	ctx := t.Context()
	author := &Author{Name: "ann", Books: []*Book{{Title: "a"}}}
	club := &Club{Name: "reds", Players: []*Player{{Name: "p"}}}
	must(t, db.Begin(ctx, func(s *repo.Session) error { return s.Add(author, club) }))
	for _, edit := range []func(p *Player){func(p *Player) { p.Club = nil }, func(p *Player) { p.ClubID = nil }} {
		s := db.session(t)
		reds := value(repo.Get[Club](ctx, s, club.ID))(t)
		p := value(repo.Get[Player](ctx, s, club.Players[0].ID))(t)
		must(t, repo.Load(ctx, s, []*Player{p}, &players.Club))
		reds.Players = append(reds.Players, p)
		db.log.take()
		must(t, s.Flush(ctx))
		expect(t, "sent", db.log.sent(), "")
		edit(p)
		must(t, s.Flush(ctx))
		expect(t, "free: SELECT name FROM players WHERE club_id IS NULL", listed(t, s, "SELECT name FROM players WHERE club_id IS NULL"), "p")
		expect(t, "free: number of reds.Players", len(reds.Players), 0)
		must(t, s.Rollback(ctx))
	}
	s := db.session(t)
	ann := value(repo.Get[Author](ctx, s, author.ID))(t)
	must(t, repo.Load(ctx, s, []*Author{ann}, &authors.Books))
	book := &Book{Title: "b"}
	ann.Books = append(ann.Books, book)
	must(t, s.Add(ann))
	ann.Books = ann.Books[:1]
	must(t, s.Flush(ctx))
	expect(t, "an orphan", s.State(book), repo.Transient)
}

// SavepointsGiveListsBack: the rollback of a savepoint undoes a list that was emptied inside though nobody had loaded it,
// which would say to every later flush that the database has nothing.
func SavepointsGiveListsBack(t *testing.T, b Backend) {
	db := b.openGraph(t)
	ctx := t.Context()
	author := &Author{Name: "ann", Books: []*Book{{Title: "a"}}}
	must(t, db.Begin(ctx, func(s *repo.Session) error { return s.Add(author) }))
	for _, stored := range []bool{false, true} {
		s := db.session(t)
		ann := value(repo.Get[Author](ctx, s, author.ID))(t)
		if stored { // an element that a flush put there, and no load
			ann.Books = append(ann.Books, &Book{Title: "b"})
			must(t, s.Flush(ctx))
		}
		n := value(s.BeginNested(ctx))(t)
		ann.Books = append(ann.Books, &Book{Title: "c"})[:0]
		must(t, n.Rollback(ctx))
		ann = value(repo.Get[Author](ctx, s, author.ID))(t)
		expect(t, "loaded", s.Loaded(ann, &ann.Books), false)
		ann.Name += "e"
		must(t, s.Commit(ctx))
	}
	expect(t, "rows", shelved(t, db), "annee/a, annee/b")
}

// CollectionsTakeNoDeleteBack: what is put into a list of an owner that is to be deleted does not keep it, by whichever door.
func CollectionsTakeNoDeleteBack(t *testing.T, b Backend) {
	db := b.openGraph(t)
	ctx, s := t.Context(), db.session(t)
	club, player := &Club{Name: "reds"}, &Player{Name: "p"}
	must(t, s.Add(club, player))
	must(t, s.Flush(ctx))
	must(t, s.Delete(club))
	must(t, value(repo.Collection(s, club, &club.Players))(t).Add(player))
	expect(t, "deleted", s.Deleted(), []any{club})
	must(t, s.Flush(ctx))
	expect(t, "rows: SELECT name FROM clubs", listed(t, s, "SELECT name FROM clubs"), "")
	expect(t, "rows: SELECT name FROM players WHERE club_id IS NULL", listed(t, s, "SELECT name FROM players WHERE club_id IS NULL"), "p")
}
