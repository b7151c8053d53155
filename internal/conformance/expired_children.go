package conformance

import (
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Hamper holds bottles that stay when it goes, corks that go along, and labels of any owner.
type Hamper struct {
	ID      int64          `db:"id,pk,noidentity"`
	Bottles []*Bottle      `rel:"has-many,fk=hamper_id,onupdatefk=cascade"`
	Corks   []*Cork        `rel:"has-many,fk=hamper_id,cascade=all+delete-orphan,onupdatefk=cascade"`
	Labels  []*HamperLabel `rel:"has-many,polymorphic=owner"`
}

// Bottle may have a hamper.
type Bottle struct {
	ID       int64   `db:"id,pk,noidentity"`
	HamperID *int64  `db:"hamper_id"`
	Hamper   *Hamper `rel:"belongs-to,fk=hamper_id,onupdatefk=cascade"`
}

// Cork is a hamper's own.
type Cork struct {
	ID       int64  `db:"id,pk,noidentity"`
	HamperID *int64 `db:"hamper_id"`
}

// HamperLabel may have an owner.
type HamperLabel struct {
	ID        int64 `db:"id,pk,noidentity"`
	OwnerID   *int64
	OwnerType *string
}

// TableName names the table.
func (Hamper) TableName() string { return "hampers" }

// TableName names the table.
func (Bottle) TableName() string { return "bottles" }

// TableName names the table.
func (Cork) TableName() string { return "corks" }

// TableName names the table.
func (HamperLabel) TableName() string { return "hamper_labels" }

var (
	hampers      = builder.Model[Hamper]()
	bottles      = builder.Model[Bottle]()
	corks        = builder.Model[Cork]()
	hamperLabels = builder.Model[HamperLabel]()
)

// bottled are all rows of hampers, with whose they are.
const bottled = `SELECT 'b' || id || '/' || coalesce(hamper_id, 0) FROM bottles UNION ALL SELECT 'c' || id || '/' || coalesce(hamper_id, 0) FROM corks
	UNION ALL SELECT 'l' || id || '/' || coalesce(owner_id, 0) FROM hamper_labels ORDER BY 1`

// ExpiredChildrenAreReadAgain: what a flush takes from a parent that goes, or has follow one that gets another key, is what the rows say,
// where the children were expired: by a statement that moved or removed one of them, or because somebody else did.
func ExpiredChildrenAreReadAgain(t *testing.T, b Backend) {
	for read, load := range map[string]func(t *testing.T, s *repo.Session){
		"by themselves": func(t *testing.T, s *repo.Session) {
			value(repo.All(t.Context(), s, builder.Select(bottles)))(t)
			value(repo.All(t.Context(), s, builder.Select(corks)))(t)
			value(repo.All(t.Context(), s, builder.Select(hamperLabels)))(t)
		},
		"by lists": func(t *testing.T, s *repo.Session) {
			must(t, repo.Load(t.Context(), s, []*Hamper{value(repo.Get[Hamper](t.Context(), s, 1))(t)}, &hampers.Bottles, &hampers.Corks, &hampers.Labels))
		},
	} {
		for what, c := range map[string]struct {
			sent           []string
			write          func(t *testing.T, s *repo.Session, one *Hamper)
			stored, theirs string
		}{
			"moved, and the parent goes":       {moved, discarding, "b5/2, b6/0, c5/2, l5/2, l6/0", ""},
			"removed, and the parent goes":     {removed, discarding, "b6/0, l6/0", ""},
			"moved, and the key changes":       {moved, rekeying, "b5/2, b6/9, c5/2, c6/9, l5/2, l6/9", ""},
			"removed, and the key changes":     {removed, rekeying, "b6/9, c6/9, l6/9", ""},
			"moved by others, the parent goes": {moved, discarding, "b5/2, b6/0, c5/2, l5/2, l6/0", "others"},
			"removed by others, the key":       {removed, rekeying, "b6/9, c6/9, l6/9", "others"},
		} {
			t.Run("read "+read+", "+what, func(t *testing.T) {
				db, s := hampered(t, b)
				load(t, s)
				must(t, s.Commit(t.Context()))
				for _, sql := range c.sent {
					if c.theirs != "" {
						db.exec(t, sql)
					} else {
						value(s.Exec(t.Context(), builder.Text(sql)))(t)
					}
				}
				s.ExpireAll()
				c.write(t, s, value(repo.Get[Hamper](t.Context(), s, 1))(t))
				must(t, s.Commit(t.Context()))
				expect(t, "stored", listed(t, db, bottled), c.stored)
			})
		}
	}
}

var (
	moved   = []string{"UPDATE bottles SET hamper_id = 2 WHERE id = 5", "UPDATE corks SET hamper_id = 2 WHERE id = 5", "UPDATE hamper_labels SET owner_id = 2 WHERE id = 5"}
	removed = []string{"DELETE FROM bottles WHERE id = 5", "DELETE FROM corks WHERE id = 5", "DELETE FROM hamper_labels WHERE id = 5"}
)

func discarding(t *testing.T, s *repo.Session, one *Hamper) { must(t, s.Delete(one)) }

func rekeying(_ *testing.T, _ *repo.Session, one *Hamper) { one.ID = 9 }

// hampered is a database with hamper 1, which holds two of each, and hamper 2; and a session.
func hampered(t *testing.T, b Backend) (*database, *repo.Session) {
	t.Helper()
	db := b.open(t)
	db.create(t, schema.MustOf(hampers, bottles, corks, hamperLabels))
	must(t, db.Begin(t.Context(), func(s *repo.Session) error {
		return s.Add(&Hamper{ID: 2}, &Hamper{ID: 1, Bottles: []*Bottle{{ID: 5}, {ID: 6}}, Corks: []*Cork{{ID: 5}, {ID: 6}}, Labels: []*HamperLabel{{ID: 5}, {ID: 6}}})
	}))
	return db, db.session(t)
}

// PointersThatAgreeAreNoEdits: a pointer that is given what the foreign key says changes nothing, then or later: what a statement by criteria
// writes stays.
func PointersThatAgreeAreNoEdits(t *testing.T, b Backend) {
	for what, flush := range map[string]func(t *testing.T, s *repo.Session){
		"committed": func(t *testing.T, s *repo.Session) { must(t, s.Commit(t.Context())) },
		"flushed":   func(t *testing.T, s *repo.Session) { must(t, s.Flush(t.Context())) },
		"neither":   func(*testing.T, *repo.Session) {},
	} {
		t.Run(what, func(t *testing.T) {
			db, s := hampered(t, b)
			ctx := t.Context()
			five := value(repo.Get[Bottle](ctx, s, 5))(t)
			five.Hamper = value(repo.Get[Hamper](ctx, s, 1))(t)
			flush(t, s)
			value(s.Exec(ctx, builder.Update(bottles).Set(builder.Col(&bottles.HamperID).To(new(int64(2)))).Where(builder.Col(&bottles.ID).Eq(5))))(t)
			expect(t, "read", *value(repo.Get[Bottle](ctx, s, 5))(t).HamperID, int64(2))
			must(t, s.Commit(ctx))
			expect(t, "stored", listed(t, db, "SELECT 'b' || hamper_id FROM bottles WHERE id = 5"), "b2")
			five.Hamper = value(repo.Get[Hamper](ctx, s, 1))(t)
			must(t, s.Commit(ctx))
			expect(t, "an edit", listed(t, db, "SELECT 'b' || hamper_id FROM bottles WHERE id = 5"), "b1")
		})
	}
}
