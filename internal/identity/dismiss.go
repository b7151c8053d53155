package identity

import (
	"slices"
	"unsafe"

	"github.com/drey-db/drey/internal/mapper"
)

// Dismiss abandons new entries that are not to be written after all. They are taken out of the fields that lead to them from
// elsewhere, which would bring them back with the next flush.
func (m *Map) Dismiss(entries ...*Entry) {
	gone := map[unsafe.Pointer]bool{}
	for _, e := range entries {
		gone[e.Base] = true
	}
	for _, owner := range m.Entries() {
		for _, r := range relationships(owner) {
			if !gone[owner.Base] && !r.IsNil(owner.Base) {
				owner.takeOut(r, gone)
			}
		}
	}
	m.Abandon(entries...)
}

// takeOut takes entities out of the field of r.
func (e *Entry) takeOut(r *mapper.Relationship, gone map[unsafe.Pointer]bool) {
	held := r.Targets(e.Base)
	left := slices.DeleteFunc(slices.Clone(held), func(p unsafe.Pointer) bool { return gone[p] })
	switch {
	case len(left) == len(held):
	case len(left) == 0 && !e.LinkLoaded(r) && !e.LinkPartly(r):
		setTargets(r, e.Base, nil) // nobody knows what is there
	default:
		setTargets(r, e.Base, left)
	}
}
