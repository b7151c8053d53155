package repo

import (
	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/loading"
	"github.com/drey-db/drey/internal/mapper"
)

// find finds what the session has of d, in the database if need be.
func (g *merging) find(d *merged) error {
	s := g.session
	if !d.mapping.HasKey(d.source) {
		d.target = d.mapping.New()
		return nil
	}
	key := identity.KeyOf(d.mapping, d.source)
	if d.entry = s.known.At(key); d.entry == nil {
		d.entry = s.pendingAt(d.mapping, key)
	}
	if err := g.read(d, key); err != nil {
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
	return d.checkVersion()
}

// read reads the row of d where the session does not know it, or not all of it that is compared with the source.
func (g *merging) read(d *merged, key identity.Key) (err error) {
	s, w := g.session, getRequest{mapping: d.mapping, key: key, args: identity.Arguments(d.mapping, d.source)}
	switch {
	case d.entry == nil || d.entry.Expired:
		if err = s.autoflush(g.ctx, []*mapper.Mapping{d.mapping}, false); err == nil {
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

// pendingAt returns the pending entry of an entity with that key, nil without one.
func (s *Session) pendingAt(m *mapper.Mapping, key identity.Key) *identity.Entry {
	for _, e := range s.known.Entries() {
		if e.State == identity.Pending && e.Mapping == m && identity.KeyOf(m, e.Base) == key {
			return e
		}
	}
	return nil
}

// checkVersion errs when the row has another version than what is merged onto it.
func (d *merged) checkVersion() error {
	v := d.mapping.Version
	if v == nil || d.entry.State == identity.Pending || v.IsZero(d.source) || !d.entry.Loaded().Has(v.Index) || v.Equal(d.source, d.entry.Snapshot()) {
		return nil
	}
	stale := &loading.StaleError{Mapping: d.mapping, Key: identity.Values(d.mapping, d.source)}
	return staleRow(d.mapping, stale.Key, stale)
}
