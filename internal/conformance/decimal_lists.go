package conformance

import (
	"testing"

	"github.com/shopspring/decimal"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Tariff has lists of what is a number by its type's name.
type Tariff struct {
	ID     int64
	Prices []decimal.Decimal
	Maybe  []*decimal.Decimal
	Nulls  []decimal.NullDecimal
	Two    [2]decimal.Decimal
	Grid   [][]decimal.Decimal
}

// TableName names the table.
func (Tariff) TableName() string { return "tariffs" }

// tariffOf returns a row that tells all its values in text.
func tariffOf(id int64) *Tariff {
	long := dec("12345678901234567890.123456789")
	return &Tariff{
		ID: id, Prices: []decimal.Decimal{long, decimal.NewFromInt(id)}, Maybe: []*decimal.Decimal{nil, &long},
		Nulls: []decimal.NullDecimal{{}, {Decimal: long, Valid: true}}, Two: [2]decimal.Decimal{long}, Grid: [][]decimal.Decimal{{long}, {long}},
	}
}

func (r *Tariff) texts() (texts []string) {
	lists := append([][]decimal.Decimal{r.Prices, r.Two[:], {*r.Maybe[1], r.Nulls[1].Decimal}}, r.Grid...)
	for _, list := range lists {
		for _, d := range list {
			texts = append(texts, d.String())
		}
	}
	return texts
}

// ListsOfDecimalsNeedNoTag: lists of decimals are columns without a tag, by every road.
func ListsOfDecimalsNeedNoTag(t *testing.T, b Backend) {
	db := b.open(t)
	tariffs := builder.Model[Tariff]()
	db.create(t, schema.MustOf(tariffs))
	ctx, prices := t.Context(), builder.Col(&tariffs.Prices)
	bulk := []*Tariff{tariffOf(4), tariffOf(5)}
	must(t, db.Begin(ctx, func(s *repo.Session) error { return s.Add(tariffOf(1), tariffOf(2), tariffOf(3)) }))
	must(t, db.Begin(ctx, func(s *repo.Session) error { return repo.InsertAll(ctx, s, bulk) }))
	must(t, db.Begin(ctx, func(s *repo.Session) error { return repo.UpdateAll(ctx, s, bulk) }))
	must(t, db.Begin(ctx, func(s *repo.Session) error { return repo.UpsertAll(ctx, s, bulk) }))
	value(db.Exec(ctx, builder.Insert(tariffs).Values(tariffOf(6))))(t)
	value(db.Exec(ctx, builder.Update(tariffs).Set(prices.To(tariffOf(6).Prices)).Where(prices.Eq(tariffOf(6).Prices))))(t)
	must(t, db.Begin(ctx, func(s *repo.Session) error {
		list, err := repo.All(ctx, s, builder.Select(tariffs))
		for _, r := range list {
			expect(t, "unchanged", s.IsModified(r), false)
			expect(t, "row", r.texts(), tariffOf(r.ID).texts())
			expect(t, "NULLs", []bool{r.Maybe[0] == nil, !r.Nulls[0].Valid}, []bool{true, true})
			r.Prices[0] = decimal.NewFromInt(7)
		}
		expect(t, "rows", len(list), 6)
		return err
	}))
	seven := []decimal.Decimal{decimal.NewFromInt(7), decimal.NewFromInt(2)}
	expect(t, "found", value(repo.Count(ctx, db, builder.Select(tariffs).Where(prices.Eq(seven))))(t), int64(1))
}
