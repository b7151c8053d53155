package conformance

import (
	"fmt"
	"testing"

	"github.com/google/uuid"

	"github.com/drey-db/drey/repo"
)

// newChild is one way of giving a new child to its parent.
type newChild struct {
	name string
	tie  func(parent, child *Folder)
}

var newChildren = []newChild{
	{"by the list", func(parent, child *Folder) { parent.Children = append(parent.Children, child) }},
	{"by the pointer", func(parent, child *Folder) { child.Parent = parent }},
	{"by the field", func(parent, child *Folder) { child.ParentID = &parent.ID }},
	{"by both ends", func(parent, child *Folder) {
		parent.Children, child.Parent = append(parent.Children, child), parent
	}},
}

// NewChildrenAreDeletedAlong: what Delete takes along is the same whether a flush came between or not, whichever field says
// whose a new child is, and whether it was added itself.
func NewChildrenAreDeletedAlong(t *testing.T, b Backend) {
	db := b.openRare(t)
	for _, way := range newChildren {
		for _, stored := range []bool{false, true} {
			for _, flushed := range []bool{false, true} {
				t.Run(fmt.Sprintf("%s, parent stored %v, flushed %v", way.name, stored, flushed), func(t *testing.T) {
					db.deletesAlong(t, way, stored, flushed)
				})
			}
		}
	}
}

func (db *database) deletesAlong(t *testing.T, way newChild, stored, flushed bool) {
	ctx, s := t.Context(), db.session(t)
	folder := func(name string) *Folder { return &Folder{ID: uuid.New(), Name: name} }
	parent, child, grandchild, other := folder("parent"), folder("child"), folder("grandchild"), folder("other")
	must(t, s.Add(parent, other))
	if stored {
		must(t, s.Flush(ctx))
	}
	way.tie(parent, child)
	way.tie(child, grandchild)
	moved := folder("moved")
	way.tie(parent, moved)
	must(t, s.Add(child, grandchild, moved))
	if flushed {
		must(t, s.Flush(ctx))
	}
	parent.Children = without(parent.Children, moved)
	way.tie(other, moved)
	must(t, s.Delete(parent))
	must(t, s.Flush(ctx))
	expect(t, "rows", listed(t, s, "SELECT name FROM folders ORDER BY name"), "moved, other")
	expect(t, "not written", []bool{s.Contains(parent), s.Contains(child), s.Contains(grandchild)}, []bool{false, false, false})
	must(t, s.Rollback(ctx))
}

// NewParentsAreDeletedAlong: so it is where a pointer or an association takes along what it leads to.
func NewParentsAreDeletedAlong(t *testing.T, b Backend) {
	db := b.openRare(t)
	for _, flushed := range []bool{false, true} {
		ctx, s := t.Context(), db.session(t)
		badge, bag := &Badge{Name: "badge", Locker: &Locker{Name: "a"}}, &Bag{Name: "bag", Lockers: []*Locker{{Name: "b"}}}
		kept := &Badge{Name: "kept", Locker: &Locker{Name: "c"}}
		must(t, s.Add(badge.Locker, bag.Lockers[0], badge, bag, kept))
		if flushed {
			must(t, s.Flush(ctx))
		}
		must(t, s.Delete(badge, bag))
		must(t, s.Flush(ctx))
		expect(t, "lockers", listed(t, s, "SELECT name FROM lockers ORDER BY name"), "c")
		state := repo.Transient
		if flushed {
			state = repo.Deleted
		}
		expect(t, "state", []repo.State{s.State(badge.Locker), s.State(bag.Lockers[0])}, []repo.State{state, state})
		must(t, s.Rollback(ctx))
	}
}
