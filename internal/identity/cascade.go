package identity

import (
	"fmt"
	"reflect"
	"slices"
	"unsafe"

	"github.com/drey-db/drey/internal/mapper"
)

// Cascade makes pending what entries lead to through relationships that save along with them, and what those lead to. It
// answers an error, and adds nothing, when something on the way cannot be added, or refuse says so; nil refuses nothing.
func (m *Map) Cascade(refuse func(entity any) error, entries ...*Entry) error {
	c := cascade{known: m}
	for _, e := range entries {
		if e.State == Deleted || (e.ToDelete && !e.ByCascade) {
			continue
		}
		if err := c.follow(e.Mapping, e.Base, e); err != nil {
			return err
		}
	}
	return c.finish(refuse)
}

// CascadeFrom is [Map.Cascade] from an entity that the map may not have yet, as from one that leads to it.
func (m *Map) CascadeFrom(refuse func(entity any) error, mapping *mapper.Mapping, entity any) error {
	if e := m.Find(entity); e != nil {
		return m.Cascade(refuse, e)
	}
	c := cascade{known: m}
	c.add(found{mapping, reflect.ValueOf(entity).UnsafePointer(), entity}, 0)
	return c.finish(refuse)
}

// finish follows what was found, and adds all of it unless something in it is refused.
func (c *cascade) finish(refuse func(entity any) error) error {
	for i := 0; i < len(c.found); i++ {
		if err := c.follow(c.found[i].mapping, c.found[i].base, nil); err != nil {
			return err
		}
	}
	for _, a := range c.found {
		if refuse == nil {
			break
		} else if err := refuse(a.entity); err != nil {
			return err
		}
	}
	c.known.coming = len(c.found)
	for _, a := range c.found {
		c.known.Add(a.mapping, a.entity).Brought = true
	}
	return nil
}

// cascade is the entities that were found and are to be added.
type cascade struct {
	known *Map
	found []found
	seen  map[any]bool
}

// add takes an entity that the map does not have, once. more is how many may follow.
func (c *cascade) add(f found, more int) {
	if c.seen[f.entity] {
		return
	}
	if c.seen == nil {
		c.seen, c.found = make(map[any]bool, 1+more), make([]found, 0, 1+more)
	}
	c.seen[f.entity] = true
	c.found = append(c.found, f)
}

// found is an entity that the map does not have.
type found struct {
	mapping *mapper.Mapping
	base    unsafe.Pointer
	entity  any
}

// follow finds what the struct at base leads to. from is its entry, if it has one: what that led to already was expunged
// or deleted since, and stays out.
func (c *cascade) follow(m *mapper.Mapping, base unsafe.Pointer, from *Entry) error {
	all, err := m.Relationships()
	if err != nil {
		return err
	}
	for _, r := range all {
		if !r.Has(mapper.SaveUpdate) || r.IsNil(base) || from != nil && r.Holds(base, from.Linked(r)) {
			continue
		}
		targets := r.Targets(base)
		for i, p := range targets {
			switch e := c.known.FindAt(r.Target, p); {
			case e != nil && e.State != Deleted:
			case from != nil && slices.Contains(from.Linked(r), p):
			case e == nil:
				c.add(found{r.Target, p, r.Target.Pointer(p)}, len(targets)-1-i)
			default:
				return fmt.Errorf("%s holds a %s that was deleted in this transaction: take it out, or add a copy", r.Name(), r.Target.Name())
			}
		}
	}
	return nil
}

// Reach returns the entries that e leads to through relationships with all of the cascade c, and those that they lead to; e
// first.
func (m *Map) Reach(e *Entry, c mapper.Cascade) (reached []*Entry) {
	return m.ReachNew(map[*Entry]bool{}, e, c)
}

// ReachNew returns Reach without the entries of met, and what only they lead to. What is reached is added to met.
func (m *Map) ReachNew(met map[*Entry]bool, e *Entry, c mapper.Cascade) (reached []*Entry) {
	if met[e] {
		return nil
	}
	reached, met[e] = []*Entry{e}, true
	for i := 0; i < len(reached); i++ {
		from := reached[i]
		for _, r := range relationships(from) {
			if !r.Has(c) {
				continue
			}
			for _, p := range r.Targets(from.Base) {
				if next := m.FindAt(r.Target, p); next != nil && !met[next] {
					met[next] = true
					reached = append(reached, next)
				}
			}
		}
	}
	return reached
}
