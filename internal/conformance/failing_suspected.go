package conformance

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Ledgerline has columns of which PostgreSQL refuses values that look right in Go.
type Ledgerline struct {
	ID     int64
	Name   string
	Amount decimal.Decimal
	Doc    json.RawMessage
	Words  string `db:"words,type=text[]"`
	Span   string `db:"span,type=int4range"`
	Spans  string `db:"spans,type=int4multirange"`
	Rate   string `db:"rate,type=numeric"`
}

// TableName is the table.
func (Ledgerline) TableName() string { return "ledgerlines" }

var ledgerlines = builder.Model[Ledgerline]()

// ledgerline returns one that every column takes.
func ledgerline() *Ledgerline {
	return &Ledgerline{Name: "a", Amount: decimal.New(1, 0), Doc: json.RawMessage(`{}`), Words: "{a}", Span: "[1,2)", Spans: "{[1,2)}", Rate: "1"}
}

// ATypeNamesItsColumn: a refusal that names a type alone is of the one column that has it, where the statement writes only one such, and always
// of its table.
func ATypeNamesItsColumn(t *testing.T, b Backend) {
	if b.Dialect.Name != builder.Postgres().Name {
		return // SQLite takes what it is given
	}
	db, ctx := b.open(t), t.Context()
	db.create(t, value(schema.Of(ledgerlines))(t))
	for what, c := range map[string]struct {
		edit   func(l *Ledgerline)
		column string
	}{
		"too many digits":           {func(l *Ledgerline) { l.Amount = decimal.New(1, 131072) }, "amount"},
		"too many digits as text":   {func(l *Ledgerline) { l.Rate = "1e131073" }, "rate"},
		"half a character":          {func(l *Ledgerline) { l.Doc = json.RawMessage(`{"a": "\ud800"}`) }, "doc"},
		"a number beyond all":       {func(l *Ledgerline) { l.Doc = json.RawMessage(`1e999999`) }, "doc"},
		"no array":                  {func(l *Ledgerline) { l.Words = "" }, "words"},
		"no range":                  {func(l *Ledgerline) { l.Span = "x" }, "span"},
		"no ranges":                 {func(l *Ledgerline) { l.Spans = "x" }, "spans"},
		"a range with another type": {func(l *Ledgerline) { l.Span = "[a,b)" }, ""},
	} {
		wrong := ledgerline()
		c.edit(wrong)
		for road, err := range map[string]error{
			"flush":   db.Begin(ctx, func(s *repo.Session) error { l := *wrong; return s.Add(&l) }),
			"of many": db.Begin(ctx, func(s *repo.Session) error { l := *wrong; return s.Add(ledgerline(), &l) }),
			"InsertAll": db.Begin(ctx, func(s *repo.Session) error {
				l := *wrong
				return repo.InsertAll(ctx, s, []*Ledgerline{ledgerline(), &l})
			}),
			"Insert": second(db.Exec(ctx, builder.Insert(ledgerlines).Values(wrong))),
		} {
			t.Run(what+" "+road, func(t *testing.T) {
				var e *backends.Error
				if refused(t, err, repo.ErrDataException); !errors.As(err, &e) || e.Table != "ledgerlines" {
					t.Fatalf("no table is named: %v", err)
				}
				if c.column != "" {
					namesColumn(t, err, "ledgerlines", c.column)
					says(t, err, "Ledgerline.")
				}
			})
		}
	}
}
