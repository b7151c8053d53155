package conformance

import (
	"fmt"
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Charger has a battery of its own, whose row takes the chargers along where it goes.
type Charger struct {
	ID        int64
	BatteryID *int64
	Battery   *Battery `rel:"belongs-to,cascade=all+delete-orphan,ondelete=CASCADE"`
}

// TableName names the table.
func (Charger) TableName() string { return "chargers" }

// ParentsOfOneAreTaken: what a belongs-to with delete-orphan led to stays where another owner takes it in the same flush, by its pointer or
// by the field, stored or new, whether the first one lets it go or is deleted.
func ParentsOfOneAreTaken(t *testing.T, b Backend) {
	db := b.open(t)
	chargers := builder.Model[Charger]()
	db.create(t, schema.MustOf(chargers, batteries))
	ctx, s, ten := t.Context(), db.session(t), int64(10)
	for i, letGo := range []func(owner *Charger){
		func(owner *Charger) { owner.Battery = nil },
		func(owner *Charger) { owner.BatteryID = nil },
		func(owner *Charger) { must(t, s.Delete(owner)) },
		func(owner *Charger) { owner.Battery = nil; must(t, s.Delete(owner)) },
		func(owner *Charger) { must(t, s.Delete(owner)); owner.Battery = &Battery{ID: 40} },
	} {
		for j, take := range []func(other *Charger, battery *Battery){
			func(other *Charger, _ *Battery) { other.BatteryID = &ten },
			func(other *Charger, battery *Battery) { other.Battery = battery },
			func(*Charger, *Battery) { must(t, s.Add(&Charger{ID: 3, BatteryID: &ten})) },
		} {
			battery := &Battery{ID: ten}
			owner, other := &Charger{ID: 1, Battery: battery}, &Charger{ID: 2}
			must(t, s.Add(owner, other))
			must(t, s.Commit(ctx))
			letGo(owner)
			take(other, battery)
			must(t, s.Commit(ctx))
			expect(t, fmt.Sprint("batteries, way ", i, " of letting go and ", j, " of taking"), db.stored(t, "SELECT count(*) FROM batteries"), int64(1))
			expect(t, "stays: s.State(battery)", s.State(battery), repo.Persistent)
			expect(t, "taken", db.stored(t, "SELECT count(*) FROM chargers WHERE battery_id = 10 AND id <> 1"), int64(1))
			value(s.Exec(ctx, builder.Delete(chargers).AllRows()))(t)
			value(s.Exec(ctx, builder.Delete(batteries).AllRows()))(t)
			must(t, s.Commit(ctx))
			s.ExpungeAll()
		}
	}
}
