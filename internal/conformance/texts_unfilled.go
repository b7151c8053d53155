package conformance

import (
	"database/sql"
	"testing"

	sq "github.com/Masterminds/squirrel"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// TextsTakeTheirOwnArguments: a placeholder in a text that none of its own arguments fills is refused before anything is sent, as it
// would take an argument that stands elsewhere in the statement.
func TextsTakeTheirOwnArguments(t *testing.T, b Backend) {
	db := b.open(t)
	ctx, size := t.Context(), builder.Col(&toys.Size)
	db.exec(t, "INSERT INTO toys (label, size) VALUES ('$1 ?1', 1), ('b', 2)")
	db.log.take()
	marks := []string{"$1", "$2", "$10"}
	if b.Dialect.Name == builder.SQLite().Name {
		marks = append(marks, "?1", ":1", "@p1", "$p", "@size")
	}
	for _, mark := range marks {
		for what, stmt := range map[string]builder.Sqlizer{
			"a text alone":          builder.Text("UPDATE toys SET size = 9 WHERE size = " + mark),
			"a text with arguments": builder.Text("UPDATE toys SET size = 9 WHERE label = :label AND size = "+mark, sql.Named("label", "b")),
			"behind Set":            builder.Update(toys).Set(size.To(1)).Where(builder.Text("size = " + mark)),
			"in Set":                builder.Update(toys).Set(size.ToExpr(builder.Raw[int](mark))).Where(size.Eq(1)),
			"before a comparison":   builder.SelectColumns(label).Where(builder.Raw[bool]("size = "+mark), size.Eq(2)),
			"beside an argument":    builder.SelectColumns(label).Where(builder.Raw[bool]("size = ? OR size = "+mark, 1)),
			"in a column":           builder.SelectColumns(builder.Raw[int64]("size - " + mark)).From(toys).Where(size.Eq(2)),
			"in an order":           builder.SelectColumns(label).Where(size.Eq(2)).OrderBy(builder.Raw[int64]("size + " + mark).Asc()),
			"in a subquery":         builder.SelectColumns(label).Where(size.InQuery(builder.SelectColumns(builder.Raw[int](mark)).From(toys)), size.Eq(2)),
			"in a list":             builder.Delete(toys).Where(builder.Text("size IN (:sizes) OR size = "+mark, sql.Named("sizes", []int{1, 2}))),
		} {
			_, err := db.Exec(ctx, stmt)
			t.Run(what+" "+mark, func(t *testing.T) {
				refused(t, err, repo.ErrInvalidRequest)
				if mark != "?1" { // of which Raw takes the ? for that of an argument
					says(t, err, "text has "+mark+", which takes none of its arguments", "write :name")
				}
			})
		}
	}
	_, err := db.Exec(ctx, builder.Delete(toys).Where(builder.Raw[bool]("size = ?1", 1)))
	says(t, err, "text has ?1, which takes none of its arguments")
	_, err = db.Exec(ctx, builder.Delete(toys).Where(sq.Expr("size = $1")))
	says(t, err, "text has more placeholders than its 0 arguments")
	expect(t, "sent", db.log.sent(), "")
	texts := value(repo.Scalars[string](ctx, db, builder.SelectColumns(label).Where(
		builder.Raw[bool]("label = '$1 ?1' /* $1 ?1 :1 */ -- $1 ?1\n"), sq.Expr("size = $1 OR size = $1", 1), builder.Text(`"size" < :most AND "size" < :most`, sql.Named("most", 5)))))(t)
	expect(t, "what is quoted, and what is numbered with its arguments", texts, []string{"$1 ?1"})
	if b.Dialect.Name == builder.Postgres().Name {
		parametersOfTheirOwn(t, db)
	}
}

// parametersOfTheirOwn: what a function or a prepared statement consists of keeps its numbers.
func parametersOfTheirOwn(t *testing.T, db *database) {
	db.exec(t, "CREATE FUNCTION more(int) RETURNS int LANGUAGE sql AS $$ SELECT $1 + 1 $$")
	db.exec(t, "CREATE OR REPLACE FUNCTION twice(int) RETURNS int LANGUAGE sql RETURN $1 + $1")
	db.exec(t, "CREATE FUNCTION third(int) RETURNS int BEGIN ATOMIC SELECT 1; SELECT $1 * 3; END")
	db.exec(t, "CREATE FUNCTION fourth(int) RETURNS int LANGUAGE sql AS 'SELECT $1 * 4'")
	expect(t, "functions", db.stored(t, "SELECT more(1) + twice(2) + third(3) + fourth(4)"), int64(2+4+9+16))
	s := db.session(t)
	value(s.Exec(t.Context(), builder.Text("PREPARE larger (int) AS SELECT label FROM toys WHERE size > $1")))(t)
	expect(t, "prepared", value(repo.Scalars[string](t.Context(), s, builder.Text("EXECUTE larger (1)")))(t), []string{"b"})
	value(s.Exec(t.Context(), builder.Text("DEALLOCATE larger")))(t)
	must(t, s.Commit(t.Context()))
}
