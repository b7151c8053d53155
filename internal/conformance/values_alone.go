package conformance

import (
	"database/sql"
	"database/sql/driver"
	"fmt"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// Cents is a number of a type of its own, which the database gets as one.
type Cents struct{ n int64 }

// Value implements driver.Valuer.
func (c Cents) Value() (driver.Value, error) { return c.n, nil }

// Scan implements sql.Scanner.
func (c *Cents) Scan(v any) error {
	n, ok := v.(int64)
	if !ok {
		return fmt.Errorf("Cents of a %T", v)
	}
	c.n = n
	return nil
}

// ValuesStandAlone: a number is one where nothing beside it says so, whatever type it has in Go: as text 10 would come before 9.
func ValuesStandAlone(t *testing.T, b Backend) {
	db := b.open(t)
	standAlone(t, db, "int64", func(n int64) int64 { return n })
	standAlone(t, db, "float64", func(n int64) float64 { return float64(n) })
	standAlone(t, db, "decimal.Decimal", decimal.NewFromInt)
	standAlone(t, db, "*decimal.Decimal", func(n int64) *decimal.Decimal { d := decimal.NewFromInt(n); return &d })
	standAlone(t, db, "decimal.NullDecimal", func(n int64) decimal.NullDecimal { return decimal.NewNullDecimal(decimal.NewFromInt(n)) })
	standAlone(t, db, "sql.Null[decimal.Decimal]", func(n int64) sql.Null[decimal.Decimal] {
		return sql.Null[decimal.Decimal]{V: decimal.NewFromInt(n), Valid: true}
	})
	standAlone(t, db, "Cents", func(n int64) Cents { return Cents{n} })
	standAlone(t, db, "*Cents", func(n int64) *Cents { return &Cents{n} })
}

// alone is a row of VALUES.
type alone[V any] struct {
	Name  string
	Value V
}

// standAlone poses questions about 9 and 10, of type V.
func standAlone[V any](t *testing.T, db *database, name string, of func(int64) V) {
	nine, ten := of(9), of(10)
	literal := builder.Literal(ten)
	pick := builder.Case[V]().When(builder.Literal(1).Eq(1), ten).Else(nine)
	for what, pred := range map[string]builder.Expr[bool]{
		"Literal.Gt": literal.Gt(nine), "Literal.Between": literal.Between(nine, of(11)), "Literal.In": literal.In(nine, ten),
		"Literal.GtCol": literal.GtCol(builder.Literal(nine)), "Case.Gt": pick.Gt(nine), "Case.EqCol": pick.EqCol(literal),
		"Greatest": builder.Greatest(literal, builder.Literal(nine)).Eq(ten), "Least": builder.Least(literal, builder.Literal(nine)).Eq(nine),
		"Coalesce": builder.Coalesce(literal, builder.Literal(nine)).Gt(nine),
	} {
		t.Run(name+" "+what, func(t *testing.T) {
			got, err := repo.Scalars[int64](t.Context(), db.Engine, builder.SelectColumns(builder.Literal(1)).Where(pred))
			must(t, err)
			expect(t, "found", len(got), 1)
		})
	}
	rows := builder.Derived[alone[V]]("q")
	value := builder.Col(&rows.Value)
	given := builder.SelectColumns(builder.Col(&rows.Name)).From(builder.Values(rows, alone[V]{"ten", ten}, alone[V]{"nine", nine}))
	union := builder.UnionAll(
		builder.SelectColumns(builder.Literal("ten").Label("name"), literal.Label("value")),
		builder.SelectColumns(builder.Literal("nine"), builder.Literal(nine)))
	united := builder.SelectColumns(builder.Col(&rows.Name)).From(builder.Subquery(rows, union))
	for what, from := range map[string]builder.SelectStmt[builder.Row]{"Values": given, "UnionAll": united} {
		t.Run(name+" "+what, func(t *testing.T) {
			expect(t, "sorted", all[string](t, db, from.OrderBy(value.Asc())), []string{"nine", "ten"})
			expect(t, "found", all[string](t, db, from.Where(value.Gt(nine))), []string{"ten"})
			expect(t, "between", all[string](t, db, from.Where(value.Between(of(9), of(11))).OrderBy(value)), []string{"nine", "ten"})
		})
	}
}
