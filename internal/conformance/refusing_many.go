package conformance

import (
	"testing"

	sq "github.com/Masterminds/squirrel"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// MoreArgumentsThanFit: a statement with more arguments than the database takes is refused at every door before anything is
// sent, with the number, the limit and what to do, and the session goes on.
func MoreArgumentsThanFit(t *testing.T, b Backend) {
	db := b.open(t)
	ctx, s := t.Context(), db.session(t)
	must(t, s.Add(&Toy{Label: "ball"}))
	sizes := make([]int, 70_000)
	q := builder.Select(toys).Where(sq.Eq{"size": sizes})
	limit := "65535"
	if b.Dialect.Name == builder.SQLite().Name {
		limit = "32766"
	}
	for door, err := range map[string]error{
		"all": func() error { _, err := repo.All(ctx, s, q); return err }(), "engine": func() error { _, err := repo.All(ctx, db, q); return err }(),
		"exec":   func() error { _, err := s.Exec(ctx, builder.Delete(toys).Where(sq.Eq{"size": sizes})); return err }(),
		"query":  func() error { _, err := s.Query(ctx, q); return err }(),
		"count":  func() error { _, err := repo.Count(ctx, s, q); return err }(),
		"gather": repo.Gather(ctx, s, repo.Into(new([]*Toy), builder.Select(toys)), repo.Into(new([]*Toy), q)),
		"each":   ended(repo.Each(ctx, s, q)), "pages": ended(repo.Pages(ctx, s, q, 10)),
		"pool":     func() error { _, err := db.Pool().Exec(ctx, manyArguments()); return err }(),
		"pipeline": db.Pool().Pipeline(ctx, []backends.Stmt{{SQL: "SELECT 1"}, manyArguments()}, backends.PipelineOptions{}, nil),
	} {
		t.Log(door)
		refused(t, err, repo.ErrInvalidRequest)
		says(t, err, "70000 arguments", limit, "= ANY(:list)")
	}
	expect(t, "sent", db.log.sent(), "")
	must(t, s.Commit(ctx))
	expect(t, "toys", db.stored(t, "SELECT count(*) FROM toys"), int64(1))
}

// manyArguments is a statement that never arrives.
func manyArguments() backends.Stmt {
	return backends.Stmt{SQL: "SELECT 1", Args: make([]any, 70_000)}
}

// ended is the last error of a loop.
func ended[R any](rows func(func(R, error) bool)) (err error) {
	for _, wrong := range rows {
		err = wrong
	}
	return err
}
