package conformance

import (
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Reply is an answer to another one, and goes with it.
type Reply struct {
	ID      int64    `db:"id,pk,noidentity"`
	To      *int64   `db:"to_id"`
	Replies []*Reply `rel:"has-many,fk=to_id,cascade=all+delete-orphan"`
}

// TableName names the table.
func (Reply) TableName() string { return "replies" }

// DeepTreesGoByTheirRoot: a tree of which nobody has read more than its root is deleted with it, however deep it is.
func DeepTreesGoByTheirRoot(t *testing.T, b Backend) {
	db, ctx := b.open(t), t.Context()
	replies := builder.Model[Reply]()
	db.create(t, schema.MustOf(replies))
	chain := make([]*Reply, 150)
	for i := range chain {
		chain[i] = &Reply{ID: int64(i + 1)}
		if i > 0 {
			chain[i].To = new(int64(i))
		}
	}
	must(t, db.Begin(ctx, func(s *repo.Session) error { return repo.InsertAll(ctx, s, chain) }))
	must(t, db.Begin(ctx, func(s *repo.Session) error { return s.Delete(value(repo.Get[Reply](ctx, s, 1))(t)) }))
	expect(t, "left", db.stored(t, "SELECT count(*) FROM replies"), int64(0))
}
