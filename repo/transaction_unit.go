package repo

import "context"

// UnitOfWork returns the session's transaction, begun if there is none, for pgxbackend.Tx, sqlxbackend.Tx and what drey does
// not do. It stays the session's: end it with Commit or Rollback of the session. Changes are not flushed first. A session
// whose statements commit themselves answers [ErrInvalidRequest].
func (s *Session) UnitOfWork(ctx context.Context) (UnitOfWork, error) {
	ctx, err := s.beginCall(ctx)
	if err != nil {
		return nil, at("unit of work", err)
	}
	defer s.endCall()
	if s.config.autocommit {
		return nil, at("unit of work", invalid("a session with WithAutocommit has no transaction"))
	}
	u, err := s.writingUnit(ctx)
	if err == nil && !s.begun {
		s.startTrip(ctx)
	}
	return unwrapUnit(u), at("unit of work", err)
}
