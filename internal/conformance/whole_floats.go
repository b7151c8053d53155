package conformance

import (
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Gauge has floats in columns of other numbers.
type Gauge struct {
	ID    int64
	Big   float64   `db:"big,type=bigint"`
	Exact float64   `db:"exact,type=numeric"`
	Loose float64   `db:"loose,type=double precision"`
	Bigs  []float64 `db:"bigs,type=bigint[]"`
}

// TableName names the table.
func (Gauge) TableName() string { return "gauges" }

var gauges = builder.Model[Gauge]()

// WholeFloatsAreIntegers: a float without a fraction is what an integer column takes, alone and among others, in lists and in comparisons.
func WholeFloatsAreIntegers(t *testing.T, b Backend) {
	db := b.open(t)
	ctx := t.Context()
	must(t, schema.MustOf(gauges).CreateAll(ctx, db.Engine))
	big := builder.Col(&gauges.Big)
	for _, v := range []float64{0, 3, -3, 1e6, -1e6, 123456789, 1e15, 1e18} {
		gauge := func() *Gauge { return &Gauge{Big: v, Exact: v, Loose: v, Bigs: []float64{v}} }
		must(t, db.Begin(ctx, func(s *repo.Session) error {
			must(t, s.Add(gauge()))
			must(t, s.Flush(ctx))
			must(t, s.Add(gauge(), gauge()))
			must(t, s.Flush(ctx))
			must(t, repo.InsertAll(ctx, s, []*Gauge{gauge(), gauge(), gauge()}))
			return second(s.Exec(ctx, builder.Insert(gauges).Values(gauge())))
		}))
		for _, g := range value(repo.All(ctx, db.Engine, builder.Select(gauges).Where(big.Eq(v))))(t) {
			g.ID = 0
			expect(t, "a row", g, gauge())
		}
		counted(t, db.Engine, builder.Select(gauges).Where(big.In(v, v+1)), 7)
		counted(t, db.Engine, builder.Select(gauges).Where(builder.Col(&gauges.Loose).In(v, v+1), builder.Col(&gauges.Exact).In(v, v+1)), 7)
		db.exec(t, "DELETE FROM gauges")
	}
}
