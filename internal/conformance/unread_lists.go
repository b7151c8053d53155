package conformance

import (
	"context"
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// unread is how a list of ann's comes to hold zoo, though nobody has read all of it.
var unread = map[string]func(ctx context.Context, t *testing.T, s *repo.Session, ann *Author, zoo *Book){
	"put in": func(ctx context.Context, t *testing.T, s *repo.Session, ann *Author, zoo *Book) {
		zoo.AuthorID = 3
		must(t, s.Commit(ctx))
		ann.Books = []*Book{zoo}
	},
	"a new one": func(ctx context.Context, t *testing.T, s *repo.Session, ann *Author, zoo *Book) {
		must(t, s.Delete(zoo))
		must(t, s.Flush(ctx))
		ann.Books = []*Book{{Title: "zoo"}}
	},
	"filtered": func(ctx context.Context, t *testing.T, s *repo.Session, ann *Author, _ *Book) {
		must(t, repo.Load(ctx, s, []*Author{ann}, builder.SelectIn(&authors.Books).Where(builder.Col(&books.Title).Eq("zoo"))))
	},
	"limited": func(ctx context.Context, t *testing.T, s *repo.Session, ann *Author, _ *Book) {
		must(t, repo.Load(ctx, s, []*Author{ann}, builder.SelectIn(&authors.Books).OrderBy(builder.Col(&books.Title).Desc()).Limit(1)))
	},
	"joined": func(ctx context.Context, t *testing.T, s *repo.Session, _ *Author, _ *Book) {
		value(repo.All(ctx, s, builder.Select(authors).Join(&authors.Books).Where(builder.Col(&books.Title).Eq("zoo")).
			Load(builder.ContainsEager(&authors.Books))))(t)
	},
	"collected": func(ctx context.Context, t *testing.T, s *repo.Session, ann *Author, zoo *Book) {
		zoo.AuthorID = 3
		must(t, s.Commit(ctx))
		list := value(repo.Collection(s, ann, &ann.Books))(t)
		must(t, list.Add(zoo))
	},
}

// leaving is how zoo leaves a list again.
var leaving = map[string]func(ctx context.Context, t *testing.T, s *repo.Session, ann *Author, zoo *Book){
	"deleted": func(_ context.Context, t *testing.T, s *repo.Session, _ *Author, zoo *Book) { must(t, s.Delete(zoo)) },
	"deleted and taken out": func(_ context.Context, t *testing.T, s *repo.Session, ann *Author, zoo *Book) {
		must(t, s.Delete(zoo))
		ann.Books = ann.Books[:0]
	},
	"moved by its key": func(_ context.Context, _ *testing.T, _ *repo.Session, _ *Author, zoo *Book) { zoo.AuthorID = 2 },
	"moved by its pointer": func(ctx context.Context, t *testing.T, s *repo.Session, _ *Author, zoo *Book) {
		zoo.Author = value(repo.Get[Author](ctx, s, 2))(t)
	},
	"moved to a list nobody read": func(ctx context.Context, t *testing.T, s *repo.Session, _ *Author, zoo *Book) {
		bob := value(repo.Get[Author](ctx, s, 2))(t)
		bob.Books = []*Book{zoo}
	},
	"moved to a loaded list": func(ctx context.Context, t *testing.T, s *repo.Session, _ *Author, zoo *Book) {
		bob := value(repo.Get[Author](ctx, s, 2))(t)
		must(t, repo.Load(ctx, s, []*Author{bob}, &authors.Books))
		bob.Books = append(bob.Books, zoo)
	},
	"removed": func(ctx context.Context, t *testing.T, s *repo.Session, ann *Author, zoo *Book) {
		list := value(repo.Collection(s, ann, &ann.Books))(t)
		must(t, list.Remove(ctx, zoo))
	},
}

// ListsThatNobodyReadAreEmptied: when the last element that is known of leaves a list which is not loaded, nothing is known
// of the list again, and the session goes on.
func ListsThatNobodyReadAreEmptied(t *testing.T, b Backend) {
	for came, put := range unread {
		for went, take := range leaving {
			t.Run(came+", "+went, func(t *testing.T) {
				db := b.openGraph(t)
				for _, sql := range stocked[:4] {
					db.exec(t, sql)
				}
				ctx, s := t.Context(), db.session(t)
				ann, zoo := value(repo.Get[Author](ctx, s, 1))(t), value(repo.Get[Book](ctx, s, 1))(t)
				if put(ctx, t, s, ann, zoo); len(ann.Books) != 1 {
					t.Fatalf("%d books", len(ann.Books))
				}
				must(t, s.Commit(ctx))
				take(ctx, t, s, ann, ann.Books[0])
				must(t, s.Commit(ctx))
				expect(t, "not loaded: ann.Books == nil", ann.Books == nil, true)
				expect(t, "not loaded: s.Loaded(ann, &ann.Books)", s.Loaded(ann, &ann.Books), false)
				ann.Name = "Ann"
				must(t, s.Commit(ctx))
				must(t, repo.Load(ctx, s, []*Author{ann}, &authors.Books))
				expect(t, "as stored", titles(ann.Books), []string{"air"})
			})
		}
	}
}

// AssociationsThatNobodyReadAreEmptied: the same of lists whose rows stand in a table between.
func AssociationsThatNobodyReadAreEmptied(t *testing.T, b Backend) {
	for how, take := range map[string]func(ctx context.Context, s *repo.Session, mud *Book, fun *Genre) error{
		"deleted": func(_ context.Context, s *repo.Session, _ *Book, fun *Genre) error { return s.Delete(fun) },
		"by the other end": func(ctx context.Context, s *repo.Session, _ *Book, fun *Genre) error {
			return repo.Replace(ctx, s, fun, &fun.Books, nil)
		},
		"removed": func(ctx context.Context, s *repo.Session, mud *Book, fun *Genre) error {
			list, err := repo.Collection(s, mud, &mud.Genres)
			if err != nil {
				return err
			}
			return list.Remove(ctx, fun)
		},
	} {
		t.Run(how, func(t *testing.T) {
			db := b.openLibrary(t)
			ctx, s := t.Context(), db.session(t)
			mud := value(repo.Get[Book](ctx, s, 3))(t)
			fun := value(repo.One(ctx, s, builder.Select(genres).Where(builder.Col(&genres.Name).Eq("fun"))))(t)
			mud.Genres = []*Genre{fun}
			must(t, s.Commit(ctx))
			must(t, take(ctx, s, mud, fun))
			must(t, s.Commit(ctx))
			expect(t, "not loaded: mud.Genres == nil", mud.Genres == nil, true)
			expect(t, "not loaded: s.Loaded(mud, &mud.Genres)", s.Loaded(mud, &mud.Genres), false)
			mud.Title = "Mud"
			must(t, s.Commit(ctx))
		})
	}
}

// NilListsSayWhatEmptyOnesSay: in a list that was read in part nothing can be taken out, whichever way that is said; one
// that nobody read says nothing when it is nil.
func NilListsSayWhatEmptyOnesSay(t *testing.T, b Backend) {
	db := b.openLibrary(t)
	ctx, s := t.Context(), db.session(t)
	ann := value(repo.Get[Author](ctx, s, 1))(t)
	must(t, repo.Load(ctx, s, []*Author{ann}, builder.SelectIn(&authors.Books).Where(builder.Col(&books.Title).Eq("zoo"))))
	for _, emptied := range [][]*Book{nil, {}} {
		ann.Books = emptied
		expect(t, "an edit", s.IsModified(ann), true)
		refused(t, s.Flush(ctx), repo.ErrNotLoaded)
	}
	must(t, s.Expire(ann))
	must(t, s.Commit(ctx))
	expect(t, "as it was", titles(ann.Books), []string{"zoo"})
	bob := value(repo.Get[Author](ctx, s, 2))(t)
	bob.Books = nil
	must(t, s.Commit(ctx))
	expect(t, "stored", shelved(t, db), "ann/air, ann/zoo, bob/mud")
}
