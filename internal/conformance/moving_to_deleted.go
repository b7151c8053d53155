package conformance

import (
	"errors"
	"fmt"
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
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

// Berth cannot be without its quay, to which it refers by number or by name.
type Berth struct {
	ID     int64
	WharfN int64  `db:"wharf_n"`
	Wharf  *Wharf `rel:"belongs-to,fk=wharf_n"`
}

// TableName names the table.
func (Berth) TableName() string { return "berths" }

// Crane cannot be without its wharf either.
type Crane struct {
	ID    int64
	Named string `db:"named"`
	Wharf *Wharf `rel:"belongs-to,fk=named,references=name"`
}

// TableName names the table.
func (Crane) TableName() string { return "cranes" }

// Wharf has what cannot be without it.
type Wharf struct {
	ID     int64
	Name   string   `db:"name,unique"`
	Berths []*Berth `rel:"has-many,fk=wharf_n"`
	Cranes []*Crane `rel:"has-many,fk=named,references=name"`
}

// TableName names the table.
func (Wharf) TableName() string { return "wharves" }

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

// NewChildrenOfWhatIsDeleted: a new row whose foreign key cannot be NULL, and that hangs on a parent which is deleted in the same flush, is
// refused before anything is sent, whichever field it hangs by.
func NewChildrenOfWhatIsDeleted(t *testing.T, b Backend) {
	for name, hang := range map[string]func(s *repo.Session, w *Wharf) error{
		"pointer":       func(s *repo.Session, w *Wharf) error { return s.Add(&Berth{Wharf: w}) },
		"field":         func(s *repo.Session, w *Wharf) error { return s.Add(&Berth{WharfN: w.ID}) },
		"list":          func(s *repo.Session, w *Wharf) error { w.Berths = []*Berth{{}}; return s.Add(w.Berths[0]) },
		"named pointer": func(s *repo.Session, w *Wharf) error { return s.Add(&Crane{Wharf: w}) },
		"named field":   func(s *repo.Session, w *Wharf) error { return s.Add(&Crane{Named: w.Name}) },
		"named list":    func(s *repo.Session, w *Wharf) error { w.Cranes = []*Crane{{}}; return s.Add(w.Cranes[0]) },
	} {
		for _, first := range []bool{true, false} {
			db := b.open(t)
			db.exec(t, b.spell("CREATE TABLE wharves (id {counted}, name text)"))
			db.exec(t, b.spell("CREATE TABLE berths (id {counted}, wharf_n bigint NOT NULL)"))
			db.exec(t, b.spell("CREATE TABLE cranes (id {counted}, named text NOT NULL)"))
			s := db.session(t)
			w := &Wharf{Name: "west"}
			must(t, s.Add(w))
			must(t, s.Flush(t.Context()))
			if first {
				must(t, s.Delete(w))
			}
			must(t, hang(s, w))
			if !first {
				must(t, s.Delete(w))
			}
			db.log.take()
			err := s.Flush(t.Context())
			expect(t, fmt.Sprintf("%s, deleted first: %v: %v", name, first, err), errors.Is(err, repo.ErrInvalidRequest), true)
			expect(t, name+": statements", len(db.log.take()), 0)
			must(t, s.Rollback(t.Context()))
		}
	}
}
