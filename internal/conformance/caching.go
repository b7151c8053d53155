package conformance

import (
	"strconv"
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// ShapesAreRenderedOnce: a statement of a shape that was met before has its own values, whatever they were the last time, in
// every door.
func ShapesAreRenderedOnce(t *testing.T, b Backend) {
	db := b.open(t)
	ctx := t.Context()
	size := builder.Col(&toys.Size)
	const rows = 20
	before := db.Dialect().CacheStats()
	for i := range rows {
		toy := &Toy{Label: "toy " + strconv.Itoa(i), Size: i}
		_, err := db.Exec(ctx, builder.Insert(toys).Values(toy))
		must(t, err)
		query := builder.Select(toys).Where(label.Eq(toy.Label), size.Eq(i), size.In(i, i+rows)).OrderBy(size.Desc()).Limit(1 + i)
		one := value(repo.One(ctx, db, query))(t)
		expect(t, "label", one.Label, toy.Label)
		expect(t, "count", value(repo.Count(ctx, db, query))(t), int64(1))
		s := db.session(t)
		expect(t, "tracked", value(repo.All(ctx, s, query))(t)[0].Size, i)
		expect(t, "below", len(value(repo.All(ctx, s, builder.Select(toys).Where(size.Lt(i))))(t)), i)
		must(t, s.Close())
	}
	after := db.Dialect().CacheStats()
	const shapes, statements = 4, 5 * rows // One adds a LIMIT of its own; Count has the query's shape
	atLeast(t, "hits", after.Hits-before.Hits, statements-shapes)
}

func atLeast(t *testing.T, what string, got, least uint64) {
	t.Helper()
	if got < least {
		t.Errorf("%s: %d, want %d or more", what, got, least)
	}
}
