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

// VersionsThatNobodyRead: rows that were read without their version are counted up all the same, so that who read them before is
// told; the version comes back, and is looked at from then on.
func VersionsThatNobodyRead(t *testing.T, b Backend) {
	db := b.open(t)
	ctx, s := t.Context(), db.session(t)
	must(t, s.Add(&Team{Code: "x", Year: 1, Name: "a"}, &Team{Code: "x", Year: 2, Name: "b"}, &Team{Code: "x", Year: 3, Name: "c"}))
	must(t, s.Commit(ctx))
	must(t, s.Close())
	before, s := value(repo.All(ctx, db, builder.Select(builder.Model[Team]())))(t), db.session(t)
	parts := value(repo.All(ctx, s, builder.As[*Team](builder.Text("SELECT code, year, name FROM teams ORDER BY year"))))(t)
	parts[0].Name = "alone"
	must(t, s.Flush(ctx))
	expect(t, "the version comes back", parts[0].Rev, 2)
	parts[0].Name, parts[1].Name, parts[2].Name = "again", "together", "together"
	must(t, s.Commit(ctx))
	expect(t, "counted up", db.stored(t, "SELECT count(*) FROM teams WHERE (year = 1 AND rev = 3) OR (year > 1 AND rev = 2)"), int64(3))
	for _, old := range before {
		old.Name = "late"
		late := db.session(t)
		_, err := repo.Merge(ctx, late, old)
		if err == nil {
			err = late.Commit(ctx)
		}
		var stale *repo.StaleDataError
		asError(t, err, &stale)
		must(t, late.Rollback(ctx))
	}
}
