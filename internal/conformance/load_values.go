package conformance

import (
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// LoadsOfValuesAreRefused: rows that are no entities, and hold none, have nothing that could be loaded: a load of them is told before
// anything is sent, and a forgotten star is named. The number of rows and a scalar of a query need none, and leave it out.
func LoadsOfValuesAreRefused(t *testing.T, b Backend) {
	db := b.openGraph(t)
	ctx, path := t.Context(), builder.SelectIn(&authors.Books)
	text := builder.Text("SELECT id, name FROM authors")
	s := db.session(t)
	db.log.take()
	for _, r := range []repo.Reader{db, s} {
		_, err := repo.All(ctx, r, builder.Load(builder.As[Author](text), path))
		refused(t, err, repo.ErrInvalidRequest)
		says(t, err, "Author.Books", "read *Author")
		_, _, err = repo.First(ctx, r, builder.Load(builder.As[struct{ ID int64 }](text), path))
		refused(t, err, repo.ErrInvalidRequest)
		says(t, err, "rows hold no Author")
		_, err = repo.All(ctx, r, builder.Load(builder.As[string](builder.Text("SELECT name FROM authors")), path))
		refused(t, err, repo.ErrInvalidRequest)
		says(t, err, "rows hold no Author")
		_, err = repo.All(ctx, r, builder.Load(builder.As[*Book](builder.Text("SELECT * FROM books")), path))
		refused(t, err, repo.ErrInvalidRequest)
		says(t, err, "rows hold no Author")
	}
	expect(t, "nothing is sent", db.log.sent(), "")
	q := builder.Select(authors).Load(path)
	expect(t, "count", value(repo.Count(ctx, s, q))(t), int64(0))
	expect(t, "exists", value(repo.Exists(ctx, s, q))(t), false)
	expect(t, "scalars", len(value(repo.Scalars[int64](ctx, s, q))(t)), 0)
}
