package conformance

import (
	"testing"

	"github.com/google/uuid"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// KeysAreNotEmptied: an entity that is a row and was overwritten as a whole does not take its row to the key 0.
func KeysAreNotEmptied(t *testing.T, b Backend) {
	db := b.open(t)
	ctx, s := t.Context(), db.session(t)
	hero, toy := db.seed(t, "sandy")[0], &Toy{Label: "ball"}
	must(t, s.Add(toy))
	must(t, s.Commit(ctx))
	own := value(repo.Get[Hero](ctx, s, hero.ID))(t)
	toyID := toy.ID
	for _, overwrite := range []func(){
		func() { *own = Hero{Name: "another", AppSrc: "test"} },
		func() { *toy = Toy{Label: "another"} },
		func() { own.ID = uuid.Nil },
	} {
		overwrite()
		db.log.take()
		err := s.Flush(ctx)
		refused(t, err, repo.ErrInvalidRequest)
		says(t, err, "has become zero")
		_, err = s.Plan()
		refused(t, err, repo.ErrInvalidRequest)
		expect(t, "sent", db.log.sent(), "")
		must(t, s.Rollback(ctx))
		own, toy = value(repo.Get[Hero](ctx, s, hero.ID))(t), value(repo.Get[Toy](ctx, s, toyID))(t)
	}
	own.Name = "another"
	*toy = Toy{ID: toyID, Label: "another"}
	must(t, s.Commit(ctx))
	expect(t, "the rows", db.stored(t, "SELECT count(*) FROM toys WHERE label = 'another'"), int64(1))
	must(t, s.Set(toy, &toy.ID, builder.Literal(int64(0)))) // on purpose
	must(t, s.Commit(ctx))
	expect(t, "on purpose", db.stored(t, "SELECT count(*) FROM toys WHERE id = 0"), int64(1))
}

// Floor has a number that is the house's own: nobody counts it up, and 0 is one.
type Floor struct {
	Number int64 `db:"number,pk,noidentity"`
	Name   string
}

// TableName names the table.
func (Floor) TableName() string { return "floors" }

var floors = builder.Model[Floor]()

// ZeroIsANumber: a key that nobody counts up may be 0, whichever way its row is written.
func ZeroIsANumber(t *testing.T, b Backend) {
	db := b.open(t)
	ctx := t.Context()
	must(t, schema.MustOf(floors).CreateAll(ctx, db.Engine))
	in := func(work func(s *repo.Session) error) { t.Helper(); must(t, db.Begin(ctx, work)) }
	is := func(name string) {
		t.Helper()
		rows := value(repo.All(ctx, db.Engine, builder.Select(floors)))(t)
		expect(t, "floors", len(rows), 1)
		expect(t, "the floor", rows[0], &Floor{Name: name})
	}
	in(func(s *repo.Session) error { return s.Add(&Floor{Name: "added"}) })
	is("added")
	in(func(s *repo.Session) error {
		f, err := repo.Get[Floor](ctx, s, 0)
		f.Name = "changed"
		return err
	})
	is("changed")
	in(func(s *repo.Session) error { return repo.UpdateAll(ctx, s, []*Floor{{Name: "updated in bulk"}}) })
	is("updated in bulk")
	in(func(s *repo.Session) error { return repo.UpsertAll(ctx, s, []*Floor{{Name: "upserted in bulk"}}) })
	is("upserted in bulk")
	in(func(s *repo.Session) error {
		_, err := repo.Merge(ctx, s, &Floor{Name: "merged"})
		return err
	})
	is("merged")
	in(func(s *repo.Session) error { return repo.DeleteAll(ctx, s, []*Floor{{}}) })
	in(func(s *repo.Session) error { return repo.InsertAll(ctx, s, []*Floor{{Name: "inserted in bulk"}}) })
	is("inserted in bulk")
}
