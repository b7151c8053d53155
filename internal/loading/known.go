package loading

import (
	"unsafe"

	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/mapper"
)

// known is the entity of the row that was read into p, and whether that is p itself.
func (c *Cursor) known(m *mapper.Mapping, p unsafe.Pointer, loaded mapper.Set) (entity any, kept bool, err error) {
	entity, kept, took, err := c.find(m, p, loaded)
	if err == nil && took && c.how.Loaded != nil {
		err = c.how.Loaded(entity)
	}
	return entity, kept, err
}

// find is known, and says whether the entity took something from the row.
func (c *Cursor) find(m *mapper.Mapping, p unsafe.Pointer, loaded mapper.Set) (entity any, kept, took bool, err error) {
	if c.how.Known == nil || m.Keyless {
		return m.Pointer(p), true, true, nil
	}
	key := identity.KeyOf(m, p)
	e := c.how.Known.At(key)
	switch {
	case e != nil:
		if err := c.check(e, p, loaded); err != nil {
			return nil, false, false, err
		}
		return e.Entity(), false, c.receive(e, p, loaded), nil
	case c.how.Fleeting:
		return m.Pointer(p), true, true, nil
	}
	e = c.how.Known.Load(m, key, p, loaded)
	if c.how.renewed != nil {
		c.how.renewed[e] = true
	}
	return e.Entity(), true, true, nil
}

// receive gives an entity the row at p. Where rows win, a whole one also drops what was edited in relationships, which the
// next load believes.
func (c *Cursor) receive(e *identity.Entry, p unsafe.Pointer, loaded mapper.Set) (took bool) {
	wins := c.how.Overwrite && !c.how.renewed[e]
	took = e.Receive(p, loaded, wins)
	if !wins {
		return took
	}
	if c.how.renewed != nil {
		c.how.renewed[e] = true
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
	if !c.how.Check || v == nil || e.Expired || !e.Loaded().Has(v.Index) || !loaded.Has(v.Index) || v.Equal(p, e.Snapshot()) {
		return nil
	}
	return &StaleError{Mapping: e.Mapping, Key: identity.Values(e.Mapping, e.Base)}
}
