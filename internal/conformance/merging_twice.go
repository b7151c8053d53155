package conformance

import (
	"testing"

	"github.com/google/uuid"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// MergeRefusesARowTwice: a list that has one row twice, with other values, is refused, where the last would win; one that has the same twice has it once.
func MergeRefusesARowTwice(t *testing.T, b Backend) {
	db := b.openLibrary(t)
	ctx, s := t.Context(), db.session(t)
	_, err := repo.Merge(ctx, s, &Author{ID: 1, Name: "ann", Books: []*Book{{ID: 1, Title: "zoo"}, {Title: "new"}, {ID: 1, Title: "zoom"}}})
	refused(t, err, repo.ErrInvalidRequest)
	says(t, err, "Author.Books has one Book twice, at 0 and 2", "give it once")
	must(t, s.Commit(ctx))
	expect(t, "nothing is copied", db.stored(t, "SELECT count(*) FROM books WHERE title IN ('zoom', 'new')"), int64(0))
	ann := value(repo.Merge(ctx, s, &Author{ID: 1, Name: "ann", Books: []*Book{{ID: 1, Title: "zoo"}, {ID: 1, Title: "zoo"}, {Title: "a"}, {Title: "a"}}}))(t)
	expect(t, "the same twice is once, and new ones are two", len(ann.Books), 3)
	fun := uuid.MustParse("00000000-0000-0000-0000-000000000001")
	_, err = repo.Merge(ctx, s, &Book{ID: 2, Title: "air", Genres: []*Genre{{ID: fun, Name: "fun"}, {ID: fun, Name: "joy"}}})
	says(t, err, "Book.Genres has one Genre twice, at 0 and 1")
	must(t, s.Rollback(ctx))
}

// VersionsSetByHand: a version that the program sets is written as it is, in the row that still has the one that was read.
func VersionsSetByHand(t *testing.T, b Backend) {
	db := b.open(t)
	ctx, s := t.Context(), db.session(t)
	team := &Team{Code: "x", Year: 1, Name: "old", Rev: 7}
	must(t, s.Add(team))
	must(t, s.Commit(ctx))
	expect(t, "a new one has what it brought", db.stored(t, "SELECT rev FROM teams"), int64(7))
	team.Rev = 20
	must(t, s.Commit(ctx))
	expect(t, "as it is", db.stored(t, "SELECT rev FROM teams"), int64(20))
	team.Name = "new"
	must(t, s.Commit(ctx))
	expect(t, "counted on", team.Rev, 21)
	value(db.Exec(ctx, builder.Text("UPDATE teams SET rev = rev + 1")))(t)
	team.Rev = 30
	var stale *repo.StaleDataError
	asError(t, s.Commit(ctx), &stale)
	must(t, s.Rollback(ctx))
}
