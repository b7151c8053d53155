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
