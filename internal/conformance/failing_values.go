package conformance

import (
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/pgtest"
	"github.com/drey-db/drey/repo"
)

// Label has columns that hold less than their Go types do.
type Label struct {
	ID     int64
	Short  string
	Other  string
	Pin    string `db:"pin,secret"`
	Small  int
	Rough  float64 `db:"rough,type=real"`
	Price  float64 `db:"price,type=numeric(4,2)"`
	Marked string  `db:"marked,type=date"`
	Doc    json.RawMessage
	Note   json.RawMessage
	Owner  uuid.UUID
}

// TableName names the table.
func (Label) TableName() string { return "labels" }

// ErrorsNameTheColumn: where a value does not fit, the error names its column, what it holds and the next move, and never the
// value. SQLite stores whatever it is given.
func ErrorsNameTheColumn(t *testing.T, b Backend) {
	db := b.open(t)
	if b.Dialect.Name == builder.SQLite().Name {
		numberBeyondSQLite(t, db)
		return
	}
	ctx := t.Context()
	db.exec(t, b.spell(`CREATE TABLE labels (id {counted}, short varchar(5) NOT NULL, other varchar(9) NOT NULL, pin varchar(4) NOT NULL, small smallint NOT NULL, rough real NOT NULL,
		price numeric(4,2) NOT NULL, marked date NOT NULL, doc jsonb, note jsonb, owner uuid NOT NULL)`))
	otherKinds(t, db)
	for i, c := range misfits {
		wrong := labelled(c.edit)
		s := db.session(t)
		must(t, s.Add(wrong))
		misfit(t, "insert of one", i, s.Commit(ctx))
		must(t, s.Rollback(ctx))
		must(t, s.Add(labelled(func(*Label) {}), labelled(c.edit)))
		misfit(t, "insert of two", i, s.Commit(ctx))
		must(t, s.Rollback(ctx))
		kept := labelled(func(*Label) {})
		must(t, s.Add(kept))
		must(t, s.Commit(ctx))
		c.edit(kept)
		misfit(t, "update", i, s.Commit(ctx))
		must(t, s.Rollback(ctx))
		misfit(t, "bulk", i, repo.InsertAll(ctx, s, []*Label{labelled(func(*Label) {}), labelled(c.edit)}))
		must(t, s.Close())
	}
}

// Tally counts further than SQLite.
type Tally struct {
	ID    int64
	First uint64
	Last  uint64
}

// TableName names the table.
func (Tally) TableName() string { return "tallies" }

func numberBeyondSQLite(t *testing.T, db *database) {
	t.Helper()
	db.exec(t, "CREATE TABLE tallies (id INTEGER PRIMARY KEY, first INTEGER, last INTEGER)")
	s := db.session(t)
	must(t, s.Add(&Tally{First: math.MaxInt64, Last: math.MaxInt64 + 1}))
	err := s.Commit(t.Context())
	var refusal *backends.Error
	asError(t, err, &refusal)
	expect(t, "column", refusal.Column, "last")
	says(t, err, "Tally.Last", "bind text")
}

func labelled(edit func(*Label)) *Label {
	l := &Label{Short: "a", Other: "b", Pin: "1", Marked: "2024-02-29", Owner: uuid.New()}
	edit(l)
	return l
}

var misfits = []struct {
	edit   func(*Label)
	column string
	parts  []string
}{
	{func(l *Label) { l.Short = "qZ8vhuntr" }, "short", []string{"Label.Short is varchar(5); the value has 9 characters"}},
	{func(l *Label) { l.Other = strings.Repeat("qZ8vhun", 3) }, "other", []string{"Label.Other is varchar(9); the value has 21 characters"}},
	{func(l *Label) { l.Pin = hidden }, "pin", []string{"Label.Pin is varchar(4); the value has more characters"}},
	{func(l *Label) { l.Price = 1234.5 }, "price", []string{"Label.Price is numeric"}},
	{func(l *Label) { l.Short = "a\x00b" }, "", nil},
	{func(l *Label) { l.Marked = hidden }, "", nil},
	{func(l *Label) { l.Small = 70_000 }, "small", []string{"Label.Small is smallint, from -32768 to 32767"}},
	{func(l *Label) { l.Rough = 1234e300 }, "rough", []string{"Label.Rough is real, and the value is too large"}},
	{func(l *Label) { l.Rough = 1234e-300 }, "rough", []string{"Label.Rough is real, and the value is too large or too small"}},
	{func(l *Label) { l.Doc = json.RawMessage(`{"a":`) }, "doc", []string{"Label.Doc is json, and the value is none"}},
}

func misfit(t *testing.T, door string, i int, err error) {
	t.Helper()
	t.Log(door, i, err)
	c := misfits[i]
	refused(t, err, repo.ErrDataException)
	says(t, err, c.parts...)
	if strings.Contains(err.Error(), pgtest.Planted) || strings.Contains(err.Error(), "1234") {
		t.Errorf("%s: the error tells the value: %v", door, err)
	}
	var refusal *backends.Error
	if asError(t, err, &refusal); c.column != "" {
		expect(t, door+": the column", refusal.Column, c.column)
	}
}

// Valve has columns of another kind than its Go types.
type Valve struct {
	ID    int64
	Open  bool    `db:"is_open,type=integer"`
	Level float64 `db:"level,type=integer"`
	Turns int64   `db:"turns,type=integer"`
}

// TableName names the table.
func (Valve) TableName() string { return "valves" }

// otherKinds: what is no integer is told with its column, whatever it is in Go.
func otherKinds(t *testing.T, db *database) {
	t.Helper()
	ctx := t.Context()
	db.exec(t, db.backend.spell("CREATE TABLE valves (id {counted}, is_open integer, level integer, turns integer)"))
	for _, door := range []func(s *repo.Session) error{
		func(s *repo.Session) error { return errors.Join(s.Add(&Valve{Open: true, Level: 1}), s.Flush(ctx)) },
		func(s *repo.Session) error {
			return repo.InsertAll(ctx, s, []*Valve{{Open: true, Level: 1}, {Open: true}})
		},
	} {
		s := db.session(t)
		err := door(s)
		refused(t, err, repo.ErrDataException)
		says(t, err, "Valve.Open")
		var refusal *backends.Error
		asError(t, err, &refusal)
		expect(t, "column", []string{refusal.Table, refusal.Column}, []string{"valves", "is_open"})
		must(t, s.Rollback(ctx))
	}
}
