package conformance

import (
	"testing"
	"time"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Shift is a row whose times the database says.
type Shift struct {
	ID      int64
	Began   time.Time `db:"began,type=timestamp,default=now()"`
	Touched time.Time `db:"touched,type=timestamp,default=now(),onupdate=now()"`
	At      time.Time `db:"at,default=now()"`
	Day     time.Time `db:"day,type=date,default=now()"`
	Note    string
}

// TableName names the table.
func (Shift) TableName() string { return "shifts" }

var (
	shifts     = builder.Model[Shift]()
	shiftBegan = builder.Col(&shifts.Began)
	shiftDay   = builder.Col(&shifts.Day)
)

// farAway returns the URL of b for sessions on the other side of the world, where the database has such.
func farAway(t *testing.T, b Backend) string {
	t.Helper()
	u := value(backends.ParseURL(b.URL(t)))(t)
	if b.Dialect.Features&builder.FeatureIntervals != 0 {
		u.Query.Set("timezone", "Pacific/Kiritimati")
	}
	return u.Reveal()
}

// NowIsUTC: what the database writes into a timestamp is the clock of UTC, as what a program writes there, whatever the time zone of
// the session; and a day is a day.
func NowIsUTC(t *testing.T, b Backend) {
	db := &database{Engine: value(repo.Open(t.Context(), farAway(t, b), repo.WithBackend(b.Backend)))(t)}
	t.Cleanup(func() { must(t, db.Close()) })
	must(t, schema.CreateAll(t.Context(), db.Engine, shifts))
	near := func(what string, at time.Time) {
		t.Helper()
		if since := time.Since(at); since < -time.Hour || since > time.Hour {
			t.Errorf("%s: %s, which is %s ago", what, at, since)
		}
	}
	shift := &Shift{ID: 1}
	must(t, db.Begin(t.Context(), func(s *repo.Session) error { return s.Add(shift) }))
	near("default", shift.Began)
	near("default of a timestamptz", shift.At)
	must(t, db.Begin(t.Context(), func(s *repo.Session) error {
		stored, err := repo.Get[Shift](t.Context(), s, int64(1))
		if err != nil {
			return err
		}
		near("default, read", stored.Began)
		stored.Note = "late"
		return s.Set(stored, &stored.Began, builder.Now())
	}))
	stored := value(repo.Get[Shift](t.Context(), db.Engine, int64(1)))(t)
	near("Set of now", stored.Began)
	near("onupdate", stored.Touched)
	value(db.Exec(t.Context(), builder.Update(shifts).Set(shiftBegan.ToExpr(builder.Now())).AllRows()))(t)
	near("Update", all[time.Time](t, db, builder.SelectColumns(shiftBegan))[0])
	days := all[int64](t, db, builder.SelectColumns(builder.Col(&shifts.ID)).Where(shiftDay.Eq(stored.Day), shiftDay.EqCol(builder.CurrentDate())))
	expect(t, "found by its day", len(days), 1)
	own := schema.Include(func(_, table, _ string) bool { return table == "shifts" })
	diff := value(schema.MustOf(shifts).Diff(t.Context(), db.Engine, own))(t)
	expect(t, "the database is as the model", diff.Empty(), true)
}

// DaysBesideTimes: a day beside a time is its midnight, and a time that is written into a date is its day, however a database keeps
// them.
func DaysBesideTimes(t *testing.T, b Backend) {
	db := b.open(t)
	must(t, schema.CreateAll(t.Context(), db.Engine, shifts))
	midnight := time.Date(2024, 1, 31, 0, 0, 0, 0, time.UTC)
	must(t, db.Begin(t.Context(), func(s *repo.Session) error {
		return s.Add(&Shift{ID: 1, Began: midnight, At: midnight.Add(time.Second), Day: midnight},
			&Shift{ID: 2, Began: midnight.Add(36 * time.Hour), At: midnight, Day: midnight.AddDate(0, 0, 1)})
	}))
	id, at := builder.Col(&shifts.ID), builder.Col(&shifts.At)
	of := func(column builder.Column[time.Time]) builder.SelectStmt[builder.Row] {
		return builder.SelectColumns(column)
	}
	for what, one := range map[string]struct {
		pred builder.Expr[bool]
		want []int64
	}{
		"EqCol": {shiftDay.EqCol(shiftBegan), []int64{1}}, "turned": {shiftBegan.EqCol(shiftDay), []int64{1}},
		"LtCol": {shiftDay.LtCol(shiftBegan), []int64{2}}, "LeCol": {shiftDay.LeCol(shiftBegan), []int64{1, 2}},
		"GeCol of an expression": {shiftDay.GeCol(builder.DateTrunc("day", shiftBegan)), []int64{1, 2}},
		"DateTrunc":              {shiftDay.EqCol(builder.DateTrunc("day", shiftBegan)), []int64{1, 2}},
		"both cut":               {builder.DateTrunc("month", shiftDay).EqCol(builder.DateTrunc("month", shiftBegan)), []int64{1, 2}},
		"shifted":                {shiftDay.EqCol(shiftBegan.SubInterval(builder.Interval{Duration: 12 * time.Hour})), []int64{2}},
		"now":                    {shiftDay.LtCol(builder.Now()), []int64{1, 2}},
		"InQuery":                {shiftDay.InQuery(of(shiftBegan)), []int64{1}},
		"InQuery of days":        {shiftBegan.InQuery(of(shiftDay)), []int64{1}},
		"NotInQuery of days":     {shiftBegan.NotInQuery(of(shiftDay)), []int64{2}},
		"ScalarSubquery":         {shiftDay.EqCol(builder.ScalarSubquery[time.Time](builder.SelectColumns(builder.Min(shiftBegan)))), []int64{1}},
		"tuples":                 {builder.Tuple(shiftDay, id).Eq(shiftBegan, id), []int64{1}},
		"distinct":               {builder.Not(shiftDay.BoolOp("<>", shiftBegan)), []int64{1}},
	} {
		expect(t, what, all[int64](t, db, builder.SelectColumns(id).Where(one.pred).OrderBy(id)), one.want)
	}
	for what, set := range map[string]builder.Assignment{
		"a time": shiftDay.ToExpr(at), "DateTrunc": shiftDay.ToExpr(builder.DateTrunc("minute", at)),
		"Coalesce":       shiftDay.ToExpr(builder.Coalesce(at, shiftBegan)),
		"ScalarSubquery": shiftDay.ToExpr(builder.ScalarSubquery[time.Time](builder.SelectColumns(builder.Max(builder.Col(&builder.Alias[Shift]("other").At))))),
	} {
		value(db.Exec(t.Context(), builder.Update(shifts).Set(set).Where(id.Eq(1))))(t)
		expect(t, what, all[int64](t, db, builder.SelectColumns(id).Where(shiftDay.Eq(midnight))), []int64{1})
	}
	must(t, db.Begin(t.Context(), func(s *repo.Session) error {
		shift, err := repo.Get[Shift](t.Context(), s, int64(2))
		if err != nil {
			return err
		}
		return s.Set(shift, &shift.Day, at)
	}))
	expect(t, "Session.Set", all[int64](t, db, builder.SelectColumns(id).Where(shiftDay.Eq(midnight)).OrderBy(id)), []int64{1, 2})
}
