package repo

import (
	"reflect"

	"github.com/drey-db/drey/internal/identity"
)

// State is where an entity stands in a session.
type State uint8

// The states of an entity.
const (
	Transient  State = iota // unknown to the session
	Pending                 // to be inserted by the next flush
	Persistent              // a row
	Deleted                 // DELETE was sent, and is not committed
	Detached                // was persistent here: expunged, replaced, gone, or deleted for good
)

// String returns the state in lower case.
func (s State) String() string {
	return [...]string{"transient", "pending", "persistent", "deleted", "detached"}[s]
}

// State says where an entity stands in this session. What the session does not know is [Transient] to it, whatever its
// key; so is everything while another goroutine is inside a call.
func (s *Session) State(entity any) State {
	v := reflect.ValueOf(entity)
	if v.Kind() != reflect.Pointer || !s.tryLock() {
		return Transient
	}
	defer s.unlock()
	switch e := s.known.Find(entity); {
	case e != nil:
		return State(e.State)
	case s.known.IsDetached(v.UnsafePointer()):
		return Detached
	}
	return Transient
}

// Contains reports whether an entity is pending or persistent here.
func (s *Session) Contains(entity any) bool {
	state := s.State(entity)
	return state == Pending || state == Persistent
}

// IsModified reports whether a flush would write the entity: it is new, changed, or to be deleted. Hooks are not asked.
func (s *Session) IsModified(entity any) bool {
	if !s.tryLock() {
		return false
	}
	defer s.unlock()
	e := s.entryOf(entity)
	return e != nil && (e.State == identity.Pending || isDeleted(e) || isDirty(e))
}

// entryOf returns what the session knows of an entity, nil when that is nothing.
func (s *Session) entryOf(entity any) *identity.Entry {
	if reflect.ValueOf(entity).Kind() != reflect.Pointer {
		return nil
	}
	return s.known.Find(entity)
}

// New returns the pending entities, in the order in which they were added.
func (s *Session) New() []any {
	return s.entities(func(e *identity.Entry) bool { return e.State == identity.Pending })
}

// Dirty returns the persistent entities that a flush would update, in the order in which the session met them. Every entity is
// compared with its row.
func (s *Session) Dirty() []any { return s.entities(isDirty) }

// Deleted returns the entities whose rows the next flush deletes, in the order in which the session met them.
func (s *Session) Deleted() []any { return s.entities(isDeleted) }

func isDirty(e *identity.Entry) bool {
	return e.State == identity.Persistent && !e.ToDelete && (e.Modified() || e.Retied())
}

func isDeleted(e *identity.Entry) bool { return e.State == identity.Persistent && e.ToDelete }

// entities returns those that a test takes; none while another goroutine is inside a call.
func (s *Session) entities(takes func(*identity.Entry) bool) (entities []any) {
	if !s.tryLock() {
		return nil
	}
	defer s.unlock()
	for _, e := range s.known.Entries() {
		if takes(e) {
			entities = append(entities, e.Entity())
		}
	}
	return entities
}

// InTransaction reports whether a transaction is open: something was sent since the last Commit or Rollback. While another
// goroutine is inside a call it is true.
func (s *Session) InTransaction() bool {
	if !s.tryLock() {
		return s.checkMade() == nil
	}
	defer s.unlock()
	return s.uow != nil
}

// IsActive reports whether the session can go on: false after a failed flush or a cancelled statement, until Rollback, and
// once the session is closed. While another goroutine is inside a call it is true.
func (s *Session) IsActive() bool {
	if s.checkMade() != nil || s.dead.Load() {
		return false
	}
	if !s.tryLock() {
		return true
	}
	defer s.unlock()
	return s.checkReady() == nil
}
