package conformance

import (
	"strings"
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Cubby has one padlock at most.
type Cubby struct {
	ID      int64    `db:"id,pk,noidentity"`
	Padlock *Padlock `rel:"has-one,cascade=all+delete-orphan"`
}

// TableName names the table.
func (Cubby) TableName() string { return "cubbies" }

// Padlock is the only one of its cubby.
type Padlock struct {
	ID      int64 `db:"id,pk,noidentity"`
	CubbyID int64 `db:"cubby_id,unique"`
}

// TableName names the table.
func (Padlock) TableName() string { return "padlocks" }

var (
	cubbies  = builder.Model[Cubby]()
	padlocks = builder.Model[Padlock]()
)

// UniqueValuesAreGivenUpFirst: a row that gets a unique value which another one gives up in the same flush is a unique violation, whose error
// says to flush in between; and that works. One whose value is another's for good is told nothing of the kind.
func UniqueValuesAreGivenUpFirst(t *testing.T, b Backend) {
	db := b.open(t)
	db.create(t, schema.MustOf(cubbies, padlocks))
	ctx := t.Context()
	must(t, db.Begin(ctx, func(s *repo.Session) error {
		return s.Add(&Cubby{ID: 1, Padlock: &Padlock{ID: 1}}, &Cubby{ID: 2, Padlock: &Padlock{ID: 2}})
	}))
	const next = "let that one go alone, Flush, and then give its place away"
	s := db.session(t)
	both := builder.Select(cubbies).OrderBy(builder.Col(&cubbies.ID).Asc()).Load(builder.SelectIn(&cubbies.Padlock))
	list := value(repo.All(ctx, s, both))(t)
	list[0].Padlock = &Padlock{ID: 3}
	err := s.Flush(ctx)
	refused(t, err, repo.ErrUniqueViolation)
	says(t, err, "another Padlock gives it up in the same flush", next)
	must(t, s.Rollback(ctx))

	list = value(repo.All(ctx, s, both))(t)
	list[0].Padlock, list[1].Padlock = list[1].Padlock, nil
	err = s.Flush(ctx)
	refused(t, err, repo.ErrUniqueViolation)
	says(t, err, next)
	must(t, s.Rollback(ctx))

	must(t, s.Add(&Padlock{ID: 4, CubbyID: 2}))
	err = s.Flush(ctx)
	refused(t, err, repo.ErrUniqueViolation)
	expect(t, "of another's for good", strings.Contains(err.Error(), "gives it up"), false)
	must(t, s.Rollback(ctx))

	list = value(repo.All(ctx, s, both))(t)
	list[0].Padlock = nil
	must(t, s.Flush(ctx))
	list[0].Padlock = &Padlock{ID: 3}
	must(t, s.Commit(ctx))
	expect(t, "padlocks", listed(t, db, "SELECT id || ' of ' || cubby_id FROM padlocks ORDER BY id"), "2 of 2, 3 of 1")
}
