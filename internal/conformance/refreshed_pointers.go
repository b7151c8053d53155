package conformance

import (
	"errors"
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Herd has goats that go with it.
type Herd struct {
	ID    int64
	Goats []*Goat `rel:"has-many,cascade=all+delete-orphan,order=id"`
}

// TableName names the table.
func (Herd) TableName() string { return "herds" }

// Goat is one of a herd's.
type Goat struct {
	ID     int64
	HerdID *int64
	Herd   *Herd `rel:"belongs-to"`
}

// TableName names the table.
func (Goat) TableName() string { return "goats" }

var (
	herds = builder.Model[Herd]()
	goats = builder.Model[Goat]()
)

// RefreshedKeysMovePointers: where a row that is believed anew has another foreign key, the pointer beside it is no longer what was read:
// to set it to that is a change, and who was left takes nothing along.
func RefreshedKeysMovePointers(t *testing.T, b Backend) {
	for name, again := range map[string]func(s *repo.Session, goat *Goat) error{
		"Refresh": func(s *repo.Session, goat *Goat) error { return s.Refresh(t.Context(), goat) },
		"PopulateExisting": func(s *repo.Session, _ *Goat) error {
			_, err := repo.All(t.Context(), s, builder.Select(goats).PopulateExisting())
			return err
		},
		"an expired row": func(s *repo.Session, goat *Goat) error {
			return errors.Join(s.Expire(goat), s.Refresh(t.Context(), goat))
		},
	} {
		t.Run(name, func(t *testing.T) { goatsAreMoved(t, b, again) })
	}
}

// goatsAreMoved moves a goat behind the session's back, and has it read again.
func goatsAreMoved(t *testing.T, b Backend, again func(s *repo.Session, goat *Goat) error) {
	t.Helper()
	db := b.open(t)
	db.create(t, schema.MustOf(herds, goats))
	ctx, s := t.Context(), db.session(t)
	left := &Herd{ID: 1, Goats: []*Goat{{ID: 1}, {ID: 2}}}
	must(t, s.Add(left, &Herd{ID: 2}))
	must(t, s.Commit(ctx))
	goat := left.Goats[0]
	stored := func() int64 {
		return value(repo.Scalar[int64](ctx, s, builder.Text("SELECT coalesce(max(herd_id), 0) FROM goats WHERE id = 1")))(t)
	}
	move := func() {
		value(s.Exec(ctx, builder.Text("UPDATE goats SET herd_id = 2 WHERE id = 1")))(t)
		must(t, again(s, goat))
	}
	move()
	expect(t, "the pointer is not loaded", goat.Herd, (*Herd)(nil))
	goat.Herd = left
	must(t, s.Flush(ctx))
	expect(t, "taken back", stored(), int64(1))
	move()
	must(t, s.Delete(left))
	must(t, s.Flush(ctx))
	expect(t, "what has left stays", stored(), int64(2))
	expect(t, "the others go", value(repo.Count(ctx, s, builder.Select(goats)))(t), int64(1))
	must(t, s.Rollback(ctx))
}
