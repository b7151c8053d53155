package conformance

import (
	"encoding/json"
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Rack has tomes, which do not point back by themselves.
type Rack struct {
	ID    int64
	Name  string
	Tomes []*Tome `rel:"has-many,cascade=all+delete-orphan,order=id"`
}

// TableName names the table.
func (Rack) TableName() string { return "racks" }

// Tome stands on a rack.
type Tome struct {
	ID     int64
	Title  string
	RackID *int64
	Rack   *Rack `rel:"belongs-to,no-back-populates"`
}

// TableName names the table.
func (Tome) TableName() string { return "tomes" }

var (
	racks = builder.Model[Rack]()
	tomes = builder.Model[Tome]()
)

// PointersStayAlone: a pointer tagged no-back-populates is set neither by loads nor by flushes of the list that leads to it, so that the
// graph is a tree; one that was loaded or given a value says and follows what every other does.
func PointersStayAlone(t *testing.T, b Backend) {
	db := b.open(t)
	db.create(t, schema.MustOf(racks, tomes))
	ctx, s := t.Context(), db.session(t)
	one, two := &Rack{Name: "one", Tomes: []*Tome{{Title: "a"}, {Title: "b"}}}, &Rack{Name: "two"}
	must(t, s.Add(one, two))
	must(t, s.Commit(ctx))
	a, bee := one.Tomes[0], one.Tomes[1]
	t.Run("the key is filled in, moved by the lists", func(t *testing.T) {
		isTree(t, one)
		expect(t, "the key is filled in", *a.RackID, one.ID)

		q := builder.Select(racks).OrderBy(builder.Col(&racks.ID))
		for name, q := range map[string]builder.Query[*Rack]{
			"SelectIn": q.Load(builder.SelectIn(&racks.Tomes)), "ContainsEager": q.LeftJoin(&racks.Tomes).Load(builder.ContainsEager(&racks.Tomes)),
		} {
			other := db.Session()
			for _, r := range []repo.Reader{db, other} {
				list, err := repo.All(ctx, r, q)
				must(t, err)
				expect(t, name, len(list[0].Tomes), 2)
				isTree(t, list...)
			}
			must(t, other.Close())
		}

		two.Tomes = append(two.Tomes, &Tome{Title: "c"})
		one.Tomes, two.Tomes = one.Tomes[:1], append(two.Tomes, bee)
		must(t, s.Commit(ctx))
		isTree(t, one, two)
		expect(t, "moved by the lists", *bee.RackID, two.ID)

		must(t, repo.Load(ctx, s, []*Tome{a}, &tomes.Rack))
		expect(t, "loaded for itself", a.Rack, one)
		one.Tomes, two.Tomes = nil, append(two.Tomes, a)
		must(t, s.Commit(ctx))
		expect(t, "what was loaded follows", a.Rack, two)
	})

	t.Run("moved by the pointer", func(t *testing.T) {
		bee.Rack = one
		must(t, s.Commit(ctx))
		expect(t, "moved by the pointer: *bee.RackID", *bee.RackID, one.ID)
		expect(t, "moved by the pointer: one.Tomes", one.Tomes, []*Tome{bee})
		expect(t, "moved by the pointer: number of two.Tomes", len(two.Tomes), 2)
	})
	t.Run("cleared, an orphan, stored", func(t *testing.T) {
		bee.Rack = nil
		must(t, s.Commit(ctx))
		expect(t, "cleared, an orphan: state of bee", s.State(bee), repo.Detached)
		expect(t, "cleared, an orphan: number of one.Tomes", len(one.Tomes), 0)

		must(t, s.Delete(two))
		must(t, s.Commit(ctx))
		expect(t, "stored", db.stored(t, "SELECT count(*) FROM tomes"), int64(0))
	})
}

// isTree expects that nothing in the graph leads back, by encoding/json's word.
func isTree(t *testing.T, list ...*Rack) {
	t.Helper()
	for _, rack := range list {
		for _, v := range rack.Tomes {
			expect(t, "the way back", v.Rack, (*Rack)(nil))
		}
	}
	_, err := json.Marshal(list)
	must(t, err)
}
