package conformance

import (
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// BulkRefuses: what a bulk write cannot do is refused before anything is sent.
func BulkRefuses(t *testing.T, b Backend) {
	db := b.open(t)
	ctx, s := t.Context(), db.session(t)
	toy := &Toy{ID: 1, Label: "a"}
	for what, err := range map[string]error{
		"no key":                repo.UpdateAll(ctx, s, []*Toy{{Label: "a"}}),
		"a key made later":      repo.UpdateAll(ctx, s, []*Hero{{Name: "a"}}),
		"no key to delete":      repo.DeleteAll(ctx, s, []*Hero{{Name: "a"}}),
		"twice":                 repo.UpdateAll(ctx, s, []*Toy{toy, toy}),
		"twice upserted":        repo.UpsertAll(ctx, s, []*Toy{toy, toy}),
		"a name upserted twice": repo.UpsertAll(ctx, s, []*Hero{{Name: "a"}, {Name: "b"}, {Name: "a"}}, name),
		"two parts twice":       repo.UpsertAll(ctx, s, []*Toy{{Label: "a", Size: 1}, {Label: "a", Size: 1}}, label, builder.Col(&toys.Size)),
		"twice deleted":         repo.DeleteAll(ctx, s, []*Toy{toy, toy}),
		"nil":                   repo.InsertAll(ctx, s, []*Toy{toy, nil}),
		"a prototype":           repo.InsertAll(ctx, s, []*Toy{toys}),
		"another's column":      repo.UpdateAll(ctx, s, []*Toy{toy}, name),
		"the key":               repo.UpdateAll(ctx, s, []*Toy{toy}, builder.Col(&toys.ID)),
		"the version":           repo.UpdateAll(ctx, s, []*Team{{Code: "x", Year: 1}}, builder.Col(&builder.Model[Team]().Rev)),
		"an expression":         repo.UpsertAll(ctx, s, []*Toy{toy}, builder.Lower(label)),
		"unmapped":              repo.InsertAll(ctx, s, []*database{{}}),
		"nothing to set":        repo.UpdateAll(ctx, s, []*lone{{1, 2}}),
	} {
		t.Run(what, func(t *testing.T) { refused(t, err, repo.ErrInvalidRequest) })
	}
	expect(t, "nothing was sent: db.log.sent()", db.log.sent(), "")
	expect(t, "nothing was sent: s.InTransaction()", s.InTransaction(), false)
	refused(t, repo.InsertAll(ctx, db.session(t, repo.WithReadOnly()), []*Toy{toy}), repo.ErrReadOnly)
}

// lone is a key and nothing else.
type lone struct {
	A int `db:"a,pk"`
	B int `db:"b,pk"`
}

// TableName names the table.
func (lone) TableName() string { return "pairs" }

// BulkFails: what the database refuses undoes the transaction, and in a savepoint only that.
func BulkFails(t *testing.T, b Backend) {
	db := b.open(t)
	ctx, s := t.Context(), db.session(t)
	must(t, s.Add(&Toy{Label: "kept", Size: 1}))
	wrong := []*Toy{{ID: 50, Label: "a", Size: 1}, {ID: 51, Label: "b", Size: -1}}
	refused(t, s.Nested(ctx, func(s *repo.Session) error { return repo.InsertAll(ctx, s, wrong) }), repo.ErrCheckViolation)
	must(t, repo.InsertAll(ctx, s, wrong[:1]))
	must(t, s.Commit(ctx))
	expect(t, "stored", db.stored(t, "SELECT count(*) FROM toys"), int64(2))
	refused(t, repo.InsertAll(ctx, s, wrong[:1]), repo.ErrUniqueViolation)
	refused(t, s.Flush(ctx), repo.ErrRollbackRequired)
	must(t, s.Rollback(ctx))
	db.idle(t)
}

// BulkGoesWithTheSession: in its transaction, or committed at once, or inside somebody else's.
func BulkGoesWithTheSession(t *testing.T, b Backend) {
	db := b.open(t)
	ctx := t.Context()
	auto := db.session(t, repo.WithAutocommit(true))
	must(t, repo.InsertAll(ctx, auto, []*Toy{{ID: 1, Label: "auto"}, {ID: 2, Label: "auto"}}))
	expect(t, "committed: SELECT count(*) FROM toys", db.stored(t, "SELECT count(*) FROM toys"), int64(2))
	expect(t, "committed: auto.InTransaction()", auto.InTransaction(), false)
	outer := db.session(t)
	u := value(outer.UnitOfWork(ctx))(t)
	inner := db.Session(repo.WithTx(u))
	must(t, repo.InsertAll(ctx, inner, []*Toy{{ID: 3, Label: "inner"}}))
	must(t, repo.DeleteAll(ctx, inner, []*Toy{{ID: 1}, {ID: 2}}))
	must(t, inner.Commit(ctx))
	must(t, inner.Close())
	must(t, outer.Rollback(ctx))
	expect(t, "undone from outside", db.stored(t, "SELECT count(*) FROM toys WHERE label = 'auto'"), int64(2))
}
