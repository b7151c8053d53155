package conformance

import (
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// report is a fault that somebody found in another library, as a test of this one.
type report struct {
	of   string // the library and the number of its issue
	what string
	try  func(t *testing.T, db *database)
}

func tryAll(t *testing.T, db *database, reports []report) {
	t.Helper()
	for _, r := range reports {
		t.Run(r.of+" "+r.what, func(t *testing.T) { r.try(t, db) })
	}
}

// within runs fn in a session that is committed.
func (db *database) within(t *testing.T, fn func(s *repo.Session)) {
	t.Helper()
	s := db.session(t)
	fn(s)
	must(t, s.Commit(t.Context()))
	must(t, s.Close())
}

// inOrderOf reads every entity of a prototype with its relationships, in order.
func inOrderOf[T any](t *testing.T, r repo.Reader, prototype *T, by builder.Sqlizer, load ...builder.Loading) []*T {
	t.Helper()
	return value(repo.All(t.Context(), r, builder.Select(prototype).OrderBy(by).Load(load...)))(t)
}
