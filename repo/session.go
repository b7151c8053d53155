package repo

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/kit"
	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/repo/flush"
)

// Session is one conversation with a database: an identity map and a unit of work. It sends nothing until it must, holds a
// connection only while a transaction is open, and may be used for any number of transactions, one after the other. It
// serves one goroutine: an overlapping call answers [ErrConcurrentUse]. Close it.
type Session struct {
	engine *Engine
	config *config // the engine's, unless options made another; nobody changes it
	wrong  error   // an option's

	using   sync.Mutex                              // held during a call
	cancel  atomic.Pointer[context.CancelCauseFunc] // of the call under way
	reading openRows                                // that Query and Each answered
	dead    atomic.Bool                             // closed, or cut by the engine
	closing atomic.Bool                             // Close has met a call, which is to do it as it ends
	refused atomic.Pointer[error]                   // why the transaction, which was to be rolled back, was not

	known         identity.Map
	uow           backends.UnitOfWork // nil: no transaction is open
	hooksNotified bool                // hooks were told of the last flush
	notifying     bool                // they are being told
	begun         bool                // the hooks know of its BEGIN
	ended         int                 // transactions
	durable       bool                // one of them was committed
	writes        bool                // what will be committed may have been written
	route         route               // where a read-only one reads
	joined        string              // the savepoint that is our transaction inside somebody else's; "": it is our own
	savepoints    []*Savepoint        // that are open, outer ones first
	failed        error               // why only Rollback goes on
	phase         phase
	last          bool           // the commit that is under way ends the session: nobody asks it afterwards
	flushed       []flush.Change // by the flush that AfterFlush hooks look at
	visit         visit          // of the call with entities that is under way
	noAutoflush   int            // calls of NoAutoflush that we are inside of

	streaming *stream                        // the rows that a loop over Each reads; nil: none
	cursors   map[string]backends.UnitOfWork // of loops over Pages, with the transaction that each is open in
	notifier  notifier
}

func newSession(e *Engine, c *config) *Session {
	return new(Session).made(e, c)
}

func (s *Session) made(e *Engine, c *config) *Session {
	s.engine, s.config = e, c
	s.notifier = notifier{config: c, pipelines: e.pool.Capabilities().Pipeline}
	return s
}

// newConfigured returns a session with a configuration of its own, in one piece of memory.
func newConfigured(e *Engine, opts []SessionOption) *Session {
	p := &struct {
		Session
		own config
	}{own: e.config}
	s := p.made(e, &p.own)
	for _, o := range opts {
		err := errNilOption
		if o != nil {
			err = o.session(s.config)
		}
		if s.wrong == nil {
			s.wrong = err
		}
	}
	if s.wrong == nil {
		s.wrong = s.config.checkAutocommit()
	}
	if s.wrong == nil {
		s.wrong = s.config.checkTx(e.pool)
	}
	s.config.space = e.spaceOf(s.config)
	return s
}

// checkMade returns an error unless s was made by an engine.
func (s *Session) checkMade() error {
	if s == nil || s.engine == nil {
		return invalid("the session is nil or empty: take what Engine.Session answers")
	}
	return nil
}

// tryLock begins a question about entities; false when there is no session, or another goroutine is inside a call.
func (s *Session) tryLock() bool { return s.checkMade() == nil && s.using.TryLock() }

// lock begins a call that sends nothing.
func (s *Session) lock() error {
	if err := s.checkMade(); err != nil {
		return err
	}
	if s.wrong != nil {
		return s.wrong
	}
	locked := s.using.TryLock()
	switch {
	case s.dead.Load():
		if locked {
			s.unlock()
		}
		return errSessionClosed()
	case !locked:
		return ErrConcurrentUse
	}
	return nil
}

// beginCall begins a call that may send something, under a context that the engine can end.
func (s *Session) beginCall(ctx context.Context) (context.Context, error) {
	if err := s.beginReading(ctx); err != nil {
		return nil, err
	}
	return s.interruptible(ctx), nil
}

// beginReading begins a call that opens a transaction, if it does, only on its way: until then there is nothing to end, and
// the context stays the caller's. See underway.
func (s *Session) beginReading(ctx context.Context) error {
	if ctx == nil {
		return kit.NilContext()
	}
	if err := s.lock(); err != nil {
		return err
	}
	err := s.checkReady()
	if err == nil {
		err = s.checkSend()
	}
	if err == nil && s.streaming != nil {
		err = ErrStreamOpen
	}
	if err == nil && ctx.Err() != nil {
		err = kit.ContextError(ctx, nil)
	}
	if err != nil {
		s.unlock()
	}
	return err
}

// interruptible returns ctx as one that the engine can end, until the call or [Session.released].
func (s *Session) interruptible(ctx context.Context) context.Context {
	ctx, cancel := context.WithCancelCause(ctx)
	if s.cancel.Store(&cancel); s.dead.Load() {
		cancel(ErrClosed)
	}
	return ctx
}

// underway returns interruptible for what is sent in a transaction; other calls hold their connection no longer than their answer
// takes, and the engine waits for that.
func (s *Session) underway(ctx context.Context) context.Context {
	if s.uow == nil || s.cancel.Load() != nil {
		return ctx
	}
	return s.interruptible(ctx)
}

// released lets go of the context that the engine can end.
func (s *Session) released() {
	if cancel := s.cancel.Swap(nil); cancel != nil {
		(*cancel)(nil)
	}
}

// endCall ends a call.
func (s *Session) endCall() {
	s.released()
	s.unlock()
}

// unlock lets others in. A Close that came meanwhile is carried out.
func (s *Session) unlock() {
	if s.using.Unlock(); s.closing.Load() {
		s.closeNow()
	}
}

// checkReady returns an error unless the transaction can go on.
func (s *Session) checkReady() error {
	if s.failed != nil {
		return fmt.Errorf("%w: %w", ErrRollbackRequired, s.failed)
	}
	return s.checkUndone()
}
