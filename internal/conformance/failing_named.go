package conformance

import (
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Carton has columns of many kinds, of which one is wrong.
type Carton struct {
	ID     int64
	A, S   string
	Weight float64
	Raw    json.RawMessage
	Doc    map[string]string
	At     time.Time
	Floats []float64
	Times  []time.Time
	Texts  []string
	Code   *int     `db:"code,type=varchar(3)"`
	Small  int64    `db:"small,type=smallint"`
	Pin    string   `db:"pin,type=char(2),secret"`
	Own    choosy   `db:"own,type=text"`
	Owns   []choosy `db:"owns,type=text[]"`
}

// choosy is a text that refuses some of them by an error of its own.
type choosy string

var errChoosy = errors.New("the program's own")

// Value implements driver.Valuer.
func (c choosy) Value() (driver.Value, error) {
	if c == "no" {
		return nil, errChoosy
	}
	return string(c), nil
}

// Scan implements sql.Scanner.
func (c *choosy) Scan(v any) error {
	*c = choosy(fmt.Sprint(v))
	return nil
}

// TableName names the table.
func (Carton) TableName() string { return "cartons" }

var (
	cartons   = builder.Model[Carton]()
	farFuture = time.Date(300000, 1, 1, 0, 0, 0, 0, time.UTC)
)

// unfit are cartons that do not fit, and the column that is to be named; "" where the database takes it.
var unfit = map[string]struct {
	edit             func(*Carton)
	postgres, sqlite string
}{
	"NUL":             {func(p *Carton) { p.S = "a\x00b" }, "s", ""},
	"NUL in list":     {func(p *Carton) { p.Texts = []string{"a\x00b"} }, "texts", ""},
	"bytes":           {func(p *Carton) { p.S = "a\xffb" }, "s", ""},
	"bytes in list":   {func(p *Carton) { p.Texts = []string{"a\xffb"} }, "texts", ""},
	"NUL in raw":      {func(p *Carton) { p.Raw = json.RawMessage(`"a\u0000b"`) }, "raw", ""},
	"NUL in map":      {func(p *Carton) { p.Doc = map[string]string{"a": "\x00"} }, "doc", ""},
	"NaN":             {func(p *Carton) { p.Weight = math.NaN() }, "", "weight"},
	"NaN in list":     {func(p *Carton) { p.Floats = []float64{math.NaN()} }, "", "floats"},
	"time":            {func(p *Carton) { p.At = farFuture }, "at", "at"},
	"time in list":    {func(p *Carton) { p.Times = []time.Time{farFuture} }, "times", "times"},
	"integer as text": {func(p *Carton) { n := 12345; p.Code = &n }, "code", ""},
	"smallint":        {func(p *Carton) { p.Small = 1 << 20 }, "small", ""},
	"own error":       {func(p *Carton) { p.Own = "no" }, "own", "own"},
	"own error, list": {func(p *Carton) { p.Owns = []choosy{"yes", "no"} }, "owns", "owns"},
	"secret":          {func(p *Carton) { p.Pin = "4711" }, "pin", ""},
}

// ErrorsNameTheColumnOnEveryRoad: what a flush, a bulk write and a statement of the builder's are refused for names table, column and field,
// and shows neither a value nor what drey is made of.
func ErrorsNameTheColumnOnEveryRoad(t *testing.T, b Backend) {
	db := b.open(t)
	db.create(t, schema.MustOf(cartons))
	for name, c := range unfit {
		column := c.postgres
		if b.Dialect.Name == builder.SQLite().Name {
			column = c.sqlite
		}
		if column == "" {
			continue
		}
		for road, write := range db.roadsOfCartons(t) {
			wrong := carton()
			c.edit(wrong)
			namesCarton(t, name+" by "+road, write(wrong), column)
		}
	}
	ctx, small := t.Context(), builder.Update(cartons).Set(builder.Col(&cartons.A).To("fits"), builder.Col(&cartons.Small).To(1<<20)).AllRows()
	if b.Dialect.Name == builder.SQLite().Name {
		small = builder.Update(cartons).Set(builder.Col(&cartons.At).To(farFuture)).AllRows()
	}
	_, err := db.Exec(ctx, small)
	refused(t, err, repo.ErrDataException)
	says(t, err, "Carton.", `table "cartons"`)
	db.idle(t)
}

func carton() *Carton { return &Carton{At: time.Unix(0, 0), Pin: "12"} }

// roadsOfCartons are the ways by which a carton is written.
func (db *database) roadsOfCartons(t *testing.T) map[string]func(p *Carton) error {
	t.Helper()
	ctx := t.Context()
	return map[string]func(p *Carton) error{
		"a flush of one": func(p *Carton) error { return db.Begin(ctx, func(s *repo.Session) error { return s.Add(p) }) },
		"a flush of two": func(p *Carton) error { return db.Begin(ctx, func(s *repo.Session) error { return s.Add(carton(), p) }) },
		"InsertAll": func(p *Carton) error {
			return db.Begin(ctx, func(s *repo.Session) error { return repo.InsertAll(ctx, s, []*Carton{carton(), p}) })
		},
		"Insert": func(p *Carton) error { _, err := db.Exec(ctx, builder.Insert(cartons).Values(p)); return err },
		"Insert, session": func(p *Carton) error {
			return db.Begin(ctx, func(s *repo.Session) error {
				_, err := s.Exec(ctx, builder.Insert(cartons).Values(carton(), p))
				return err
			})
		},
		"Insert, returning": func(p *Carton) error {
			_, err := repo.All(ctx, db.Engine, builder.Insert(cartons).Values(p).Returning())
			return err
		},
	}
}

func namesCarton(t *testing.T, what string, err error, column string) {
	t.Helper()
	refused(t, err, repo.ErrDataException)
	var refusal *backends.Error
	asError(t, err, &refusal)
	expect(t, what+": column", refusal.Column, column)
	expect(t, what+": table", refusal.Table, "cartons")
	expect(t, what+": is the type's own", errors.Is(err, errChoosy), strings.HasPrefix(column, "own"))
	says(t, err, "Carton.")
	for _, shown := range []string{"0x", "pgxconn", "12345", "4711"} {
		expect(t, what+": shows "+shown, strings.Contains(err.Error(), shown), false)
	}
}
