package conformance

import (
	"sync"
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Coop has layers and one rooster, who live nowhere else.
type Coop struct {
	ID      int64
	Layers  []*Layer `rel:"has-many,cascade=all+delete-orphan,order=id"`
	Rooster *Rooster `rel:"has-one,cascade=all+delete-orphan"`
}

// TableName names the table.
func (Coop) TableName() string { return "coops" }

// Layer is one of a coop's.
type Layer struct {
	ID     int64
	CoopID int64
	Name   string
}

// TableName names the table.
func (Layer) TableName() string { return "layers" }

// Rooster is a coop's.
type Rooster struct {
	ID     int64
	CoopID int64
}

// TableName names the table.
func (Rooster) TableName() string { return "roosters" }

var (
	coops      = builder.Model[Coop]()
	layers     = builder.Model[Layer]()
	roosters   = builder.Model[Rooster]()
	coopTables = sync.OnceValue(func() *schema.MetaData { return schema.MustOf(coops, layers, roosters) })
)

// coops stores two coops, of which the first has two layers and a cock, and reads the first one in s.
func (db *database) coops(t *testing.T, s *repo.Session) (first *Coop, second int64) {
	t.Helper()
	db.create(t, coopTables())
	a, b := &Coop{Layers: []*Layer{{Name: "ada"}, {Name: "bea"}}, Rooster: &Rooster{}}, &Coop{}
	must(t, db.Begin(t.Context(), func(s *repo.Session) error { return s.Add(a, b) }))
	first = value(repo.One(t.Context(), s, builder.Select(coops).Where(builder.Col(&coops.ID).Eq(a.ID)).
		Load(builder.SelectIn(&coops.Layers), builder.SelectIn(&coops.Rooster))))(t)
	return first, b.ID
}

// ExpiredListsAreReadBeforeTheyAreCut: what is taken out of a list that was expired may be another parent's by now, and stays
// that one's.
func ExpiredListsAreReadBeforeTheyAreCut(t *testing.T, b Backend) {
	moved := func(t *testing.T, db *database, to int64) {
		t.Helper()
		expect(t, "ada", value(repo.Scalar[int64](t.Context(), db.Engine, builder.Text("SELECT coop_id FROM layers WHERE name = 'ada'")))(t), to)
		expect(t, "layers", value(repo.Count(t.Context(), db.Engine, builder.Select(layers)))(t), int64(2))
	}
	moveAda := func(to int64) builder.Sqlizer {
		return builder.Update(layers).Set(builder.Col(&layers.CoopID).To(to)).Where(builder.Col(&layers.Name).Eq("ada"))
	}
	for name, cut := range map[string]func(c *Coop){
		"by hand": func(c *Coop) { c.Layers = c.Layers[1:] },
		"wholly":  func(c *Coop) { c.Layers = []*Layer{c.Layers[1]} },
	} {
		t.Run("moved by criteria, cut "+name, func(t *testing.T) {
			db := b.open(t)
			s := db.session(t)
			c, other := db.coops(t, s)
			value(s.Exec(t.Context(), moveAda(other)))(t)
			expect(t, "loaded", s.Loaded(c, &c.Layers), false)
			cut(c)
			must(t, s.Commit(t.Context()))
			expect(t, "list: number of c.Layers", len(c.Layers), 1)
			expect(t, "list: c.Layers[0].Name", c.Layers[0].Name, "bea")
			moved(t, db, other)
		})
	}
	t.Run("moved by another session behind a rollback", func(t *testing.T) {
		db := b.open(t)
		s := db.session(t)
		c, other := db.coops(t, s)
		must(t, s.Rollback(t.Context()))
		value(db.Exec(t.Context(), moveAda(other)))(t)
		c.Layers = c.Layers[1:]
		must(t, s.Commit(t.Context()))
		moved(t, db, other)
	})
	t.Run("a has-one", func(t *testing.T) {
		db := b.open(t)
		s := db.session(t)
		c, other := db.coops(t, s)
		value(s.Exec(t.Context(), builder.Update(roosters).Set(builder.Col(&roosters.CoopID).To(other)).AllRows()))(t)
		c.Rooster = nil
		must(t, s.Commit(t.Context()))
		expect(t, "rooster", value(repo.Scalar[int64](t.Context(), db.Engine, builder.Text("SELECT coop_id FROM roosters")))(t), other)
	})
	t.Run("what is still there goes", func(t *testing.T) {
		db := b.open(t)
		s := db.session(t)
		c, _ := db.coops(t, s)
		must(t, s.Expire(c))
		c.Layers, c.Rooster = nil, nil
		must(t, s.Commit(t.Context()))
		expect(t, "rows", []int64{value(repo.Count(t.Context(), db.Engine, builder.Select(layers)))(t), value(repo.Count(t.Context(), db.Engine, builder.Select(roosters)))(t)}, []int64{0, 0})
	})
}

// ExpungedChildrenGoWithTheirParent: what the session has forgotten is read again where its parent is deleted.
func ExpungedChildrenGoWithTheirParent(t *testing.T, b Backend) {
	db := b.open(t)
	s := db.session(t)
	c, _ := db.coops(t, s)
	must(t, s.Expunge(c.Layers[0], c.Rooster))
	must(t, s.Delete(c))
	must(t, s.Commit(t.Context()))
	expect(t, "rows", []int64{value(repo.Count(t.Context(), db.Engine, builder.Select(layers)))(t), value(repo.Count(t.Context(), db.Engine, builder.Select(roosters)))(t)}, []int64{0, 0})
}
