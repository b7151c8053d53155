package loading

import (
	"unsafe"

	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/mapper"
)

// known returns the entity of the row that was read into p, and whether that is p itself.
func (c *Cursor) known(m *mapper.Mapping, p unsafe.Pointer, loaded mapper.Set) (entity any, kept bool, err error) {
	return c.knownIn(c.options.Known, m, p, loaded)
}

// knownIn is [Cursor.known] for an entity that is looked up and kept in all.
func (c *Cursor) knownIn(all *identity.Map, m *mapper.Mapping, p unsafe.Pointer, loaded mapper.Set) (entity any, kept bool, err error) {
	entity, kept, took, err := c.find(all, m, p, loaded)
	if err == nil && took && c.options.Loaded != nil {
		err = c.options.Loaded(entity)
	}
	return entity, kept, err
}

// find returns knownIn, and reports whether the entity took something from the row.
func (c *Cursor) find(all *identity.Map, m *mapper.Mapping, p unsafe.Pointer, loaded mapper.Set) (entity any, kept, took bool, err error) {
	if all == nil || m.Keyless {
		return m.Pointer(p), true, true, nil
	}
	key := identity.KeyOf(m, p)
	e := all.At(key)
	switch {
	case e != nil:
		if err := c.check(e, p, loaded); err != nil {
			return nil, false, false, err
		}
		return e.Entity(), false, c.receive(e, p, loaded), nil
	case c.options.Untracked:
		return m.Pointer(p), true, true, nil
	}
	e = all.Load(m, key, p, loaded)
	if c.options.refreshed != nil {
		c.options.refreshed[e] = true
	}
	return e.Entity(), true, true, nil
}

// receive gives an entity the row at p. Where rows win, a whole one also drops what was edited in relationships, which the
// next load believes.
func (c *Cursor) receive(e *identity.Entry, p unsafe.Pointer, loaded mapper.Set) (took bool) {
	wins := c.options.Overwrite && !c.options.refreshed[e]
	took = e.Receive(p, loaded, wins)
	if !wins {
		return took
	}
	if c.options.refreshed != nil {
		c.options.refreshed[e] = true
	}
	if loaded == e.Mapping.All {
		links, _ := e.Mapping.Relationships() // a type with mistakes in them never gets here
		e.RevertLinks(links)
	}
	return took
}

// check errs when the row at p has another version than the entity.
func (c *Cursor) check(e *identity.Entry, p unsafe.Pointer, loaded mapper.Set) error {
	v := e.Mapping.Version
	if !c.options.Check || v == nil || e.Expired || !e.Loaded().Has(v.Index) || !loaded.Has(v.Index) || v.Equal(p, e.Snapshot()) {
		return nil
	}
	return &StaleError{Mapping: e.Mapping, Key: identity.Values(e.Mapping, e.Base)}
}
