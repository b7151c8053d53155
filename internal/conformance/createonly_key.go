package conformance

import (
	"sync"
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Kennel has dogs.
type Kennel struct {
	ID   int64
	Dogs []*Dog `rel:"has-many"`
}

// TableName names the table.
func (Kennel) TableName() string { return "kennels" }

// Dog stays in the kennel where it was born.
type Dog struct {
	ID       int64
	KennelID *int64  `db:"kennel_id,createonly"`
	Kennel   *Kennel `rel:"belongs-to"`
}

// TableName names the table.
func (Dog) TableName() string { return "dogs" }

var (
	kennels   = builder.Model[Kennel]()
	dogs      = builder.Model[Dog]()
	dogTables = sync.OnceValue(func() *schema.MetaData { return schema.MustOf(kennels, dogs) })
)

// CreateOnlyForeignKeysStay: who would change a foreign key that only an INSERT writes is told what would, whichever side says so.
func CreateOnlyForeignKeysStay(t *testing.T, b Backend) {
	db := b.open(t)
	db.create(t, dogTables())
	ctx, s := t.Context(), db.session(t)
	must(t, s.Add(&Kennel{ID: 1, Dogs: []*Dog{{ID: 1}}}, &Kennel{ID: 2}, &Kennel{ID: 3}, &Dog{ID: 2}))
	must(t, s.Commit(ctx))
	changes := []struct {
		what string
		edit func(s *repo.Session, k *Kennel)
		said string
	}{
		{"the parent is deleted", func(s *repo.Session, k *Kennel) { must(t, s.Delete(k)) }, "the Kennel that it refers to is deleted: delete the Dog as well"},
		{"it is taken out of a list", func(_ *repo.Session, k *Kennel) { k.Dogs = nil }, "Kennel.Dogs let the Dog go"},
		{"its pointer is cleared", func(_ *repo.Session, k *Kennel) { k.Dogs[0].Kennel = nil }, "Dog.Kennel let the Dog go"},
		{"it comes to another", func(s *repo.Session, k *Kennel) { k.Dogs[0].Kennel = value(repo.Get[Kennel](ctx, s, 2))(t) }, "Dog.Kennel leads to another Kennel"},
		{"its field is edited", func(_ *repo.Session, k *Kennel) { *k.Dogs[0].KennelID = 2 }, "was changed after its INSERT"},
	}
	for _, c := range changes {
		s := db.session(t)
		k := value(repo.One(ctx, s, builder.Select(kennels).Load(builder.SelectIn(&kennels.Dogs).Then(builder.SelectIn(&dogs.Kennel))).Where(builder.Col(&kennels.ID).Eq(1))))(t)
		c.edit(s, k)
		err := s.Flush(ctx)
		refused(t, err, repo.ErrInvalidRequest)
		says(t, err, "Dog.KennelID is createonly", c.said)
		must(t, s.Close())
	}
	s = db.session(t)
	must(t, s.Delete(value(repo.Get[Kennel](ctx, s, 1))(t)))
	says(t, s.Flush(ctx), "the Kennel that it refers to is deleted")
	must(t, s.Rollback(ctx))
	k := value(repo.Get[Kennel](ctx, s, 2))(t)
	must(t, s.Delete(value(repo.Get[Kennel](ctx, s, 3))(t)))
	must(t, repo.Load(ctx, s, []*Kennel{k}, &kennels.Dogs))
	k.Dogs = append(k.Dogs, &Dog{ID: 3})
	must(t, s.Commit(ctx))
	expect(t, "new ones and parents without any", db.stored(t, "SELECT count(*) FROM dogs WHERE kennel_id IN (1, 2)"), int64(2))
}
