package conformance

import (
	"errors"
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// FiltersReachUpserts: an INSERT that meets a row which a filter leaves out does not write it, nor take it for its own.
func FiltersReachUpserts(t *testing.T, b Backend) {
	db, list := b.tenants(t)
	ctx, theirs := as(t, "a"), list[2]
	stored := func() []string {
		return value(repo.Scalars[string](ctx, db.Engine, builder.SelectColumns(source).Unfiltered().OrderBy(name.Asc())))(t)
	}
	s := db.session(t)
	mine := value(repo.Upsert(ctx, s, &Hero{ID: list[0].ID, Name: "a1", AppSrc: "a", Power: new(7.0)}))(t)
	expect(t, "one's own", *mine.Power, 7.0)
	must(t, s.Commit(ctx))
	_, err := repo.Upsert(ctx, s, &Hero{ID: theirs.ID, Name: "mine now", AppSrc: "a"})
	refused(t, err, repo.ErrUniqueViolation)
	says(t, err, "a filter leaves out the Hero that is there")
	must(t, s.Rollback(ctx))
	id := builder.Col(&heroes.ID)
	upsert := builder.Insert(heroes).Values(&Hero{ID: theirs.ID, Name: "mine now", AppSrc: "a"}).OnConflict(id).DoUpdate()
	res := value(db.Exec(ctx, upsert))(t)
	expect(t, "rows", res.RowsAffected, int64(0))
	res = value(db.Exec(as(t, "b"), upsert.Unfiltered()))(t)
	expect(t, "stored, unfiltered", stored(), []string{"a", "a", "a"})
	expect(t, "rows, unfiltered", res.RowsAffected, int64(1))
}

// FiltersReachOnce: work is not done in the name of a row that a filter leaves out.
func FiltersReachOnce(t *testing.T, b Backend) {
	db, list := b.tenants(t)
	for _, found := range []bool{true, false} {
		hero := list[2]
		if found {
			hero = list[0]
		}
		done := &Hero{ID: hero.ID, Name: "again", AppSrc: "a"}
		err := db.Begin(as(t, "a"), func(*repo.Session) error { return errors.New("run") }, repo.Once(done))
		if found {
			must(t, err)
			expect(t, "name", done.Name, "a1")
			continue
		}
		refused(t, err, repo.ErrUniqueViolation)
		says(t, err, "a filter leaves out the Hero that is there")
	}
}
