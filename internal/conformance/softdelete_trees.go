package conformance

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Grove goes for good, with its boughs.
type Grove struct {
	ID     int64
	Boughs []*Bough `rel:"has-many,cascade=all"`
}

// TableName names the table.
func (Grove) TableName() string { return "groves" }

// Bough is deleted softly, with those that grow from it.
type Bough struct {
	ID        int64
	GroveID   *int64
	ParentID  *int64
	DeletedAt *time.Time `db:"deleted_at,softdelete"`
	Parent    *Bough     `rel:"belongs-to"`
	Children  []*Bough   `rel:"has-many,fk=parent_id,cascade=all"`
}

// TableName names the table.
func (Bough) TableName() string { return "boughs" }

var (
	groves      = builder.Model[Grove]()
	boughs      = builder.Model[Bough]()
	groveTables = sync.OnceValue(func() *schema.MetaData { return schema.MustOf(groves, boughs) })
)

// growth is a tree, told by parents alone.
type growth struct {
	boughs []*Bough
	random *rand.Rand
}

// grow makes boughs on two groves, any of which may have been deleted before.
func grow(seed uint64) growth {
	g := growth{random: rand.New(rand.NewPCG(seed, 16))}
	for id := int64(1); id <= 12; id++ {
		b := &Bough{ID: id}
		if at := g.random.Int64N(id); at > 0 {
			b.ParentID = &at
		} else {
			grove := 1 + g.random.Int64N(2)
			b.GroveID = &grove
		}
		if g.random.IntN(2) == 0 {
			b.DeletedAt = &retired
		}
		g.boughs = append(g.boughs, b)
	}
	return g
}

// without returns the boughs that are left when one goes, or those of a grove.
func (g growth) without(bough, grove int64) (left []int64) {
	gone := map[int64]bool{}
	for _, b := range g.boughs { // parents come first
		if gone[b.ID] = b.ID == bough || b.GroveID != nil && *b.GroveID == grove || b.ParentID != nil && gone[*b.ParentID]; !gone[b.ID] {
			left = append(left, b.ID)
		}
	}
	return left
}

// look has the session read some of the boughs first, with what grows from them or without, as a program may have.
func (g growth) look(t *testing.T, s *repo.Session) {
	t.Helper()
	query := builder.Select(boughs).Where(builder.Col(&boughs.ID).Gt(g.random.Int64N(12)))
	if g.random.IntN(2) == 0 {
		query = query.Unfiltered()
	}
	if g.random.IntN(2) == 0 {
		query = query.Load(builder.SelectIn(&boughs.Children).Then(builder.SelectIn(&boughs.Children)))
	}
	value(repo.All(t.Context(), s, query))(t)
}

// SoftlyDeletedTreesGo: whatever refers to a row that goes for good goes along, however deep and whenever it was deleted softly.
func SoftlyDeletedTreesGo(t *testing.T, b Backend) {
	db := b.open(t)
	ctx := t.Context()
	db.create(t, groveTables())
	for seed := range uint64(40) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			g := grow(seed)
			s := db.session(t)
			must(t, repo.InsertAll(ctx, s, []*Grove{{ID: 1}, {ID: 2}}))
			must(t, repo.InsertAll(ctx, s, g.boughs))
			must(t, s.Commit(ctx))
			if seed%3 > 0 {
				g.look(t, s)
			}
			var bough, grove int64
			if seed%2 == 0 {
				bough = 1 + g.random.Int64N(4)
				must(t, s.Purge(value(repo.Get[Bough](ctx, s, bough, repo.Unfiltered()))(t)))
			} else {
				grove = 1 + g.random.Int64N(2)
				must(t, s.Delete(value(repo.Get[Grove](ctx, s, grove))(t)))
			}
			must(t, s.Commit(ctx))
			left := value(repo.Scalars[int64](ctx, db.Engine, builder.Text("SELECT id FROM boughs ORDER BY id")))(t)
			slices.Sort(left)
			expect(t, "left", fmt.Sprint(left), fmt.Sprint(g.without(bough, grove)))
			value(db.Exec(ctx, builder.Text("DELETE FROM boughs")))(t)
			value(db.Exec(ctx, builder.Text("DELETE FROM groves")))(t)
		})
	}
}
