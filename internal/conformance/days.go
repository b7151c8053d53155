package conformance

import (
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// CivilDate is a day as the ecosystem's civil types have it: numbers, with text as the only way in and out.
type CivilDate struct {
	Year  int
	Month time.Month
	Day   int
}

// MarshalText writes 2024-12-31.
func (d CivilDate) MarshalText() ([]byte, error) {
	return fmt.Appendf(nil, "%04d-%02d-%02d", d.Year, d.Month, d.Day), nil
}

// UnmarshalText reads 2024-12-31.
func (d *CivilDate) UnmarshalText(text []byte) error {
	t, err := time.Parse(time.DateOnly, string(text))
	*d = CivilDate{t.Year(), t.Month(), t.Day()}
	return err
}

// OwnDate is a day as programs make one of a time.
type OwnDate struct{ time.Time }

// Value is the time.
func (d OwnDate) Value() (driver.Value, error) { return d.Time, nil }

// Scan takes a time or its text.
func (d *OwnDate) Scan(src any) (err error) {
	switch src := src.(type) {
	case time.Time:
		d.Time = src
	case string:
		d.Time, err = time.Parse(time.DateOnly, src)
	default:
		err = fmt.Errorf("a %T is no day", src)
	}
	return err
}

// Stay has a column of every kind that keeps a day, and times beside them.
type Stay struct {
	ID    int64
	Day   time.Time           `db:"day,type=date"`
	Last  *time.Time          `db:"last,type=date"`
	Sure  sql.Null[time.Time] `db:"sure,type=date"`
	Own   OwnDate             `db:"own,type=date"`
	Civil CivilDate
	Held  *CivilDate
	Days  []time.Time  `db:"days,type=date[]"`
	Gaps  []*time.Time `db:"gaps,type=date[]"`
	Ends  []CivilDate  `db:"ends,type=date[]"`
	Void  sql.Null[CivilDate]
	Holes []sql.Null[time.Time] `db:"holes,type=date[]"`
	At    time.Time
	Clock time.Time `db:"clock,type=timestamp"`
}

// TableName names the table.
func (Stay) TableName() string { return "stays" }

// Diary has a day for its key, to which its pages refer.
type Diary struct {
	Day   time.Time `db:"day,pk,type=date"`
	Title string
	Pages []*DiaryPage `rel:"has-many,fk=day,order=id"`
	Read  []*Holiday   `rel:"many-to-many,through=diary_holidays,fk=diary_day,ref=holiday_day"`
}

// TableName names the table.
func (Diary) TableName() string { return "diaries" }

// DiaryPage is a page of a diary.
type DiaryPage struct {
	ID  int64
	Day time.Time `db:"day,type=date"`
}

// TableName names the table.
func (DiaryPage) TableName() string { return "diary_pages" }

var (
	stays   = builder.Model[Stay]()
	stayID  = builder.Col(&stays.ID)
	stayDay = builder.Col(&stays.Day)
	diaries = builder.Model[Diary]()
)

// Holiday has a civil day for its key, and a day on which it changed.
type Holiday struct {
	Day     CivilDate `db:"day,pk"`
	Name    string
	Changed time.Time `db:"changed,type=date,onupdate=now()"`
}

// TableName names the table.
func (Holiday) TableName() string { return "holidays" }

// Tick is a row that the database stamps.
type Tick struct {
	ID int64
	At time.Time `db:"at,default=CURRENT_TIMESTAMP"`
}

// TableName names the table.
func (Tick) TableName() string { return "ticks" }

var dayTables = []string{
	`CREATE TABLE holidays (day date PRIMARY KEY, name text, changed date)`,
	`CREATE TABLE ticks (id {counted}, at {time} DEFAULT CURRENT_TIMESTAMP)`,
	`CREATE TABLE stays (id {counted}, day date, last date, sure date, own date, civil date, held date, days {dates}, gaps {dates}, ends {dates}, void date, holes {dates}, at {time}, clock timestamp)`,
	`CREATE TABLE diaries (day date PRIMARY KEY, title text)`,
	`CREATE TABLE diary_pages (id {counted}, day date)`,
	`CREATE TABLE diary_holidays (diary_day date, holiday_day date)`,
}

// openDays is a database with tables of days, whose sessions are in a zone.
func (b Backend) openDays(t *testing.T, zone string) *database {
	t.Helper()
	db := b.openURL(t, b.inZone(t, zone))
	for _, table := range dayTables {
		dates := "date[]"
		if b.Dialect.Name == builder.SQLite().Name {
			dates = "text"
		}
		db.exec(t, b.spell(strings.ReplaceAll(table, "{dates}", dates)))
	}
	return db
}

// inZone is the URL of a fresh database whose sessions are in a zone.
func (b Backend) inZone(t *testing.T, zone string) string {
	url := b.URL(t)
	if b.Dialect.Name == builder.SQLite().Name {
		return url
	}
	mark := "?"
	if strings.Contains(url, "?") {
		mark = "&"
	}
	return url + mark + "timezone=" + strings.ReplaceAll(zone, "/", "%2F")
}

var (
	tokyo = time.FixedZone("Tokyo", 9*60*60)
	lima  = time.FixedZone("Lima", -5*60*60)
	zones = []string{"UTC", "America/New_York", "Asia/Kolkata"}
)

// lastDay is the day that every column of stayOf has.
const lastDay = "2024-12-31"

// stayOf is a stay with one day in every column, as a clock in a zone shows it at an hour.
func stayOf(hour int, zone *time.Location) *Stay {
	at := time.Date(2024, 12, 31, hour, 0, 0, 0, zone)
	civil := CivilDate{2024, 12, 31}
	return &Stay{
		Day: at, Last: &at, Sure: sql.Null[time.Time]{V: at, Valid: true}, Own: OwnDate{at}, Civil: civil, Held: &civil,
		Days: []time.Time{at, at}, Gaps: []*time.Time{&at, nil}, Ends: []CivilDate{civil, civil}, Void: sql.Null[CivilDate]{V: civil, Valid: true},
		Holes: []sql.Null[time.Time]{{V: at, Valid: true}, {}}, At: at, Clock: at,
	}
}

// midnights are stays whose days every other zone would call another.
func midnights() []*Stay {
	return []*Stay{stayOf(0, tokyo), stayOf(23, lima), stayOf(0, time.UTC), stayOf(23, tokyo)}
}

// DaysAreKept: a time in a date column is the day that it shows, on every road there, and comes back as its midnight.
func DaysAreKept(t *testing.T, b Backend) {
	for _, zone := range zones {
		db := b.openDays(t, zone)
		for i := range midnights() {
			insertStays(t, db, midnights()[i:i+1])
			must(t, db.Begin(t.Context(), func(s *repo.Session) error { return s.Add(midnights()[i]) }))
		}
		insertStays(t, db, midnights())
		must(t, db.Begin(t.Context(), func(s *repo.Session) error { return addAll(s, midnights()) }))
		expectDays(t, db, zone+" inserted", 16)
		db.exec(t, "UPDATE stays SET day = NULL, last = NULL, sure = NULL, own = NULL, civil = NULL, held = NULL, days = NULL, gaps = NULL, ends = NULL, void = NULL, holes = NULL, clock = NULL, at = NULL")
		var rows []*Stay
		for id := range 16 {
			v := midnights()[id%4]
			v.ID = int64(id + 1)
			rows = append(rows, v)
		}
		must(t, db.Begin(t.Context(), func(s *repo.Session) error {
			return errors.Join(repo.UpdateAll(t.Context(), s, rows[:1]), repo.UpdateAll(t.Context(), s, rows[1:8]),
				repo.UpsertAll(t.Context(), s, rows[8:], builder.Col(&stays.ID)))
		}))
		expectDays(t, db, zone+" updated", 16)
	}
}

func insertStays(t *testing.T, db *database, stays []*Stay) {
	t.Helper()
	must(t, db.Begin(t.Context(), func(s *repo.Session) error { return repo.InsertAll(t.Context(), s, stays) }))
}

func addAll(s *repo.Session, stays []*Stay) error {
	for _, v := range stays {
		if err := s.Add(v); err != nil {
			return err
		}
	}
	return nil
}

// expectDays expects n stays with the last day in every column, as the database and as drey read it.
func expectDays(t *testing.T, db *database, what string, n int) {
	t.Helper()
	for _, c := range []string{"day", "last", "sure", "own", "civil", "held", "void"} {
		expect(t, what+" "+c, db.stored(t, "SELECT count(*) FROM stays WHERE "+c+" = '"+lastDay+"'"), int64(n))
	}
	midnight := time.Date(2024, 12, 31, 0, 0, 0, 0, time.UTC)
	for _, v := range value(repo.All(t.Context(), db, builder.Select(stays)))(t) {
		read := stayOf(0, time.UTC)
		read.ID, read.At, read.Clock = v.ID, v.At, v.Clock
		expect(t, what+" "+strconv.FormatInt(v.ID, 10), v, read)
		expect(t, what+" clock", v.Clock, v.At)
	}
	expect(t, what+" by list", int64(len(value(repo.All(t.Context(), db, builder.Select(stays).Where(stayDay.In(midnight, midnight.Add(time.Hour)))))(t))), int64(n))
}
