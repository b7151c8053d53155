package identity

import "github.com/drey-db/drey/internal/mapper"

// BroughtOnlyBy returns the new entities that nobody added and that only those of dropped lead to, or what only they lead to. They were
// brought along with what is not written, and are not written either.
func (m *Map) BroughtOnlyBy(dropped map[*Entry]bool) (hanging []*Entry) {
	brought := map[*Entry]bool{}
	for e := range dropped {
		m.follow(e, func(next *Entry) bool {
			fresh := next.State == Pending && next.Brought && !dropped[next] && !brought[next]
			if fresh {
				brought[next] = true
			}
			return fresh
		})
	}
	for _, e := range m.Entries() {
		if len(brought) > 0 && !dropped[e] && !brought[e] && e.State != Deleted {
			m.follow(e, func(next *Entry) bool {
				held := brought[next]
				delete(brought, next)
				return held
			})
		}
	}
	for _, e := range m.Entries() {
		if brought[e] {
			hanging = append(hanging, e)
		}
	}
	return hanging
}

// follow shows what e leads to by relationships that save along; where on says so, what that leads to as well.
func (m *Map) follow(e *Entry, on func(next *Entry) bool) {
	for _, r := range relationships(e) {
		if !r.Has(mapper.SaveUpdate) {
			continue
		}
		for _, p := range r.Targets(e.Base) {
			if next := m.FindAt(r.Target, p); next != nil && on(next) {
				m.follow(next, on)
			}
		}
	}
}

// Abandon forgets new entities that are not to be written, and what hangs on them alone.
func (m *Map) Abandon(entries ...*Entry) {
	gone := map[*Entry]bool{}
	for _, e := range entries {
		gone[e] = true
	}
	for _, e := range append(m.BroughtOnlyBy(gone), entries...) {
		m.Expunge(e)
	}
}
