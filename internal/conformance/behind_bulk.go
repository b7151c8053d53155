package conformance

import (
	"fmt"
	"testing"
	"time"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Fence has a field of each of the commonest kinds that may be nil.
type Fence struct {
	Street string
	Zip    *string
	Long   *int64
	Posts  *int
	Gates  *int32
	High   *float64
	Wired  *bool
	Built  *time.Time
}

// Paddock has fences that it may not have.
type Paddock struct {
	ID     int64
	Back   *Fence `db:",prefix=back_"`
	*Fence        // without a prefix
}

// TableName names the table.
func (Paddock) TableName() string { return "paddocks" }

// StructsBehindPointersAreWrittenInBulk: a nil struct is NULL in every bulk write, and so is what is nil in one that is there.
func StructsBehindPointersAreWrittenInBulk(t *testing.T, b Backend) {
	db := b.open(t)
	paddocks := builder.Model[Paddock]()
	db.create(t, schema.MustOf(paddocks))
	ctx, s := t.Context(), db.session(t)
	zip, long, posts, gates, high, wired, built := "7", int64(1), 2, int32(3), 4.5, true, time.Unix(5, 0).UTC()
	whole := &Fence{"Elm", &zip, &long, &posts, &gates, &high, &wired, &built}
	rows := func(from int64) []*Paddock {
		return []*Paddock{{ID: from}, {ID: from + 1, Back: &Fence{Street: "Oak"}}, {ID: from + 2, Fence: &Fence{}}, {ID: from + 3, Back: whole, Fence: whole}}
	}
	must(t, repo.InsertAll(ctx, s, rows(1)))
	must(t, repo.InsertAll(ctx, s, []*Paddock{{ID: 5}}))
	must(t, repo.InsertAll(ctx, s, []*Paddock{{ID: 6, Back: whole}, {ID: 7, Back: whole}, {ID: 8, Back: whole}, {ID: 9, Back: whole}}))
	must(t, repo.UpdateAll(ctx, s, rows(6)))
	must(t, repo.UpsertAll(ctx, s, rows(10)))
	must(t, s.Commit(ctx))
	for _, from := range []int64{1, 6, 10} {
		for _, want := range rows(from) {
			expect(t, fmt.Sprint("row ", want.ID), *value(repo.Get[Paddock](ctx, db, want.ID))(t), *want)
		}
	}
	expect(t, "alone", *value(repo.Get[Paddock](ctx, db, 5))(t), Paddock{ID: 5})
}
