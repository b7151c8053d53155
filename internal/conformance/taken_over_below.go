package conformance

import (
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Tract has cantos, of stanzas, of verses: the key of each begins with that of what it is part of.
type Tract struct {
	ID     int64    `db:"id,pk,noidentity"`
	Cantos []*Canto `rel:"has-many,cascade=all+delete-orphan"`
	Sailor *Sailor  `rel:"has-one,cascade=all+delete-orphan"`
}

// Canto is part of a tract.
type Canto struct {
	TractID int64 `db:"tract_id,pk"`
	Pos     int64 `db:"pos,pk"`
	Text    string
	Tract   *Tract    `rel:"belongs-to"`
	Stanzas []*Stanza `rel:"has-many,cascade=all+delete-orphan,fk=tract_id+pos"`
}

// Stanza is part of a canto.
type Stanza struct {
	TractID int64 `db:"tract_id,pk"`
	Pos     int64 `db:"pos,pk"`
	N       int64 `db:"n,pk"`
	Text    string
	Canto   *Canto   `rel:"belongs-to,fk=tract_id+pos"`
	Verses  []*Verse `rel:"has-many,cascade=all+delete-orphan,fk=tract_id+pos+n"`
}

// Verse is part of a stanza.
type Verse struct {
	TractID int64 `db:"tract_id,pk"`
	Pos     int64 `db:"pos,pk"`
	N       int64 `db:"n,pk"`
	V       int64 `db:"v,pk"`
	Text    string
	Stanza  *Stanza `rel:"belongs-to,fk=tract_id+pos+n"`
}

// Sailor has the key of his tract.
type Sailor struct {
	TractID int64 `db:"tract_id,pk,noidentity"`
	Text    string
	Tract   *Tract   `rel:"belongs-to"`
	Skipper *Skipper `rel:"has-one,cascade=all+delete-orphan,fk=tract_id"`
}

// Skipper has the key of his sailor.
type Skipper struct {
	TractID int64 `db:"tract_id,pk,noidentity"`
	Text    string
	Sailor  *Sailor `rel:"belongs-to,fk=tract_id"`
}

// TableName names the table.
func (Tract) TableName() string { return "tracts" }

// TableName names the table.
func (Canto) TableName() string { return "cantos" }

// TableName names the table.
func (Stanza) TableName() string { return "stanzas" }

// TableName names the table.
func (Verse) TableName() string { return "verses" }

// TableName names the table.
func (Sailor) TableName() string { return "sailors" }

// TableName names the table.
func (Skipper) TableName() string { return "skippers" }

var (
	tracts  = builder.Model[Tract]()
	cantos  = builder.Model[Canto]()
	stanzas = builder.Model[Stanza]()
	sailors = builder.Model[Sailor]()
)

// tractOf is a tract as a form has it, without the keys that its parts get from one another.
func tractOf(text string, last int64) *Tract {
	lines := []*Verse{{V: 1, Text: text}, {V: last, Text: text}}
	parts := []*Canto{{Pos: 1, Text: text, Stanzas: []*Stanza{{N: 1, Text: text, Verses: lines}}}}
	return &Tract{ID: 1, Cantos: parts, Sailor: &Sailor{Text: text, Skipper: &Skipper{Text: text}}}
}

// waysToNextTract give the tract, or a new one with its key, other parts, most of which have the keys of those that go.
var waysToNextTract = map[string]func(t *testing.T, s *repo.Session, old, next *Tract){
	"by fields of the owner": func(_ *testing.T, _ *repo.Session, old, next *Tract) {
		old.Cantos, old.Sailor = next.Cantos, next.Sailor
	},
	"deleted and added": func(t *testing.T, s *repo.Session, old, next *Tract) {
		must(t, s.Delete(old))
		must(t, s.Add(next))
	},
	"by pointers": func(t *testing.T, s *repo.Session, old, next *Tract) {
		must(t, s.Delete(old))
		owner := &Tract{ID: 1}
		stanza := &Stanza{N: 1, Text: "new", Canto: &Canto{Pos: 1, Text: "new", Tract: owner}}
		must(t, s.Add(&Skipper{Text: "new", Sailor: &Sailor{Text: "new", Tract: owner}}))
		must(t, s.Add(&Verse{V: 1, Text: "new", Stanza: stanza}, &Verse{V: 3, Text: "new", Stanza: stanza}))
	},
	"by keys, below a list": func(t *testing.T, s *repo.Session, old, next *Tract) {
		old.Cantos, old.Sailor = []*Canto{{Pos: 1, Text: "new"}}, next.Sailor
		must(t, s.Add(&Verse{TractID: 1, Pos: 1, N: 1, V: 1, Text: "new"}, &Verse{TractID: 1, Pos: 1, N: 1, V: 3, Text: "new"},
			&Stanza{TractID: 1, Pos: 1, N: 1, Text: "new"}))
	},
	"merged": func(t *testing.T, s *repo.Session, _, next *Tract) { value(repo.Merge(t.Context(), s, next))(t) },
	"merged onto the key of a deleted one": func(t *testing.T, s *repo.Session, old, next *Tract) {
		old.Cantos, old.Sailor = nil, nil
		must(t, repo.Replace(t.Context(), s, old, &old.Cantos, nil))
		must(t, s.Flush(t.Context()))
		value(repo.Merge(t.Context(), s, next))(t)
	},
}

// KeysBelowAreTakenOver: what a new entity takes along takes over the rows of what goes along with the deleted one whose key it has, however
// many levels below, whichever way it is given and however much of the old one was read.
func KeysBelowAreTakenOver(t *testing.T, b Backend) {
	db, ctx := b.open(t), t.Context()
	db.create(t, schema.MustOf(tracts, cantos, stanzas, builder.Model[Verse](), sailors, builder.Model[Skipper]()))
	for way, give := range waysToNextTract {
		for how, loads := range map[string][]builder.Loading{
			"one level loaded": {builder.SelectIn(&tracts.Cantos), builder.SelectIn(&tracts.Sailor)},
			"all loaded": {builder.SelectIn(&tracts.Cantos).Then(builder.SelectIn(&cantos.Stanzas).Then(builder.SelectIn(&stanzas.Verses))),
				builder.SelectIn(&tracts.Sailor).Then(builder.SelectIn(&sailors.Skipper))},
		} {
			t.Run(way+", "+how, func(t *testing.T) {
				must(t, db.Begin(ctx, func(s *repo.Session) error { return s.Add(tractOf("old", 2)) }))
				s := db.session(t)
				old := value(repo.One(ctx, s, builder.Select(tracts).Load(loads...)))(t)
				give(t, s, old, tractOf("new", 3))
				db.log.take()
				must(t, s.Flush(ctx))
				expect(t, "rows are taken over", verbs(db.log.sent(), "INSERT") == 1 || way == "merged onto the key of a deleted one", true)
				must(t, s.Commit(ctx))
				expect(t, "left", listed(t, db, "SELECT 'canto ' || pos || text FROM cantos UNION ALL SELECT 'stanza ' || n || text FROM stanzas "+
					"UNION ALL SELECT 'verse ' || v || text FROM verses UNION ALL SELECT 'sailor ' || tract_id || text FROM sailors "+
					"UNION ALL SELECT 'skipper ' || tract_id || text FROM skippers ORDER BY 1"),
					"canto 1new, sailor 1new, skipper 1new, stanza 1new, verse 1new, verse 3new")
				must(t, s.Delete(value(repo.Get[Tract](ctx, s, 1))(t)))
				must(t, s.Commit(ctx))
			})
		}
	}
}
