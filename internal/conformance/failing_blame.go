package conformance

import (
	"testing"

	"github.com/shopspring/decimal"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// Consignment has two columns that an error may be about, beside one that it is not.
type Consignment struct {
	ID     int64 `db:"id,pk,noidentity"`
	Amount int
	Price  decimal.Decimal `db:"price,type=numeric(5,2)"`
	Grade  string          `db:"grade,type=grade"`
	Grades []string        `db:"grades,type=grade[]"`
}

// TableName names the table.
func (Consignment) TableName() string { return "consignments" }

// ErrorsBlameNoOtherColumn: where a decimal of a library, or an element of a list, does not fit, no column is named whose value is right.
func ErrorsBlameNoOtherColumn(t *testing.T, b Backend) {
	db := b.open(t)
	if b.Dialect.Name == builder.SQLite().Name {
		return // which has no such types
	}
	db.exec(t, "CREATE TYPE grade AS ENUM ('good', 'bad')")
	db.exec(t, "CREATE TABLE consignments (id bigint PRIMARY KEY, amount bigint NOT NULL, price numeric(5,2) NOT NULL, grade grade NOT NULL, grades grade[] NOT NULL)")
	ctx := t.Context()
	right := func() *Consignment {
		return &Consignment{ID: 70000, Amount: 70000, Price: decimal.NewFromFloat(1.5), Grade: "good", Grades: []string{"bad"}}
	}
	dear, odd := right(), right()
	dear.Price, odd.Grades = decimal.NewFromFloat(12345.5), []string{"nope"}
	for wrong, c := range map[*Consignment]struct{ says, column string }{dear: {"Consignment.Price is numeric", "price"}, odd: {"Consignment.Grade or Consignment.Grades is grade", ""}} {
		s := db.session(t)
		must(t, s.Add(wrong))
		err := s.Commit(ctx)
		says(t, err, c.says)
		var refusal *backends.Error
		asError(t, err, &refusal)
		expect(t, "column", refusal.Column, c.column)
		must(t, s.Rollback(ctx))
		says(t, repo.InsertAll(ctx, s, []*Consignment{wrong}), c.says)
		must(t, s.Close())
	}
}
