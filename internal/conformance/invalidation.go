package conformance

import (
	"context"
	"errors"
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// StaleRowsInsideAreForgiven: a flush that misses rows when a savepoint ends is undone with the savepoint, and no more is.
func StaleRowsInsideAreForgiven(t *testing.T, b Backend) {
	db := b.openGraph(t)
	ctx, s := t.Context(), db.session(t)
	club, other := &Club{Name: "owls"}, &Club{Name: "rats"}
	must(t, s.Add(club, other))
	must(t, s.Commit(ctx))
	must(t, s.Add(&Player{Name: "early"}))
	must(t, s.Flush(ctx))
	value(s.Exec(ctx, builder.Text("UPDATE clubs SET rev = rev + 1 WHERE name = :name", map[string]any{"name": "owls"})))(t)
	var stale *repo.StaleDataError
	err := s.Nested(ctx, func(*repo.Session) error {
		club.Name = "eagles"
		return nil
	})
	expect(t, "stale", errors.As(err, &stale), true)
	expect(t, "forgiven: s.IsActive()", s.IsActive(), true)
	expect(t, "forgiven: s.InTransaction()", s.InTransaction(), true)
	expect(t, "forgiven: club.Name", club.Name, "owls")
	must(t, s.Nested(ctx, func(*repo.Session) error {
		other.Name = "mice"
		return nil
	}))
	must(t, s.Commit(ctx))
	expect(t, "early", db.stored(t, "SELECT count(*) FROM players"), int64(1))
	expect(t, "renamed", db.stored(t, "SELECT count(*) FROM clubs WHERE name = 'mice'"), int64(1))
}

// PlansLeaveNothing: what a graph leads to is in a plan, and not in the session.
func PlansLeaveNothing(t *testing.T, b Backend) {
	db := b.openGraph(t)
	ctx, s := t.Context(), db.session(t)
	ann, air := &Author{Name: "ann"}, &Book{Title: "air"}
	must(t, s.Add(ann))
	ann.Books = []*Book{air}
	expect(t, "statements", len(value(s.Plan())(t)), 2)
	expect(t, "new: s.New()", s.New(), []any{ann})
	expect(t, "new: state of air", s.State(air), repo.Transient)
	expect(t, "new: air.Author == nil", air.Author == nil, true)
	expect(t, "new: ann.ID", ann.ID, int64(0))
	ann.Books = nil
	must(t, s.Commit(ctx))
	expect(t, "stored", db.stored(t, "SELECT count(*) FROM books"), int64(0))
}

// DoubtedRowsAreTakenOverWhole: a new entity writes all of a row that may have changed since it was read.
func DoubtedRowsAreTakenOverWhole(t *testing.T, b Backend) {
	db := b.openGraph(t)
	ctx, s := t.Context(), db.session(t)
	courses, old := builder.Model[Course](), &Course{Code: "go", Year: 1, Title: "one"}
	must(t, s.Add(old))
	must(t, s.Commit(ctx))
	value(s.Exec(ctx, builder.Update(courses).Set(builder.Col(&courses.Title).To("two")).AllRows()))(t)
	must(t, s.Delete(old))
	must(t, s.Add(&Course{Code: "go", Year: 1, Title: "one"}))
	must(t, s.Commit(ctx))
	expect(t, "stored", db.stored(t, "SELECT count(*) FROM courses WHERE title = 'one'"), int64(1))
}

// DeletesReadWhatIsInDoubt: a loaded list is read again before its owner is deleted, if rows of it were written by criteria
// or in bulk, or a filter may have hidden some.
func DeletesReadWhatIsInDoubt(t *testing.T, b Backend) {
	db := b.openLibrary(t)
	ctx, s := t.Context(), db.session(t)
	load := builder.Select(authors).OrderBy(builder.Col(&authors.Name).Asc()).Load(builder.SelectIn(&authors.Books))
	list := value(repo.All(ctx, s, load))(t)
	ann, bob := list[0], list[1]
	mud := bob.Books[0]
	move := builder.Update(books).Set(builder.Col(&books.AuthorID).To(ann.ID)).Where(builder.Col(&books.Title).Eq("mud"))
	value(s.Exec(ctx, move))(t)
	must(t, s.Delete(bob))
	must(t, s.Flush(ctx))
	expect(t, "it had moved away", s.State(mud), repo.Persistent)
	must(t, s.Delete(ann))
	must(t, s.Flush(ctx))
	expect(t, "it had come", s.State(mud), repo.Deleted)
	must(t, s.Rollback(ctx))

	filtered := db.session(t, repo.WithFilter(books, func(context.Context) (builder.Sqlizer, error) { return builder.Col(&books.Title).Ne("zoo"), nil }))
	ann = value(repo.All(ctx, filtered, load))(t)[0]
	expect(t, "one is hidden", len(ann.Books), 1)
	must(t, filtered.Delete(ann))
	must(t, filtered.Commit(ctx))
	expect(t, "stored", db.stored(t, "SELECT count(*) FROM books"), int64(1))
}

// BulkWritesPutListsInDoubt: lists that were loaded are believed anew by the next load.
func BulkWritesPutListsInDoubt(t *testing.T, b Backend) {
	db := b.openLibrary(t)
	ctx, s := t.Context(), db.session(t)
	list := value(repo.All(ctx, s, builder.Select(authors).OrderBy(builder.Col(&authors.Name).Asc()).Load(builder.SelectIn(&authors.Books))))(t)
	ann, bob := list[0], list[1]
	must(t, repo.UpdateAll(ctx, s, []*Book{{ID: bob.Books[0].ID, Title: "mud", AuthorID: ann.ID}}))
	must(t, repo.Load(ctx, s, list, &authors.Books))
	expect(t, "moved: titles(ann.Books)", titles(ann.Books), []string{"air", "mud", "zoo"})
	expect(t, "moved: titles(bob.Books)", titles(bob.Books), []string(nil))
	must(t, repo.DeleteAll(ctx, s, []*Book{{ID: ann.Books[1].ID}}))
	must(t, repo.Load(ctx, s, list, &authors.Books))
	expect(t, "deleted", titles(ann.Books), []string{"air", "zoo"})
	must(t, repo.InsertAll(ctx, s, []*Book{{Title: "new", AuthorID: ann.ID}}))
	must(t, repo.Load(ctx, s, list, &authors.Books))
	expect(t, "inserted", titles(ann.Books), []string{"air", "new", "zoo"})
	must(t, s.Commit(ctx))
}

// RollbacksLeaveOneEntityToARow: the one that was deleted is the row's again, and the one that was read for it since is not.
func RollbacksLeaveOneEntityToARow(t *testing.T, b Backend) {
	db := b.openGraph(t)
	ctx, s := t.Context(), db.session(t)
	first := &Course{Code: "go", Year: 1, Title: "one"}
	must(t, s.Add(first))
	must(t, s.Commit(ctx))
	for _, edited := range []bool{false, true} {
		must(t, s.Delete(first))
		must(t, s.Flush(ctx))
		second := value(repo.Upsert(ctx, s, &Course{Code: "go", Year: 1, Title: "two"}))(t)
		expect(t, "another one", second == first, false)
		if edited {
			second.Title = "three"
			must(t, s.Flush(ctx))
		}
		must(t, s.Rollback(ctx))
		expect(t, "states: state of first", s.State(first), repo.Persistent)
		expect(t, "states: state of second", s.State(second), repo.Detached)
		expect(t, "the row's", value(repo.Get[Course](ctx, s, "go", 1))(t) == first, true)
		expect(t, "as it was", first.Title, "one")
	}
}
