package conformance

import (
	"context"
	"database/sql"
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// by filters rows of model by one predicate.
func by[T any](model *T, pred builder.Sqlizer) repo.SessionOption {
	return repo.WithFilter(model, func(context.Context) (builder.Sqlizer, error) { return pred, nil })
}

// FiltersReachFilters: what a filter reads itself is filtered as well, through as many tables as there are, however it is spelt.
func FiltersReachFilters(t *testing.T, b Backend) {
	db := b.openLibrary(t)
	noAnn := by(authors, builder.Col(&authors.Name).Ne("ann"))
	owner, key := builder.Col(&books.AuthorID), builder.Col(&authors.ID)
	seen := builder.SelectColumns(key).From(authors)
	for how, pred := range map[string]builder.Sqlizer{
		"Has":      builder.Has(&books.Author),
		"InQuery":  owner.InQuery(seen),
		"Exists":   builder.Exists(seen.Where(key.EqCol(owner))),
		"an alias": builder.Exists(builder.Select(otherAuthor).Where(builder.Col(&otherAuthor.ID).EqCol(owner))),
		"a join":   owner.InQuery(builder.SelectColumns(builder.Col(&otherBook.AuthorID)).From(otherBook).Join(&otherBook.Author)),
	} {
		for _, s := range []*repo.Session{
			db.session(t, noAnn, by(books, pred), by(genres, builder.Has(&genres.Books))),
			db.session(t, by(genres, builder.Has(&genres.Books)), by(books, pred), noAnn),
		} {
			t.Run(how, func(t *testing.T) { ofBobAlone(t, s) })
		}
	}
	unfiltered := db.session(t, noAnn, by(books, owner.InQuery(seen.Unfiltered())))
	counted(t, unfiltered, builder.Select(books), 3)
}

var (
	otherAuthor = builder.Alias[Author]("a2")
	otherBook   = builder.Alias[Book]("b2")
)

// ofBobAlone expects that a session sees what is bob's: a book, of no genre.
func ofBobAlone(t *testing.T, s *repo.Session) {
	t.Helper()
	counted(t, s, builder.Select(books), 1)
	counted(t, s, builder.Select(otherBook), 1)
	counted(t, s, builder.Select(genres), 0)
	counted(t, s, builder.Select(authors).Join(&authors.Books), 1)
	counted(t, s, builder.Select(genres).Where(builder.Has(&genres.Books, builder.Col(&books.Title).Eq("air"))), 0)
	mud := value(repo.One(t.Context(), s, builder.Select(books).Load(builder.Joined(&books.Author))))(t)
	expect(t, "book", mud.Title, "mud")
	expect(t, "author", mud.Author.Name, "bob")
	must(t, s.Rollback(t.Context()))
	s.ExpungeAll()
	res := value(s.Exec(t.Context(), builder.Update(books).Set(builder.Col(&books.Title).To("new")).AllRows()))(t)
	expect(t, "updated", res.RowsAffected, int64(1))
	must(t, s.Rollback(t.Context()))
}

// FiltersHaveTheirOwnScope: a filter's sub-select means the same whatever else the statement reads, and calls.
func FiltersHaveTheirOwnScope(t *testing.T, b Backend) {
	db := b.openLibrary(t)
	owner, key, name := builder.Col(&books.AuthorID), builder.Col(&authors.ID), builder.Col(&authors.Name)
	zed := builder.Alias[Author]("z")
	bobs := builder.Exists(builder.Select(zed).Where(builder.Col(&zed.ID).EqCol(owner), builder.Col(&zed.Name).Eq("bob")))
	byAnn := builder.SelectColumns(name).Where(key.EqCol(owner), name.Eq("ann"))
	zooks := builder.Alias[Book]("z")
	for how, pred := range map[string]builder.Sqlizer{"not of ann": builder.Not(builder.Exists(byAnn)), "of bob": bobs, "by name": builder.ScalarSubquery[string](byAnn).IsNull()} {
		t.Run(how, func(t *testing.T) {
			s := db.session(t, by(books, pred))
			counted(t, s, builder.Select(books), 1)
			counted(t, s, builder.Select(zooks), 1)
			counted(t, s, builder.Select(books).Join(&books.Author), 1)
			counted(t, s, builder.Select(books).Join(authors, name.Eq("ann")), 1)
			counted(t, s, builder.Select(books).Join(authors, name.Eq("bob")), 1)
			counted(t, s, builder.Select(zooks).Join(authors, name.Eq("ann")), 1)
			counted(t, s, builder.Select(authors).LeftJoin(&authors.Books).Where(builder.Col(&books.ID).IsNotNull()), 1)
			counted(t, s, builder.Select(authors).Where(builder.Has(&authors.Books), name.Eq("ann")), 0)
			res := value(s.Exec(t.Context(), builder.Update(authors).Set(name.To("x")).Where(builder.Has(&authors.Books))))(t)
			expect(t, "updated", res.RowsAffected, int64(1))
			must(t, s.Rollback(t.Context()))
		})
	}
	elsewhere := db.session(t, by(books, name.Eq("ann")))
	err := second(repo.All(t.Context(), elsewhere, builder.Select(books).Join(&books.Author)))
	refused(t, err, repo.ErrInvalidRequest)
}

// FiltersReachDeletedRows: rows that were deleted softly do not count in a filter, on any road.
func FiltersReachDeletedRows(t *testing.T, b Backend) {
	db := b.openDrawers(t)
	ctx := t.Context()
	drawer := db.drawer(t)
	kept := by(sheets, builder.Col(&sheets.BinderID).InQuery(builder.SelectColumns(builder.Col(&binders.ID)).From(binders)))
	full := by(drawers, builder.Has(&drawers.Binders, builder.Col(&binders.Name).Eq("a")))
	s := db.session(t, kept, full)
	counted(t, s, builder.Select(sheets), 1)
	counted(t, s, builder.Select(drawers), 1)
	must(t, s.Rollback(ctx))
	res := value(db.Exec(ctx, builder.Update(binders).Set(builder.Col(&binders.DeletedAt).To(sql.NullTime{Time: retired, Valid: true})).AllRows()))(t)
	expect(t, "deleted", res.RowsAffected, int64(2))
	counted(t, s, builder.Select(sheets), 0)
	counted(t, s, builder.Select(sheets).Unfiltered(), 1)
	_, err := repo.Get[Drawer](ctx, s, drawer.ID)
	refused(t, err, repo.ErrNotFound)
}

// FiltersInCirclesAreRefused: a filter may read its own table; two that read one another's are refused by name.
func FiltersInCirclesAreRefused(t *testing.T, b Backend) {
	db := b.openLibrary(t)
	last := builder.Exists(builder.Select(otherBook).Where(builder.Col(&otherBook.Title).GtCol(builder.Col(&books.Title))))
	counted(t, db.session(t, by(books, last)), builder.Select(books), 2)
	byTitle := by(books, builder.Col(&books.Title).Ne("zoo"))
	counted(t, db.session(t, by(books, last), byTitle), builder.Select(books), 1)
	counted(t, db.session(t, byTitle, by(books, last)), builder.Select(books), 1)
	s := db.session(t, by(books, builder.Has(&books.Author)), by(authors, builder.Has(&authors.Books)))
	for _, err := range []error{
		second(repo.All(t.Context(), s, builder.Select(books))),
		second(repo.All(t.Context(), s, builder.Select(authors))),
		second(repo.Get[Book](t.Context(), s, 1)),
	} {
		refused(t, err, repo.ErrInvalidRequest)
		says(t, err, "Book", "Author", "read one another's table", "Unfiltered")
	}
	counted(t, s, builder.Select(genres), 2)
}
