package identity

import (
	"slices"

	"github.com/drey-db/drey/internal/mapper"
)

// Invalidate says that the row may have been written behind the session's back: the next row that arrives is believed, and so
// is the next load of what its foreign keys refer to. What the user edited stays, and is then a change against that row.
func (e *Entry) Invalidate() {
	if e.State != Persistent {
		return
	}
	e.home.touch(e)
	for _, r := range relationships(e) {
		if r.HoldsKey() && !e.Expired && len(e.linked(r).targets) == 0 && e.followsRow(r) {
			e.relink(r, link{loaded: true, targets: r.Targets(e.Base)}) // no edit, whatever the row says next
		}
	}
	e.Expired = true
	e.invalidateLinks(func(r *mapper.Relationship) bool { return r.HoldsKey() })
}

// InvalidateAll is Invalidate of every entity of a mapping's table, and InvalidateLists.
func (m *Map) InvalidateAll(mapping *mapper.Mapping) {
	for _, e := range m.Entries() {
		if e.Mapping.SharesTable(mapping) {
			e.Invalidate()
		}
	}
	m.InvalidateLists(mapping)
}

// PairsWritten says that the transaction may have written into an association's table, so that what is read of it from then on may be undone.
func (m *Map) PairsWritten(table string) {
	if !m.ending && !slices.Contains(m.written, table) {
		m.written = append(m.written, table)
	}
}

// wrotePairs reports whether the transaction may have written pairs of r.
func (m *Map) wrotePairs(r *mapper.Relationship) bool {
	return r.Through != nil && (m.textSent || slices.Contains(m.written, r.Through.Table))
}

// TextSent says that the transaction has sent a statement that is text, of which nobody knows what it writes.
func (m *Map) TextSent() { m.textSent = true }

// InvalidateOthers is Invalidate of every entity of a mapping's table that is of another type.
func (m *Map) InvalidateOthers(mapping *mapper.Mapping) {
	for _, e := range m.Entries() {
		if e.Mapping != mapping && e.Mapping.SharesTable(mapping) {
			e.Invalidate()
		}
	}
}

// InvalidateLists has lists that were loaded of a mapping's table, or of pairs in it, believed anew.
func (m *Map) InvalidateLists(mapping *mapper.Mapping) {
	m.PairsWritten(mapping.Table)
	for _, e := range m.Entries() {
		e.invalidateLinks(func(r *mapper.Relationship) bool {
			return r.Target.SharesTable(mapping) && !r.HoldsKey() || r.Through != nil && r.Through.Table == mapping.Table
		})
	}
}

// InvalidateLink has the next load of r believed, and reports whether that is new.
func (e *Entry) InvalidateLink(r *mapper.Relationship) bool {
	whole := e.State == Persistent && e.LinkWhole(r)
	e.invalidateLinks(func(other *mapper.Relationship) bool { return whole && other == r })
	return whole
}

// InvalidateParted is Invalidate of what stands in the field of r, a list or has-one, though its row says that r does not lead to it: either
// of the two is out of date.
func (e *Entry) InvalidateParted(r *mapper.Relationship) {
	if r.HoldsKey() {
		return
	}
	for _, p := range e.Linked(r) {
		if other := e.home.FindAt(r.Target, p); e.parted(r, other) {
			other.Invalidate()
		}
	}
}

// invalidateLinks has the next load of relationships believed.
func (e *Entry) invalidateLinks(meant func(r *mapper.Relationship) bool) {
	for _, r := range relationships(e) {
		if l := e.linked(r); meant(r) && l.loaded && !l.stale {
			l.stale = true
			e.relink(r, l)
		}
	}
}
