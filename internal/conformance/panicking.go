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
