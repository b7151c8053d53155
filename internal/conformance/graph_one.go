package conformance

import (
	"testing"

	"github.com/google/uuid"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// OneToManyIsWritten: Add brings the list along, the flush fills the foreign keys and the pointers back, and the list counts
// as loaded from then on.
func OneToManyIsWritten(t *testing.T, b Backend) {
	db := b.openGraph(t)
	ctx, s := t.Context(), db.session(t)
	air, zoo := &Book{Title: "air"}, &Book{Title: "zoo"}
	ann := &Author{Name: "ann", Books: []*Book{zoo, air}}
	t.Run("brought along, unfilled", func(t *testing.T) {
		must(t, s.Add(ann))
		expect(t, "brought along, unfilled: state of air", s.State(air), repo.Pending)
		expect(t, "brought along, unfilled: air.AuthorID", air.AuthorID, int64(0))
		expect(t, "brought along, unfilled: air.Author", air.Author, (*Author)(nil))
	})
	t.Run("filled, keys on their rows", func(t *testing.T) {
		must(t, s.Commit(ctx))
		for _, book := range ann.Books {
			expect(t, "filled: book.ID != 0", book.ID != 0, true)
			expect(t, "filled: book.AuthorID == ann.ID", book.AuthorID == ann.ID, ann.ID != 0)
			expect(t, "filled: book.Author == ann", book.Author == ann, true)
			expect(t, "filled: state of book", s.State(book), repo.Persistent)
		}
		expect(t, "keys on their rows", db.stored(t, "SELECT count(*) FROM books WHERE title = 'zoo' AND id = :id", map[string]any{"id": zoo.ID}), int64(1))
		expect(t, "loaded", []bool{s.Loaded(ann, &ann.Books), s.Loaded(ann, &ann.Profile), s.Loaded(air, &air.Author)}, []bool{true, true, true})
		expect(t, "nothing more to do: s.Dirty()", s.Dirty(), []any(nil))
		expect(t, "nothing more to do: s.IsModified(ann)", s.IsModified(ann), false)
	})
	t.Run("nothing is sent, one row", func(t *testing.T) {
		db.log.take()
		must(t, s.Commit(ctx))
		expect(t, "nothing is sent", db.log.sent(), "")

		ann.Books = append(ann.Books, &Book{Title: "new"})
		must(t, s.Commit(ctx))
		sent := db.log.sent()
		expect(t, "one row", []int{verbs(sent, "INSERT"), verbs(sent, "UPDATE")}, []int{1, 0})
		expect(t, "stored", shelved(t, db), "ann/air, ann/new, ann/zoo")
	})

	bob := &Author{Name: "bob"}
	t.Run("an empty list of a new one is known", func(t *testing.T) {
		must(t, s.Add(bob))
		must(t, s.Commit(ctx))
		expect(t, "an empty list of a new one is known", s.Loaded(bob, &bob.Books), true)
	})
	bob.Books = []*Book{}
	must(t, s.Commit(ctx))
}

// ManyToOneIsWritten: a pointer brings its target along and fills the key beside it; cleared it is NULL, and one that was
// never loaded leaves the word to the field.
func ManyToOneIsWritten(t *testing.T, b Backend) {
	db := b.openGraph(t)
	ctx, s := t.Context(), db.session(t)
	ann := &Author{Name: "ann"}
	air, zoo := &Book{Title: "air", Author: ann}, &Book{Title: "zoo", Author: ann}
	must(t, s.Add(air))
	expect(t, "brought along", s.State(ann), repo.Pending)
	must(t, s.Add(zoo))
	must(t, s.Commit(ctx))
	expect(t, "the new parent's list follows: number of ann.Books", len(ann.Books), 2)
	expect(t, "the new parent's list follows: air.AuthorID == ann.ID", air.AuthorID == ann.ID, true)

	reds := &Club{Name: "reds"}
	amy := &Player{Name: "amy", Club: reds}
	must(t, s.Add(amy))
	must(t, s.Commit(ctx))
	expect(t, "filled: *amy.ClubID == reds.ID", *amy.ClubID == reds.ID, true)
	expect(t, "filled: number of reds.Players", len(reds.Players), 1)
	amy.Club = nil
	must(t, s.Commit(ctx))
	expect(t, "cleared: amy.ClubID", amy.ClubID, (*uuid.UUID)(nil))
	expect(t, "cleared: number of reds.Players", len(reds.Players), 0)
	expect(t, "NULL", db.stored(t, "SELECT count(*) FROM players WHERE club_id IS NULL"), int64(1))

	other := db.session(t)
	ben := &Player{Name: "ben", ClubID: &reds.ID}
	must(t, other.Add(ben))
	must(t, other.Commit(ctx))
	again := value(repo.Get[Player](ctx, other, ben.ID))(t)
	again.Name = "benny"
	must(t, other.Commit(ctx))
	expect(t, "a field without its pointer", listed(t, db, "SELECT name FROM players WHERE club_id IS NOT NULL"), "benny")
}

// HasOneIsWritten: at most one at the other end, and who is replaced goes.
func HasOneIsWritten(t *testing.T, b Backend) {
	db := b.openGraph(t)
	ctx, s := t.Context(), db.session(t)
	first, second := &Profile{Bio: "first"}, &Profile{Bio: "second"}
	ann := &Author{Name: "ann", Profile: first}
	t.Run("filled, changed", func(t *testing.T) {
		must(t, s.Add(ann))
		must(t, s.Commit(ctx))
		expect(t, "filled: first.AuthorID == ann.ID", first.AuthorID == ann.ID, true)
		expect(t, "filled: first.Author == ann", first.Author == ann, true)
		ann.Profile = second
		expect(t, "changed", s.IsModified(ann), true)
	})
	t.Run("replaced", func(t *testing.T) {
		must(t, s.Commit(ctx))
		expect(t, "replaced: state of first", s.State(first), repo.Detached)
		expect(t, "replaced: state of second", s.State(second), repo.Persistent)
		expect(t, "replaced: SELECT bio FROM profiles", listed(t, db, "SELECT bio FROM profiles"), "second")
	})
	t.Run("cleared", func(t *testing.T) {
		ann.Profile = nil
		must(t, s.Commit(ctx))
		expect(t, "cleared: state of second", s.State(second), repo.Detached)
		expect(t, "cleared: SELECT count(*) FROM profiles", db.stored(t, "SELECT count(*) FROM profiles"), int64(0))
	})
	third := &Profile{Bio: "third", Author: ann}
	bob := &Author{Name: "bob", Profile: &Profile{Bio: "fourth"}}
	t.Run("by the other end, swapped", func(t *testing.T) {
		must(t, s.Add(third, bob))
		must(t, s.Commit(ctx))
		expect(t, "by the other end", ann.Profile == third, true)
		ann.Profile, bob.Profile = bob.Profile, ann.Profile
		must(t, s.Commit(ctx))
		expect(t, "swapped", listed(t, db, "SELECT a.name || '/' || p.bio FROM authors a JOIN profiles p ON p.author_id = a.id ORDER BY 1"), "ann/fourth, bob/third")
		expect(t, "and back", []bool{third.Author == bob, ann.Profile.Author == ann}, []bool{true, true})
	})
}

// TwoWaysBetweenTwoTypes: relationships between the same two types are told apart by their keys.
func TwoWaysBetweenTwoTypes(t *testing.T, b Backend) {
	db := b.openGraph(t)
	ctx, s := t.Context(), db.session(t)
	reds, blues := &Club{Name: "reds"}, &Club{Name: "blues"}
	derby := &Game{Home: reds, Away: blues}
	must(t, s.Add(derby))
	must(t, s.Commit(ctx))
	expect(t, "filled", []uuid.UUID{derby.HomeID, derby.AwayID}, []uuid.UUID{reds.ID, blues.ID})
	derby.Home, derby.Away = blues, reds
	must(t, s.Commit(ctx))
	at := func(column string) string {
		return listed(t, db, "SELECT c.name FROM games g JOIN clubs c ON c.id = g."+column)
	}
	expect(t, "swapped", []string{at("home_id"), at("away_id")}, []string{"blues", "reds"})
	game := value(repo.One(ctx, db.session(t), builder.Select(games).Load(builder.SelectIn(&games.Home), builder.SelectIn(&games.Away))))(t)
	expect(t, "read back", []string{game.Home.Name, game.Away.Name}, []string{"blues", "reds"})
}

// TreesAreWritten: each row after the one above it, whoever makes the keys, and deleted from the leaves.
func TreesAreWritten(t *testing.T, b Backend) {
	db := b.openGraph(t)
	ctx, s := t.Context(), db.session(t)
	leaf := &Folder{Name: "leaf"}
	root := &Folder{Name: "root", Children: []*Folder{{Name: "left", Children: []*Folder{leaf}}, {Name: "right"}}}
	twig := &Branch{Name: "twig"}
	trunk := &Branch{Name: "trunk", Children: []*Branch{{Name: "bough", Children: []*Branch{twig}}}}
	must(t, s.Add(leaf, root, twig, trunk))
	must(t, s.Commit(ctx))
	expect(t, "pointers up: leaf.Parent.Parent == root", leaf.Parent.Parent == root, true)
	expect(t, "pointers up: twig.Parent.Parent == trunk", twig.Parent.Parent == trunk, true)
	expect(t, "pointers up: *twig.ParentID", *twig.ParentID, trunk.Children[0].ID)
	const folders = "SELECT f.name || '<' || coalesce(p.name, '') FROM folders f LEFT JOIN folders p ON p.id = f.parent_id ORDER BY 1"
	const branches = "SELECT f.name || '<' || coalesce(p.name, '') FROM branches f LEFT JOIN branches p ON p.id = f.parent_id ORDER BY 1"
	expect(t, "stored", []string{listed(t, db, folders), listed(t, db, branches)}, []string{"leaf<left, left<root, right<root, root<", "bough<trunk, trunk<, twig<bough"})

	leaf.Parent = root.Children[1]
	must(t, s.Delete(trunk))
	must(t, s.Commit(ctx))
	expect(t, "moved, and gone", []string{listed(t, db, folders), listed(t, db, branches)}, []string{"leaf<right, left<root, right<root, root<", ""})
	own := &Folder{Name: "own"}
	own.Parent = own
	must(t, s.Add(own))
	must(t, s.Commit(ctx))
	expect(t, "a row under itself", listed(t, db, "SELECT name FROM folders WHERE id = parent_id"), "own")
	must(t, s.Delete(own, root))
	must(t, s.Commit(ctx))
	expect(t, "all gone", listed(t, db, folders), "")
}

// CompositeKeysAreFilled: every column of a key goes into every column of the key that refers to it, and all go back to NULL.
func CompositeKeysAreFilled(t *testing.T, b Backend) {
	db := b.openLibrary(t)
	ctx, s := t.Context(), db.session(t)
	north := &Room{Wing: "north", Number: 9, Beds: 1, Now: []*Guest{{Name: "kim"}}}
	lee := &Guest{Name: "lee", Room: north}
	t.Run("filled", func(t *testing.T) {
		must(t, s.Add(north, lee))
		must(t, s.Commit(ctx))
		expect(t, "filled: *north.Now[0].Wing", *north.Now[0].Wing, "north")
		expect(t, "filled: *lee.Number", *lee.Number, int64(9))
	})
	const held = "SELECT name FROM guests WHERE wing = 'north' AND number = 9 ORDER BY name"
	t.Run("stored, let go", func(t *testing.T) {
		expect(t, "stored", listed(t, db, held), "kim, lee")
		lee.Room = nil
		north.Past = []*Guest{lee}
		must(t, s.Commit(ctx))
		expect(t, "let go: lee.Wing", lee.Wing, (*string)(nil))
		expect(t, "let go: lee.Number", lee.Number, (*int64)(nil))
		expect(t, "let go: listed(db, held)", listed(t, db, held), "kim")
		expect(t, "in the association", listed(t, db, "SELECT s.wing || g.name FROM stays s JOIN guests g ON g.id = s.guest_id WHERE s.wing = 'north'"), "northlee")
	})
	t.Run("a changed key is followed, nobody is left", func(t *testing.T) {
		must(t, s.Delete(north))
		must(t, s.Commit(ctx))
		south := &Room{Wing: "south", Number: 1, Beds: 1, Now: []*Guest{lee}}
		must(t, s.Add(south))
		must(t, s.Commit(ctx))
		south.Number = 2
		must(t, s.Commit(ctx))
		expect(t, "a changed key is followed: *lee.Number", *lee.Number, int64(2))
		expect(t, "a changed key is followed: SELECT name FROM guests WHERE wing = 'south' AND number = 2", listed(t, db, "SELECT name FROM guests WHERE wing = 'south' AND number = 2"), "lee")
		expect(t, "nobody is left: listed(db, held)", listed(t, db, held), "")
		expect(t, "nobody is left: SELECT count(*) FROM stays WHERE wing = 'north'", db.stored(t, "SELECT count(*) FROM stays WHERE wing = 'north'"), int64(0))
	})
}
