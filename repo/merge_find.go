package repo

import (
	"unsafe"

	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/loading"
	"github.com/drey-db/drey/internal/mapper"
	"github.com/drey-db/drey/internal/unitofwork"
)

// find finds what the session has of d, in the database if need be. by is how an owner leads to d; nil for nobody.
func (g *merging) find(d *merged, by *ownership) error {
	s := g.session
	named, ok, err := g.key(d, by)
	if err != nil {
		return err
	}
	if !ok {
		d.target = d.mapping.New()
		return nil
	}
	key := identity.KeyOf(d.mapping, named)
	if d.entry = s.known.At(key); d.entry == nil {
		d.entry = s.pendingAt(d.mapping, key, by)
	}
	if err := g.read(d, key, named); err != nil {
		return err
	}
	if d.entry == nil {
		if g.fresh[key] == nil {
			g.fresh[key] = d.mapping.New()
		}
		d.target = g.fresh[key]
		return nil
	}
	d.target = d.entry.Base
	return g.checkVersion(d)
}

// read reads the row of d where the session does not know it, or not all of it that is compared with the source.
func (g *merging) read(d *merged, key identity.Key, named unsafe.Pointer) (err error) {
	s, w := g.session, getRequest{mapping: d.mapping, key: key, args: identity.Arguments(d.mapping, named)}
	switch {
	case d.entry == nil || d.entry.Expired:
		if err = g.flush(d.mapping); err == nil {
			_, err = s.fetch(g.ctx, w, s.known.At(key))
		}
	case d.entry.State == identity.Persistent:
		_, err = s.complete(g.ctx, w, d.entry, d.compared())
	default:
		return nil
	}
	d.entry = s.known.At(key)
	return err
}

// compared returns the columns of the row that the source is compared with.
func (d *merged) compared() mapper.Set {
	compared := d.mask.set(d.mapping)
	if v := d.mapping.Version; v != nil {
		compared = compared.With(v.Index)
	}
	if d.mask != nil {
		for _, r := range d.mask.relations {
			if r.HoldsKey() {
				compared = compared.Union(mapper.SetOf(r.Held()))
			}
		}
	}
	return compared
}

// pendingAt returns the pending entry of an entity with that key, nil without one. Parts that the flush will fill count as the
// entity's own where by, or a pointer of its own, tells them.
func (s *Session) pendingAt(m *mapper.Mapping, key identity.Key, by *ownership) *identity.Entry {
	for _, e := range s.known.Entries() {
		if e.State != identity.Pending || e.Mapping != m {
			continue
		}
		if named, ok := pendingKey(e, by); ok && identity.KeyOf(m, named) == key {
			return e
		}
	}
	return nil
}

// flush sends what is pending before a row of m is read, and remembers the versions that the rows had before it.
func (g *merging) flush(m *mapper.Mapping) error {
	set, err := g.session.pendingBefore([]*mapper.Mapping{m}, false)
	if err != nil {
		return flushedBefore(err)
	}
	for _, step := range set.Steps {
		if v := step.Mapping.Version; v != nil && step.Verb == unitofwork.Updates {
			for _, row := range step.Rows {
				g.remember(row.Entry, v)
			}
		}
	}
	return flushedBefore(g.session.writeBefore(g.ctx, set))
}

// remember remembers the version that an entry's row has before the first UPDATE of this merge.
func (g *merging) remember(e *identity.Entry, v *mapper.Column) {
	if _, known := g.before[e]; known {
		return
	}
	if g.before == nil {
		g.before = map[*identity.Entry]any{}
	}
	g.before[e] = v.Value(e.Snapshot())
}

// checkVersion errs when the row has another version than what is merged onto it. A version that only the merge's own flush counted up is
// no other one: its UPDATE found the row with the version of before.
func (g *merging) checkVersion(d *merged) error {
	v := d.mapping.Version
	if v == nil || d.entry.State == identity.Pending || v.IsZero(d.source) || !d.entry.Loaded().Has(v.Index) || v.Equal(d.source, d.entry.Snapshot()) {
		return nil
	}
	if before, updated := g.before[d.entry]; updated && before == v.Value(d.source) {
		return nil
	}
	stale := &loading.StaleError{Mapping: d.mapping, Key: identity.Values(d.mapping, d.source)}
	return staleRow(d.mapping, stale.Key, stale)
}
