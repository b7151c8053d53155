package conformance

import (
	"errors"
	"strings"
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// letterTables are a table with rules, which takes no RETURNING; SQLite has no rules.
var letterTables = []string{
	"CREATE TABLE letters (code text PRIMARY KEY, body text NOT NULL, made_by text DEFAULT 'db', changed text, rev bigint NOT NULL)",
	"CREATE TABLE lost (code text)",
	"CREATE RULE lose AS ON INSERT TO letters WHERE NEW.body = 'lost' DO INSTEAD INSERT INTO lost VALUES (NEW.code)",
	"CREATE RULE lose_again AS ON UPDATE TO letters WHERE NEW.body = 'lost' DO INSTEAD INSERT INTO lost VALUES (NEW.code)",
}

// Letter is a row of a table that takes no RETURNING.
type Letter struct {
	_       struct{} `db:",noreturning"`
	Code    string   `db:"code,pk"`
	Body    string
	MadeBy  *string `db:"made_by,default='db'"`
	Changed *string `db:"changed,onupdate='later'"`
	Rev     int64   `db:"rev,version"`
}

// TableName names the table.
func (Letter) TableName() string { return "letters" }

// Missive is a letter that does not say so.
type Missive struct {
	Code   string `db:"code,pk"`
	Body   string
	MadeBy *string `db:"made_by,default='db'"`
	Rev    int64   `db:"rev,version"`
}

// TableName names the table.
func (Missive) TableName() string { return "letters" }

var letters = builder.Model[Letter]()

func (b Backend) openLetters(t *testing.T) *database {
	t.Helper()
	db := b.open(t)
	tables := letterTables
	if b.Dialect.Name == builder.SQLite().Name {
		tables = tables[:2]
	}
	for _, table := range tables {
		db.exec(t, table)
	}
	db.log.take()
	return db
}

// TablesWithoutReturning: a type says that its table takes none; its rows are written, one by one and many at once, and
// what the database made is read by whatever meets the row next.
func TablesWithoutReturning(t *testing.T, b Backend) {
	db := b.openLetters(t)
	ctx, s := t.Context(), db.session(t)
	list := []*Letter{{Code: "a", Body: "one"}, {Code: "b", Body: "two"}, {Code: "c", Body: "three"}}
	t.Run("RETURNING, nobody read it", func(t *testing.T) {
		must(t, s.Add(list[0], list[1], list[2]))
		must(t, s.Flush(ctx))
		expect(t, "RETURNING", strings.Contains(db.log.sent(), "RETURNING"), false)
		expect(t, "nobody read it: list[0].MadeBy == nil", list[0].MadeBy == nil, true)
		expect(t, "nobody read it: list[0].Rev", list[0].Rev, int64(1))
		expect(t, "nobody read it: state of list[0]", s.State(list[0]), repo.Persistent)
	})
	t.Run("the next Get reads it, or a query", func(t *testing.T) {
		got := value(repo.Get[Letter](ctx, s, "a"))(t)
		expect(t, "the next Get reads it: got == list[0]", got == list[0], true)
		expect(t, "the next Get reads it: *list[0].MadeBy", *list[0].MadeBy, "db")
		value(repo.All(ctx, s, builder.Select(letters)))(t)
		expect(t, "or a query", *list[2].MadeBy, "db")
	})

	t.Run("RETURNING, counted by the client", func(t *testing.T) {
		for i, v := range list {
			v.Body = []string{"un", "deux", "trois"}[i]
		}
		db.log.take()
		must(t, s.Flush(ctx))
		expect(t, "RETURNING", strings.Contains(db.log.sent(), "RETURNING"), false)
		expect(t, "counted by the client: list[1].Rev", list[1].Rev, int64(2))
		expect(t, "counted by the client: list[1].Changed == nil", list[1].Changed == nil, true)
		expect(t, "nothing to write", s.IsModified(list[1]), false)
	})
	t.Run("read, what the database works out is read as well", func(t *testing.T) {
		value(repo.Get[Letter](ctx, s, "b"))(t)
		expect(t, "read: *list[1].Changed", *list[1].Changed, "later")
		expect(t, "read: list[1].Rev", list[1].Rev, int64(2))
		must(t, s.Set(list[1], &list[1].Body, builder.Upper(builder.Col(&letters.Body))))
		must(t, s.Flush(ctx))
		value(repo.Get[Letter](ctx, s, "b"))(t)
		expect(t, "what the database works out is read as well", list[1].Body, "DEUX")
		must(t, s.Commit(ctx))
		expect(t, "stored", listed(t, db, "SELECT body FROM letters ORDER BY code"), "un, DEUX, trois")

		db.exec(t, "UPDATE letters SET rev = 9 WHERE code = 'c'")
		list[2].Body = "drei"
		var stale *repo.StaleDataError
		expect(t, "counted", errors.As(s.Commit(ctx), &stale), true)
	})
}

// RulesHoldForBulkWrites: many rows at once go by a table's rules as one does.
func RulesHoldForBulkWrites(t *testing.T, b Backend) {
	db, ctx := b.openLetters(t), t.Context()
	if b.Dialect.Name == builder.SQLite().Name {
		return // which has no rules
	}
	db.exec(t, "CREATE RULE also AS ON INSERT TO letters DO ALSO INSERT INTO lost VALUES (NEW.code)")
	must(t, db.Begin(ctx, func(s *repo.Session) error {
		return repo.InsertAll(ctx, s, []*Letter{{Code: "a", Body: "one"}, {Code: "b", Body: "two"}})
	}))
	expect(t, "rows", listed(t, db, "SELECT code FROM letters UNION ALL SELECT code || ' too' FROM lost ORDER BY 1"), "a, a too, b, b too")
}

// RefusedReturningNamesTheOption: where the table takes no RETURNING and its type does not say so, the error does. A key
// that the database works out is refused, since nobody would tell it.
func RefusedReturningNamesTheOption(t *testing.T, b Backend) {
	db := b.openLetters(t)
	ctx, s := t.Context(), db.session(t)
	must(t, s.Add(&Missive{Code: "a", Body: "one"}))
	err := s.Flush(ctx)
	if b.Dialect.Name == builder.SQLite().Name {
		must(t, err)
	} else {
		refused(t, err, repo.ErrUnsupported)
		says(t, err, "RETURNING", `db:",noreturning"`)
	}
	must(t, s.Rollback(ctx))
	v := &Letter{Code: "x", Body: "one"}
	must(t, s.Add(v))
	must(t, s.Set(v, &v.Code, builder.Literal("y")))
	err = s.Flush(ctx)
	says(t, err, "noreturning", "Code")
}
