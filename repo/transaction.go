package repo

import (
	"context"
	"errors"

	"github.com/drey-db/drey/backends"
)

// unit is the open transaction, begun now if there is none. Nothing is sent.
func (s *Session) unit(ctx context.Context) (backends.UnitOfWork, error) {
	if s.uow != nil {
		return s.uow, nil
	}
	if err := s.engine.lobby.enter(s); err != nil {
		return nil, err
	}
	u, err := s.engine.pool.Begin(ctx, backends.TxOptions{})
	if err != nil {
		s.engine.lobby.leave(s)
		return nil, err
	}
	s.uow, s.begun = u, false
	return u, nil
}

// opening begins a round trip of the transaction; the hooks are told of BEGIN, which goes before the first statement.
func (s *Session) opening(ctx context.Context) {
	s.teller.start()
	s.teller.next()
	if !s.begun {
		s.begun = true
		s.teller.tell(ctx, "BEGIN", nil, nil, 0, nil)
		s.teller.rides()
	}
}

// over says that the transaction has ended and its connection is back.
func (s *Session) over() {
	if s.uow != nil {
		s.uow = nil
		s.engine.lobby.leave(s)
	}
}

// broken ends the transaction when err leaves nothing else: a statement that was cancelled, took too long or lost its
// connection. It answers err.
func (s *Session) broken(ctx context.Context, err error) error {
	if err == nil || s.uow == nil {
		return err
	}
	if ctx.Err() != nil || errors.Is(err, ErrCanceled) || errors.Is(err, ErrTimeout) || errors.Is(err, ErrConnection) {
		s.fail(ctx, err)
	}
	return err
}

// fail rolls the transaction back because of err. Entities stay as they are until Rollback.
func (s *Session) fail(ctx context.Context, err error) {
	s.failed = err
	_ = s.rollback(ctx)
}

// rollback ends the transaction in the database.
func (s *Session) rollback(ctx context.Context) error {
	if s.uow == nil {
		return nil
	}
	s.teller.start()
	err := s.uow.Rollback(context.WithoutCancel(ctx))
	if s.begun {
		s.teller.next()
		s.teller.tell(ctx, "ROLLBACK", nil, nil, 0, err)
	}
	s.over()
	return err
}

// Commit flushes what changed and makes the transaction durable. When nothing was sent and nothing changed it sends
// nothing. After an error the transaction is rolled back, and the session answers [ErrRollbackRequired] until Rollback;
// [ErrCommitUnknown] says that it may be durable all the same. The session can then be used for another transaction;
// entities stay persistent and keep their values.
func (s *Session) Commit(ctx context.Context) error {
	ctx, err := s.begin(ctx)
	if err != nil {
		return at("commit", err)
	}
	defer s.end()
	if err := s.flush(ctx, true); err != nil {
		return at("commit", err)
	}
	return at("commit", s.commit(ctx))
}

// commit sends COMMIT unless it was sent, or nothing was begun.
func (s *Session) commit(ctx context.Context) error {
	if s.uow == nil {
		return nil
	}
	s.teller.start()
	s.teller.next()
	err := s.uow.Commit(ctx)
	if s.begun {
		s.teller.tell(ctx, "COMMIT", nil, nil, 0, err)
	}
	if err != nil {
		s.fail(ctx, err)
		return err
	}
	s.over()
	s.known.Commit()
	return nil
}

// Rollback ends the transaction and undoes it in memory as well. New entities, flushed or not, are transient again,
// without the keys and defaults that a flush gave them; every other entity has the values again that its row had before
// the transaction, and is read again by the next Get or query that meets it. It also succeeds when ctx is done. The
// session can then be used for another transaction.
func (s *Session) Rollback(ctx context.Context) error {
	if err := s.lock(); err != nil {
		return at("rollback", err)
	}
	defer s.using.Unlock()
	err := s.rollback(ctx)
	s.known.Rollback()
	s.failed = nil
	return at("rollback", err)
}

// Close rolls back an open transaction, gives its connection back and forgets every entity, whose values stay as they
// are. It succeeds in that whatever the state of the connection; afterwards every call is [ErrClosed], but a second Close,
// which does nothing.
func (s *Session) Close() error {
	if s.dead.Load() {
		return nil
	}
	if err := s.lock(); err != nil {
		return at("close", err)
	}
	defer s.using.Unlock()
	s.finish()
	return nil
}

func (s *Session) finish() {
	s.dead.Store(true)
	_ = s.rollback(context.Background()) // whatever it answers, the connection is back
	s.known.Clear()
}

// cut is Close from another goroutine, when the engine closes: a call that is under way is cancelled and waited for.
func (s *Session) cut() {
	s.dead.Store(true)
	for _, cancel := range []*context.CancelCauseFunc{s.cancel.Load(), s.reading.Load()} {
		if cancel != nil {
			(*cancel)(ErrClosed)
		}
	}
	s.using.Lock()
	defer s.using.Unlock()
	s.finish()
}
