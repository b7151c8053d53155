package identity

import "github.com/drey-db/drey/internal/mapper"

// Doubt says that the row may have been written behind the session's back: the next row that arrives is believed, and so
// is the next load of what its foreign keys refer to. What the user edited stays, and is then a change against that row.
func (e *Entry) Doubt() {
	if e.State != Persistent {
		return
	}
	e.Expired = true
	e.doubtLinks(func(r *mapper.Relationship) bool { return r.HoldsKey() })
}

// DoubtAll is Doubt of every entity of a mapping, and has lists of them that were loaded believed anew.
func (m *Map) DoubtAll(mapping *mapper.Mapping) {
	for _, e := range m.Entries() {
		if e.Mapping == mapping {
			e.Doubt()
		}
		e.doubtLinks(func(r *mapper.Relationship) bool { return r.Target == mapping && !r.HoldsKey() })
	}
}

// doubtLinks has the next load of relationships believed.
func (e *Entry) doubtLinks(meant func(r *mapper.Relationship) bool) {
	for _, r := range relationships(e) {
		if l := e.linked(r); meant(r) && l.loaded && !l.stale {
			l.stale = true
			e.relink(r, l)
		}
	}
}
