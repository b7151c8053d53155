package conformance

import (
	"encoding/json"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

var (
	fares     = builder.Model[Fare]()
	fareID    = builder.Col(&fares.ID)
	farePrice = builder.Col(&fares.Price)
	fareText  = builder.Col(&fares.Text)
	fareWas   = builder.NullCol(&fares.Was)
	fareMeta  = sync.OnceValue(func() *schema.MetaData {
		return schema.MustOf(fares).With(schema.Check("fares_cheap", fares, farePrice.Lt(dec("1000"))))
	})
)

// Fare is a row of exact numbers. A SQLite without a type for them keeps them as text.
type Fare struct {
	ID    int64
	Price decimal.Decimal  `db:"price,check=price >= -10"`
	Text  string           `db:"text,type=numeric"`
	Was   *decimal.Decimal `db:"was,type=numeric(12,3)"`
}

// TableName names the table.
func (Fare) TableName() string { return "fares" }

func dec(text string) decimal.Decimal { return decimal.RequireFromString(text) }

// DecimalsCompare: exact numbers compare, sort and are checked as numbers, however a database keeps them.
func DecimalsCompare(t *testing.T, b Backend) {
	db := b.open(t)
	db.create(t, fareMeta())
	was := dec("7.250")
	for i, text := range []string{"100", "20.50", "9", "-3.5", "0.25"} {
		must(t, db.Begin(t.Context(), func(s *repo.Session) error {
			return s.Add(&Fare{ID: int64(i + 1), Price: dec(text), Text: text, Was: &was})
		}))
	}
	for _, price := range []string{"1000", "-11"} {
		refused(t, db.Begin(t.Context(), func(s *repo.Session) error {
			return s.Add(&Fare{ID: 6, Price: dec(price), Text: "0"})
		}), repo.ErrCheckViolation)
	}
	decimalsAreFound(t, db)
	decimalsAreSorted(t, db)
	decimalsAreJSON(t, db)
	decimalsAreDivided(t, db)
	db.exec(t, "UPDATE fares SET price = '20.50' WHERE id = 2") // as others may have written it
	for _, price := range []string{"20.5", "20.500", "-3.50", "7"} {
		equal := value(repo.Count(t.Context(), db, builder.Select(fares).Where(farePrice.Eq(dec(price)))))(t)
		nulls := value(repo.Count(t.Context(), db, builder.Select(fares).Where(farePrice.NullIf(dec(price)).IsNull())))(t)
		expect(t, "NullIf "+price, nulls, equal)
		left := all[*decimal.Decimal](t, db, builder.SelectColumns(farePrice.NullIf(dec(price))).Where(fareID.Eq(int64(1))))
		expect(t, "the others", left[0].String(), "100")
	}
}

// decimalsAreDivided: what is whole is divided as what is not, and so is what was computed of it.
func decimalsAreDivided(t *testing.T, db *database) {
	t.Helper()
	prices := all[decimal.Decimal](t, db, builder.SelectColumns(farePrice).OrderBy(fareID))
	for _, by := range []string{"4", "2.5", "-3", "8"} {
		n := dec(by)
		for what, one := range map[string]struct {
			of   builder.Sqlizer
			want func(price decimal.Decimal) decimal.Decimal
		}{
			"Div":      {farePrice.Div(n), func(p decimal.Decimal) decimal.Decimal { return p.Div(n) }},
			"Mod":      {farePrice.Mod(n), func(p decimal.Decimal) decimal.Decimal { return p.Mod(n) }},
			"text":     {builder.TypeCoerce[decimal.Decimal](fareText).Div(n), func(p decimal.Decimal) decimal.Decimal { return p.Div(n) }},
			"DivCol":   {builder.Literal(n).DivCol(farePrice), func(p decimal.Decimal) decimal.Decimal { return n.Div(p) }},
			"computed": {farePrice.Mul(dec("2")).Add(dec("1")).Div(n), func(p decimal.Decimal) decimal.Decimal { return p.Mul(dec("2")).Add(dec("1")).Div(n) }},
			"coalesce": {builder.Coalesce(farePrice, farePrice).Div(n), func(p decimal.Decimal) decimal.Decimal { return p.Div(n) }},
			"windowed": {builder.Max(farePrice).Over(builder.PartitionBy(fareID)).Div(n), func(p decimal.Decimal) decimal.Decimal { return p.Div(n) }},
			"cast":     {builder.Cast[decimal.Decimal](fareID, "numeric").Div(dec("4")), nil},
		} {
			got := all[decimal.Decimal](t, db, builder.SelectColumns(one.of).From(fares).OrderBy(fareID))
			for i, price := range prices {
				want := decimal.NewFromInt(int64(i + 1)).Div(dec("4"))
				if one.want != nil {
					want = one.want(price)
				}
				expect(t, what+" of "+price.String()+" and "+by, got[i].Round(6).String(), want.Round(6).String())
			}
		}
	}
	s := db.session(t)
	_, err := s.Exec(t.Context(), builder.Update(fares).Set(farePrice.ToExpr(farePrice.Div(dec("8")))).Where(fareID.Eq(1)))
	must(t, err)
	stored := value(repo.Scalar[decimal.Decimal](t.Context(), s, builder.SelectColumns(farePrice).Where(fareID.Eq(1))))(t)
	expect(t, "stored", stored.String(), "12.5")
	must(t, s.Rollback(t.Context()))
}

// decimalsAreJSON: they are numbers in it, with all their digits, and the greatest has them where rows are sorted.
func decimalsAreJSON(t *testing.T, db *database) {
	t.Helper()
	long := "12345678901234567.89"
	must(t, db.Begin(t.Context(), func(s *repo.Session) error { return s.Add(&Fare{ID: 7, Price: dec("-1"), Text: long}) }))
	object := builder.JSONObject[json.RawMessage]("n", builder.TypeCoerce[decimal.Decimal](fareText), "was", fareWas, "value", dec("2.5"))
	raw := all[json.RawMessage](t, db, builder.SelectColumns(object).From(fares).Where(fareID.Eq(7)))
	expect(t, "an object", strings.ReplaceAll(string(raw[0]), " ", ""), `{"n":`+long+`,"was":null,"value":2.5}`)
	list := all[[]decimal.Decimal](t, db, builder.SelectColumns(builder.JSONArrayAgg(farePrice).AggregateOrderBy(fareID)).Where(fareID.In(2, 7)))
	expect(t, "a list", []string{list[0][0].String(), list[0][1].String()}, []string{"20.5", "-1"})
	greatest := all[string](t, db, builder.SelectColumns(fareText).OrderBy(fareText.Desc()).Limit(1))
	expect(t, "the greatest as it is kept", greatest, []string{long})
	if db.Dialect().Name == "sqlite" { // which keeps a text that others wrote
		db.exec(t, "UPDATE fares SET text = '007' WHERE id = 7")
		raw = all[json.RawMessage](t, db, builder.SelectColumns(object).From(fares).Where(fareID.Eq(7)))
		expect(t, "what is no number in JSON", string(raw[0]), `{"n":"007","was":null,"value":2.5}`)
	}
	must(t, db.Begin(t.Context(), func(s *repo.Session) error {
		_, err := s.Exec(t.Context(), builder.Delete(fares).Where(fareID.Eq(7)))
		return err
	}))
}

func decimalsAreFound(t *testing.T, db *database) {
	t.Helper()
	n := dec("20.5")
	cheap := builder.SelectColumns(farePrice).Where(fareID.Eq(2))
	for what, one := range map[string]struct {
		pred builder.Expr[bool]
		want []int64
	}{
		"Gt": {farePrice.Gt(dec("15")), []int64{1, 2}}, "Le": {farePrice.Le(dec("9")), []int64{3, 4, 5}},
		"Eq": {farePrice.Eq(n), []int64{2}}, "Eq of text": {fareText.Eq("20.5"), []int64{2}},
		"Ne": {fareText.Ne("20.500"), []int64{1, 3, 4, 5}}, "Between": {farePrice.Between(dec("-4"), dec("10")), []int64{3, 4, 5}},
		"In": {fareText.In("20.500", "09"), []int64{2, 3}}, "NotIn": {fareText.NotIn("20.500", "09"), []int64{1, 4, 5}},
		"column": {farePrice.EqCol(builder.TypeCoerce[decimal.Decimal](fareText)), []int64{1, 2, 3, 4, 5}},
		"null":   {fareWas.Eq(dec("7.25")), []int64{1, 2, 3, 4, 5}}, "Distinct": {fareText.IsDistinctFrom("20.5"), []int64{1, 3, 4, 5}},
		"operation":  {farePrice.Mul(dec("2")).Ge(dec("41")), []int64{1, 2}},
		"turned":     {builder.Literal(dec("15")).LtCol(farePrice), []int64{1, 2}},
		"Coalesce":   {builder.Coalesce(farePrice, farePrice).Gt(dec("15")), []int64{1, 2}},
		"Case":       {builder.Case[decimal.Decimal]().When(fareID.Gt(0), dec("5")).ElseExpr(farePrice).EqCol(builder.Literal(dec("5"))), []int64{1, 2, 3, 4, 5}},
		"Tuple":      {builder.Tuple(farePrice, fareID).Gt(dec("9"), 3), []int64{1, 2}},
		"Tuples":     {builder.Tuple(fareText, fareID).In([]any{"20.500", 2}, []any{"9", 1}), []int64{2}},
		"sub-select": {fareText.InQuery(cheap), []int64{2}},
		"BoolOp":     {farePrice.BoolOp(">", dec("15")), []int64{1, 2}},
	} {
		expect(t, what, all[int64](t, db, builder.SelectColumns(fareID).Where(one.pred).OrderBy(fareID)), one.want)
	}
	greatest := builder.SelectColumns(fareID).GroupBy(fareID).Having(builder.Sum(farePrice).Gt(dec("15"))).OrderBy(fareID)
	expect(t, "Having", all[int64](t, db, greatest), []int64{1, 2})
}

func decimalsAreSorted(t *testing.T, db *database) {
	t.Helper()
	sorted := []int64{4, 5, 3, 2, 1}
	expect(t, "Asc", all[int64](t, db, builder.SelectColumns(fareID).OrderBy(farePrice.Asc())), sorted)
	expect(t, "bare", all[int64](t, db, builder.SelectColumns(fareID).OrderBy(fareText)), sorted)
	label := farePrice.Label("label")
	expect(t, "label", all[int64](t, db, builder.SelectColumns(fareID, label).OrderBy(label.Asc())), sorted)
	slices.Reverse(sorted)
	expect(t, "Desc", all[int64](t, db, builder.SelectColumns(fareID).OrderBy(farePrice.Desc())), sorted)
	number := builder.RowNumber().Over(builder.PartitionBy().OrderBy(farePrice.Desc()))
	expect(t, "window", all[int64](t, db, builder.SelectColumns(number).OrderBy(fareID)), []int64{1, 2, 3, 5, 4})
	for what, one := range map[string]struct {
		of   builder.Expr[decimal.Decimal]
		want string
	}{
		"Max": {builder.Max(farePrice), "100"}, "Min": {builder.Min(farePrice), "-3.5"},
		"Greatest": {builder.Max(builder.Greatest(farePrice, builder.Literal(dec("9.5")))), "100"},
		"filtered": {builder.Max(farePrice).Filter(fareID.Gt(1)), "20.5"},
	} {
		got := all[decimal.Decimal](t, db, builder.SelectColumns(one.of))
		expect(t, what, got[0].String(), one.want)
	}
}
