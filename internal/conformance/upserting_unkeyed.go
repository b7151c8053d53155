package conformance

import (
	"errors"
	"strings"
	"testing"

	"github.com/drey-db/drey/repo"
)

// UpsertsWithoutAKeySayHowTheyFindRows: an upsert by the key, of an entity that brings none, inserts; where another unique index has its row
// already, the error says to name that one's columns, which finds it.
func UpsertsWithoutAKeySayHowTheyFindRows(t *testing.T, b Backend) {
	ctx, db := t.Context(), b.open(t)
	db.exec(t, "CREATE UNIQUE INDEX labels_once ON toys (label)")
	const next = "a Toy without a key agrees with no row in the key, and is inserted: name the columns of the unique index"
	write := func(do func(s *repo.Session) error) error { return db.Begin(ctx, do) }
	one := func(toy *Toy) error {
		return write(func(s *repo.Session) error { return second(repo.Upsert(ctx, s, toy)) })
	}
	all := func(list ...*Toy) error {
		return write(func(s *repo.Session) error { return repo.UpsertAll(ctx, s, list) })
	}
	must(t, errors.Join(one(&Toy{Label: "a"}), all(&Toy{Label: "b"}, &Toy{Label: "c"})))
	for what, err := range map[string]error{
		"Upsert": one(&Toy{Label: "a"}), "UpsertAll": all(&Toy{Label: "d"}, &Toy{Label: "b"}),
	} {
		refused(t, err, repo.ErrUniqueViolation)
		expect(t, what+": "+err.Error(), strings.Contains(err.Error(), next), true)
	}
	taken := one(&Toy{ID: 99, Label: "a"})
	refused(t, taken, repo.ErrUniqueViolation)
	expect(t, "with a key: "+taken.Error(), strings.Contains(taken.Error(), next), false)
	must(t, write(func(s *repo.Session) error { return second(repo.Upsert(ctx, s, &Toy{Label: "a", Size: 7}, label)) }))
	expect(t, "toys", listed(t, db, "SELECT label || size FROM toys ORDER BY label"), "a7, b0, c0")
}
