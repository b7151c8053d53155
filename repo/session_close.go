package repo

import (
	"context"
)

// Close rolls back an open transaction, gives its connection back and forgets every entity: persistent ones are detached,
// and keep their values. It succeeds in that whatever the state of the connection; afterwards every call is [ErrClosed],
// but a second Close, which does nothing.
func (s *Session) Close() error {
	if s.checkMade() == nil && s.dead.Load() {
		return nil
	}
	if err := s.lock(); err != nil {
		return at("close", err)
	}
	defer s.using.Unlock()
	if err := s.checkEnd(); err != nil {
		return at("close", err)
	}
	open := s.uow != nil
	if s.finish(); open {
		s.rolledBack(context.Background())
	}
	return nil
}

func (s *Session) finish() {
	s.dead.Store(true)
	_ = s.rollback(context.Background()) // whatever it answers, the connection is back
	s.known.Clear()
}

// forceClose is Close from another goroutine, when the engine closes: a call that is under way is cancelled and waited for.
func (s *Session) forceClose() {
	s.dead.Store(true)
	if cancel := s.cancel.Load(); cancel != nil {
		(*cancel)(ErrClosed)
	}
	s.reading.cancel(ErrClosed)
	s.using.Lock()
	defer s.using.Unlock()
	s.finish()
}
