package conformance

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Epoch is a row of instants, which may be beyond what a database has.
type Epoch struct {
	ID   int64       `db:"id,pk,noidentity"`
	At   *time.Time  `db:"at"`
	Wall *time.Time  `db:"wall,type=timestamp"`
	Day  *time.Time  `db:"day,type=date"`
	Ats  []time.Time `db:"ats"`
}

// TableName names the table.
func (Epoch) TableName() string { return "epochs" }

var epochs = builder.Model[Epoch]()

// farSeconds are seconds since 1970 about the ends of what PostgreSQL has, and about where a count of microseconds, or of days, in 64 or 32 bits comes
// round to instants that it has.
func farSeconds() (seconds []int64) {
	const round = 1 << 44 / 1_000_000 * 1_048_576 // about 2^64 microseconds
	for turn := int64(-3); turn <= 3; turn++ {
		for _, at := range []int64{0, 1_700_000_000, -210866803200, -210866803201, 9224318015999, 9224318016000} {
			seconds = append(seconds, at+turn*round, at+turn*(1<<32)*86_400)
		}
	}
	return append(seconds, 1_700_000_000_000, 1_700_000_000_000_000, 1_700_000_000_000_000_000, 1<<61, -1<<61, 1<<63-1, -1<<63)
}

// TimesBeyondTheCalendarAreRefused: an instant that the database has not is refused at every door, and nothing is stored: never is it another one.
// PostgreSQL says of each by its text whether it has it.
func TimesBeyondTheCalendarAreRefused(t *testing.T, b Backend) {
	db := b.open(t)
	db.create(t, schema.MustOf(epochs))
	for _, second := range farSeconds() {
		at := time.Unix(second, 0).UTC()
		for column, holds := range map[string]func(e *Epoch){
			"at": func(e *Epoch) { e.At = &at }, "wall": func(e *Epoch) { e.Wall = &at }, "day": func(e *Epoch) { e.Day = &at }, "ats": func(e *Epoch) { e.Ats = []time.Time{at} },
		} {
			t.Run(fmt.Sprint(second, " in ", column), func(t *testing.T) { db.far(t, b, at, column, holds) })
		}
	}
}

func (db *database) far(t *testing.T, b Backend, at time.Time, column string, holds func(e *Epoch)) {
	ctx := t.Context()
	want, has := db.instant(t, b, at, column)
	doors := map[string]func(e *Epoch) error{
		"Add": func(e *Epoch) error { return db.Begin(ctx, func(s *repo.Session) error { return s.Add(e) }) },
		"InsertAll": func(e *Epoch) error {
			return db.Begin(ctx, func(s *repo.Session) error { return repo.InsertAll(ctx, s, []*Epoch{e, {ID: 2}}) })
		},
		"Upsert": func(e *Epoch) error {
			return db.Begin(ctx, func(s *repo.Session) error { return repo.UpsertAll(ctx, s, []*Epoch{e}) })
		},
		"Insert": func(e *Epoch) error { return second(db.Exec(ctx, builder.Insert(epochs).Values(e))) },
	}
	for door, write := range doors {
		db.exec(t, "DELETE FROM epochs")
		e := &Epoch{ID: 1}
		holds(e)
		err := write(e)
		switch {
		case has && err != nil:
			t.Errorf("%s: refused: %v", door, err)
		case !has && !errors.Is(err, repo.ErrDataException):
			t.Errorf("%s: not refused as it should be: %v", door, err)
		}
		if stored := listed(t, db, "SELECT CAST("+column+" AS text) FROM epochs WHERE id = 1"); has && !strings.Contains(stored, want) || !has && stored != "" {
			t.Errorf("%s: stored %q, and not %q", door, stored, want)
		}
	}
	_, err := repo.Count(ctx, db, builder.Select(epochs).Where(builder.NullCol(&epochs.At).Lt(at)))
	if _, has := db.instant(t, b, at, "at"); (err == nil) != has {
		t.Errorf("compared: %v", err)
	}
}

// instant is what the database makes of an instant's text, and whether it has it.
func (db *database) instant(t *testing.T, b Backend, at time.Time, column string) (text string, has bool) {
	t.Helper()
	if b.Dialect.Features&builder.FeatureIntervals == 0 { // SQLite keeps the text of four digits' years
		has = at.Year() >= 0 && at.Year() <= 9999
		return at.Format(time.DateOnly), has
	}
	year, era := at.Year(), ""
	if year <= 0 {
		year, era = 1-year, " BC"
	}
	literal := fmt.Sprintf("%04d", year) + at.Format("-01-02 15:04:05+00") + era
	kind := map[string]string{"at": "timestamptz", "wall": "timestamp", "day": "date", "ats": "timestamptz[]"}[column]
	if column == "ats" {
		literal = `{"` + literal + `"}`
	}
	text, err := repo.Scalar[string](t.Context(), db, builder.Text("SELECT CAST(CAST('"+literal+"' AS "+kind+") AS text)"))
	return text, err == nil
}
