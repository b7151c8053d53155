package conformance

import (
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// DepotSlip is numbered in a key of two columns, and once more outside of it.
type DepotSlip struct {
	Depot string `db:"depot,pk"`
	No    int32  `db:"no,pk,identity"`
	Seq   int64  `db:"seq,identity"`
	Label string `db:"label"`
}

// TableName names the table.
func (DepotSlip) TableName() string { return "depot_slips" }

// IdentityOutsideOfALoneKey: PostgreSQL numbers what is tagged identity wherever it stands, every door that inserts reads the number or
// leaves it, and every door that updates leaves it alone. SQLite cannot, and schema says so.
func IdentityOutsideOfALoneKey(t *testing.T, b Backend) {
	db, ctx := b.open(t), t.Context()
	slips := builder.Model[DepotSlip]()
	models := schema.MustOf(slips)
	if db.Dialect().Name != builder.Postgres().Name {
		says(t, models.CreateAll(ctx, db.Engine), "DepotSlip.No", "SQLite counts a key of one column")
		return
	}
	db.create(t, models)
	difference := value(models.Diff(ctx, db.Engine, schema.Include(func(_, table, _ string) bool { return table == "depot_slips" })))(t)
	expect(t, "difference", difference.String(), "")
	first := &DepotSlip{Depot: "a", Label: "first"}
	must(t, db.Begin(ctx, func(s *repo.Session) error {
		must(t, s.Add(first, &DepotSlip{Depot: "a", Label: "second"}))
		must(t, s.Flush(ctx))
		must(t, repo.InsertAll(ctx, s, []*DepotSlip{{Depot: "b", Label: "third"}}))
		must(t, repo.UpsertAll(ctx, s, []*DepotSlip{{Depot: "b", Label: "fourth"}}))
		_, err := s.Exec(ctx, builder.Insert(slips).Values(&DepotSlip{Depot: "c", Label: "fifth"}))
		must(t, err)
		value(repo.Upsert(ctx, s, &DepotSlip{Depot: "c", Label: "sixth"}))(t)
		return nil
	}))
	expect(t, "first", *first, DepotSlip{"a", 1, 1, "first"})
	const all = "SELECT depot || no || seq || label FROM depot_slips ORDER BY no"
	expect(t, "rows", listed(t, db, all), "a11first, a22second, b33third, b44fourth, c55fifth, c66sixth")
	must(t, db.Begin(ctx, func(s *repo.Session) error {
		known := value(repo.Get[DepotSlip](ctx, s, "a", 1))(t)
		known.Label = "1st"
		must(t, s.Flush(ctx))
		must(t, repo.UpdateAll(ctx, s, []*DepotSlip{{Depot: "a", No: 2, Seq: 2, Label: "2nd"}}))
		value(repo.Merge(ctx, s, &DepotSlip{Depot: "b", No: 3, Label: "3rd"}))(t)
		return nil
	}))
	expect(t, "rows updated", listed(t, db, all), "a111st, a222nd, b333rd, b44fourth, c55fifth, c66sixth")
	db.log.take()
	says(t, db.Begin(ctx, func(s *repo.Session) error {
		value(repo.Get[DepotSlip](ctx, s, "a", 1))(t).Seq = 7
		return nil
	}), "DepotSlip.Seq is tagged identity")
}
