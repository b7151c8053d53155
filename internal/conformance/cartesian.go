package conformance

import (
	"testing"

	sq "github.com/Masterminds/squirrel"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// ForgottenJoinsAreRefused: tables that a query names and connects by nothing are no product unless From or CrossJoin says
// so; nothing is sent.
func ForgottenJoinsAreRefused(t *testing.T, b Backend) {
	db := b.openLibrary(t)
	ctx, s := t.Context(), db.session(t)
	other := builder.Alias[Author]("other")
	id, name, title := builder.Col(&authors.ID), builder.Col(&authors.Name), builder.Col(&books.Title)
	writer, otherName := builder.Col(&books.AuthorID), builder.Col(&other.Name)
	product := func() builder.SelectStmt[*Author] { return builder.Select(authors).Where(title.Eq("x")) }
	for what, stmt := range map[string]builder.Sqlizer{
		"of entities":      product(),
		"of columns":       builder.SelectColumns(name, title),
		"of an alias":      builder.Select(authors).Where(otherName.Eq("ann")),
		"inside AND":       builder.Select(authors).Where(builder.And(name.Eq("ann"), title.Eq("x"))),
		"beside a join":    builder.Select(authors).Join(&authors.Books).Where(otherName.Eq("ann")),
		"beside Has":       builder.Select(authors).Where(title.Eq("x"), builder.Has(&authors.Books)),
		"beside IN":        builder.Select(authors).Where(title.Eq("x"), id.InQuery(builder.SelectColumns(writer))),
		"on a side of OR":  builder.Select(authors).Where(builder.Or(name.Eq("ann"), title.Eq("x"))),
		"in ORDER BY":      builder.Select(authors).OrderBy(title.Asc()),
		"in a sub-select":  builder.Select(authors).Where(id.InQuery(builder.SelectColumns(writer).Where(otherName.Eq("ann")))),
		"beside CrossJoin": builder.Select(authors).CrossJoin(other).Where(title.Eq("x")),
	} {
		t.Run(what, func(t *testing.T) {
			db.log.take()
			_, err := db.Query(ctx, stmt)
			refused(t, err, repo.ErrInvalidRequest)
			says(t, err, "nothing ties", "say From(")
			_, err = s.Exec(ctx, stmt)
			refused(t, err, repo.ErrInvalidRequest)
			expect(t, "sent", db.log.sent(), "")
		})
	}
	_, err := repo.All(ctx, s, product())
	says(t, err, "nothing ties authors and books together", "From(authors, books)")
	_, _, err = product().ToSql()
	says(t, err, "nothing ties authors and books together")
	for what, stmt := range map[string]builder.Sqlizer{
		"From":             product().From(authors, books),
		"CrossJoin":        builder.Select(authors).CrossJoin(books).Where(title.Eq("x")),
		"a comparison":     builder.Select(authors).Where(id.EqCol(writer)),
		"an expression":    builder.Select(authors).Where(id.Add(1).EqCol(writer)),
		"inside OR":        builder.Select(authors).Where(builder.Or(id.EqCol(writer), title.Eq("x"))),
		"a tuple":          builder.Select(authors).Where(builder.Tuple(id, name).In([]any{writer, title})),
		"in three steps":   builder.Select(authors).Where(id.EqCol(writer), otherName.EqCol(title)),
		"squirrel's":       product().Where(sq.Expr("authors.id = books.author_id")),
		"raw text":         product().Where(builder.Raw[bool]("authors.id = books.author_id")),
		"a join":           product().Join(books),
		"along":            product().Join(&authors.Books),
		"on true of one":   product().Join(books, title.Ne("y")),
		"IN of a query":    builder.Select(authors).Where(id.InQuery(builder.SelectColumns(writer).Where(title.Eq("x")))),
		"EXISTS":           builder.Select(authors).Where(builder.Exists(builder.SelectColumns(writer).Where(writer.EqCol(id)))),
		"Has":              builder.Select(authors).Where(builder.Has(&authors.Books, title.Eq("x"))),
		"across a query":   builder.Select(authors).Where(builder.Col(&other.ID).Gt(0), builder.Exists(builder.SelectColumns(writer).Where(writer.EqCol(id), title.EqCol(otherName)))),
		"two around a row": builder.Select(authors).Where(builder.Exists(builder.SelectColumns(writer).Where(writer.EqCol(id), builder.Col(&other.ID).EqCol(id)))),
	} {
		t.Run(what, func(t *testing.T) {
			rows, err := db.Query(ctx, stmt)
			must(t, err)
			must(t, rows.Close())
		})
	}
}
