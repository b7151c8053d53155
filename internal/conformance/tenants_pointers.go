package conformance

import (
	"fmt"
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Bazaar is a tenant.
type Bazaar struct {
	ID     int64
	Stalls []*Stall `rel:"has-many,fk=bazaar_id"`
}

// TableName names the table.
func (Bazaar) TableName() string { return "bazaars" }

// Stall is one bazaar's.
type Stall struct {
	BazaarID int64   `db:"bazaar_id,pk"`
	No       int64   `db:"no,pk"`
	Bazaar   *Bazaar `rel:"belongs-to,fk=bazaar_id"`
	Wares    []*Ware `rel:"has-many,fk=bazaar_id+stall_no"`
}

// TableName names the table.
func (Stall) TableName() string { return "stalls" }

// Ware is of a bazaar, and of a stall of it.
type Ware struct {
	BazaarID int64 `db:"bazaar_id,pk"`
	N        int64 `db:"n,pk"`
	StallNo  *int64
	NextNo   *int64
	Stall    *Stall  `rel:"belongs-to,fk=bazaar_id+stall_no"`
	Next     *Stall  `rel:"belongs-to,fk=bazaar_id+next_no"`
	Bazaar   *Bazaar `rel:"belongs-to,fk=bazaar_id"`
}

// TableName names the table.
func (Ware) TableName() string { return "wares" }

var bazaars = builder.Model[Bazaar]()

const wareRows = "SELECT bazaar_id || '/' || n || '/' || stall_no || '/' || coalesce(CAST(next_no AS text), '-') FROM wares ORDER BY bazaar_id, n"

// TenantsComeByPointers: what is new under a tenant gets the tenant's key by its own pointer, which its children are told by before it has it.
func TenantsComeByPointers(t *testing.T, b Backend) {
	db := b.open(t)
	ctx := t.Context()
	db.create(t, schema.MustOf(bazaars, builder.Model[Stall](), builder.Model[Ware]()))
	turn := int64(0)
	for _, stored := range []string{"nothing", "the bazaar", "the bazaar and a stall"} {
		for name, ware := range map[string]func(w *Ware, of *Bazaar, in, next *Stall){
			"stall and bazaar":    func(w *Ware, of *Bazaar, in, _ *Stall) { w.Stall, w.Bazaar = in, of },
			"two stalls":          func(w *Ware, _ *Bazaar, in, next *Stall) { w.Stall, w.Next = in, next },
			"all three":           func(w *Ware, of *Bazaar, in, next *Stall) { w.Stall, w.Next, w.Bazaar = in, next, of },
			"the list of a stall": func(w *Ware, of *Bazaar, in, _ *Stall) { in.Wares, w.Bazaar = append(in.Wares, w), of },
			"the list of a bazaar": func(w *Ware, of *Bazaar, in, next *Stall) {
				of.Stalls, w.Stall, w.Next = append(of.Stalls, next), in, next
			},
		} {
			t.Run(stored+", "+name, func(t *testing.T) {
				turn++
				s := db.session(t)
				of := &Bazaar{ID: 100 + turn}
				in, next := &Stall{No: 1, Bazaar: of}, &Stall{No: 2, Bazaar: of}
				switch stored {
				case "the bazaar":
					must(t, s.Add(of))
				case "the bazaar and a stall":
					must(t, s.Add(in))
				}
				must(t, s.Commit(ctx))
				w := &Ware{N: turn}
				ware(w, of, in, next)
				must(t, s.Add(of, in, w))
				must(t, s.Commit(ctx))
				want := fmt.Sprintf("%d/%d/1/-", of.ID, turn)
				if w.Next != nil {
					want = fmt.Sprintf("%d/%d/1/2", of.ID, turn)
				}
				expect(t, "row", listed(t, db, wareRows), want)
				expect(t, "field", w.BazaarID, of.ID)
				_, err := db.Exec(ctx, builder.Text("DELETE FROM wares"))
				must(t, err)
			})
		}
	}
	t.Run("another tenant's is refused", func(t *testing.T) {
		s := db.session(t)
		one, two := &Bazaar{ID: 1}, &Bazaar{ID: 2}
		must(t, s.Add(one))
		must(t, s.Add(&Ware{N: 1, Bazaar: one, Stall: &Stall{No: 1, Bazaar: two}}))
		err := s.Commit(ctx)
		refused(t, err, repo.ErrConflictingSides)
		says(t, err, "Ware.BazaarID")
		expect(t, "rows", listed(t, db, wareRows), "")
	})
}
