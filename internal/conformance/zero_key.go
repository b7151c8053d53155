package conformance

import (
	"testing"

	"github.com/google/uuid"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
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
