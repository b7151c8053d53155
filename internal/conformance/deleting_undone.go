package conformance

import (
	"context"
	"testing"

	"github.com/google/uuid"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// AddsMeanWhatTheyAreGiven: what was to be deleted is, when only something that leads to it is added: from above, below or
// beside. What was to go along with what is added stays, as far as nothing else takes it along.
func AddsMeanWhatTheyAreGiven(t *testing.T, b Backend) {
	for how, act := range map[string]func(s *repo.Session, ann *Author, zoo, air *Book, fun *Genre) error{
		"from above":             func(s *repo.Session, ann *Author, _, _ *Book, _ *Genre) error { return s.Add(ann) },
		"from beside":            func(s *repo.Session, _ *Author, _, air *Book, _ *Genre) error { return s.Add(air) },
		"from a table between":   func(s *repo.Session, _ *Author, _, _ *Book, fun *Genre) error { return s.Add(fun) },
		"with a new one beside":  func(s *repo.Session, _ *Author, _, air *Book, _ *Genre) error { return s.Add(air, &Toy{}) },
		"at the root, and again": func(s *repo.Session, ann *Author, _, air *Book, _ *Genre) error { return s.Add(ann, air, ann) },
	} {
		t.Run(how, func(t *testing.T) {
			db := b.openLibrary(t)
			ctx, s := t.Context(), db.session(t)
			ann := value(repo.All(ctx, s, allAuthors.Load(builder.SelectIn(&authors.Books).Then(builder.SelectIn(&books.Genres)))))(t)[0]
			air, zoo := ann.Books[0], ann.Books[1]
			fun := zoo.Genres[1]
			must(t, s.Delete(zoo))
			must(t, act(s, ann, zoo, air, fun))
			expect(t, "still", s.Deleted(), []any{zoo})
			must(t, s.Commit(ctx))
			expect(t, "gone: shelved(db)", shelved(t, db), "ann/air, bob/mud")
			expect(t, "gone: state of zoo", s.State(zoo), repo.Detached)
		})
	}
	db := b.openGraph(t)
	ctx, s := t.Context(), db.session(t)
	one, two := &Wagon{Name: "one"}, &Wagon{Name: "two"}
	night := &Train{Name: "night", Wagons: []*Wagon{one, two}}
	must(t, s.Add(night))
	must(t, s.Commit(ctx))
	must(t, s.Delete(night))
	must(t, s.Add(one))
	expect(t, "from below", s.Deleted(), []any{night, two})
	must(t, s.Commit(ctx))
	expect(t, "it alone stays: state of one", s.State(one), repo.Persistent)
	expect(t, "it alone stays: one.TrainID == nil", one.TrainID == nil, true)
	expect(t, "it alone stays: one.Train == nil", one.Train == nil, true)
	expect(t, "it alone stays: state of two", s.State(two), repo.Detached)
	expect(t, "stored", listed(t, db, "SELECT name FROM wagons WHERE train_id IS NULL"), "one")
	day := &Train{Name: "day", Wagons: []*Wagon{one}}
	must(t, s.Add(day))
	must(t, s.Commit(ctx))
	must(t, s.Delete(day, one))
	must(t, s.Add(day))
	expect(t, "named twice, spared once", s.Deleted(), []any{one})
	must(t, s.Delete(day))
	must(t, s.Add(day))
	must(t, s.Add(one))
	must(t, s.Commit(ctx))
	expect(t, "all stay", listed(t, db, "SELECT t.name || w.name FROM trains t JOIN wagons w ON w.train_id = t.id"), "dayone")
}

// ExpiredEntitiesAreDeletedAllTheSame: to have rows read again takes nothing back but edits.
func ExpiredEntitiesAreDeletedAllTheSame(t *testing.T, b Backend) {
	for how, act := range map[string]func(s *repo.Session, ann *Author) error{
		"expire":       func(s *repo.Session, ann *Author) error { return s.Expire(ann) },
		"expire along": func(s *repo.Session, ann *Author) error { return s.Expire(ann.Books[0], ann) },
		"expire all":   func(s *repo.Session, _ *Author) error { s.ExpireAll(); return nil },
	} {
		for read := range 2 {
			t.Run(how+[]string{", and not read", ", and read"}[read], func(t *testing.T) {
				db := b.openLibrary(t)
				ctx, s := t.Context(), db.session(t)
				ann := value(repo.All(ctx, s, allAuthors.Load(builder.SelectIn(&authors.Books))))(t)[0]
				zoo := ann.Books[1]
				must(t, s.Delete(ann))
				must(t, act(s, ann))
				expect(t, "still: s.Deleted()[0]", s.Deleted()[0], ann)
				expect(t, "still: s.IsModified(zoo)", s.IsModified(zoo), true)
				if read == 1 {
					must(t, s.NoAutoflush(func() error { _, err := repo.All(ctx, s, allAuthors); return err }))
				}
				must(t, s.Commit(ctx))
				expect(t, "gone: shelved(db)", shelved(t, db), "bob/mud")
				expect(t, "gone: state of ann", s.State(ann), repo.Detached)
				expect(t, "gone: state of zoo", s.State(zoo), repo.Detached)
			})
		}
	}
	db := b.openLibrary(t)
	ctx, s := t.Context(), db.session(t)
	ann := value(repo.Get[Author](ctx, s, 1))(t)
	must(t, s.Delete(ann))
	must(t, s.Rollback(ctx))
	expect(t, "a rollback takes it back: s.Deleted()", s.Deleted(), []any(nil))
	expect(t, "a rollback takes it back: state of ann", s.State(ann), repo.Persistent)
}

// forgets is how an entity comes to be read again.
var forgets = map[string]func(ctx context.Context, s *repo.Session, entity any) error{
	"expire":     func(_ context.Context, s *repo.Session, entity any) error { return s.Expire(entity) },
	"expire all": func(_ context.Context, s *repo.Session, _ any) error { s.ExpireAll(); return nil },
	"refresh":    func(ctx context.Context, s *repo.Session, entity any) error { return s.Refresh(ctx, entity) },
	"populate": func(ctx context.Context, s *repo.Session, _ any) error {
		return s.NoAutoflush(func() error {
			_, err := repo.All(ctx, s, builder.Select(clubs).PopulateExisting())
			if err == nil {
				_, err = repo.All(ctx, s, builder.Select(books).PopulateExisting())
			}
			if err == nil {
				_, err = repo.All(ctx, s, builder.Select(shelves).PopulateExisting())
			}
			return err
		})
	},
}

// NewChildrenOfTheExpiredStay: a new entity in a list that is expired is no orphan: it leads to its parent by itself. One that
// only the list knew of is forgotten with the edit.
func NewChildrenOfTheExpiredStay(t *testing.T, b Backend) {
	for how, forget := range forgets {
		for loaded := range 2 {
			t.Run(how+[]string{", not loaded", ", loaded"}[loaded], func(t *testing.T) {
				db := b.openLibrary(t)
				db.create(t, circles())
				db.exec(t, "INSERT INTO shelves (name) VALUES ('top')")
				ctx, s := t.Context(), db.session(t)
				reds, zoo := value(repo.One(ctx, s, builder.Select(clubs)))(t), value(repo.Get[Book](ctx, s, 1))(t)
				top := value(repo.One(ctx, s, builder.Select(shelves)))(t)
				if loaded == 1 {
					must(t, repo.Load(ctx, s, []*Club{reds}, &clubs.Players))
					must(t, repo.Load(ctx, s, []*Book{zoo}, &books.Genres))
					must(t, repo.Load(ctx, s, []*Shelf{top}, &shelves.Stickers))
				}
				dee, far, hot, own := &Player{Name: "dee"}, &Genre{Name: "far"}, &Sticker{Name: "hot"}, &Sticker{Name: "own"}
				reds.Players, zoo.Genres, top.Stickers = append(reds.Players, dee), append(zoo.Genres, far), append(top.Stickers, hot, own)
				must(t, s.Add(reds, zoo, top, own))
				for _, entity := range []any{reds, zoo, top} {
					must(t, forget(ctx, s, entity))
				}
				must(t, s.Commit(ctx))
				if how == "refresh" { // which flushes what is not refreshed before it reads
					expect(t, "stored", db.stored(t, "SELECT count(*) FROM players WHERE name = 'dee' AND club_id IS NOT NULL"), int64(1))
					return
				}
				expect(t, "who points to the parent", s.State(dee), repo.Persistent)
				expect(t, "the pointer is stored", db.stored(t, "SELECT count(*) FROM players WHERE name = 'dee' AND club_id IS NOT NULL"), int64(1))
				expect(t, "who is associated", s.State(far), repo.Persistent)
				expect(t, "the association is stored", db.stored(t, "SELECT count(*) FROM book_genres bg JOIN genres g ON g.id = bg.genre_id WHERE g.name = 'far'"), int64(1))
				expect(t, "what only the list knew of", s.State(hot), repo.Transient)
				expect(t, "what was added for its own sake is stored", listed(t, db, "SELECT name FROM stickers"), "own")
			})
		}
	}
}

// WhatIsNeverWrittenTakesAlong: what only a new entity led to that is not written after all is not written either, unless
// somebody added it, or something else leads to it.
func WhatIsNeverWrittenTakesAlong(t *testing.T, b Backend) {
	for how, drop := range map[string]func(ctx context.Context, s *repo.Session, ann *Author, draft *Book) error{
		"an orphan": func(_ context.Context, _ *repo.Session, ann *Author, _ *Book) error {
			ann.Books = ann.Books[:1]
			return nil
		},
		"deleted": func(_ context.Context, s *repo.Session, ann *Author, draft *Book) error {
			ann.Books = ann.Books[:1]
			return s.Delete(draft)
		},
		"with its parent": func(_ context.Context, s *repo.Session, ann *Author, draft *Book) error {
			kept := ann.Books[0]
			must(t, s.Delete(ann))
			kept.Author = &Author{Name: "bob"}
			ann.Books = []*Book{draft}
			return nil
		},
		"removed": func(ctx context.Context, s *repo.Session, ann *Author, draft *Book) error {
			list, err := repo.Collection(s, ann, &ann.Books)
			if err == nil {
				err = list.Remove(ctx, draft)
			}
			return err
		},
	} {
		t.Run(how, func(t *testing.T) {
			db := b.openGraph(t)
			ctx, s := t.Context(), db.session(t)
			kept := &Book{Title: "kept"}
			ann := &Author{Name: "ann", Books: []*Book{kept}}
			must(t, s.Add(ann))
			must(t, s.Commit(ctx))
			alone, shared, own := &Genre{Name: "alone"}, &Genre{Name: "shared"}, &Genre{Name: "own"}
			far := &Book{Title: "far", Author: ann}
			alone.Books = []*Book{far}
			draft := &Book{Title: "draft", Author: ann, Genres: []*Genre{alone, shared, own}}
			ann.Books = append(ann.Books, draft)
			kept.Genres = []*Genre{shared}
			must(t, s.Add(ann, own))
			expect(t, "brought along: state of alone", s.State(alone), repo.Pending)
			expect(t, "brought along: state of far", s.State(far), repo.Pending)
			must(t, drop(ctx, s, ann, draft))
			must(t, s.Commit(ctx))
			expect(t, "left: state of draft", s.State(draft), repo.Transient)
			expect(t, "left: state of alone", s.State(alone), repo.Transient)
			expect(t, "left: state of far", s.State(far), repo.Transient)
			expect(t, "stored: SELECT title FROM books", listed(t, db, "SELECT title FROM books"), "kept")
			expect(t, "stored: SELECT name FROM genres ORDER BY 1", listed(t, db, "SELECT name FROM genres ORDER BY 1"), "own, shared")
			expect(t, "stored: listed(db, tagged)", listed(t, db, tagged), "kept/shared")
		})
	}
}

// WhoIsLetGoStays: a child that was taken out of a list, or took itself out, does not go with its former parent, unless
// orphans are deleted. It stays with NULL.
func WhoIsLetGoStays(t *testing.T, b Backend) {
	for how, leave := range map[string]func(night *Train, one *Wagon){
		"no list":    func(night *Train, _ *Wagon) { night.Wagons = nil },
		"empty list": func(night *Train, _ *Wagon) { night.Wagons = []*Wagon{} },
		"out of it":  func(night *Train, _ *Wagon) { night.Wagons = night.Wagons[1:] },
		"pointer":    func(_ *Train, one *Wagon) { one.Train = nil },
		"key":        func(_ *Train, one *Wagon) { one.TrainID = nil },
		"both":       func(night *Train, one *Wagon) { night.Wagons, one.Train = nil, nil },
	} {
		for order := range 2 {
			t.Run(how+[]string{", then deleted", ", after the delete"}[order], func(t *testing.T) {
				db := b.openGraph(t)
				ctx, s := t.Context(), db.session(t)
				one, two := &Wagon{Name: "one"}, &Wagon{Name: "two"}
				night := &Train{Name: "night", Wagons: []*Wagon{one, two}}
				must(t, s.Add(night))
				must(t, s.Commit(ctx))
				if order == 1 {
					must(t, s.Delete(night))
				}
				leave(night, one)
				if order == 0 {
					must(t, s.Delete(night))
				}
				must(t, s.Commit(ctx))
				expect(t, "it stays: state of one", s.State(one), repo.Persistent)
				expect(t, "it stays: one.TrainID == nil", one.TrainID == nil, true)
				expect(t, "it stays: one.Train == nil", one.Train == nil, true)
				expect(t, "it stays: s.Deleted()", s.Deleted(), []any(nil))
				if len(night.Wagons) > 0 {
					expect(t, "the other one goes", s.State(two), repo.Detached)
				}
				expect(t, "stored", listed(t, db, "SELECT name FROM wagons WHERE train_id IS NULL AND name = 'one'"), "one")
			})
		}
	}
	db := b.openGraph(t)
	ctx, s := t.Context(), db.session(t)
	leaf, twig := &Folder{Name: "leaf"}, &Folder{Name: "twig"}
	root := &Folder{Name: "root", Children: []*Folder{leaf, twig}}
	ann := &Author{Name: "ann", Books: []*Book{{Title: "zoo"}}}
	must(t, s.Add(root, ann))
	must(t, s.Commit(ctx))
	root.Children, ann.Books = []*Folder{twig}, nil
	must(t, s.Delete(root, ann))
	must(t, s.Commit(ctx))
	expect(t, "in a tree: SELECT name FROM folders", listed(t, db, "SELECT name FROM folders"), "leaf")
	expect(t, "in a tree: leaf.ParentID", leaf.ParentID, (*uuid.UUID)(nil))
	expect(t, "an orphan goes", shelved(t, db), "")
}
