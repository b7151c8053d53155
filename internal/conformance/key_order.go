package conformance

import (
	"context"
	"testing"
	"time"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Seat is found by two columns.
type Seat struct {
	Deck   string `db:"deck,pk"`
	Number int    `db:"number,pk"`
	Note   string
}

// TableName names the table.
func (Seat) TableName() string { return "seats" }

// Stock has a version.
type Stock struct {
	Code string `db:"code,pk,type=varchar(10)"`
	Note string
	Rev  int `db:"rev,version"`
}

// TableName names the table.
func (Stock) TableName() string { return "stocks" }

// Bin is deleted softly.
type Bin struct {
	ID        int64
	Note      string
	DeletedAt *time.Time `db:"deleted_at,softdelete"`
}

// TableName names the table.
func (Bin) TableName() string { return "bins" }

// FlushesLockInKeyOrder: rows that a flush changes alike wait for others in the order of their keys, wherever they lie in the table, so
// that sessions which change the same rows do not deadlock.
func FlushesLockInKeyOrder(t *testing.T, b Backend) {
	db := b.open(t)
	seats, stocks, bins := builder.Model[Seat](), builder.Model[Stock](), builder.Model[Bin]()
	db.create(t, schema.MustOf(seats, stocks, bins))
	for _, into := range []string{"seats (deck, number, note) SELECT 'a', i, ''", "stocks (code, note, rev) SELECT 'c' || i, '', 1", "bins (id, note) SELECT i, ''"} {
		db.exec(t, "INSERT INTO "+into+" FROM (WITH RECURSIVE n(i) AS (SELECT 90 UNION ALL SELECT i - 1 FROM n WHERE i > 11) SELECT i FROM n) AS backwards")
	}
	db.exec(t, "ANALYZE") // a planner that knows how few they are reads a table as it lies
	number, code, id := builder.Col(&seats.Number), builder.Col(&stocks.Code), builder.Col(&bins.ID)
	seat := builder.Select(seats).Where(number.In(11, 50, 90))
	stock := builder.Select(stocks).Where(code.In("c11", "c50", "c90"))
	bin := builder.Select(bins).Where(id.In(11, 50, 90))
	t.Run("two columns", func(t *testing.T) {
		locksInOrder(t, db, seat, "seats WHERE number = ", "11", "90", func(_ *repo.Session, s *Seat) { s.Note = "new" })
	})
	t.Run("a version", func(t *testing.T) {
		locksInOrder(t, db, stock, "stocks WHERE code = ", "'c11'", "'c90'", func(_ *repo.Session, s *Stock) { s.Note = "new" })
	})
	t.Run("one column", func(t *testing.T) {
		locksInOrder(t, db, bin, "bins WHERE id = ", "11", "90", func(_ *repo.Session, b *Bin) { b.Note = "new" })
	})
	t.Run("a soft delete", func(t *testing.T) {
		locksInOrder(t, db, bin, "bins WHERE id = ", "11", "90", func(s *repo.Session, b *Bin) { must(t, s.Delete(b)) })
	})
}

// locksInOrder changes all rows of a query in one flush, while somebody else has the first of them, and expects that nobody has the last
// one meanwhile.
func locksInOrder[T any](t *testing.T, db *database, q builder.SelectStmt[*T], rows, first, last string, change func(*repo.Session, *T)) {
	t.Helper()
	ctx, s := t.Context(), db.session(t)
	lock := func(by *repo.Session, key string) error {
		return second(repo.Scalars[string](ctx, by, builder.Text("SELECT note FROM "+rows+key+" FOR UPDATE NOWAIT")))
	}
	for _, one := range value(repo.All(ctx, s, q))(t) {
		change(s, one)
	}
	if db.Dialect().Features&builder.FeatureRowLocks == 0 {
		must(t, s.Commit(ctx))
		return
	}
	holder := db.session(t)
	must(t, lock(holder, first))
	done := make(chan error, 1)
	go func() { done <- s.Commit(context.WithoutCancel(ctx)) }()
	db.awaitWaiting(t)
	other := db.session(t)
	free := lock(other, last)
	must(t, other.Rollback(ctx))
	must(t, holder.Rollback(ctx))
	must(t, <-done)
	must(t, free)
}

// awaitWaiting waits until somebody in the database waits for a lock.
func (db *database) awaitWaiting(t *testing.T) {
	t.Helper()
	waiting := builder.Text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")
	for late := time.Now().Add(10 * time.Second); value(repo.Scalar[int64](t.Context(), db.Engine, waiting))(t) == 0; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(late) {
			t.Fatal("nobody waits")
		}
	}
}
