package conformance

import (
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// WhatComesToADeletedParentGoesAlong: a child that is given to a parent, by whichever field says so, is deleted with it in the same
// flush where deletes cascade, and has no parent where they do not.
func WhatComesToADeletedParentGoesAlong(t *testing.T, b Backend) {
	for what, move := range map[string]func(ann, bob *Author, book *Book){
		"by the new list": func(_, bob *Author, book *Book) { bob.Books = append(bob.Books, book) },
		"by both lists": func(ann, bob *Author, book *Book) {
			ann.Books, bob.Books = ann.Books[1:], append(bob.Books, book)
		},
		"by the pointer": func(_, bob *Author, book *Book) { book.Author = bob },
		"by the field":   func(_, bob *Author, book *Book) { book.AuthorID = bob.ID },
	} {
		t.Run("with a cascade, "+what, func(t *testing.T) {
			db := b.openLibrary(t)
			ctx, s := t.Context(), db.session(t)
			list := value(repo.All(ctx, s, builder.Select(authors).OrderBy(builder.Col(&authors.Name)).Load(builder.SelectIn(&authors.Books))))(t)
			ann, bob := list[0], list[1]
			book := ann.Books[0]
			before := db.stored(t, "SELECT count(*) FROM books WHERE author_id = 1")
			move(ann, bob, book)
			must(t, s.Delete(bob))
			must(t, s.Commit(ctx))
			expect(t, "state", s.State(book), repo.Detached)
			expect(t, "stored", db.stored(t, "SELECT count(*) FROM books WHERE author_id = 1"), before-1)
			expect(t, "of others", db.stored(t, "SELECT count(*) FROM books WHERE author_id = 2"), int64(0))
		})
	}
	for what, move := range map[string]func(to *Club, player *Player){
		"by the new list": func(to *Club, player *Player) { to.Players = append(to.Players, player) },
		"by the pointer":  func(to *Club, player *Player) { player.Club = to },
		"by the field":    func(to *Club, player *Player) { player.ClubID = &to.ID },
	} {
		t.Run("without a cascade, "+what, func(t *testing.T) {
			db := b.openGraph(t)
			ctx, s := t.Context(), db.session(t)
			from, to := &Club{Name: "from", Players: []*Player{{Name: "amy"}}}, &Club{Name: "to"}
			must(t, s.Add(from, to))
			must(t, s.Commit(ctx))
			amy := from.Players[0]
			move(to, amy)
			must(t, s.Delete(to))
			must(t, s.Commit(ctx))
			expect(t, "key", amy.ClubID == nil, true)
			expect(t, "pointer", amy.Club == nil, true)
			expect(t, "stored", db.stored(t, "SELECT count(*) FROM players WHERE club_id IS NULL"), int64(1))
		})
	}
}

// WhatComesToWhatGoesAlongGoesToo: the parent that something is given to may itself be deleted only along with another one, or because
// it is an orphan.
func WhatComesToWhatGoesAlongGoesToo(t *testing.T, b Backend) {
	for what, move := range map[string]func(to, moved *Folder){
		"by the new list": func(to, moved *Folder) { to.Children = append(to.Children, moved) },
		"by the pointer":  func(to, moved *Folder) { moved.Parent = to },
		"by the field":    func(to, moved *Folder) { moved.ParentID = &to.ID },
	} {
		for whose, fresh := range map[string]bool{"a row": false, "what is new": true} {
			t.Run(whose+", "+what, func(t *testing.T) {
				db := b.openGraph(t)
				ctx, s := t.Context(), db.session(t)
				gone := &Folder{Name: "gone", Children: []*Folder{{Name: "goes along"}}}
				stays := &Folder{Name: "stays", Children: []*Folder{{Name: "moved"}}}
				must(t, s.Add(gone, stays))
				must(t, s.Commit(ctx))
				moved := stays.Children[0]
				if fresh {
					moved = &Folder{Name: "new"}
					must(t, s.Add(moved))
				}
				move(gone.Children[0], moved)
				must(t, s.Delete(gone))
				must(t, s.Commit(ctx))
				left := map[bool]string{false: "stays", true: "moved, stays"}[fresh]
				expect(t, "stored", listed(t, db, "SELECT name FROM folders ORDER BY name"), left)
			})
		}
	}
	db := b.openLibrary(t)
	ctx, s := t.Context(), db.session(t)
	list := value(repo.All(ctx, s, builder.Select(authors).OrderBy(builder.Col(&authors.Name)).Load(builder.SelectIn(&authors.Books))))(t)
	ann, bob := list[0], list[1]
	ann.Books[0].Author = bob // who lets go of those that he has
	bob.Books = bob.Books[:0]
	must(t, s.Delete(bob))
	must(t, s.Commit(ctx))
	expect(t, "books left", db.stored(t, "SELECT count(*) FROM books"), int64(1))
}
