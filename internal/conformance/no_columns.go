package conformance

import (
	"context"
	"testing"

	sq "github.com/Masterminds/squirrel"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// TextsWithoutRowsAreNotRead: a text that answers no rows is refused by what reads rows, before it is sent where its words say so; else
// the error says what became of it.
func TextsWithoutRowsAreNotRead(t *testing.T, b Backend) {
	db := b.open(t)
	ctx := t.Context()
	s := db.session(t)
	for _, text := range []string{
		"INSERT INTO toys (label, size) VALUES ('returning', 1)", " -- one\n insert into toys (label, size) select 'b', (select 1);", "UPDATE toys SET size = 9",
		"DELETE FROM toys", "WITH old AS (SELECT 1 AS id) DELETE FROM toys WHERE id IN (SELECT id FROM old)", "CREATE TABLE others (id int)", "DROP TABLE toys",
	} {
		db.log.take()
		for what, read := range readers(ctx, builder.Text(text)) {
			for where, on := range map[string]repo.Reader{"engine": db.Engine, "session": s} {
				err := read(on)
				refused(t, err, repo.ErrInvalidRequest)
				says(t, err, "the statement answers no rows, and was not sent: run it with Exec")
				expect(t, what+" of "+text+" sent on "+where, db.log.sent(), "")
			}
		}
		for _, err := range repo.Pages(ctx, s, builder.As[int64](builder.Text(text)), 2) {
			says(t, err, "the statement answers no rows, and was not sent: run it with Exec")
		}
	}
	_, err := repo.All(ctx, db, builder.As[int64](sq.Insert("toys").Columns("label", "size").Values("b", 1)))
	says(t, err, "the statement answers no rows, and was not sent: run it with Exec")
	expect(t, "rows", db.stored(t, "SELECT count(*) FROM toys"), int64(0))
	for _, text := range []string{
		"INSERT INTO toys (label, size) VALUES ('a', 1) RETURNING id", "WITH n AS (SELECT 2 AS size) INSERT INTO toys (label, size) SELECT 'b', size FROM n RETURNING size",
		"SELECT 1", "(SELECT 1)", "VALUES (1)", "DELETE FROM toys RETURNING (SELECT 1)",
	} {
		if b.Dialect.Name == builder.SQLite().Name && text[0] == '(' {
			continue
		}
		value(repo.All(ctx, db, builder.As[int64](builder.Text(text))))(t)
	}
	if b.Dialect.Name == builder.Postgres().Name {
		carriedOutTexts(t, db)
	}
}

// readers is what reads a statement's rows.
func readers(ctx context.Context, stmt builder.Sqlizer) map[string]func(on repo.Reader) error {
	q := builder.As[int64](stmt)
	return map[string]func(on repo.Reader) error{
		"All":     func(on repo.Reader) error { _, err := repo.All(ctx, on, q); return err },
		"One":     func(on repo.Reader) error { _, err := repo.One(ctx, on, q); return err },
		"Scalar":  func(on repo.Reader) error { _, err := repo.Scalar[int64](ctx, on, stmt); return err },
		"Scalars": func(on repo.Reader) error { _, err := repo.Scalars[int64](ctx, on, stmt); return err },
		"Each": func(on repo.Reader) (err error) {
			for _, failed := range repo.Each(ctx, on, q) {
				err = failed
			}
			return err
		},
	}
}

// carriedOutTexts: that SELECT INTO answers nothing is known behind it.
func carriedOutTexts(t *testing.T, db *database) {
	ctx := t.Context()
	into := builder.Text("SELECT 1 AS id INTO made")
	made := func() int64 { return db.stored(t, "SELECT count(*) FROM pg_class WHERE relname = 'made'") }
	for what, read := range readers(ctx, into) {
		err := read(db.Engine)
		refused(t, err, repo.ErrInvalidRequest)
		says(t, err, "the statement answers no rows", "it was carried out and is committed, so do not run it again")
		expect(t, "made by "+what, made(), int64(1))
		says(t, read(db.Engine), "already exists")
		db.exec(t, "DROP TABLE made")
		s := db.session(t)
		err = read(s)
		refused(t, err, repo.ErrInvalidRequest)
		says(t, err, "it was carried out, in the transaction, so do not run it again there")
		must(t, s.Commit(ctx))
		expect(t, "made in a session by "+what, made(), int64(1))
		db.exec(t, "DROP TABLE made")
	}
	var first, second []int64
	err := repo.Gather(ctx, db, repo.Into(&first, builder.As[int64](builder.Text("SELECT 1"))), repo.Into(&second, builder.As[int64](into)))
	says(t, err, "the statement answers no rows")
	says(t, err, "carried out and", "committed", "run it again")
}
