package conformance

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// DaysCompare: beside a date column a time is its day, in every comparison and in every expression that gives it a value.
func DaysCompare(t *testing.T, b Backend) {
	last := builder.NullCol(&stays.Last)
	for _, zone := range zones {
		db := b.openDays(t, zone)
		insertStays(t, db, midnights())
		for _, at := range []time.Time{time.Date(2024, 12, 31, 0, 0, 0, 0, tokyo), time.Date(2024, 12, 31, 23, 59, 0, 0, lima)} {
			next := at.AddDate(0, 0, 1)
			for what, pred := range map[string]builder.Expr[bool]{
				"Eq": stayDay.Eq(at), "Le": stayDay.Le(at), "Lt": stayDay.Lt(next), "In": stayDay.In(at, next), "NotIn": stayDay.NotIn(next),
				"Between": stayDay.Between(at, at), "Distinct": stayDay.IsNotDistinctFrom(at), "nullable": last.Eq(at),
				"Literal": stayDay.EqCol(builder.Literal(at)), "turned": builder.Literal(at).EqCol(stayDay),
				"Coalesce": builder.Coalesce(stayDay, builder.Literal(next)).Eq(at), "Tuple": builder.Tuple(stayDay, stayID).Gt(at, 0),
				"Tuple of texts": builder.Tuple(stayDay, stayID).Gt(at.Format(time.RFC3339), 0), "Tuple of days": builder.Tuple(stayDay, stayID).Gt(at.Format(time.DateOnly), 0),
				"Tuples": builder.Tuple(stayDay, stayID).In([]any{at, 1}, []any{at, 2}, []any{at, 3}, []any{at, 4}),
				"Case":   builder.Case[time.Time]().When(stayID.Gt(0), at).Else(next).EqCol(stayDay),
			} {
				found := value(repo.Count(t.Context(), db, builder.Select(stays).Where(pred)))(t)
				expect(t, fmt.Sprintf("%s %s of %v", zone, what, at), found, int64(4))
			}
			greatest := builder.SelectColumns(stayID).GroupBy(stayID).Having(builder.Max(stayDay).Eq(at))
			expect(t, zone+" Max", len(all[int64](t, db, greatest)), 4)
			daysAreSet(t, db, zone, at)
		}
	}
}

// daysAreSet writes the day of at in every way that an UPDATE has.
func daysAreSet(t *testing.T, db *database, zone string, at time.Time) {
	t.Helper()
	for what, set := range map[string]builder.Assignment{
		"To": stayDay.To(at), "Literal": stayDay.ToExpr(builder.Literal(at)),
		"Case":     stayDay.ToExpr(builder.Case[time.Time]().When(stayID.Gt(0), at).Else(at)),
		"Coalesce": stayDay.ToExpr(builder.Coalesce(builder.Literal(at), stayDay)),
	} {
		db.exec(t, "UPDATE stays SET day = '2000-01-01'")
		value(db.Exec(t.Context(), builder.Update(stays).Set(set).AllRows()))(t)
		expect(t, zone+" set by "+what, db.stored(t, "SELECT count(*) FROM stays WHERE day = '"+lastDay+"'"), int64(4))
	}
	db.exec(t, "UPDATE stays SET day = '2000-01-01'")
	must(t, db.Begin(t.Context(), func(s *repo.Session) error {
		v, err := repo.Get[Stay](t.Context(), s, 1)
		if err != nil {
			return err
		}
		return s.Set(v, &v.Day, builder.Literal(at))
	}))
	expect(t, zone+" set by Set", db.stored(t, "SELECT count(*) FROM stays WHERE day = '"+lastDay+"'"), int64(1))
	db.exec(t, "UPDATE stays SET day = '"+lastDay+"'")
}

// DaysAreKeys: whatever the hour and zone in which a key is said, its day names the row, and a change of them alone is none.
func DaysAreKeys(t *testing.T, b Backend) {
	for _, zone := range zones {
		db := b.openDays(t, zone)
		early, late := time.Date(2024, 12, 31, 0, 0, 0, 0, tokyo), time.Date(2024, 12, 31, 23, 0, 0, 0, lima)
		other := early.AddDate(0, 0, -1)
		must(t, db.Begin(t.Context(), func(s *repo.Session) error {
			return s.Add(&Diary{Day: early, Title: "last"}, &Diary{Day: other, Title: "before"}, &DiaryPage{Day: early}, &DiaryPage{Day: late}, &DiaryPage{Day: other})
		}))
		s := db.session(t)
		diary := value(repo.Get[Diary](t.Context(), s, early))(t)
		db.log.take()
		if again := value(repo.Get[Diary](t.Context(), s, late))(t); again != diary {
			t.Errorf("%s: one day is two diaries", zone)
		}
		expect(t, zone+" asked again", len(db.log.take()), 0)
		list := value(repo.All(t.Context(), s, builder.Select(diaries).OrderBy(builder.Col(&diaries.Day)).Load(builder.SelectIn(&diaries.Pages))))(t)
		expect(t, zone+" pages", []int{len(list[0].Pages), len(list[1].Pages)}, []int{1, 2})
		diary.Day = late
		expect(t, zone+" changed", s.IsModified(diary), false)
		must(t, s.Delete(diary.Pages[0]))
		must(t, s.Delete(diary.Pages[1]))
		must(t, s.Delete(list[0].Pages[0]))
		must(t, s.Commit(t.Context()))
		expect(t, zone+" pages left", db.stored(t, "SELECT count(*) FROM diary_pages"), int64(0))
		must(t, db.Begin(t.Context(), func(s *repo.Session) error {
			return repo.DeleteAll(t.Context(), s, []*Diary{{Day: late}, {Day: other}})
		}))
		expect(t, zone+" diaries left", db.stored(t, "SELECT count(*) FROM diaries"), int64(0))
	}
}

// DaysAreAssociated: rows of an association table are found by the days that they hold, for one owner and for many, and go with them.
func DaysAreAssociated(t *testing.T, b Backend) {
	db := b.openDays(t, "UTC")
	early, late := time.Date(2024, 12, 31, 0, 0, 0, 0, tokyo), time.Date(2025, 1, 1, 23, 0, 0, 0, lima)
	eve, first := &Holiday{Day: CivilDate{2024, 12, 31}}, &Holiday{Day: CivilDate{2025, 1, 1}}
	must(t, db.Begin(t.Context(), func(s *repo.Session) error {
		return s.Add(&Diary{Day: early, Read: []*Holiday{eve, first}}, &Diary{Day: late, Read: []*Holiday{first}})
	}))
	q := builder.Select(diaries).OrderBy(builder.Col(&diaries.Day)).Load(builder.SelectIn(&diaries.Read))
	sizes := func(list []*Diary) (sizes []int) {
		for _, d := range list {
			sizes = append(sizes, len(d.Read))
		}
		return sizes
	}
	expect(t, "one", sizes(value(repo.All(t.Context(), db, q.Limit(1)))(t)), []int{2})
	expect(t, "two", sizes(value(repo.All(t.Context(), db, q))(t)), []int{2, 1})
	must(t, db.Begin(t.Context(), func(s *repo.Session) error {
		list := value(repo.All(t.Context(), s, builder.Select(diaries).OrderBy(builder.Col(&diaries.Day))))(t)
		must(t, repo.Load(t.Context(), s, list, builder.SelectIn(&diaries.Read)))
		expect(t, "loaded", sizes(list), []int{2, 1})
		list[0].Read = list[0].Read[:1]
		return s.Delete(list[1])
	}))
	expect(t, "left", db.stored(t, "SELECT count(*) FROM diary_holidays"), int64(1))
}

// CivilDaysAreKeys: a day of a type of its own is a key as any other, and now() is today in a date column.
func CivilDaysAreKeys(t *testing.T, b Backend) {
	db := b.openDays(t, "UTC")
	holidays := builder.Model[Holiday]()
	rows := []*Holiday{{Day: CivilDate{2024, 12, 31}, Name: "eve"}, {Day: CivilDate{2025, 1, 1}, Name: "first"}, {Day: CivilDate{2024, 12, 25}}}
	must(t, db.Begin(t.Context(), func(s *repo.Session) error { return s.Add(rows[0], rows[1], rows[2]) }))
	must(t, db.Begin(t.Context(), func(s *repo.Session) error {
		eve := value(repo.Get[Holiday](t.Context(), s, CivilDate{2024, 12, 31}))(t)
		if again := value(repo.Get[Holiday](t.Context(), s, "2024-12-31"))(t); again != eve {
			t.Error("one day is two holidays")
		}
		eve.Name = "last"
		return nil
	}))
	day := builder.Col(&holidays.Day)
	list := value(repo.All(t.Context(), db, builder.Select(holidays).Where(day.In(rows[0].Day, rows[1].Day)).OrderBy(day)))(t)
	expect(t, "names", []string{list[0].Name, list[1].Name}, []string{"last", "first"})
	expect(t, "changed", db.stored(t, "SELECT count(*) FROM holidays WHERE changed = CURRENT_DATE"), int64(1))
	value(db.Exec(t.Context(), builder.Update(holidays).Set(builder.Col(&holidays.Changed).ToExpr(builder.Now())).AllRows()))(t)
	expect(t, "set", db.stored(t, "SELECT count(*) FROM holidays WHERE changed = CURRENT_DATE"), int64(3))
	must(t, db.Begin(t.Context(), func(s *repo.Session) error { return repo.DeleteAll(t.Context(), s, rows[:2]) }))
	expect(t, "left", db.stored(t, "SELECT count(*) FROM holidays"), int64(1))
}

// StampsArePaged: pages by a time that the database wrote, and the key behind it, show every row once.
func StampsArePaged(t *testing.T, b Backend) {
	db := b.openDays(t, "America/New_York")
	ticks := builder.Model[Tick]()
	at, id := builder.Col(&ticks.At), builder.Col(&ticks.ID)
	for range 4 {
		must(t, db.Begin(t.Context(), func(s *repo.Session) error { return s.Add(&Tick{}, &Tick{}, &Tick{}, &Tick{}, &Tick{}) }))
	}
	half := time.Now().Truncate(time.Second).Add(500 * time.Millisecond)
	must(t, db.Begin(t.Context(), func(s *repo.Session) error { return s.Add(&Tick{At: half}, &Tick{At: half}) }))
	page := builder.Select(ticks).OrderBy(at, id).Limit(7)
	seen, last := map[int64]bool{}, page
	for range 5 {
		rows := value(repo.All(t.Context(), db, last))(t)
		for _, tick := range rows {
			if seen[tick.ID] {
				t.Fatalf("tick %d is seen twice", tick.ID)
			}
			seen[tick.ID] = true
			expect(t, "found", value(repo.Count(t.Context(), db, builder.Select(ticks).Where(at.Eq(tick.At), id.Eq(tick.ID))))(t), int64(1))
		}
		if len(rows) > 0 {
			end := rows[len(rows)-1]
			last = page.Where(builder.Tuple(at, id).Gt(end.At, end.ID))
		}
	}
	expect(t, "ticks", len(seen), 22)
}

// DaysAreTheDatabasesOwn: of any time in any zone the day is the one that the database itself reads from its clock.
func DaysAreTheDatabasesOwn(t *testing.T, b Backend) {
	db := b.openDays(t, "Asia/Kolkata")
	db.exec(t, "INSERT INTO stays (day) VALUES (NULL)")
	sqlite := b.Dialect.Name == builder.SQLite().Name
	rapid.Check(t, func(rt *rapid.T) {
		years := rapid.IntRange(-4000, 12000)
		if sqlite {
			years = rapid.IntRange(1, 9998) // what is beside a day is asked as well
		}
		zone := time.FixedZone("", rapid.IntRange(-12*60, 14*60).Draw(rt, "minutes east")*60)
		second := rapid.IntRange(0, 24*60*60-1).Draw(rt, "second")
		at := time.Date(years.Draw(rt, "year"), time.Month(rapid.IntRange(1, 12).Draw(rt, "month")), rapid.IntRange(1, 31).Draw(rt, "day"), 0, 0, second, 0, zone)
		clock := at.Format("-01-02 15:04:05")
		if year := at.Year(); year > 0 {
			clock = fmt.Sprintf("%04d", year) + clock
		} else {
			clock = fmt.Sprintf("%04d", 1-year) + clock + " BC"
		}
		own := "CAST('" + clock + "' AS date)"
		if sqlite {
			own = "date('" + clock + "')"
		}
		db.exec(t, "UPDATE stays SET day = "+own)
		expect(t, at.String(), value(repo.Count(t.Context(), db, builder.Select(stays).Where(stayDay.Eq(at), stayDay.In(at, at.AddDate(0, 0, 1)))))(t), int64(1))
		read := value(repo.Scalar[time.Time](t.Context(), db, builder.SelectColumns(stayDay)))(t)
		expect(t, "read of "+at.String(), read, time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, time.UTC))
	})
}
