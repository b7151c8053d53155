package conformance

import (
	"database/sql"
	"database/sql/driver"
	"fmt"
	"testing"
	"time"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Datestamp keeps the clock and the zone of a time as text.
type Datestamp struct{ text string }

// Value implements driver.Valuer.
func (p Datestamp) Value() (driver.Value, error) { return time.Parse(time.DateTime+" MST", p.text) }

// Scan implements sql.Scanner.
func (p *Datestamp) Scan(v any) error {
	at, ok := v.(time.Time)
	if !ok {
		return fmt.Errorf("a Datestamp of a %T", v)
	}
	p.text = at.Format(time.DateTime) + " " + at.Location().String()
	return nil
}

// Logbook is marked in every form.
type Logbook struct {
	ID       int64
	At       Datestamp             `db:"at,type=timestamptz"`
	Again    *Datestamp            `db:"again,type=timestamptz"`
	Maybe    sql.Null[Datestamp]   `db:"maybe,type=timestamptz"`
	Clock    Datestamp             `db:"clock,type=timestamp"`
	Day      Datestamp             `db:"day,type=date"`
	All      []Datestamp           `db:"stops,type=timestamptz[]"`
	Pointers []*Datestamp          `db:"pointers,type=timestamptz[]"`
	Nulls    []sql.Null[Datestamp] `db:"nulls,type=timestamptz[]"`
}

// TableName names the table.
func (Logbook) TableName() string { return "logbooks" }

// Overheard only reads itself, by Scan.
type Overheard struct{ text string }

// Scan implements sql.Scanner.
func (o *Overheard) Scan(v any) error {
	d := Datestamp{}
	err := d.Scan(v)
	o.text = d.text
	return err
}

// Spelled only reads itself, by its text.
type Spelled struct{ text string }

// UnmarshalText implements encoding.TextUnmarshaler.
func (s *Spelled) UnmarshalText(text []byte) error { s.text = string(text); return nil }

// overheard is a row of what only reads itself.
type overheard struct {
	Scanned Overheard
	Again   *Overheard
	Spelled Spelled
}

// OwnTypesAreGivenTimesInUTC: a type with a Scan method is given a time in UTC, whatever the machine's zone is, and what it gives back is the same moment.
func OwnTypesAreGivenTimesInUTC(t *testing.T, b Backend) {
	db, ctx := b.open(t), t.Context()
	logbooks := builder.Model[Logbook]()
	must(t, schema.CreateAll(ctx, db.Engine, logbooks))
	mark, day := Datestamp{"2024-03-10 02:30:00 UTC"}, Datestamp{"2024-03-10 00:00:00 UTC"}
	null := sql.Null[Datestamp]{V: mark, Valid: true}
	logbook := func(id int64) *Logbook {
		return &Logbook{ID: id, At: mark, Again: &mark, Maybe: null, Clock: mark, Day: day, All: []Datestamp{mark, mark}, Pointers: []*Datestamp{&mark, nil}, Nulls: []sql.Null[Datestamp]{null, {}}}
	}
	s := db.session(t)
	must(t, s.Add(logbook(1)))
	must(t, s.Commit(ctx))
	must(t, repo.InsertAll(ctx, s, []*Logbook{logbook(2), logbook(3)}))
	must(t, s.Commit(ctx))
	for i, p := range value(repo.All(ctx, db, builder.Select(logbooks).OrderBy(builder.Col(&logbooks.ID))))(t) {
		expect(t, "an entity", p, logbook(int64(i+1)))
	}
	expect(t, "a column", all[Datestamp](t, db, builder.SelectColumns(builder.Col(&logbooks.At))), []Datestamp{mark, mark, mark})
	expect(t, "a column of text", all[*Datestamp](t, db, builder.Text("SELECT at FROM logbooks WHERE id = 1")), []*Datestamp{&mark})
	expect(t, "a list", all[[]Datestamp](t, db, builder.SelectColumns(builder.Col(&logbooks.All)).Where(builder.Col(&logbooks.ID).Eq(2))), [][]Datestamp{{mark, mark}})
	rows := builder.As[overheard](builder.Text("SELECT at AS scanned, at AS again, id AS spelled FROM logbooks WHERE id = 1"))
	expect(t, "a row", value(repo.One(ctx, db, rows))(t), overheard{Overheard(mark), new(Overheard(mark)), Spelled{"1"}})
	loose := value(repo.Scalar[any](ctx, db, builder.SelectColumns(builder.Col(&logbooks.At)).Where(builder.Col(&logbooks.ID).Eq(1))))(t)
	expect(t, "any", loose, any(time.Date(2024, 3, 10, 2, 30, 0, 0, time.UTC)))
}
