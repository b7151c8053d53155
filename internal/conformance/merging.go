package conformance

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/drey-db/drey/repo"
)

// MergeCopies: onto the session's own entity, with one SELECT on a miss, none on a hit and none without a key.
func MergeCopies(t *testing.T, b Backend) {
	db := b.open(t)
	ctx, s := t.Context(), db.session(t)
	row := db.seed(t, "a")[0]
	given := &Hero{ID: row.ID, Name: "merged", AppSrc: "form"}
	hero := value(repo.Merge(ctx, s, given))(t)
	expect(t, "one SELECT: db.selects()", db.selects(), 1)
	expect(t, "one SELECT: hero != given", hero != given, true)
	expect(t, "one SELECT: s.Contains(hero)", s.Contains(hero), true)
	expect(t, "one SELECT: s.Contains(given)", s.Contains(given), false)
	expect(t, "copied, but what has a default: hero.Name", hero.Name, "merged")
	expect(t, "copied, but what has a default: hero.AppSrc", hero.AppSrc, "form")
	expect(t, "copied, but what has a default: hero.CreatedAt.IsZero()", hero.CreatedAt.IsZero(), false)
	must(t, s.Commit(ctx))
	expect(t, "stored", db.stored(t, "SELECT count(*) FROM heroes WHERE name = 'merged'"), int64(1))
}

// MergeMasks: fields say what is copied.
func MergeMasks(t *testing.T, b Backend) {
	db := b.open(t)
	ctx, s := t.Context(), db.session(t)
	row := db.seed(t, "a")[0]
	half := 0.5
	given := &Hero{ID: row.ID, Name: "not this", Power: &half}
	hero := value(repo.Merge(ctx, s, given, &given.Power))(t)
	half = 0.7
	expect(t, "only this, and not shared: hero.Name", hero.Name, "a")
	expect(t, "only this, and not shared: *hero.Power", *hero.Power, 0.5)
	db.log.take()
	same := value(repo.Merge(ctx, s, &Hero{ID: row.ID, Name: "by the prototype", AppSrc: "x"}, &heroes.Name))(t)
	expect(t, "a hit: same == hero", same == hero, true)
	expect(t, "a hit: hero.Name", hero.Name, "by the prototype")
	expect(t, "a hit: hero.AppSrc", hero.AppSrc, "seed")
	expect(t, "a hit: db.log.sent()", db.log.sent(), "")
	value(repo.Merge(ctx, s, &Hero{ID: row.ID}, &heroes.Power))(t)
	expect(t, "a zero that is named", hero.Power == nil, true)
	value(repo.Merge(ctx, s, &Hero{ID: row.ID, Power: &half}, &heroes.Power))(t)
	_, err := repo.Merge(ctx, s, given, &same.Power)
	refused(t, err, repo.ErrInvalidRequest)
	must(t, s.Commit(ctx))
	expect(t, "stored", db.stored(t, "SELECT count(*) FROM heroes WHERE name = 'by the prototype' AND power = 0.7"), int64(1))
}

// MergeAdds: what is no row is a new entity, pending; what the session has is answered itself.
func MergeAdds(t *testing.T, b Backend) {
	db := b.open(t)
	ctx, s := t.Context(), db.session(t)
	given := &Hero{Name: "new", AppSrc: "test"}
	hero := value(repo.Merge(ctx, s, given))(t)
	t.Run("without a key", func(t *testing.T) {
		expect(t, "without a key: hero != given", hero != given, true)
		expect(t, "without a key: state of hero", s.State(hero), repo.Pending)
		expect(t, "without a key: db.log.sent()", db.log.sent(), "")
	})
	key := uuid.New()
	keyed := value(repo.Merge(ctx, s, &Hero{ID: key, Name: "keyed", AppSrc: "test"}))(t)
	t.Run("with a key of no row", func(t *testing.T) {
		expect(t, "with a key of no row: state of keyed", s.State(keyed), repo.Pending)
		expect(t, "with a key of no row: keyed.ID", keyed.ID, key)
	})
	t.Run("a pending one of that key, its own", func(t *testing.T) {
		again := value(repo.Merge(ctx, s, &Hero{ID: key, Name: "keyed again", AppSrc: "test"}))(t)
		expect(t, "a pending one of that key: again == keyed", again == keyed, true)
		expect(t, "a pending one of that key: keyed.Name", keyed.Name, "keyed again")
		expect(t, "its own", value(repo.Merge(ctx, s, hero))(t) == hero, true)
	})
	t.Run("given stays, stored", func(t *testing.T) {
		must(t, s.Commit(ctx))
		expect(t, "given stays", given.ID, uuid.Nil)
		expect(t, "stored", db.stored(t, "SELECT count(*) FROM heroes"), int64(2))
	})
	t.Run("spared", func(t *testing.T) {
		must(t, s.Delete(keyed))
		spared := value(repo.Merge(ctx, s, &Hero{ID: key, Name: "spared", AppSrc: "test"}))(t)
		expect(t, "spared: spared == keyed", spared == keyed, true)
		expect(t, "spared: number of s.Deleted()", len(s.Deleted()), 0)
	})
	must(t, s.Delete(keyed))
	must(t, s.Flush(ctx))
	_, err := repo.Merge(ctx, s, keyed)
	t.Run("what was deleted is refused", func(t *testing.T) {
		refused(t, err, repo.ErrInvalidRequest)
	})
	_, err = repo.Merge(ctx, s, heroes)
	t.Run("a prototype, and nil, are refused", func(t *testing.T) {
		refused(t, err, repo.ErrInvalidRequest)
		_, err = repo.Merge[Hero](ctx, s, nil)
		refused(t, err, repo.ErrInvalidRequest)
	})
}

// MergeLooksAtVersions: another version than the row's is stale, and nothing is copied.
func MergeLooksAtVersions(t *testing.T, b Backend) {
	db := b.open(t)
	ctx, s := t.Context(), db.session(t)
	must(t, s.Add(&Team{Code: "x", Year: 1, Name: "old"}))
	must(t, s.Commit(ctx))
	_, err := repo.Merge(ctx, s, &Team{Code: "x", Year: 1, Rev: 7, Name: "lost"})
	var stale *repo.StaleDataError
	asError(t, err, &stale)
	expect(t, "stale: stale.Entity", stale.Entity, "Team")
	expect(t, "stale: stale.Key", stale.Key, []any{"x", 1})
	expect(t, "stale: number of s.Dirty()", len(s.Dirty()), 0)
	for _, version := range []int{1, 0} {
		team := value(repo.Merge(ctx, s, &Team{Code: "x", Year: 1, Rev: version, Name: time.Now().String()}))(t)
		must(t, s.Commit(ctx))
		expect(t, "counted up", team.Rev, 3-version)
	}
}

// MergeFlushesItsOwn: what was edited before is flushed where the row must be read again, and counts its version up; the form that has the
// version of before is not stale by that. One that is older is.
func MergeFlushesItsOwn(t *testing.T, b Backend) {
	db := b.open(t)
	forget := map[string]func(context.Context, *repo.Session, *Team) error{
		"Rollback": func(ctx context.Context, s *repo.Session, _ *Team) error { return s.Rollback(ctx) },
		"Expire":   func(_ context.Context, s *repo.Session, team *Team) error { return s.Expire(team) },
	}
	for name, f := range forget {
		for age, wrong := range []bool{false, true} {
			t.Run(fmt.Sprint(name, ", older: ", wrong), func(t *testing.T) {
				ctx, s := t.Context(), db.session(t)
				team := &Team{Code: name, Year: age, Name: "old"}
				must(t, s.Add(team))
				must(t, s.Commit(ctx))
				team.Name = "edited"
				must(t, s.Commit(ctx))
				form := &Team{Code: name, Year: age, Rev: team.Rev - age, Name: "of the form"}
				team.Name = "again"
				must(t, f(ctx, s, team))
				team.Name = "mine"
				merged, err := repo.Merge(ctx, s, form, &form.Name)
				if wrong {
					var stale *repo.StaleDataError
					asError(t, err, &stale)
					return
				}
				must(t, err)
				must(t, s.Commit(ctx))
				expect(t, "the session's own", merged == team, true)
				expect(t, "the name", value(repo.Get[Team](ctx, db.session(t), name, age))(t).Name, "of the form")
			})
		}
	}
}

// MergeFollows: relationships that are not nil are merged too, and lists are replaced.
func MergeFollows(t *testing.T, b Backend) {
	db := b.openLibrary(t)
	ctx, s := t.Context(), db.session(t)
	fun := uuid.MustParse("00000000-0000-0000-0000-000000000001")
	given := &Author{ID: 1, Name: "ann", Books: []*Book{
		{ID: 1, Title: "zoo", Genres: []*Genre{{ID: fun, Name: "fun"}, {Name: "new"}}},
		{Title: "added"},
	}}
	given.Books[0].Author = given
	ann := value(repo.Merge(ctx, s, given))(t)
	t.Run("replaced, nil is not followed", func(t *testing.T) {
		expect(t, "replaced: number of ann.Books", len(ann.Books), 2)
		expect(t, "replaced: ann.Books[0].Author == ann", ann.Books[0].Author == ann, true)
		expect(t, "replaced: ann.Books[1].Title", ann.Books[1].Title, "added")
		expect(t, "replaced: ann.Books[0] != given.Books[0]", ann.Books[0] != given.Books[0], true)
		expect(t, "nil is not followed", s.Loaded(ann, &ann.Profile), false)
	})
	t.Run("an orphan went, books", func(t *testing.T) {
		must(t, s.Commit(ctx))
		expect(t, "an orphan went", db.stored(t, "SELECT count(*) FROM books WHERE title = 'air'"), int64(0))
		expect(t, "books", db.stored(t, "SELECT count(*) FROM books WHERE author_id = 1"), int64(2))
		expect(t, "genres", db.stored(t, "SELECT count(*) FROM book_genres JOIN genres ON id = genre_id WHERE book_id = 1 AND name IN ('fun', 'new')"), int64(2))
	})

	moved := value(repo.Merge(ctx, s, &Book{ID: 3, Title: "mud", Author: &Author{ID: 1, Name: "anna"}}))(t)
	t.Run("the pointer rules, moved", func(t *testing.T) {
		expect(t, "the pointer rules: moved.Author == ann", moved.Author == ann, true)
		expect(t, "the pointer rules: ann.Name", ann.Name, "anna")
		must(t, s.Commit(ctx))
		expect(t, "moved", db.stored(t, "SELECT author_id FROM books WHERE id = 3"), int64(1))
	})
	t.Run("a tree", func(t *testing.T) {
		tree := &Folder{Name: "root", Children: []*Folder{{Name: "left"}, {Name: "right"}}}
		tree.Children[0].Children = []*Folder{{Name: "leaf", Parent: tree.Children[0]}}
		root := value(repo.Merge(ctx, s, tree))(t)
		must(t, s.Commit(ctx))
		expect(t, "a tree: root.Children[0].Children[0].Parent == root.Children[0]", root.Children[0].Children[0].Parent == root.Children[0], true)
		expect(t, "a tree: SELECT count(*) FROM folders", db.stored(t, "SELECT count(*) FROM folders"), int64(8))
	})
	t.Run("the list tells the key, it stays", func(t *testing.T) {
		kept := value(repo.Merge(ctx, s, &Author{ID: 1, Name: "anna", Books: []*Book{{ID: 3, Title: "mire"}}}))(t)
		expect(t, "the list tells the key: number of kept.Books", len(kept.Books), 1)
		expect(t, "the list tells the key: kept.Books[0] == moved", kept.Books[0] == moved, true)
		expect(t, "the list tells the key: moved.AuthorID", moved.AuthorID, int64(1))
		must(t, s.Commit(ctx))
		expect(t, "it stays", db.stored(t, "SELECT count(*) FROM books WHERE author_id = 1 AND title = 'mire'"), int64(1))
	})
	t.Run("an empty list clears", func(t *testing.T) {
		empty := value(repo.Merge(ctx, s, &Author{ID: 1, Name: "anna", Books: []*Book{}}, &authors.Books))(t)
		must(t, s.Commit(ctx))
		expect(t, "an empty list clears: empty == ann", empty == ann, true)
		expect(t, "an empty list clears: SELECT count(*) FROM books", db.stored(t, "SELECT count(*) FROM books"), int64(0))
	})
}

// UpsertTracks: one row is inserted or updated in one statement, and answered as the session's own entity.
func UpsertTracks(t *testing.T, b Backend) {
	db := b.open(t)
	ctx, s := t.Context(), db.session(t)
	row := db.seed(t, "a")[0]
	tracked := value(repo.Get[Hero](ctx, s, row.ID))(t)
	db.log.take()
	given := &Hero{Name: "a", AppSrc: "upserted"}
	t.Run("the tracked one", func(t *testing.T) {
		hero := value(repo.Upsert(ctx, s, given, name))(t)
		expect(t, "the tracked one: hero == tracked", hero == tracked, true)
		expect(t, "the tracked one: hero.AppSrc", hero.AppSrc, "upserted")
		expect(t, "the tracked one: hero.ID", hero.ID, row.ID)
		expect(t, "the tracked one: given.ID", given.ID, uuid.Nil)
		expect(t, "the tracked one: number of db.log.take()", len(db.log.take()), 1)
	})
	fresh := value(repo.Upsert(ctx, s, &Hero{Name: "b", AppSrc: "upserted"}, name))(t)
	t.Run("a new one, a version", func(t *testing.T) {
		expect(t, "a new one: state of fresh", s.State(fresh), repo.Persistent)
		expect(t, "a new one: fresh.ID != uuid.Nil", fresh.ID != uuid.Nil, true)
		expect(t, "a new one: fresh.CreatedAt.IsZero()", fresh.CreatedAt.IsZero(), false)
		fresh.AppSrc = "edited"
		for want := range 3 {
			team := value(repo.Upsert(ctx, s, &Team{Code: "x", Year: 1, Name: "team"}))(t)
			expect(t, "a version", team.Rev, want+1)
		}
		must(t, s.Commit(ctx))
		expect(t, "stored", db.stored(t, "SELECT count(*) FROM heroes WHERE app_src IN ('edited', 'upserted')"), int64(2))
	})
	_, err := repo.Upsert(ctx, s, fresh)
	t.Run("a tracked entity is refused", func(t *testing.T) {
		refused(t, err, repo.ErrInvalidRequest)
	})
	_, err = repo.Upsert(ctx, s, heroes)
	t.Run("a prototype, and a column that is no target, are refused", func(t *testing.T) {
		refused(t, err, repo.ErrInvalidRequest)
		_, err = repo.Upsert(ctx, s, given, label)
		refused(t, err, repo.ErrInvalidRequest)
	})
}

// MergeFollowsWhatIsSavedAlong: a cascade list that is written out with save-update takes Merge along.
func MergeFollowsWhatIsSavedAlong(t *testing.T, b Backend) {
	db := b.openRare(t)
	ctx, s := t.Context(), db.session(t)
	shelf := value(repo.Merge(ctx, s, &Shelf{Name: "top", Stickers: []*Sticker{{Name: "fragile"}}}))(t)
	must(t, s.Commit(ctx))
	expect(t, "merged along", len(shelf.Stickers), 1)
	expect(t, "stored", db.stored(t, "SELECT count(*) FROM stickers WHERE shelf_id IS NOT NULL"), int64(1))
}

// MergeRefusesNil: nil in a list, as a form that was decoded may hold, empties nothing.
func MergeRefusesNil(t *testing.T, b Backend) {
	db := b.openLibrary(t)
	ctx, s := t.Context(), db.session(t)
	for _, list := range [][]*Book{{nil}, {{ID: 1, Title: "zoo"}, nil}} {
		_, err := repo.Merge(ctx, s, &Author{ID: 1, Name: "ann", Books: list})
		refused(t, err, repo.ErrInvalidRequest)
		if !strings.Contains(err.Error(), "Author.Books holds nil") {
			t.Errorf("it says %v", err)
		}
		must(t, s.Rollback(ctx))
	}
	must(t, s.Commit(ctx))
	expect(t, "books", db.stored(t, "SELECT count(*) FROM books WHERE author_id = 1"), int64(2))
}
