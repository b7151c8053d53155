package conformance

import (
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Litter has pups that stay when it goes, and tags that stay, by a key and by an owner of any type.
type Litter struct {
	ID   int64     `db:"id,pk,noidentity"`
	Name string    `db:"name"`
	Pups []*Pup    `rel:"has-many,fk=litter_id"`
	Tags []*PupTag `rel:"has-many,polymorphic=owner"`
}

// Pup may have a litter.
type Pup struct {
	ID       int64   `db:"id,pk,noidentity"`
	LitterID *int64  `db:"litter_id"`
	Litter   *Litter `rel:"belongs-to,fk=litter_id"`
}

// PupTag may have an owner.
type PupTag struct {
	ID        int64 `db:"id,pk,noidentity"`
	OwnerID   *int64
	OwnerType *string
}

// TableName names the table.
func (Litter) TableName() string { return "litters" }

// TableName names the table.
func (Pup) TableName() string { return "pups" }

// TableName names the table.
func (PupTag) TableName() string { return "pup_tags" }

// ChildrenOfKeysTakenOver: a new entity with the key of one that is deleted keeps the children that are given to it, whichever way, whether or
// not those of the old one were read; and those of the old one have no parent.
func ChildrenOfKeysTakenOver(t *testing.T, b Backend) {
	for what, give := range map[string]func(t *testing.T, s *repo.Session, next *Litter) string{
		"by lists": func(t *testing.T, _ *repo.Session, next *Litter) string {
			next.Pups, next.Tags = []*Pup{{ID: 5}}, []*PupTag{{ID: 5}}
			return "pup 1 of 0, pup 2 of 0, pup 5 of 1, tag 1 of 0, tag 5 of 1"
		},
		"by a pointer": func(t *testing.T, s *repo.Session, next *Litter) string {
			must(t, s.Add(&Pup{ID: 5, Litter: next}))
			return "pup 1 of 0, pup 2 of 0, pup 5 of 1, tag 1 of 0"
		},
		"by fields": func(t *testing.T, s *repo.Session, next *Litter) string {
			must(t, s.Add(&Pup{ID: 5, LitterID: new(int64(1))}, &PupTag{ID: 5, OwnerID: new(int64(1)), OwnerType: new("litters")}))
			return "pup 1 of 0, pup 2 of 0, pup 5 of 1, tag 1 of 0, tag 5 of 1"
		},
		"old ones by a list": func(t *testing.T, s *repo.Session, next *Litter) string {
			next.Pups = []*Pup{value(repo.Get[Pup](t.Context(), s, 2))(t)}
			return "pup 1 of 0, pup 2 of 1, tag 1 of 0"
		},
		"none": func(*testing.T, *repo.Session, *Litter) string { return "pup 1 of 0, pup 2 of 0, tag 1 of 0" },
	} {
		for _, loaded := range []bool{false, true} {
			name := what
			if loaded {
				name += ", those of the old one loaded"
			}
			t.Run(name, func(t *testing.T) { takeOver(t, b, give, loaded) })
		}
	}
}

func takeOver(t *testing.T, b Backend, give func(t *testing.T, s *repo.Session, next *Litter) string, loaded bool) {
	t.Helper()
	db, ctx := b.open(t), t.Context()
	litters := builder.Model[Litter]()
	db.create(t, schema.MustOf(litters, builder.Model[Pup](), builder.Model[PupTag]()))
	must(t, db.Begin(ctx, func(s *repo.Session) error {
		return s.Add(&Litter{ID: 1, Name: "old", Pups: []*Pup{{ID: 1}, {ID: 2}}, Tags: []*PupTag{{ID: 1}}})
	}))
	s := db.session(t)
	old := value(repo.Get[Litter](ctx, s, 1))(t)
	if loaded {
		must(t, repo.Load(ctx, s, []*Litter{old}, &litters.Pups, &litters.Tags))
	}
	must(t, s.Delete(old))
	next := &Litter{ID: 1, Name: "new"}
	want := give(t, s, next)
	must(t, s.Add(next))
	must(t, s.Commit(ctx))
	expect(t, "stored", listed(t, db, "SELECT 'pup ' || id || ' of ' || coalesce(litter_id, 0) FROM pups UNION ALL SELECT 'tag ' || id || ' of ' || coalesce(owner_id, 0) FROM pup_tags ORDER BY 1"), want)
	expect(t, "name", listed(t, db, "SELECT name FROM litters"), "new")
}
