package conformance

import (
	"database/sql"
	"testing"
	"time"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Rental is a toy that somebody has, or had.
type Rental struct {
	ID    int64
	ToyID int32
	Name  string
	At    time.Time
	Due   time.Time `db:"due,type=date"`
	Back  *time.Time
	Paid  bool
	Mark  sql.Null[string]
}

// TableName names the table.
func (Rental) TableName() string { return "rentals" }

// Invoice is a rental as JSON says it.
type Invoice struct {
	ID   int64     `json:"id"`
	Name string    `json:"name"`
	At   time.Time `json:"at"`
	Paid bool      `json:"paid"`
	Mark *string   `json:"mark"`
}

var (
	rentals  = builder.Model[Rental]()
	rentalID = builder.Col(&rentals.ID)
	renter   = builder.Col(&rentals.Name)
	at       = builder.Col(&rentals.At)
	due      = builder.Col(&rentals.Due)
	back     = builder.NullCol(&rentals.Back)
	paid     = builder.Col(&rentals.Paid)
	mark     = builder.SQLNullCol(&rentals.Mark)
)

// moment returns a time in UTC.
func moment(text string) time.Time {
	t, err := time.Parse("2006-01-02 15:04:05.999", text)
	if err != nil {
		panic(err)
	}
	return t
}

// openRentals is openToys with rentals of them.
func (b Backend) openRentals(t *testing.T) *database {
	t.Helper()
	db := b.openToys(t)
	db.create(t, schema.MustOf(rentals))
	returned := moment("2024-02-10 09:00:00")
	marked := func(s string) sql.Null[string] { return sql.Null[string]{V: s, Valid: true} }
	must(t, db.Begin(t.Context(), func(s *repo.Session) error {
		return s.Add(
			&Rental{ID: 1, ToyID: 1, Name: "kim", At: moment("2024-01-31 22:30:00"), Due: moment("2024-01-31 00:00:00"), Back: &returned, Paid: true, Mark: marked("torn")},
			&Rental{ID: 2, ToyID: 2, Name: "lee", At: moment("2024-02-28 08:00:00"), Due: moment("2024-03-31 00:00:00")},
			&Rental{ID: 3, ToyID: 1, Name: "kim", At: moment("2024-03-03 23:59:59.5"), Due: moment("2024-03-31 00:00:00"), Paid: true, Mark: marked("k_m")},
			&Rental{ID: 4, ToyID: 5, Name: "max", At: moment("2024-12-30 12:00:00"), Due: moment("2025-01-31 00:00:00"), Mark: marked("so ma")},
		)
	}))
	return db
}

// AggregatesMakeLists: texts, lists and JSON of the rows of a group, sorted and without repeats.
func AggregatesMakeLists(t *testing.T, b Backend) {
	db := b.openRentals(t)
	names := builder.StringAgg(renter, "; ").AggregateOrderBy(rentalID.Desc())
	expect(t, "a text", all[string](t, db, builder.SelectColumns(names, names.Filter(paid))), []string{"max; kim; lee; kim"})
	expect(t, "a text of some", all[string](t, db, builder.SelectColumns(names.Filter(paid))), []string{"kim; kim"})
	expect(t, "a text of none", all[*string](t, db, builder.SelectColumns(names.Filter(renter.Eq("x")))), []*string{nil})
	expect(t, "distinct", all[int64](t, db, builder.SelectColumns(builder.Count(renter).Distinct())), []int64{3})
	list := builder.ArrayAgg(renter).Distinct().AggregateOrderBy(renter)
	expect(t, "a list", all[[]string](t, db, builder.SelectColumns(list)), [][]string{{"kim", "lee", "max"}})
	expect(t, "a list of none", all[[]string](t, db, builder.SelectColumns(list.Filter(renter.Eq("x")))), [][]string{nil})
	expect(t, "a list of truths", all[[]bool](t, db, builder.SelectColumns(builder.ArrayAgg(paid).AggregateOrderBy(rentalID))), [][]bool{{true, false, true, false}})
	times := all[[]time.Time](t, db, builder.SelectColumns(builder.ArrayAgg(at).AggregateOrderBy(rentalID)))
	expect(t, "a list of times", times[0][2].UTC(), moment("2024-03-03 23:59:59.5"))
	dates := all[[]time.Time](t, db, builder.SelectColumns(builder.ArrayAgg(due).AggregateOrderBy(rentalID).Filter(rentalID.Ge(3))))
	expect(t, "a list of days", dates[0][0].UTC(), moment("2024-03-31 00:00:00"))
	clocks := all[[]time.Time](t, db, builder.SelectColumns(builder.ArrayAgg(builder.AtTimeZone(at, "UTC")).AggregateOrderBy(rentalID)))
	expect(t, "a list of clocks", clocks[0][2].UTC(), moment("2024-03-03 23:59:59.5"))
	invoice := builder.JSONObject[Invoice]("id", rentalID, "name", renter, "at", at, "paid", paid, "mark", mark)
	got := value(repo.All(t.Context(), db, builder.As[struct{ Invoices []Invoice }](builder.SelectColumns(builder.JSONArrayAgg(invoice).AggregateOrderBy(rentalID).Filter(rentalID.Le(2)).Label("invoices")))))(t)
	torn := "torn"
	for i := range got[0].Invoices {
		got[0].Invoices[i].At = got[0].Invoices[i].At.UTC()
	}
	expect(t, "JSON", got[0].Invoices, []Invoice{{1, "kim", moment("2024-01-31 22:30:00"), true, &torn}, {2, "lee", moment("2024-02-28 08:00:00"), false, nil}})
	days := builder.JSONArrayAgg(builder.JSONObject[map[string]time.Time]("due", due, "at", at, "utc", builder.AtTimeZone(at, "UTC"))).AggregateOrderBy(rentalID)
	dated := all[[]map[string]time.Time](t, db, builder.SelectColumns(days.Filter(rentalID.Eq(3))))[0][0]
	expect(t, "JSON of a day", dated["due"].UTC(), moment("2024-03-31 00:00:00"))
	expect(t, "JSON of a clock", []time.Time{dated["at"].UTC(), dated["utc"].UTC()}, []time.Time{moment("2024-03-03 23:59:59.5"), moment("2024-03-03 23:59:59.5")})
	toy := builder.TypeCoerce[int64](builder.Col(&rentals.ToyID))
	inner := builder.SelectColumns(builder.JSONArrayAgg(rentalID).AggregateOrderBy(rentalID)).From(rentals).Where(toy.EqCol(builder.Col(&toys.ID)))
	nested := builder.JSONObject[map[string][]int64]("rentals", builder.ScalarSubquery[[]int64](inner))
	expect(t, "JSON in JSON", all[map[string][]int64](t, db, builder.SelectColumns(nested).From(toys).Where(label.Eq("ball"))), []map[string][]int64{{"rentals": {1, 3}}})
	b.native(t, db, "string_agg(DISTINCT ...) of several expressions", builder.SelectColumns(builder.Func[int64]("length", builder.StringAgg(renter, ",").Distinct())), []int64{11})
}

// TimesAreCut: parts of times, buckets and intervals mean the same on every backend.
func TimesAreCut(t *testing.T, b Backend) {
	db := b.openRentals(t)
	utc := builder.AtTimeZone(at, "UTC")
	for field, want := range map[string][]int64{
		"year": {2024, 2024, 2024, 2024}, "quarter": {1, 1, 1, 4}, "month": {1, 2, 3, 12}, "week": {5, 9, 9, 1}, "isoyear": {2024, 2024, 2024, 2025}, "day": {31, 28, 3, 30},
		"hour": {22, 8, 23, 12}, "minute": {30, 0, 59, 0}, "second": {0, 0, 59, 0}, "dow": {3, 3, 0, 1}, "isodow": {3, 3, 7, 1}, "doy": {31, 59, 63, 365}, "epoch": {1706740200, 1709107200, 1709510399, 1735560000},
	} {
		expect(t, field, all[int64](t, db, builder.SelectColumns(builder.Extract(field, utc)).OrderBy(rentalID)), want)
	}
	third := func(e builder.Sqlizer) time.Time {
		return value(repo.Scalar[time.Time](t.Context(), db, builder.SelectColumns(e).From(rentals).Where(rentalID.Eq(3))))(t).UTC()
	}
	for field, want := range map[string]string{
		"year": "2024-01-01 00:00:00", "quarter": "2024-01-01 00:00:00", "month": "2024-03-01 00:00:00", "week": "2024-02-26 00:00:00", "day": "2024-03-03 00:00:00",
		"hour": "2024-03-03 23:00:00", "minute": "2024-03-03 23:59:00", "second": "2024-03-03 23:59:59",
	} {
		expect(t, "cut to a "+field, third(builder.DateTrunc(field, utc)), moment(want))
	}
	expect(t, "a year's quarter", all[int64](t, db, builder.SelectColumns(builder.Extract("month", builder.DateTrunc("quarter", utc))).OrderBy(rentalID.Desc()).Limit(1)), []int64{10})
	month := builder.DateTrunc("month", utc).Label("month")
	expect(t, "buckets", all[int64](t, db, builder.SelectColumns(builder.Count(), month).GroupBy(month).OrderBy(month.Desc()).Limit(2)), []int64{1, 1})
	expect(t, "later", third(at.AddInterval(builder.Interval{Months: 1, Days: 2, Duration: 90 * time.Minute})), moment("2024-04-06 01:29:59.5"))
	expect(t, "earlier", third(at.SubInterval(builder.Interval{Years: 1, Duration: 500 * time.Millisecond})), moment("2023-03-03 23:59:59"))
	end := all[time.Time](t, db, builder.SelectColumns(due.AddInterval(builder.Interval{Months: 1})).OrderBy(rentalID))
	expect(t, "the last of a month", []string{end[0].Format(time.DateOnly), end[1].Format(time.DateOnly)}, []string{"2024-02-29", "2024-04-30"})
	expect(t, "a day stays a day", all[int64](t, db, builder.SelectColumns(rentalID).Where(due.AddInterval(builder.Interval{Days: 1}).Eq(moment("2024-04-01 00:00:00"))).OrderBy(rentalID)), []int64{2, 3})
	expect(t, "compared", all[int64](t, db, builder.SelectColumns(rentalID).Where(at.AddInterval(builder.Interval{Days: 7}).LtCol(back))), []int64{1})
	took := builder.Extract("epoch", back).SubCol(builder.Extract("epoch", at))
	expect(t, "a span", all[int64](t, db, builder.SelectColumns(took).Where(back.IsNotNull())), []int64{815400})
	expect(t, "long ago", all[int64](t, db, builder.SelectColumns(builder.Count()).Where(due.LtCol(builder.CurrentDate()), at.LtCol(builder.Now().SubInterval(builder.Interval{Days: 1})))), []int64{4})
	b.native(t, db, "AT TIME ZONE but for UTC", builder.SelectColumns(builder.Extract("hour", builder.AtTimeZone(at, "Europe/Berlin"))).OrderBy(rentalID).Limit(1), []int64{23})
	b.native(t, db, "INTERVAL as a value", builder.SelectColumns(builder.Cast[int64](builder.Func[float64]("date_part", "day", builder.Interval{Days: 3}), "bigint")), []int64{3})
}

// ColumnsMeet: arithmetic and patterns between columns, columns of other types, rows of views and of series.
func ColumnsMeet(t *testing.T, b Backend) {
	db := b.openRentals(t)
	toyID, id := builder.TypeCoerce[int64](builder.Col(&rentals.ToyID)), builder.Col(&toys.ID)
	found := func(what string, want []int64, preds ...builder.Sqlizer) {
		t.Helper()
		expect(t, what, all[int64](t, db, builder.SelectColumns(rentalID).Where(preds...).OrderBy(rentalID)), want)
	}
	sums := builder.SelectColumns(rentalID.AddCol(toyID).MulCol(rentalID).SubCol(toyID).Mod(5), rentalID.MulCol(rentalID).DivCol(toyID.NullIf(2)), rentalID.ModCol(toyID)).OrderBy(rentalID)
	expect(t, "sums", all[int64](t, db, sums), []int64{1, 1, 1, 1})
	expect(t, "other widths", all[string](t, db, builder.SelectColumns(label).Join(rentals, toyID.EqCol(id)).Where(toyID.Gt(1)).OrderBy(label)), []string{"drum", "kite"})
	found("sql.Null", []int64{1}, mark.Eq("torn"))
	found("a pattern", []int64{3}, renter.LikeCol(mark))
	found("whatever the case", []int64{3}, builder.Upper(renter).ILikeCol(mark))
	found("no pattern", []int64{1, 4}, renter.NotLikeCol(mark), renter.NotILikeCol(mark))
	found("contains", []int64{4}, mark.ContainsCol(builder.Func[string]("substr", renter, 1, 2)))
	found("nothing is a wildcard", []int64{}, renter.StartsWithCol(mark))
	found("begins and ends", []int64{4}, mark.StartsWithCol(builder.Literal("so")), mark.EndsWithCol(builder.Func[string]("substr", renter, 1, 2)))
	found("between", []int64{1, 2, 4}, toyID.BetweenCol(rentalID, rentalID.Add(1)))
	found("distinct from", []int64{1, 2, 3, 4}, mark.IsDistinctFromCol(renter), builder.Not(mark.IsNotDistinctFromCol(renter)))
	found("not distinct", []int64{2}, mark.IsNotDistinctFromCol(mark.NullIf("torn").NullIf("k_m").NullIf("so ma")), mark.IsNull())
	late := builder.Greatest(back, at, builder.Literal(moment("2024-02-15 00:00:00")))
	found("the greatest", []int64{1}, late.Eq(moment("2024-02-15 00:00:00")))
	found("the least", []int64{1, 2, 3, 4}, builder.Least(back, at).EqCol(at))
	found("tuples", []int64{1}, builder.Tuple(renter, toyID).Eq("kim", 1), builder.Tuple(rentalID, renter).Ne(3, "kim"))
	found("tuples in order", []int64{2, 3}, builder.Tuple(toyID, rentalID).Le(2, 2), builder.Tuple(toyID, rentalID).Ge(1, 3))
	expect(t, "concat", all[string](t, db, builder.SelectColumns(builder.Concat(renter, " ", builder.Col(&rentals.ToyID), "/", mark)).OrderBy(rentalID).Limit(2)), []string{"kim 1/torn", "lee 2/"})
	db.exec(t, "CREATE VIEW stock AS SELECT size, count(*) AS count FROM toys GROUP BY size")
	expect(t, "a view", value(repo.All(t.Context(), db, builder.Select(sizes).From(builder.Table(sizes, "stock")).Where(builder.Col(&sizes.Count).Gt(1)).OrderBy(builder.Col(&sizes.Size))))(t)[1], &Sizes{7, 2})
	series := builder.SelectColumns(builder.Count(rentalID)).From(builder.GenerateSeries(numbers, 0, 4)).LeftJoin(rentals, rentalID.EqCol(n)).GroupBy(n).OrderBy(n)
	expect(t, "a series", all[int64](t, db, series), []int64{0, 1, 1, 1, 1})
	expect(t, "no series", all[int64](t, db, builder.SelectColumns(n).From(builder.GenerateSeries(numbers, 2, 1))), []int64{})
	place := builder.PartitionBy(renter).OrderBy(rentalID)
	expect(t, "windows", all[string](t, db, builder.SelectColumns(builder.FirstValue(renter).Over(builder.PartitionBy().OrderBy(rentalID))).Limit(1)), []string{"kim"})
	expect(t, "rows before", all[*int64](t, db, builder.SelectColumns(builder.Lag(rentalID, 1).Over(place)).Where(renter.Eq("kim")).OrderBy(rentalID)), []*int64{nil, new(int64(1))})
	expect(t, "buckets", all[int64](t, db, builder.SelectColumns(builder.NTile(2).Over(builder.PartitionBy().OrderBy(rentalID))).OrderBy(rentalID)), []int64{1, 1, 2, 2})
	type numbered struct {
		Tag   string
		Place int64
	}
	rows := builder.Derived[numbered]("numbered")
	call := builder.TableFunc(rows, builder.Func[string]("string_to_table", "a,b", ",")).WithOrdinality()
	b.native(t, db, "WITH ORDINALITY", builder.SelectColumns(builder.Col(&rows.Place)).From(call).OrderBy(builder.Col(&rows.Place).Desc()), []int64{2, 1})
}

// DocumentsHoldValues: numbers and truth in JSON are read as what they are.
func DocumentsHoldValues(t *testing.T, b Backend) {
	db := b.openRentals(t)
	doc := builder.JSON(builder.JSONObject[map[string]any]("n", 7, "f", 1.5, "yes", true, "no", paid))
	row := func(e builder.Sqlizer) builder.Sqlizer {
		return builder.SelectColumns(e).From(rentals).Where(rentalID.Eq(2))
	}
	expect(t, "a whole number", all[int64](t, db, row(doc.Get("n").Int().Add(1))), []int64{8})
	expect(t, "a number", all[float64](t, db, row(doc.Get("f").Float())), []float64{1.5})
	expect(t, "truth", all[bool](t, db, row(builder.And(doc.Get("yes").Bool(), builder.Not(doc.Get("no").Bool())))), []bool{true})
}
