package conformance

import (
	"context"
	"errors"
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// ruledTables are tables with rules that write down what is done to them.
var ruledTables = []string{
	"CREATE TABLE ruled (id bigint PRIMARY KEY, name text NOT NULL, rev bigint NOT NULL DEFAULT 1)",
	"CREATE TABLE audit (what text NOT NULL)",
	"CREATE RULE put AS ON INSERT TO ruled DO ALSO INSERT INTO audit VALUES ('put ' || NEW.name)",
	"CREATE RULE edit AS ON UPDATE TO ruled DO ALSO INSERT INTO audit VALUES (OLD.id || ' to ' || NEW.name)",
	"CREATE RULE drop AS ON DELETE TO ruled DO ALSO INSERT INTO audit VALUES ('drop ' || OLD.id)",
	"CREATE RULE locked AS ON UPDATE TO ruled WHERE OLD.name = 'locked' DO INSTEAD INSERT INTO audit VALUES ('kept ' || OLD.id)",
	"CREATE RULE locked_too AS ON DELETE TO ruled WHERE OLD.name = 'locked' DO INSTEAD NOTHING",
}

// Ruled is a row whose table has rules.
type Ruled struct {
	ID   int64 `db:"id,pk"`
	Name string
}

// TableName names the table.
func (Ruled) TableName() string { return "ruled" }

// RuledRevision is the same with a version.
type RuledRevision struct {
	ID   int64 `db:"id,pk"`
	Name string
	Rev  int64 `db:"rev,version"`
}

// TableName names the table.
func (RuledRevision) TableName() string { return "ruled" }

// ruledEdit is a way to change rows of which the rules must hear.
type ruledEdit struct {
	name, audit string
	do          func(ctx context.Context, s *repo.Session) error
}

var ruledEdits = []ruledEdit{
	{"one is added", "put x", func(_ context.Context, s *repo.Session) error { return s.Add(&Ruled{ID: 9, Name: "x"}) }},
	{"several are added", "put x, put y", func(_ context.Context, s *repo.Session) error {
		return s.Add(&RuledRevision{ID: 8, Name: "x"}, &RuledRevision{ID: 9, Name: "y"})
	}},
	{"one is edited", "1 to x", func(ctx context.Context, s *repo.Session) error { return edited(ctx, s, ruledName, 1) }},
	{"several are edited", "1 to x, 2 to x, 3 to x", func(ctx context.Context, s *repo.Session) error {
		return edited(ctx, s, ruledName, 1, 2, 3)
	}},
	{"one with a version is edited", "1 to x", func(ctx context.Context, s *repo.Session) error { return edited(ctx, s, revisionName, 1) }},
	{"several with a version are edited", "1 to x, 2 to x, 3 to x", func(ctx context.Context, s *repo.Session) error {
		return edited(ctx, s, revisionName, 1, 2, 3)
	}},
	{"one is deleted", "drop 1", func(ctx context.Context, s *repo.Session) error { return deletedByKey[Ruled](ctx, s, 1) }},
	{"several are deleted", "drop 1, drop 2", func(ctx context.Context, s *repo.Session) error { return deletedByKey[Ruled](ctx, s, 1, 2) }},
	{"one with a version is deleted", "drop 1", func(ctx context.Context, s *repo.Session) error { return deletedByKey[RuledRevision](ctx, s, 1) }},
	{"several with a version are deleted", "drop 1, drop 2", func(ctx context.Context, s *repo.Session) error {
		return deletedByKey[RuledRevision](ctx, s, 1, 2)
	}},
}

func ruledName(r *Ruled)            { r.Name = "x" }
func revisionName(r *RuledRevision) { r.Name = "x" }

func edited[T any](ctx context.Context, s *repo.Session, edit func(*T), ids ...int64) error {
	for _, id := range ids {
		row, err := repo.Get[T](ctx, s, id)
		if err != nil {
			return err
		}
		edit(row)
	}
	return nil
}

func deletedByKey[T any](ctx context.Context, s *repo.Session, ids ...int64) error {
	for _, id := range ids {
		row, err := repo.Get[T](ctx, s, id)
		if err = errors.Join(err, s.Delete(row)); err != nil {
			return err
		}
	}
	return nil
}

// ruled runs body with the tables with rules, and with a way to start anew with four rows. SQLite has no rules.
func (b Backend) ruled(t *testing.T, body func(db *database, anew func())) {
	t.Helper()
	if b.Dialect.Name == builder.SQLite().Name {
		return
	}
	db := b.open(t)
	for _, text := range ruledTables {
		db.exec(t, text)
	}
	body(db, func() {
		db.exec(t, "TRUNCATE ruled")
		db.exec(t, "INSERT INTO ruled VALUES (1, 'a'), (2, 'b'), (3, 'c'), (4, 'locked')")
		db.exec(t, "TRUNCATE audit")
	})
	db.idle(t)
}

const audited = "SELECT what FROM audit ORDER BY 1"

// RulesHoldWhereCommitRides: a table's rules hear of what a flush writes as of any statement, behind reading or first in the transaction, where
// COMMIT rides and where it goes alone, one row or several, the first time and later.
func RulesHoldWhereCommitRides(t *testing.T, b Backend) {
	b.ruled(t, func(db *database, anew func()) {
		ctx := t.Context()
		for _, c := range ruledEdits {
			t.Run(c.name, func(t *testing.T) {
				for range 2 {
					anew()
					must(t, db.Begin(ctx, func(s *repo.Session) error { return c.do(ctx, s) }))
					expect(t, "behind reading", listed(t, db, audited), c.audit)
					anew()
					must(t, db.Begin(ctx, func(s *repo.Session) error { return errors.Join(c.do(ctx, s), s.Flush(ctx)) }))
					expect(t, "flushed", listed(t, db, audited), c.audit)
					anew()
					must(t, db.Begin(ctx, func(s *repo.Session) error { return c.do(ctx, s) }, repo.WithCheckedCommit()))
					expect(t, "checked", listed(t, db, audited), c.audit)
				}
			})
		}
	})
}

// RulesHoldInTransactionsOfOneTrip: so it is where the session had committed what it read, so that the write begins and ends its transaction.
func RulesHoldInTransactionsOfOneTrip(t *testing.T, b Backend) {
	b.ruled(t, func(db *database, anew func()) {
		ctx := t.Context()
		for range 2 {
			anew()
			s := db.session(t)
			row := value(repo.Get[RuledRevision](ctx, s, int64(1)))(t)
			plain := value(repo.Get[Ruled](ctx, s, int64(2)))(t)
			must(t, s.Commit(ctx))
			row.Name, plain.Name = "x", "y"
			must(t, s.Commit(ctx))
			expect(t, "edited", listed(t, db, audited), "1 to x, 2 to y")
			expect(t, "its version", row.Rev, int64(2))
			must(t, s.Delete(row))
			must(t, s.Commit(ctx))
			expect(t, "deleted", listed(t, db, audited), "1 to x, 2 to y, drop 1")
		}
	})
}

// RuledRowsAreCounted: a row that somebody else has changed, or that a rule keeps from being changed, is missed all the same, and nothing of the
// transaction is stored.
func RuledRowsAreCounted(t *testing.T, b Backend) {
	b.ruled(t, func(db *database, anew func()) {
		ctx := t.Context()
		for range 2 {
			anew()
			err := db.Begin(ctx, func(s *repo.Session) error {
				if err := edited(ctx, s, revisionName, 1, 2); err != nil {
					return err
				}
				_, err := db.Exec(ctx, builder.Text("DELETE FROM ruled WHERE id = 2"))
				return err
			})
			var stale *repo.StaleDataError
			expect(t, "somebody else was there: a StaleDataError", errors.As(err, &stale), true)
			expect(t, "somebody else was there", listed(t, db, audited), "drop 2")
			err = db.Begin(ctx, func(s *repo.Session) error { return edited(ctx, s, ruledName, 1, 4) })
			expect(t, "a rule leaves it: a StaleDataError", errors.As(err, &stale), true)
			expect(t, "a rule leaves it", listed(t, db, audited), "drop 2")
			expect(t, "names", listed(t, db, "SELECT name FROM ruled ORDER BY id"), "a, c, locked")
		}
	})
}

// RulesOfAssociationsHold: a row that is taken out of an association table goes by that table's rules.
func RulesOfAssociationsHold(t *testing.T, b Backend) {
	if b.Dialect.Name == builder.SQLite().Name {
		return
	}
	db := b.openGraph(t)
	ctx, s := t.Context(), db.session(t)
	db.exec(t, "CREATE TABLE audit (what text NOT NULL)")
	db.exec(t, "CREATE RULE put AS ON INSERT TO book_genres DO ALSO INSERT INTO audit VALUES ('put')")
	db.exec(t, "CREATE RULE take AS ON DELETE TO book_genres DO ALSO INSERT INTO audit VALUES ('take')")
	zoo := &Book{Title: "zoo", Author: &Author{Name: "ann"}, Genres: []*Genre{{Name: "fun"}, {Name: "art"}}}
	must(t, s.Add(zoo))
	must(t, s.Commit(ctx))
	zoo.Genres = zoo.Genres[:1]
	must(t, s.Commit(ctx))
	expect(t, "taken out", listed(t, db, audited), "put, put, take")
	zoo.Genres = nil
	must(t, s.Commit(ctx))
	expect(t, "all taken out", listed(t, db, audited), "put, put, take, take")
	expect(t, "tagged", listed(t, db, tagged), "")
}

// Shown is a row of a view that a rule writes, which takes no RETURNING.
type Shown struct {
	ID   int64 `db:"id,pk"`
	Name string
}

// TableName names the view.
func (Shown) TableName() string { return "shown" }

// RulesOfViewsHold: an edit of a row of a view is what its rule makes of it, without a tag.
func RulesOfViewsHold(t *testing.T, b Backend) {
	b.ruled(t, func(db *database, anew func()) {
		ctx := t.Context()
		db.exec(t, "CREATE VIEW shown AS SELECT id, name FROM ruled")
		db.exec(t, "CREATE RULE shown_edit AS ON UPDATE TO shown DO INSTEAD UPDATE ruled SET name = NEW.name WHERE id = OLD.id")
		for range 2 {
			anew()
			must(t, db.Begin(ctx, func(s *repo.Session) error { return edited(ctx, s, func(r *Shown) { r.Name = "x" }, 1) }))
			expect(t, "edited", listed(t, db, "SELECT name FROM ruled ORDER BY id"), "x, b, c, locked")
			expect(t, "the table's own rule", listed(t, db, audited), "1 to x")
		}
	})
}

// RulesThatComeLaterAreLearned: a rule that is made while an engine runs costs the transaction that meets it first one more run.
func RulesThatComeLaterAreLearned(t *testing.T, b Backend) {
	if b.Dialect.Name == builder.SQLite().Name {
		return
	}
	db := b.open(t)
	ctx := t.Context()
	for _, text := range ruledTables[:2] {
		db.exec(t, text)
	}
	db.exec(t, "INSERT INTO ruled VALUES (1, 'a')")
	names := []string{"b", "c", "d", "e"}
	for i, name := range names {
		if i == 2 {
			db.exec(t, ruledTables[3])
		}
		must(t, db.Begin(ctx, func(s *repo.Session) error {
			return edited(ctx, s, func(r *RuledRevision) { r.Name = name }, 1)
		}, repo.WithRetry(2)))
	}
	expect(t, "heard", listed(t, db, audited), "1 to d, 1 to e")
	expect(t, "edited", listed(t, db, "SELECT name || rev FROM ruled"), "e5")
}
