package conformance

import (
	"testing"

	sq "github.com/Masterminds/squirrel"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// NamedFunctionsMayDoAnything: a function that a query calls by its name may read every table and write. What is pending is flushed before
// it, and a session that only reads has the database refuse what it writes, wherever in the query it stands and however it is spelled.
func NamedFunctionsMayDoAnything(t *testing.T, b Backend) {
	if b.Dialect.Name != builder.Postgres().Name {
		return // SQLite's functions are the driver's, which read and write no table
	}
	ctx, db := t.Context(), b.open(t)
	db.exec(t, "CREATE FUNCTION add_toy(text) RETURNS bigint LANGUAGE sql AS 'INSERT INTO toys (label, size) VALUES ($1, 1) RETURNING id'")
	db.exec(t, "CREATE FUNCTION count_toys() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM toys'")
	add := func() builder.Expr[int64] { return builder.Func[int64]("add_toy", "new") }
	for what, query := range map[string]builder.Query[int64]{
		"selected":    builder.As[int64](builder.SelectColumns(add())),
		"in WHERE":    builder.As[int64](builder.SelectColumns(builder.Literal(int64(1))).Where(add().Gt(0))),
		"in a CASE":   builder.As[int64](builder.SelectColumns(builder.Case[int64]().When(builder.Literal(1).Eq(2), 1).ElseExpr(add()))),
		"as text":     builder.As[int64](builder.SelectColumns(builder.Raw[int64]("1 + add_toy (?)", "new"))),
		"by squirrel": builder.As[int64](builder.SelectColumns(builder.Literal(int64(1))).Where(sq.Expr("NOT (\"add_toy\"(?) < 0)", "new"))),
	} {
		t.Run(what, func(t *testing.T) {
			s := db.session(t, repo.WithReadOnly())
			_, err := repo.Scalar[int64](ctx, s, query)
			refused(t, err, repo.ErrReadOnly)
			must(t, s.Close())
			expect(t, "stored", db.stored(t, "SELECT count(*) FROM toys"), int64(0))
		})
	}
	reader := db.session(t, repo.WithReadOnly())
	value(repo.Scalars[int64](ctx, reader, builder.SelectColumns(size).Where(sq.Eq{"size": []int{1, 2}}, builder.Text("(size > 1) AND label IN ('a') AND lower(label) = 'a'"), builder.Func[int]("length", label).Gt(0))))(t)
	db.idle(t) // what calls nothing needs no transaction
	must(t, reader.Close())
	loadsCallThem(t, b)
	s := db.session(t)
	must(t, s.Add(&Toy{Label: "pending"}))
	count := value(repo.Scalar[int64](ctx, s, builder.SelectColumns(builder.Func[int64]("count_toys"))))(t)
	expect(t, "toys that the function counts", count, int64(1))
	must(t, s.Commit(ctx))
}

// loadsCallThem: what a load calls is called in the transaction of its query.
func loadsCallThem(t *testing.T, b Backend) {
	ctx, db := t.Context(), b.openLibrary(t)
	db.exec(t, "CREATE TABLE written (n bigint)")
	db.exec(t, "CREATE FUNCTION write_one() RETURNS bigint LANGUAGE sql AS 'INSERT INTO written VALUES (1) RETURNING n'")
	reader := db.session(t, repo.WithReadOnly())
	_, err := repo.All(ctx, reader, builder.Select(authors).Load(builder.SelectIn(&authors.Books).Where(builder.Func[int64]("write_one").Gt(0))))
	refused(t, err, repo.ErrReadOnly)
	must(t, reader.Close())
	expect(t, "written", db.stored(t, "SELECT count(*) FROM written"), int64(0))
}
