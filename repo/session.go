package repo

import (
	"context"
	"fmt"
	"reflect"
	"sync"
	"sync/atomic"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/mapper"
	"github.com/drey-db/drey/internal/statement"
)

// Session is one conversation with a database: an identity map and a unit of work. It sends nothing until it must, holds a
// connection only while a transaction is open, and may be used for any number of transactions, one after the other. It
// serves one goroutine: an overlapping call answers [ErrConcurrentUse]. Close it.
type Session struct {
	engine *Engine
	config config
	wrong  error // an option's

	using   sync.Mutex                              // held during a call
	cancel  atomic.Pointer[context.CancelCauseFunc] // of the call under way
	reading atomic.Pointer[context.CancelCauseFunc] // of the rows that Query answered
	dead    atomic.Bool                             // closed, or cut by the engine

	known  identity.Map
	uow    backends.UnitOfWork // nil: no transaction is open
	begun  bool                // the hooks know of its BEGIN
	failed error               // why only Rollback goes on
	teller teller
}

func newSession(e *Engine, c config, wrong error) *Session {
	s := &Session{engine: e, config: c, wrong: wrong}
	s.teller = teller{config: &s.config, pipelines: e.pool.Capabilities().Pipeline}
	return s
}

// lock begins a call that sends nothing.
func (s *Session) lock() error {
	if s.wrong != nil {
		return s.wrong
	}
	locked := s.using.TryLock()
	switch {
	case s.dead.Load():
		if locked {
			s.using.Unlock()
		}
		return fmt.Errorf("session: %w", ErrClosed)
	case !locked:
		return ErrConcurrentUse
	}
	return nil
}

// begin begins a call that may send something, under a context that the engine can end.
func (s *Session) begin(ctx context.Context) (context.Context, error) {
	if err := s.lock(); err != nil {
		return nil, err
	}
	err := s.ready()
	if err == nil && ctx.Err() != nil {
		err = backends.ContextError(ctx, nil)
	}
	if err != nil {
		s.using.Unlock()
		return nil, err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	if s.cancel.Store(&cancel); s.dead.Load() {
		cancel(ErrClosed)
	}
	return ctx, nil
}

// end ends a call.
func (s *Session) end() {
	if cancel := s.cancel.Swap(nil); cancel != nil {
		(*cancel)(nil)
	}
	s.using.Unlock()
}

// ready says whether the transaction can go on.
func (s *Session) ready() error {
	if s.failed != nil {
		return fmt.Errorf("%w: %w", ErrRollbackRequired, s.failed)
	}
	return nil
}

// Add makes entities pending: the next flush inserts them. They are pointers to mapped structs; a prototype is refused,
// and so is everything when one of them is. What the session has already is left as it is. Nothing is sent.
func (s *Session) Add(entities ...any) error {
	if err := s.lock(); err != nil {
		return at("add", err)
	}
	defer s.using.Unlock()
	if err := s.ready(); err != nil {
		return at("add", err)
	}
	mappings := make([]*mapper.Mapping, len(entities))
	for i, e := range entities {
		var err error
		if mappings[i], err = entityMapping(e); err != nil {
			return at("add", err)
		}
	}
	for i, e := range entities {
		if s.known.Find(e) == nil {
			s.known.Add(mappings[i], e)
		}
	}
	return nil
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
	m, err := mapper.Of(t.Elem())
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrInvalidRequest, err)
	}
	return m, nil
}

// State is where an entity stands in a session.
type State uint8

// The states of an entity.
const (
	Transient  State = iota // unknown to the session
	Pending                 // to be inserted by the next flush
	Persistent              // a row
)

// String is the state in lower case.
func (s State) String() string {
	return [...]string{"transient", "pending", "persistent"}[s]
}

// State says where an entity stands in this session: what the session does not know is [Transient] to it.
func (s *Session) State(entity any) State {
	if t := reflect.TypeOf(entity); t == nil || t.Kind() != reflect.Pointer {
		return Transient
	}
	e := s.known.Find(entity)
	switch {
	case e == nil:
		return Transient
	case e.State == identity.Pending:
		return Pending
	}
	return Persistent
}

// InTransaction says whether a transaction is open: something was sent since the last Commit or Rollback.
func (s *Session) InTransaction() bool { return s.uow != nil }

// IsActive says whether the session can go on: false after a failed flush or a cancelled statement, until Rollback, and
// once the session is closed.
func (s *Session) IsActive() bool { return s.failed == nil && !s.dead.Load() }
