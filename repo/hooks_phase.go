package repo

// phase is what a session is doing while a hook runs, and so what the hook may not ask of it.
type phase uint8

const (
	idle          phase = iota
	committing          // BeforeCommit: not to be ended
	flushing            // BeforeFlush, AfterFlush and entities' hooks: not to be flushed, nor ended
	afterCommit         // nothing to be sent
	afterRollback       // not to be ended
)

// checkSend returns an error unless a call that may send something fits the phase.
func (s *Session) checkSend() error {
	if s.phase == afterCommit {
		return invalid("AfterCommit sends nothing: the transaction is over; use another session, or do it after Commit")
	}
	return nil
}

// checkFlush returns an error unless a flush fits the phase.
func (s *Session) checkFlush() error {
	if s.phase == flushing {
		return invalid("a flush is under way: its hooks only change entities, and the flush sends them")
	}
	return nil
}

// checkEnd returns an error unless the end of a transaction fits the phase.
func (s *Session) checkEnd() error {
	if s.phase != idle {
		return invalid("a hook does not end the transaction: answer an error instead")
	}
	return nil
}

// runHook runs a hook, which uses the session as calls do, as far as the phase allows. The call that runs it goes on
// afterwards, whatever the hook does.
func (s *Session) runHook(p phase, hook func() error) (err error) {
	was, cancel := s.phase, s.cancel.Swap(nil)
	s.phase = p
	s.using.Unlock()
	defer func() {
		s.using.Lock()
		s.phase = was
		s.cancel.Store(cancel)
		switch {
		case err != nil || p == afterRollback:
		case s.dead.Load():
			err = errSessionClosed()
		default:
			err = s.checkUndone()
		}
	}()
	return hook()
}
