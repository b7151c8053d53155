package conformance

import (
	"encoding/json"
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// perhaps is a number in JSON, or null.
type perhaps struct {
	Number int
	Known  bool
}

func (p perhaps) MarshalJSON() ([]byte, error) {
	if !p.Known {
		return []byte("null"), nil
	}
	return json.Marshal(p.Number)
}

func (p *perhaps) UnmarshalJSON(text []byte) error {
	if *p = (perhaps{}); string(text) == "null" {
		return nil
	}
	p.Known = true
	return json.Unmarshal(text, &p.Number)
}

// Guess has values that may be null in JSON, and are none in SQL.
type Guess struct {
	ID    int64
	One   perhaps
	Many  []perhaps           `db:"many,type=jsonb[]"`
	Two   [2]perhaps          `db:"two,type=jsonb[]"`
	Named []map[string]string `db:"named,type=jsonb[]"`
	Whole struct{ List []perhaps }
}

// TableName names the table.
func (Guess) TableName() string { return "guesses" }

// NullInDocumentsIsNoNULL: a value whose JSON is null is read again as it was written, alone and in lists.
func NullInDocumentsIsNoNULL(t *testing.T, b Backend) {
	db := b.open(t)
	guesses := builder.Model[Guess]()
	db.create(t, schema.MustOf(guesses))
	five := perhaps{5, true}
	g := Guess{ID: 1, Many: []perhaps{{}, five, {}}, Two: [2]perhaps{five, {}}, Named: []map[string]string{{}, nil, {"a": "b"}}}
	g.Whole.List = []perhaps{{}, five}
	must(t, db.Begin(t.Context(), func(s *repo.Session) error { copied := g; return s.Add(&copied) }))
	expect(t, "row", *value(repo.Get[Guess](t.Context(), db, 1))(t), g)
	must(t, db.Begin(t.Context(), func(s *repo.Session) error {
		got, err := repo.Get[Guess](t.Context(), s, 1)
		if err == nil {
			expect(t, "changed", s.IsModified(got), false)
		}
		return err
	}))
}
