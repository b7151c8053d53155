package repo

import (
	"slices"

	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/mapper"
)

// entityCall is what a call does with entities: it checks all, acts on all once they have passed, and may look at all once more.
// It is a value of the package, so that a call with one entity makes nothing but its visit.
type entityCall struct {
	check, act func(v *visit, r *resolved) error
	then       func(v *visit, r *resolved) // nil: nothing
}

// resolved is an entity that a call was given.
type resolved struct {
	mapping *mapper.Mapping
	entity  any
	entry   *identity.Entry // what the session has of it; nil: nothing

	key   identity.Key // of one that is attached
	fresh bool         // it is attached, and was not persistent before
}

// visit is one call with entities.
type visit struct {
	session *Session
	list    []resolved
	several bool
	met     map[*identity.Entry]bool // see seen
	keys    map[identity.Key]any     // see note
	room    [1]resolved              // of the commonest call
}

// seen returns the entries that the call has met so far, for calls that follow relationships.
func (v *visit) seen() map[*identity.Entry]bool {
	if v.met == nil {
		v.met = map[*identity.Entry]bool{}
	}
	return v.met
}

// note notes whose a key is in this call.
func (v *visit) note(r *resolved) {
	if v.keys == nil {
		v.keys = map[identity.Key]any{}
	}
	v.keys[r.key] = r.entity
}

// each resolves every entity, and checks and acts on all. What came along leaves again when acting on one fails.
func (s *Session) each(name string, entities []any, d entityCall) error {
	if err := s.lock(); err != nil {
		return at(name, err)
	}
	defer s.unlock()
	if err := s.checkReady(); err != nil {
		return at(name, err)
	}
	v := &s.visit // one call at a time has it
	*v = visit{session: s, several: len(entities) > 1}
	defer func() { *v = visit{} }()
	if err := v.resolve(entities, d); err != nil {
		return at(name, err)
	}
	return at(name, v.act(d))
}

// resolve finds what the session has of the entities, and checks them.
func (v *visit) resolve(entities []any, d entityCall) error {
	v.list = slices.Grow(v.room[:0], len(entities))
	for _, entity := range entities {
		m, err := trackedMapping(entity)
		if err != nil {
			return err
		}
		v.list = append(v.list, resolved{mapping: m, entity: entity, entry: v.session.known.Find(entity)})
		if err := d.check(v, &v.list[len(v.list)-1]); err != nil {
			return err
		}
	}
	return nil
}

func (v *visit) act(d entityCall) error {
	s := v.session
	before := len(s.known.Entries())
	for i := range v.list {
		if err := d.act(v, &v.list[i]); err != nil {
			for _, came := range slices.Clone(s.known.Entries()[before:]) {
				s.expunge(came)
			}
			return err
		}
	}
	for i := range v.list {
		if d.then != nil {
			d.then(v, &v.list[i])
		}
	}
	return nil
}
