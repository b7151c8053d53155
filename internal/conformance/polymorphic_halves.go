package conformance

import (
	"context"
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Kiosk has stubs, as others may, and a counterfoil.
type Kiosk struct {
	ID    int64
	Stubs []*Stub `rel:"has-many,polymorphic=owner"`
	Foil  *Foil   `rel:"has-one,polymorphic=owner"`
}

// TableName names the table.
func (Kiosk) TableName() string { return "kiosks" }

// Stub is one's that it has no pointer to.
type Stub struct {
	ID        int64 `db:"id,pk,noidentity"`
	Text      string
	OwnerID   *int64
	OwnerType *string
}

// TableName names the table.
func (Stub) TableName() string { return "stubs" }

// Foil is one's that it has no pointer to, of a type that the database gives where nobody does.
type Foil struct {
	ID        int64 `db:"id,pk,noidentity"`
	OwnerID   *int64
	OwnerType string `db:"owner_type,omitzero,default='kiosks'"`
}

// TableName names the table.
func (Foil) TableName() string { return "foils" }

var (
	kiosks = builder.Model[Kiosk]()
	stubs  = builder.Model[Stub]()
	foils  = builder.Model[Foil]()
)

// openStubs makes the tables, with a stub 1 that is a kiosk's and a stub 2 that is half one's.
func (b Backend) openStubs(t *testing.T) *database {
	t.Helper()
	db := b.open(t)
	db.create(t, schema.MustOf(kiosks, stubs, foils))
	db.exec(t, "INSERT INTO stubs (id, text, owner_id, owner_type) VALUES (1, 'whole', 5, 'kiosks'), (2, 'half', 5, NULL)")
	db.log.take()
	return db
}

// typedDoors are the ways by which a row that is no entity of the session yet is written.
var typedDoors = map[string]func(ctx context.Context, s *repo.Session, row *Stub) error{
	"add": func(ctx context.Context, s *repo.Session, row *Stub) error {
		if err := s.Add(row); err != nil {
			return err
		}
		return s.Flush(ctx)
	},
	"merge": func(ctx context.Context, s *repo.Session, row *Stub) error {
		if _, err := repo.Merge(ctx, s, row); err != nil {
			return err
		}
		return s.Flush(ctx)
	},
	"insert all": func(ctx context.Context, s *repo.Session, row *Stub) error {
		return repo.InsertAll(ctx, s, []*Stub{{ID: row.ID + 1}, row})
	},
	"upsert all": func(ctx context.Context, s *repo.Session, row *Stub) error {
		return repo.UpsertAll(ctx, s, []*Stub{{ID: row.ID + 1}, row})
	},
	"upsert": func(ctx context.Context, s *repo.Session, row *Stub) error {
		_, err := repo.Upsert(ctx, s, row)
		return err
	},
	"statement": func(ctx context.Context, s *repo.Session, row *Stub) error {
		_, err := s.Exec(ctx, builder.Insert(stubs).Values(row))
		return err
	},
}

// HalvesAreRefusedAtEveryDoor: a key without the type that it is of, and a type without a key, are refused before anything is sent where the
// owner alone says that they belong together, however the row is written.
func HalvesAreRefusedAtEveryDoor(t *testing.T, b Backend) {
	db := b.openStubs(t)
	one, kiosk := int64(5), "kiosks"
	for door, write := range typedDoors {
		for what, c := range map[string]struct {
			id    *int64
			typ   *string
			wrong string
		}{
			"a key":   {&one, nil, "Stub.OwnerID of a Stub has a value and OwnerType has none"},
			"a type":  {nil, &kiosk, "Stub.OwnerType of a Stub has a value and OwnerID has none"},
			"both":    {&one, &kiosk, ""},
			"neither": {nil, nil, ""},
		} {
			t.Run(door+", "+what, func(t *testing.T) {
				s := db.session(t)
				db.log.take()
				err := write(t.Context(), s, &Stub{ID: 10, Text: what, OwnerID: c.id, OwnerType: c.typ})
				if c.wrong == "" {
					must(t, err)
				} else {
					refused(t, err, repo.ErrInvalidRequest)
					says(t, err, c.wrong, "set both, or neither, or put it into Kiosk.Stubs, which does")
					expect(t, "written", db.stored(t, "SELECT count(*) FROM stubs"), int64(2))
				}
				must(t, s.Rollback(t.Context()))
			})
		}
	}
}

// HalvesAreNotEdited: neither an edit nor UpdateAll makes a half of a row; a half that was stays as long as nobody writes it, and what was
// not read is not judged.
func HalvesAreNotEdited(t *testing.T, b Backend) {
	db := b.openStubs(t)
	ctx, six, kiosk := t.Context(), int64(6), "kiosks"
	s := db.session(t)
	edits := map[*Stub]string{
		{ID: 1, OwnerType: &kiosk}: "Stub.OwnerType of a Stub has a value and OwnerID has none",
		{ID: 1, OwnerID: &six}:     "Stub.OwnerID of a Stub has a value and OwnerType has none",
	}
	for edit, wrong := range edits {
		known := value(repo.Get[Stub](ctx, s, 1))(t)
		known.OwnerID, known.OwnerType = edit.OwnerID, edit.OwnerType
		err := s.Flush(ctx)
		refused(t, err, repo.ErrInvalidRequest)
		says(t, err, wrong)
		must(t, s.Rollback(ctx))
		says(t, repo.UpdateAll(ctx, s, []*Stub{edit}), wrong)
		says(t, repo.UpdateAll(ctx, s, []*Stub{edit}, builder.Col(&stubs.OwnerID), builder.Col(&stubs.OwnerType)), wrong)
	}
	half := value(repo.Get[Stub](ctx, s, 2))(t)
	half.Text = "edited"
	must(t, s.Flush(ctx))
	must(t, repo.UpdateAll(ctx, s, []*Stub{{ID: 1, OwnerID: &six}}, builder.Col(&stubs.OwnerID)))
	must(t, s.Commit(ctx))
	expect(t, "rows", listed(t, db, "SELECT text || owner_id || coalesce(owner_type, '') FROM stubs ORDER BY id"), "whole6kiosks, edited5")
	s = db.session(t)
	part := value(repo.One(ctx, s, builder.Select(stubs).LoadOnly(builder.Col(&stubs.OwnerID)).Where(builder.Col(&stubs.ID).Eq(1))))(t)
	seven := int64(7)
	part.OwnerID = &seven
	must(t, s.Commit(ctx))
	expect(t, "moved", db.stored(t, "SELECT count(*) FROM stubs WHERE owner_id = 7 AND owner_type = 'kiosks'"), int64(1))
}

// HalvesAreMadeWhole: a list and a pointer of the owner give both, a type that the database gives is not missed, and an entity that takes a
// row that is deleted is judged as any other.
func HalvesAreMadeWhole(t *testing.T, b Backend) {
	db := b.openStubs(t)
	ctx, s, five := t.Context(), db.session(t), int64(5)
	must(t, s.Add(&Kiosk{ID: 5, Stubs: []*Stub{{ID: 10}}, Foil: &Foil{ID: 1}}, &Foil{ID: 2, OwnerID: &five}))
	must(t, s.Flush(ctx))
	must(t, repo.InsertAll(ctx, s, []*Foil{{ID: 3, OwnerID: &five}}))
	must(t, s.Commit(ctx))
	expect(t, "stubs", db.stored(t, "SELECT count(*) FROM stubs WHERE owner_id = 5 AND owner_type = 'kiosks'"), int64(2))
	expect(t, "foils", db.stored(t, "SELECT count(*) FROM foils WHERE owner_id = 5 AND owner_type = 'kiosks'"), int64(3))
	must(t, s.Delete(value(repo.Get[Stub](ctx, s, 1))(t)))
	must(t, s.Add(&Stub{ID: 1, OwnerID: &five}))
	says(t, s.Flush(ctx), "Stub.OwnerID of a Stub has a value and OwnerType has none")
	must(t, s.Rollback(ctx))

	mapped := b.openMemos(t)
	says(t, repo.InsertAll(ctx, mapped.session(t), []*Memo{{OwnerID: &five}}), "row 0", "Memo.OwnerID of a Memo has a value", "or the pointer Human, which does")
}
