package conformance

import (
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// bomb is a value that panics when it is read.
type bomb string

// Scan implements sql.Scanner.
func (*bomb) Scan(any) error { panic("bomb") }

// PanicsOfValuesPass: a value that panics while it is read ends its call with that panic. The session can be closed, and
// no connection is lost.
func PanicsOfValuesPass(t *testing.T, b Backend) {
	db := b.open(t)
	db.seed(t, "sandy", "patrick")
	type row struct{ Name bomb }
	names := builder.SelectColumns(name)
	ctx := t.Context()
	doors := map[string]func(r repo.Reader){
		"scalar":  func(r repo.Reader) { _, _ = repo.Scalar[bomb](ctx, r, names) },
		"scalars": func(r repo.Reader) { _, _ = repo.Scalars[bomb](ctx, r, names) },
		"pointer": func(r repo.Reader) { _, _ = repo.Scalar[*bomb](ctx, r, names) },
		"all":     func(r repo.Reader) { _, _ = repo.All(ctx, r, builder.As[row](names)) },
		"first":   func(r repo.Reader) { _, _, _ = repo.First(ctx, r, builder.As[bomb](names)) },
		"each": func(r repo.Reader) {
			for range repo.Each(ctx, r, builder.As[row](names)) {
			}
		},
	}
	for door, read := range doors {
		s := db.Session()
		panics(t, door, func() { read(s) })
		must(t, s.Close())
		panics(t, door+" of an engine", func() { read(db.Engine) })
		db.idle(t)
	}
	panics(t, "scan", func() {
		rows := value(db.Query(ctx, names))(t)
		defer rows.Close()
		expect(t, "a row", rows.Next(), true)
		_ = rows.Scan(new(bomb))
	})
	db.idle(t)
	expect(t, "the pool answers", db.stored(t, "SELECT count(*) FROM heroes"), int64(2))
}

// panics expects that call panics with the bomb.
func panics(t *testing.T, what string, call func()) {
	t.Helper()
	defer func() {
		t.Helper()
		if p := recover(); p != "bomb" {
			t.Errorf("%s: recovered %v, want the bomb", what, p)
		}
	}()
	call()
}

// TransactionsAreEndedByTheirOwners: words that begin or end a transaction are refused before they are sent, and say what
// to call. Savepoints of one's own are fine in a session.
func TransactionsAreEndedByTheirOwners(t *testing.T, b Backend) {
	db := b.open(t)
	ctx := t.Context()
	s := db.session(t)
	must(t, s.Add(&Toy{Label: "ball"}))
	must(t, s.Flush(ctx))
	db.log.take()
	for _, words := range []string{
		"BEGIN", "begin immediate", "START TRANSACTION", "COMMIT", "commit work", "END", "ABORT", "ROLLBACK", "/* so */ rollback;",
		"SELECT 1; COMMIT", "PREPARE TRANSACTION 'x'",
	} {
		for _, refuse := range []func() error{
			func() error { _, err := db.Exec(ctx, builder.Text(words)); return err },
			func() error { _, err := db.Query(ctx, builder.Text(words)); return err },
			func() error { _, err := repo.Scalars[int](ctx, db.Engine, builder.Text(words)); return err },
			func() error { _, err := s.Exec(ctx, builder.Text(words)); return err },
			func() error { _, err := s.Query(ctx, builder.Text(words)); return err },
			func() error { _, err := repo.Scalars[int](ctx, s, builder.Text(words)); return err },
		} {
			refused(t, refuse(), repo.ErrInvalidRequest)
		}
	}
	_, err := db.Exec(ctx, builder.Text("BEGIN"))
	says(t, err, "use engine.Begin")
	_, err = db.Exec(ctx, builder.Text("SAVEPOINT mine"))
	refused(t, err, repo.ErrInvalidRequest)
	expect(t, "active", s.IsActive(), true)
	for _, words := range []string{"SAVEPOINT mine", "DELETE FROM toys", "ROLLBACK TO mine", "RELEASE mine"} {
		_, err := s.Exec(ctx, builder.Text(words))
		must(t, err)
	}
	must(t, s.Commit(ctx))
	expect(t, "committed", db.stored(t, "SELECT count(*) FROM toys WHERE label = 'ball;commit' OR label = 'ball'"), int64(1))
	db.idle(t)
}
