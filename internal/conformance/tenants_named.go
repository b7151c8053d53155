package conformance

import (
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Understudy is always of a troupe of its theatre.
type Understudy struct {
	Org      int64 `db:"org,pk"`
	ID       int64 `db:"id,pk,noidentity"`
	TroupeID int64
	Troupe   *Troupe `rel:"belongs-to,fk=org+troupe_id"`
}

// TableName names the table.
func (Understudy) TableName() string { return "understudies" }

// TenantsAreNotToBlame: where a side of a relationship and the fields of its foreign key differ, or a foreign key is missing, the field
// that was changed is named, and not the tenant's, which is the same everywhere.
func TenantsAreNotToBlame(t *testing.T, b Backend) {
	db, ctx := b.open(t), t.Context()
	troupes, understudies := builder.Model[Troupe](), builder.Model[Understudy]()
	db.create(t, schema.MustOf(builder.Model[Theatre](), troupes, builder.Model[Dancer](), builder.Model[Usher](), understudies))
	must(t, db.Begin(ctx, func(s *repo.Session) error {
		first := &Troupe{Org: 1, ID: 1}
		return s.Add(&Theatre{ID: 1}, first, &Troupe{Org: 1, ID: 2}, &Troupe{Org: 1, ID: 3, Lead: first}, &Understudy{Org: 1, ID: 1, TroupeID: 1})
	}))
	nobody := int64(9)
	for _, c := range []struct {
		name, field string
		kind        error
		change      func(s *repo.Session, first, second, third *Troupe, u *Understudy) error
	}{
		{"the list and an empty field", "Troupe.Followers and Troupe.LeadID", repo.ErrConflictingSides, func(_ *repo.Session, _, second, third *Troupe, _ *Understudy) error {
			second.Followers, third.LeadID = append(second.Followers, third), nil
			return nil
		}},
		{"the list and another field", "Troupe.Followers and Troupe.LeadID", repo.ErrConflictingSides, func(_ *repo.Session, _, second, third *Troupe, _ *Understudy) error {
			second.Followers, third.LeadID = append(second.Followers, third), &nobody
			return nil
		}},
		{"the pointer and the field", "Troupe.Lead and Troupe.LeadID", repo.ErrConflictingSides, func(_ *repo.Session, _, second, third *Troupe, _ *Understudy) error {
			third.Lead, third.LeadID = second, &nobody
			return nil
		}},
		{"an empty pointer and the field", "Troupe.Lead and Troupe.LeadID", repo.ErrConflictingSides, func(_ *repo.Session, _, _, third *Troupe, _ *Understudy) error {
			third.Lead, third.LeadID = nil, &nobody
			return nil
		}},
		{"a new one", "Troupe.Lead and Troupe.LeadID", repo.ErrConflictingSides, func(s *repo.Session, first, _, _ *Troupe, _ *Understudy) error {
			return s.Add(&Troupe{Org: 1, ID: 4, Lead: first, LeadID: &nobody})
		}},
		{"none where one is needed", "TroupeID cannot be NULL", repo.ErrInvalidRequest, func(_ *repo.Session, _, _, _ *Troupe, u *Understudy) error {
			u.Troupe = nil
			return nil
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := db.session(t)
			list := value(repo.All(ctx, s, builder.Select(troupes).OrderBy(builder.Col(&troupes.ID)).Load(builder.SelectIn(&troupes.Followers), builder.SelectIn(&troupes.Lead))))(t)
			u := value(repo.One(ctx, s, builder.Select(understudies).Load(builder.SelectIn(&understudies.Troupe))))(t)
			must(t, c.change(s, list[0], list[1], list[2], u))
			err := s.Flush(ctx)
			refused(t, err, c.kind)
			says(t, err, c.field)
		})
	}
}
