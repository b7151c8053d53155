package conformance

import (
	"database/sql"
	"testing"

	sq "github.com/Masterminds/squirrel"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// ListsInTextAreFound: a list in somebody else's text is an argument for each of its values where it stands alone in IN, on
// every backend; an empty one finds nothing, and leaves nothing out.
func ListsInTextAreFound(t *testing.T, b Backend) {
	db := b.open(t)
	ctx, s := t.Context(), db.session(t)
	for size := range 4 {
		must(t, s.Add(&Toy{Label: string(rune('a' + size)), Size: size}))
	}
	must(t, s.Commit(ctx))
	count := func(stmt builder.Sqlizer) int64 {
		n, err := repo.Scalar[int64](ctx, s, stmt)
		must(t, err)
		return n
	}
	const head = "SELECT count(*) FROM toys WHERE "
	text := func(where string, list any) builder.Sqlizer { return builder.Text(head+where, sql.Named("list", list)) }
	raw := func(where string, list any) builder.Sqlizer {
		return builder.SelectColumns(builder.Raw[int64]("count(*)")).From(toys).Where(builder.Raw[bool](where, list))
	}
	squirrel := func(where string, list any) builder.Sqlizer {
		return sq.Select("count(*)").From("toys").Where(where, list)
	}
	for _, c := range []struct {
		in, not int64
		column  string
		list    any
	}{
		{2, 2, "size", []int{1, 3, 7}}, {1, 3, "label", []string{"b"}}, {0, 4, "size", []int64{}}, {0, 4, "label", []string(nil)},
		{1, 3, "size", [1]int32{2}}, {2, 2, "size", []any{1, 2}}, {1, 0, "size", []any{1, nil}}, {1, 3, "size", &[]uint8Like{2}},
	} {
		expect(t, "Text IN", count(text(c.column+" IN (:list)", c.list)), c.in)
		expect(t, "Text NOT IN", count(text(c.column+" NOT IN (:list)", c.list)), c.not)
		expect(t, "Text IN without parentheses", count(text(c.column+" in :list", c.list)), c.in)
		expect(t, "Raw IN", count(raw(c.column+" IN (?)", c.list)), c.in)
		expect(t, "Raw NOT IN", count(raw(c.column+" NOT IN (?)", c.list)), c.not)
		expect(t, "squirrel's IN", count(squirrel(c.column+" IN (?)", c.list)), c.in)
		expect(t, "squirrel's NOT IN", count(squirrel(c.column+" NOT IN (?)", c.list)), c.not)
	}
	_, err := s.Query(ctx, text("size IN (7, :list)", []int{1}))
	refused(t, err, repo.ErrInvalidRequest)
	says(t, err, `argument "list"`, "stands alone in IN")
	if b.Dialect.Name == builder.Postgres().Name {
		expect(t, "ANY", count(text("size = ANY(:list)", []int{1, 3})), int64(2))
		expect(t, "unnest", count(text("size IN (SELECT unnest(CAST(:list AS int[])))", []int{1, 3})), int64(2))
	}
	expect(t, "a struct of any", count(builder.Text(head+"size = :x AND label = :y", struct{ X, Y any }{2, "c"})), int64(1))
}

// uint8Like is no byte: a list of it is a list.
type uint8Like int16
