package repo

import (
	"context"
	"fmt"
)

// Close rolls back an open transaction, gives its connection back and forgets every entity: persistent ones are detached,
// and keep their values. It succeeds in that whatever the state of the connection; afterwards every call is [ErrClosed],
// but a second Close, which does nothing. It waits for nobody: while another goroutine is inside a call it says [ErrConcurrentUse], and that call does
// all of it as it ends. Rows that are open in the transaction are closed, and their Err is [ErrClosed].
func (s *Session) Close() error {
	switch {
	case s.checkMade() != nil:
		return at("close", s.checkMade())
	case s.dead.Load():
		return nil
	case s.wrong != nil:
		return at("close", s.wrong)
	}
	if s.using.TryLock() {
		defer s.unlock()
		if err := s.checkEnd(); err != nil {
			return at("close", err)
		}
		s.close()
		return nil
	}
	s.dead.Store(true)
	s.closing.Store(true)
	if s.closeNow(); s.closing.Load() {
		return at("close", fmt.Errorf("%w; the call that is under way closes it as it ends", ErrConcurrentUse))
	}
	return nil
}

// closeNow carries out a Close that has met a call, unless another call, or a hook, is under way.
func (s *Session) closeNow() {
	if !s.using.TryLock() {
		return // who has it calls closeNow
	}
	defer s.using.Unlock()
	if s.phase == idle && s.closing.Swap(false) {
		s.close()
	}
}

func (s *Session) close() {
	open := s.uow != nil
	if s.finish(); open {
		s.rolledBack(context.Background())
	}
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
	defer s.unlock()
	s.finish()
}
