package repo

import (
	"fmt"
	"reflect"

	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/loading"
	"github.com/drey-db/drey/internal/mapper"
	"github.com/drey-db/drey/internal/prototype"
)

// Add makes entities pending: the next flush inserts them. They are pointers to mapped structs; a prototype is refused,
// and so is everything when one of them is. What the session has already is left as it is, and stays when it was to be
// deleted, with what was to go along with it alone; what was deleted in this transaction is [ErrInvalidRequest]. A new entity with the key of one to be deleted
// takes over its row: the flush is an UPDATE, and the other entity is detached. What an entity leads to by relationships
// that save along (the default) is added with it. Nothing is sent.
func (s *Session) Add(entities ...any) error { return s.each("add", entities, adding) }

var adding = entityCall{
	check: func(_ *visit, r *resolved) error {
		if r.entry != nil && r.entry.State == identity.Deleted {
			return invalid("this %s was deleted in this transaction: commit first, or add a copy", r.mapping.Name())
		}
		return nil
	},
	act: func(v *visit, r *resolved) error {
		if r.entry == nil {
			return v.session.add(r.mapping, r.entity)
		}
		r.entry.Brought = false
		return v.session.cascade(undeletion{v.session, v.seen()}.undelete(r.entry)...)
	},
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

// Delete marks entities whose rows the next flush deletes. A pending one is transient again, with what is pending and the
// delete cascades to, and taken out of the fields that lead to it, those of foreign keys as well; one that the session does not have is [ErrInvalidRequest], and then nothing is marked. When the row is
// gone already, the flush fails with a [*StaleDataError] if the entity has a version, and else only logs a warning with slog. Related entities go with it, or
// lose their foreign keys, as the relationships' cascades say; those that the session has not read are read by the flush.
// Of a type with a column tagged softdelete the row stays, and says when it was deleted: see [Session.Purge]. Nothing is sent.
func (s *Session) Delete(entities ...any) error { return s.each("delete", entities, deleting) }

// Purge is [Session.Delete] of rows for good, also where a column tagged softdelete would only say when that was. What refers to
// such a row and is deleted along goes for good as well. Read rows that were deleted before with Unfiltered.
func (s *Session) Purge(entities ...any) error { return s.each("purge", entities, purging) }

var purging = entityCall{
	check: checkKnown,
	act: func(v *visit, r *resolved) error {
		err := deleting.act(v, r)
		if r.entry.State == identity.Persistent {
			v.session.known.Purge(r.entry, true)
		}
		return err
	},
}

func checkKnown(_ *visit, r *resolved) error {
	if r.entry == nil {
		return unknown(r.mapping)
	}
	return nil
}

var deleting = entityCall{
	check: checkKnown,
	act: func(v *visit, r *resolved) error {
		switch {
		case r.entry.State == identity.Pending:
			v.session.dismiss(r.entry)
		default:
			if !r.entry.ToDelete { // a purge that a savepoint has undone is no purge of today
				v.session.known.Purge(r.entry, false)
			}
			v.session.markDeleted(r.entry, v.seen())
		}
		return nil
	},
}

// Attach says that the entities' rows exist, as the entities stand now: they are persistent, and later changes of theirs
// are written. Nothing is sent, so nothing is checked; whoever attaches vouches. A list counts as loaded when it is not nil
// and the session has all of its elements; those that it does not have are additions. What is persistent here already is left
// as it is. It is [ErrInvalidRequest] when an entity has no key, or when the session has another entity with it; then none
// is attached.
func (s *Session) Attach(entities ...any) error { return s.each("attach", entities, attaching) }

var attaching = entityCall{
	check: func(v *visit, r *resolved) error {
		if r.entry != nil && r.entry.State == identity.Persistent {
			return nil
		}
		r.fresh, r.key = true, identity.KeyOf(r.mapping, reflect.ValueOf(r.entity).UnsafePointer())
		taken := v.keys[r.key]
		if v.several {
			v.note(r)
		}
		return v.session.attachable(r, taken != nil && taken != r.entity)
	},
	act: func(v *visit, r *resolved) error { v.session.attach(r); return nil },
	then: func(v *visit, r *resolved) {
		if r.fresh {
			v.session.known.Find(r.entity).LinkAll()
		}
	},
}

// attachable says why an entity cannot be attached; taken: because another one with its key is given with it.
func (s *Session) attachable(r *resolved, taken bool) error {
	switch {
	case r.entry != nil && r.entry.State == identity.Deleted:
		return invalid("this %s was deleted in this transaction", r.mapping.Name())
	case !r.mapping.HasKey(reflect.ValueOf(r.entity).UnsafePointer()):
		return invalid("this %s has no key: add it, if it is new", r.mapping.Name())
	case taken || s.known.At(r.key) != nil:
		return invalid("the session has another %s with this key: change that one", r.mapping.Name())
	}
	return nil
}

func (s *Session) attach(r *resolved) {
	if !r.fresh {
		return
	}
	e := s.known.Find(r.entity)
	if e != nil && e.State == identity.Pending {
		s.known.Expunge(e)
		e = nil
	}
	if e == nil {
		s.known.Attach(r.mapping, r.key, r.entity)
	}
}

func unknown(m *mapper.Mapping) error {
	if m.Keyless {
		return errUntracked(m)
	}
	return invalid("the session does not have this %s: read it here, or attach it", m.Name())
}

// errUntracked is the error of asking a session to keep or to write what has no key.
func errUntracked(m *mapper.Mapping) error {
	return invalid("%s is keyless, so a session reads it and neither tracks nor writes it: use builder.Insert, Update or Delete", m.Name())
}

// trackedMapping returns entityMapping of what a session can track.
func trackedMapping(entity any) (*mapper.Mapping, error) {
	m, err := entityMapping(entity)
	if err == nil && m.Keyless {
		err = errUntracked(m)
	}
	return m, err
}

// eachOf returns what to give in place of a list; "" of what is none.
func eachOf(t reflect.Type) string {
	if t == nil || t.Kind() != reflect.Slice {
		return ""
	}
	return ", each of the list; repo.For takes a list..."
}

// entityMapping returns how an entity is mapped.
func entityMapping(entity any) (*mapper.Mapping, error) {
	t := reflect.TypeOf(entity)
	if t == nil || t.Kind() != reflect.Pointer || t.Elem().Kind() != reflect.Struct {
		return nil, invalid("a %T is no entity: give a pointer to a mapped struct%s", entity, eachOf(t))
	}
	if reflect.ValueOf(entity).IsNil() {
		return nil, invalid("a nil %T is no entity: give a pointer to a struct", entity)
	}
	if _, ok := prototype.TableOf(entity); ok {
		return nil, invalid("this %T is a prototype, which names columns: make a value of your own", entity)
	}
	m, err := loading.EntityOf(t.Elem())
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrInvalidRequest, err)
	}
	return m, nil
}
