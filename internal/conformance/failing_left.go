package conformance

import (
	"context"
	"testing"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Ledger has a column that is left to the database where it is 0.
type Ledger struct {
	ID    int64
	Name  string
	Count int `db:"count,omitzero"`
}

// TableName names the table.
func (Ledger) TableName() string { return "ledgers" }

// ReadLedger has a column that is never written.
type ReadLedger struct {
	ID    int64
	Name  string
	Count int `db:"count,readonly"`
}

// TableName names the table.
func (ReadLedger) TableName() string { return "read_ledgers" }

// CountedLedger has a key that its table does not count up.
type CountedLedger struct {
	ID   int64
	Name string
}

// TableName names the table.
func (CountedLedger) TableName() string { return "counted_ledgers" }

var (
	ledgers     = builder.Model[Ledger]()
	readLedgers = builder.Model[ReadLedger]()
)

// leftOut writes entities by every door that inserts, and compares what is said of the column that is left to the database.
func leftOut[T any](t *testing.T, db *database, column string, parts ...string) {
	t.Helper()
	ctx := t.Context()
	for door, write := range map[string]func(s *repo.Session) error{
		"Add":       func(s *repo.Session) error { must(t, s.Add(new(T))); return s.Commit(ctx) },
		"Add, two":  func(s *repo.Session) error { must(t, s.Add(new(T), new(T))); return s.Commit(ctx) },
		"InsertAll": func(s *repo.Session) error { return repo.InsertAll(ctx, s, []*T{new(T), new(T)}) },
		"Insert": func(s *repo.Session) error {
			return second(s.Exec(ctx, builder.Insert(builder.Model[T]()).Values(new(T))))
		},
		"Returning": func(s *repo.Session) error {
			return second(repo.One(ctx, s, builder.Insert(builder.Model[T]()).Values(new(T)).Returning()))
		},
	} {
		s := db.session(t)
		err := write(s)
		var refusal *backends.Error
		asError(t, err, &refusal)
		refused(t, err, repo.ErrNotNullViolation)
		expect(t, door, refusal.Column, column)
		says(t, err, parts...)
		must(t, s.Rollback(context.WithoutCancel(ctx)))
	}
}

// ColumnsLeftOutAreNamed: where a column is NULL because its tag leaves it to the database, which has nothing for it, the error names the
// field and the tag.
func ColumnsLeftOutAreNamed(t *testing.T, b Backend) {
	db := b.open(t)
	db.create(t, schema.MustOf(ledgers, readLedgers))
	leftOut[Ledger](t, db, "count", "Ledger.Count is left to the database, as omitzero says of a zero value", "give it one, or drop omitzero")
	leftOut[ReadLedger](t, db, "count", "ReadLedger.Count is left to the database by readonly", "give it one, or drop readonly")
	if b.Dialect.Name == builder.Postgres().Name { // SQLite counts every such key
		db.exec(t, "CREATE TABLE counted_ledgers (id bigint PRIMARY KEY, name text NOT NULL)")
		leftOut[CountedLedger](t, db, "id", "CountedLedger.ID is left to the database, as an integer key without a value is", "make it an identity, or give the key a value")
	}
	s := db.session(t)
	_, err := s.Exec(t.Context(), builder.Insert(ledgers).Set(builder.Col(&ledgers.Name).ToExpr(builder.Raw[string]("NULL"))))
	refused(t, err, repo.ErrNotNullViolation)
}
