package conformance

import (
	"fmt"
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/schema"
)

// Quay has dinghies that go with it, and others that stay.
type Quay struct {
	ID      int64
	Dinghy  []*Dinghy `rel:"has-many,fk=quay_id,cascade=all"`
	Staying []*Dinghy `rel:"has-many,fk=stay_id"`
	Owned   []*Dinghy `rel:"has-many,polymorphic=owner,cascade=all"`
}

// TableName names the table.
func (Quay) TableName() string { return "quays" }

// Dinghy lies at a quay.
type Dinghy struct {
	ID        int64
	QuayID    *int64
	Quay      *Quay `rel:"belongs-to"`
	StayID    *int64
	Stay      *Quay `rel:"belongs-to"`
	OwnerID   *int64
	OwnerType *string
	Owner     *Quay `rel:"belongs-to,polymorphic=owner"`
}

// TableName names the table.
func (Dinghy) TableName() string { return "dinghies" }

var (
	quays    = builder.Model[Quay]()
	dinghies = builder.Model[Dinghy]()
)

// moves are ways to give a dinghy to another quay, by kind of relationship.
var moves = map[string]map[string]func(k *Dinghy, a, b *Quay){
	"cascade": {
		"pointer": func(k *Dinghy, _, b *Quay) { k.Quay = b },
		"field":   func(k *Dinghy, _, b *Quay) { k.QuayID = &b.ID },
		"list":    func(k *Dinghy, _, b *Quay) { b.Dinghy = append(b.Dinghy, k) },
		"lists":   func(k *Dinghy, a, b *Quay) { a.Dinghy, b.Dinghy = nil, []*Dinghy{k} },
	},
	"none": {
		"pointer": func(k *Dinghy, _, b *Quay) { k.Stay = b },
		"field":   func(k *Dinghy, _, b *Quay) { k.StayID = &b.ID },
		"list":    func(k *Dinghy, _, b *Quay) { b.Staying = append(b.Staying, k) },
		"lists":   func(k *Dinghy, a, b *Quay) { a.Staying, b.Staying = nil, []*Dinghy{k} },
	},
	"polymorphic": {
		"pointer": func(k *Dinghy, _, b *Quay) { k.Owner = b },
		"list":    func(k *Dinghy, _, b *Quay) { b.Owned = append(b.Owned, k) },
		"lists":   func(k *Dinghy, a, b *Quay) { a.Owned, b.Owned = nil, []*Dinghy{k} },
	},
}

// MovesToWhatIsDeleted: a child that moves to a parent which is deleted in the same flush goes with it where that cascades, and is left without
// one where it does not, whichever way it moves, and whichever comes first. Source: SQLAlchemy, of the ways by lists.
func MovesToWhatIsDeleted(t *testing.T, b Backend) {
	db := b.open(t)
	db.create(t, schema.MustOf(quays, dinghies))
	for kind, ways := range moves {
		for way, move := range ways {
			for _, order := range []string{"move first", "delete first"} {
				s := db.session(t)
				from, to, k := &Quay{}, &Quay{}, &Dinghy{}
				switch kind {
				case "cascade":
					from.Dinghy = []*Dinghy{k}
				case "none":
					from.Staying = []*Dinghy{k}
				default:
					from.Owned = []*Dinghy{k}
				}
				must(t, s.Add(from, to, k))
				must(t, s.Flush(t.Context()))
				if order == "move first" {
					move(k, from, to)
				}
				must(t, s.Delete(to))
				if order == "delete first" {
					move(k, from, to)
				}
				must(t, s.Commit(t.Context()))
				what := fmt.Sprintf("%s by %s, %s", kind, way, order)
				left := map[bool]int64{true: 1}[kind == "none"]
				expect(t, what, db.stored(t, "SELECT count(*) FROM dinghies"), left)
				expect(t, what+": without a quay", db.stored(t, "SELECT count(*) FROM dinghies WHERE coalesce(quay_id, stay_id, owner_id) IS NULL"), left)
				db.exec(t, "DELETE FROM dinghies")
				db.exec(t, "DELETE FROM quays")
			}
		}
	}
}
