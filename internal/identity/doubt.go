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

// DoubtAll is Doubt of every entity of a mapping, and DoubtLists.
func (m *Map) DoubtAll(mapping *mapper.Mapping) {
	for _, e := range m.Entries() {
		if e.Mapping == mapping {
			e.Doubt()
		}
	}
	m.DoubtLists(mapping)
}

// DoubtLists has lists of entities of a mapping that were loaded believed anew.
func (m *Map) DoubtLists(mapping *mapper.Mapping) {
	for _, e := range m.Entries() {
		e.doubtLinks(func(r *mapper.Relationship) bool { return r.Target == mapping && !r.HoldsKey() })
	}
}

// DoubtLink has the next load of r believed, and says whether that is new.
func (e *Entry) DoubtLink(r *mapper.Relationship) bool {
	whole := e.State == Persistent && e.LinkWhole(r)
	e.doubtLinks(func(other *mapper.Relationship) bool { return whole && other == r })
	return whole
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
