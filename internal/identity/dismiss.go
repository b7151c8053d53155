package identity

import (
	"slices"
	"unsafe"
)

// Dismiss abandons a new entry that is not to be written after all. It is taken out of the fields that lead to it, which
// would bring it back with the next flush.
func (m *Map) Dismiss(e *Entry) {
	for _, owner := range m.Entries() {
		for _, r := range relationships(owner) {
			if r.Target != e.Mapping || r.IsNil(owner.Base) {
				continue
			}
			held := r.Targets(owner.Base)
			left := slices.DeleteFunc(slices.Clone(held), func(p unsafe.Pointer) bool { return p == e.Base })
			switch {
			case len(left) == len(held):
			case len(left) == 0 && !owner.LinkLoaded(r) && !owner.LinkPartly(r):
				fill(r, owner.Base, nil) // nobody knows what is there
			default:
				fill(r, owner.Base, left)
			}
		}
	}
	m.Abandon(e)
}
