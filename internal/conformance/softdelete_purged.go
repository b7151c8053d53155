package conformance

import (
	"errors"
	"fmt"
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// SoftDeletesBesideAPurge: a row that is deleted softly stays, and lets go of a parent that goes for good in the same flush, unless a cascade ties
// it to that, or it cannot be without. Neither the order of the calls nor a flush between them makes a difference.
func SoftDeletesBesideAPurge(t *testing.T, b Backend) {
	db := b.open(t)
	db.create(t, schema.MustOf(manors, cottages, boarders))
	ctx := t.Context()
	for _, way := range []string{"unread", "loaded"} {
		for _, order := range []string{"children first", "parent first", "flush between"} {
			db.inhabit(t, []int64{cottageShown})
			db.exec(t, map[bool]string{true: "DELETE FROM boarders", false: "UPDATE boarders SET deleted_at = NULL"}[order == "flush between"])
			must(t, db.Begin(ctx, func(s *repo.Session) error {
				q := manors.loads(way)
				if way == "loaded" {
					q = manors.loadsAll()
				}
				manor := value(repo.One(ctx, s, q))(t)
				list := value(repo.All(ctx, s, builder.Select(cottages)))(t)
				guests := value(repo.All(ctx, s, builder.Select(boarders)))(t)
				if order == "parent first" {
					must(t, s.Purge(manor))
				}
				must(t, errors.Join(repo.For[Cottage](s).Delete(list...), repo.For[Boarder](s).Delete(guests...)))
				if order == "flush between" {
					must(t, s.Flush(ctx))
				}
				if order != "parent first" {
					must(t, s.Purge(manor))
				}
				return nil
			}))
			db.purgedAs(t, way+", "+order)
		}
	}
}

// purgedAs looks whether what is there is as it should be, and empties the tables.
func (db *database) purgedAs(t *testing.T, what string) {
	t.Helper()
	marked := "SELECT CAST(id AS text) || CASE WHEN deleted_at IS NULL THEN '' ELSE '-' END || " +
		"CASE WHEN COALESCE(many_id, all_id, lone_id, one_id, one_all_id, owner_id) IS NULL AND owner_type IS NULL THEN '' ELSE ' tied' END FROM cottages ORDER BY id"
	var want []string
	for kind, name := range cottaged {
		if name != "all" && name != "lone" && name != "one_all" {
			want = append(want, fmt.Sprintf("%d-", 10*kind+cottageShown))
		}
	}
	expect(t, what, value(repo.Scalars[string](t.Context(), db, builder.Text(marked)))(t), want)
	for _, table := range []string{"manors", "boarders", "manor_near", "manor_near_all"} {
		expect(t, what+": "+table, db.stored(t, "SELECT count(*) FROM "+table), int64(0))
	}
	db.exec(t, "DELETE FROM cottages")
}
