package conformance

import (
	"fmt"
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Canton is the tenant of vineyards and of their wines.
type Canton struct {
	ID   int64
	Name string
}

// TableName names the table.
func (Canton) TableName() string { return "cantons" }

// Vineyard refers to its best wine, of the same canton.
type Vineyard struct {
	CantonID int64 `db:"canton_id,pk"`
	ID       int64 `db:"id,pk,noidentity"`
	BestID   *int64
	Canton   *Canton `rel:"belongs-to"`
	Best     *Wine   `rel:"belongs-to,fk=canton_id+best_id,post-update"`
}

// TableName names the table.
func (Vineyard) TableName() string { return "vineyards" }

// Wine refers to its vineyard, of the same canton.
type Wine struct {
	CantonID   int64 `db:"canton_id,pk"`
	ID         int64 `db:"id,pk,noidentity"`
	VineyardID *int64
	Canton     *Canton   `rel:"belongs-to"`
	Vineyard   *Vineyard `rel:"belongs-to,fk=canton_id+vineyard_id"`
}

// TableName names the table.
func (Wine) TableName() string { return "wines" }

// PostUpdatesShareATenantsKey: of a foreign key with post-update that holds the tenant's key, the other column is NULL until the row that
// it refers to is there; the tenant's is written with the row, whoever says it.
func PostUpdatesShareATenantsKey(t *testing.T, b Backend) {
	vineyards, wines := builder.Model[Vineyard](), builder.Model[Wine]()
	ways := []struct {
		name  string
		build func(c *Canton, v *Vineyard, w *Wine)
	}{
		{"fields and pointers", func(c *Canton, v *Vineyard, w *Wine) {
			c.ID, v.CantonID, w.CantonID = 50, 50, 50
			v.Best, w.Vineyard = w, v
		}},
		{"fields alone", func(c *Canton, v *Vineyard, w *Wine) {
			c.ID, v.CantonID, w.CantonID = 50, 50, 50
			v.BestID, w.VineyardID = &w.ID, &v.ID
		}},
		{"pointers alone", func(c *Canton, v *Vineyard, w *Wine) {
			v.Canton, w.Canton, v.Best, w.Vineyard = c, c, w, v
		}},
		{"the wine's field alone", func(c *Canton, v *Vineyard, w *Wine) {
			c.ID, w.CantonID = 50, 50
			v.Best, w.Vineyard = w, v
		}},
		{"the vineyard's field alone", func(c *Canton, v *Vineyard, w *Wine) {
			c.ID, v.CantonID = 50, 50
			v.Best, w.Vineyard = w, v
		}},
		{"the vineyard's canton", func(c *Canton, v *Vineyard, w *Wine) {
			v.Canton, v.Best, w.Vineyard = c, w, v
		}},
		{"the wine's canton", func(c *Canton, v *Vineyard, w *Wine) {
			w.Canton, v.Best = c, w
		}},
		{"the wine's canton, both pointers", func(c *Canton, v *Vineyard, w *Wine) {
			w.Canton, v.Best, w.Vineyard = c, w, v
		}},
	}
	db := b.open(t)
	db.create(t, schema.MustOf(vineyards, wines, builder.Model[Canton]()))
	for _, way := range ways {
		for _, stored := range []string{"nothing", "canton", "vineyard"} {
			t.Run(way.name+" beside "+stored, func(t *testing.T) {
				postUpdateOfATenant(t, db, stored, way.build)
			})
		}
	}
}

// postUpdateOfATenant stores a vineyard and its best wine beside what is stored already, has another wine be the best, and deletes both.
func postUpdateOfATenant(t *testing.T, db *database, stored string, build func(c *Canton, v *Vineyard, w *Wine)) {
	t.Helper()
	const ring = "SELECT v.id || '>' || w.id || '>' || coalesce(w.vineyard_id, 0) FROM vineyards v JOIN wines w ON (w.canton_id, w.id) = (v.canton_id, v.best_id) ORDER BY 1"
	ctx, s := t.Context(), db.session(t)
	c, v, w := &Canton{Name: "Valais"}, &Vineyard{ID: 1}, &Wine{ID: 2}
	if stored != "nothing" {
		c.ID = 50
		must(t, s.Add(c))
	}
	if stored == "vineyard" {
		v.CantonID = 50
		must(t, s.Add(v))
	}
	must(t, s.Flush(ctx))
	build(c, v, w)
	must(t, s.Add(c, v, w))
	must(t, s.Commit(ctx))
	leads := "0"
	if w.Vineyard != nil {
		leads = "1"
	}
	expect(t, "stored", listed(t, db, ring), "1>2>"+leads)
	expect(t, "the fields", fmt.Sprint(v.CantonID == c.ID, w.CantonID == c.ID, *v.BestID), "true true 2")

	next := &Wine{CantonID: c.ID, ID: 3, Vineyard: v}
	v.Best = next
	must(t, s.Commit(ctx))
	expect(t, "another one", listed(t, db, ring), "1>3>1")
	must(t, s.Delete(v, w, next))
	must(t, s.Commit(ctx))
	expect(t, "deleted", listed(t, db, "SELECT count(*) FROM vineyards")+listed(t, db, "SELECT count(*) FROM wines"), "00")
	found := value(repo.Get[Canton](ctx, s, c.ID))(t)
	must(t, s.Delete(found))
	must(t, s.Commit(ctx))
}
