package repo

import "context"

// UnitOfWork is the session's transaction, begun if there is none, for pgxbackend.Tx, sqlxbackend.Tx and what drey does
// not do. It stays the session's: end it with Commit or Rollback of the session. Changes are not flushed first. A session
// whose statements commit themselves answers [ErrInvalidRequest].
func (s *Session) UnitOfWork(ctx context.Context) (UnitOfWork, error) {
	ctx, err := s.begin(ctx)
	if err != nil {
		return nil, at("unit of work", err)
	}
	defer s.end()
	if s.config.autocommit {
		return nil, at("unit of work", invalid("a session with WithAutocommit has no transaction"))
	}
	u, err := s.writingUnit(ctx)
	if err == nil && !s.begun {
		s.opening(ctx)
	}
	return handedOut(u), at("unit of work", err)
}

// NoAutoflush runs fn, in which reads flush nothing first, and answers its error.
func (s *Session) NoAutoflush(fn func() error) error {
	if fn == nil {
		return at("no autoflush", invalid("the function is nil: say what to do meanwhile"))
	}
	if err := s.silence(1); err != nil {
		return at("no autoflush", err)
	}
	defer func() { _ = s.silence(-1) }() // a session closed meanwhile flushes nothing anyway
	return fn()
}

func (s *Session) silence(by int) error {
	if err := s.lock(); err != nil {
		return err
	}
	defer s.using.Unlock()
	s.quiet += by
	return nil
}
