package conformance

import (
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
	expect(t, "one SELECT", []any{db.selects(), hero != given, s.Contains(hero), s.Contains(given)}, []any{1, true, true, false})
	expect(t, "copied, but what has a default", []any{hero.Name, hero.AppSrc, hero.CreatedAt.IsZero()}, []any{"merged", "form", false})
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
	expect(t, "only this, and not shared", []any{hero.Name, *hero.Power}, []any{"a", 0.5})
	db.log.take()
	same := value(repo.Merge(ctx, s, &Hero{ID: row.ID, Name: "by the prototype", AppSrc: "x"}, &heroes.Name))(t)
	expect(t, "a hit", []any{same == hero, hero.Name, hero.AppSrc, db.log.sent()}, []any{true, "by the prototype", "seed", ""})
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
	expect(t, "without a key", []any{hero != given, s.State(hero), db.log.sent()}, []any{true, repo.Pending, ""})
	key := uuid.New()
	keyed := value(repo.Merge(ctx, s, &Hero{ID: key, Name: "keyed", AppSrc: "test"}))(t)
	expect(t, "with a key of no row", []any{s.State(keyed), keyed.ID}, []any{repo.Pending, key})
	again := value(repo.Merge(ctx, s, &Hero{ID: key, Name: "keyed again", AppSrc: "test"}))(t)
	expect(t, "a pending one of that key", []any{again == keyed, keyed.Name}, []any{true, "keyed again"})
	expect(t, "its own", value(repo.Merge(ctx, s, hero))(t) == hero, true)
	must(t, s.Commit(ctx))
	expect(t, "given stays", given.ID, uuid.Nil)
	expect(t, "stored", db.stored(t, "SELECT count(*) FROM heroes"), int64(2))
	must(t, s.Delete(keyed))
	spared := value(repo.Merge(ctx, s, &Hero{ID: key, Name: "spared", AppSrc: "test"}))(t)
	expect(t, "spared", []any{spared == keyed, len(s.Deleted())}, []any{true, 0})
	must(t, s.Delete(keyed))
	must(t, s.Flush(ctx))
	_, err := repo.Merge(ctx, s, keyed)
	refused(t, err, repo.ErrInvalidRequest)
	_, err = repo.Merge(ctx, s, heroes)
	refused(t, err, repo.ErrInvalidRequest)
	_, err = repo.Merge[Hero](ctx, s, nil)
	refused(t, err, repo.ErrInvalidRequest)
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
	expect(t, "stale", []any{stale.Entity, stale.Key, len(s.Dirty())}, []any{"Team", []any{"x", 1}, 0})
	for _, version := range []int{1, 0} {
		team := value(repo.Merge(ctx, s, &Team{Code: "x", Year: 1, Rev: version, Name: time.Now().String()}))(t)
		must(t, s.Commit(ctx))
		expect(t, "counted up", team.Rev, 3-version)
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
	expect(t, "replaced", []any{len(ann.Books), ann.Books[0].Author == ann, ann.Books[1].Title, ann.Books[0] != given.Books[0]}, []any{2, true, "added", true})
	expect(t, "nil is not followed", s.Loaded(ann, &ann.Profile), false)
	must(t, s.Commit(ctx))
	expect(t, "an orphan went", db.stored(t, "SELECT count(*) FROM books WHERE title = 'air'"), int64(0))
	expect(t, "books", db.stored(t, "SELECT count(*) FROM books WHERE author_id = 1"), int64(2))
	expect(t, "genres", db.stored(t, "SELECT count(*) FROM book_genres JOIN genres ON id = genre_id WHERE book_id = 1 AND name IN ('fun', 'new')"), int64(2))

	moved := value(repo.Merge(ctx, s, &Book{ID: 3, Title: "mud", Author: &Author{ID: 1, Name: "anna"}}))(t)
	expect(t, "the pointer rules", []any{moved.Author == ann, ann.Name}, []any{true, "anna"})
	must(t, s.Commit(ctx))
	expect(t, "moved", db.stored(t, "SELECT author_id FROM books WHERE id = 3"), int64(1))
	tree := &Folder{Name: "root", Children: []*Folder{{Name: "left"}, {Name: "right"}}}
	tree.Children[0].Children = []*Folder{{Name: "leaf", Parent: tree.Children[0]}}
	root := value(repo.Merge(ctx, s, tree))(t)
	must(t, s.Commit(ctx))
	expect(t, "a tree", []any{root.Children[0].Children[0].Parent == root.Children[0], db.stored(t, "SELECT count(*) FROM folders")}, []any{true, int64(8)})
	kept := value(repo.Merge(ctx, s, &Author{ID: 1, Name: "anna", Books: []*Book{{ID: 3, Title: "mire"}}}))(t)
	expect(t, "the list tells the key", []any{len(kept.Books), kept.Books[0] == moved, moved.AuthorID}, []any{1, true, int64(1)})
	must(t, s.Commit(ctx))
	expect(t, "it stays", db.stored(t, "SELECT count(*) FROM books WHERE author_id = 1 AND title = 'mire'"), int64(1))
	empty := value(repo.Merge(ctx, s, &Author{ID: 1, Name: "anna", Books: []*Book{}}, &authors.Books))(t)
	must(t, s.Commit(ctx))
	expect(t, "an empty list clears", []any{empty == ann, db.stored(t, "SELECT count(*) FROM books")}, []any{true, int64(0)})
}

// UpsertTracks: one row is inserted or updated in one statement, and answered as the session's own entity.
func UpsertTracks(t *testing.T, b Backend) {
	db := b.open(t)
	ctx, s := t.Context(), db.session(t)
	row := db.seed(t, "a")[0]
	tracked := value(repo.Get[Hero](ctx, s, row.ID))(t)
	db.log.take()
	given := &Hero{Name: "a", AppSrc: "upserted"}
	hero := value(repo.Upsert(ctx, s, given, name))(t)
	expect(t, "the tracked one", []any{hero == tracked, hero.AppSrc, hero.ID, given.ID, len(db.log.take())}, []any{true, "upserted", row.ID, uuid.Nil, 1})
	fresh := value(repo.Upsert(ctx, s, &Hero{Name: "b", AppSrc: "upserted"}, name))(t)
	expect(t, "a new one", []any{s.State(fresh), fresh.ID != uuid.Nil, fresh.CreatedAt.IsZero()}, []any{repo.Persistent, true, false})
	fresh.AppSrc = "edited"
	for want := range 3 {
		team := value(repo.Upsert(ctx, s, &Team{Code: "x", Year: 1, Name: "team"}))(t)
		expect(t, "a version", team.Rev, want+1)
	}
	must(t, s.Commit(ctx))
	expect(t, "stored", db.stored(t, "SELECT count(*) FROM heroes WHERE app_src IN ('edited', 'upserted')"), int64(2))
	_, err := repo.Upsert(ctx, s, fresh)
	refused(t, err, repo.ErrInvalidRequest)
	_, err = repo.Upsert(ctx, s, heroes)
	refused(t, err, repo.ErrInvalidRequest)
	_, err = repo.Upsert(ctx, s, given, label)
	refused(t, err, repo.ErrInvalidRequest)
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
