package repo

import (
	"fmt"
	"reflect"
	"slices"

	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/loading"
	"github.com/drey-db/drey/internal/mapper"
	"github.com/drey-db/drey/internal/statement"
)

// Add makes entities pending: the next flush inserts them. They are pointers to mapped structs; a prototype is refused,
// and so is everything when one of them is. What the session has already is left as it is, and stays when it was to be
// deleted, with what was to go along with it alone; what was deleted in this transaction is [ErrInvalidRequest]. A new entity with the key of one to be deleted
// takes over its row: the flush is an UPDATE, and the other entity is detached. What an entity leads to by relationships
// that save along (the default) is added with it. Nothing is sent.
func (s *Session) Add(entities ...any) error {
	sparing := s.sparing()
	return s.each("add", entities, func(m *mapper.Mapping, entity any, e *identity.Entry) (func() error, error) {
		switch {
		case e == nil:
			return func() error { return s.add(m, entity) }, nil
		case e.State == identity.Deleted:
			return nil, invalid("this %s was deleted in this transaction: commit first, or add a copy", m.Name())
		}
		return func() error {
			e.Brought = false
			return s.cascade(sparing.spare(e)...)
		}, nil
	})
}

// add adds an entity that may have been given twice, or brought along by one that was, and what it leads to.
func (s *Session) add(m *mapper.Mapping, entity any) error {
	e := s.known.Find(entity)
	if e != nil {
		e.Brought = false
		return s.cascade(e)
	}
	return s.cascade(s.known.Add(m, entity))
}

// Delete marks entities whose rows the next flush deletes. A pending one is transient again, and taken out of the fields
// that lead to it; one that the session does not have is [ErrInvalidRequest], and then nothing is marked. When the row is
// gone already, the flush fails with a [*StaleDataError] if the entity has a version, and else only logs a warning with slog. Related entities go with it, or
// lose their foreign keys, as the relationships' cascades say; those that the session has not read are read by the flush.
// Nothing is sent.
func (s *Session) Delete(entities ...any) error {
	met := map[*identity.Entry]bool{}
	return s.each("delete", entities, func(m *mapper.Mapping, _ any, e *identity.Entry) (func() error, error) {
		switch {
		case e == nil:
			return nil, unknown(m)
		case e.State == identity.Pending:
			return func() error { s.dismiss(e); return nil }, nil
		}
		return func() error { s.doom(e, met); return nil }, nil
	})
}

// Attach says that the entities' rows exist, as the entities stand now: they are persistent, and later changes of theirs
// are written. Nothing is sent, so nothing is checked; whoever attaches vouches. A list counts as loaded when it is not nil
// and the session has all of its elements; those that it does not have are additions. What is persistent here already is left
// as it is. It is [ErrInvalidRequest] when an entity has no key, or when the session has another entity with it; then none
// is attached.
func (s *Session) Attach(entities ...any) error {
	attached, left := map[identity.Key]any{}, len(entities)
	vouched := func(attach func()) func() error {
		return func() error {
			attach()
			if left--; left == 0 {
				s.vouch(entities, attached)
			}
			return nil
		}
	}
	return s.each("attach", entities, func(m *mapper.Mapping, entity any, e *identity.Entry) (func() error, error) {
		if e != nil && e.State == identity.Persistent {
			return vouched(func() {}), nil
		}
		key := identity.KeyOf(m, reflect.ValueOf(entity).UnsafePointer())
		other := s.known.At(key)
		switch taken, ok := attached[key]; {
		case e != nil && e.State == identity.Deleted:
			return nil, invalid("this %s was deleted in this transaction", m.Name())
		case lacksKey(m, entity):
			return nil, invalid("this %s has no key: add it, if it is new", m.Name())
		case other != nil || (ok && taken != entity):
			return nil, invalid("the session has another %s with this key: change that one", m.Name())
		}
		attached[key] = entity
		return vouched(func() { s.attach(m, key, entity) }), nil
	})
}

// vouch takes what the relationships of attached entities hold for what the database has.
func (s *Session) vouch(entities []any, attached map[identity.Key]any) {
	for _, entity := range entities {
		if e := s.known.Find(entity); attached[e.Key] == entity {
			e.Vouch()
		}
	}
}

func (s *Session) attach(m *mapper.Mapping, key identity.Key, entity any) {
	e := s.known.Find(entity)
	if e != nil && e.State == identity.Pending {
		s.known.Expunge(e)
		e = nil
	}
	if e == nil {
		s.known.Attach(m, key, entity)
	}
}

// lacksKey says whether part of an entity's key is still to be made.
func lacksKey(m *mapper.Mapping, entity any) bool {
	p := reflect.ValueOf(entity).UnsafePointer()
	for _, c := range m.Key {
		if m.Made(c, p) || (c.UUID7 && c.IsZero(p)) {
			return true
		}
	}
	return false
}

// each resolves every entity, and acts on all of them once all have passed. check is given what the session has of one,
// nil for nothing.
func (s *Session) each(door string, entities []any, check func(m *mapper.Mapping, entity any, e *identity.Entry) (func() error, error)) error {
	if err := s.lock(); err != nil {
		return at(door, err)
	}
	defer s.using.Unlock()
	if err := s.ready(); err != nil {
		return at(door, err)
	}
	acts := make([]func() error, len(entities))
	for i, entity := range entities {
		m, err := trackedMapping(entity)
		if err == nil {
			acts[i], err = check(m, entity, s.known.Find(entity))
		}
		if err != nil {
			return at(door, err)
		}
	}
	before := len(s.known.Entries())
	for _, act := range acts {
		if err := act(); err != nil {
			for _, came := range slices.Clone(s.known.Entries()[before:]) {
				s.expunge(came)
			}
			return at(door, err)
		}
	}
	return nil
}

func unknown(m *mapper.Mapping) error {
	if m.Keyless {
		return untracked(m)
	}
	return invalid("the session does not have this %s: read it here, or attach it", m.Name())
}

// untracked is the error of asking a session to keep or to write what has no key.
func untracked(m *mapper.Mapping) error {
	return invalid("%s is keyless, so a session reads it and neither tracks nor writes it: use builder.Insert, Update or Delete", m.Name())
}

// trackedMapping is entityMapping of what a session can track.
func trackedMapping(entity any) (*mapper.Mapping, error) {
	m, err := entityMapping(entity)
	if err == nil && m.Keyless {
		err = untracked(m)
	}
	return m, err
}

// entityMapping is how an entity is mapped.
func entityMapping(entity any) (*mapper.Mapping, error) {
	t := reflect.TypeOf(entity)
	if t == nil || t.Kind() != reflect.Pointer || t.Elem().Kind() != reflect.Struct {
		return nil, invalid("a %T is no entity: give a pointer to a mapped struct", entity)
	}
	if reflect.ValueOf(entity).IsNil() {
		return nil, invalid("a nil %T is no entity", entity)
	}
	if _, ok := statement.TableOf(entity); ok {
		return nil, invalid("this %T is a prototype, which names columns: make a value of your own", entity)
	}
	m, err := loading.EntityOf(t.Elem())
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrInvalidRequest, err)
	}
	return m, nil
}
