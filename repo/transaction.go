package repo

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/kit"
)

// unit returns the open transaction, begun now if there is none. Nothing is sent, but inside a transaction of somebody else's,
// where ours is a savepoint.
func (s *Session) unit(ctx context.Context) (backends.UnitOfWork, error) {
	if s.uow != nil {
		return s.uow, nil
	}
	if err := s.engine.sessions.add(s); err != nil {
		return nil, err
	}
	if s.config.tx != nil {
		if _, err := s.join(ctx); err != nil {
			return nil, err
		}
		return s.afterBegin(ctx)
	}
	u, err := s.beginUnit(ctx)
	if err != nil {
		s.engine.sessions.remove(s)
		return nil, err
	}
	s.uow, s.begun = u, false
	return s.afterBegin(ctx)
}

// beginUnit begins the transaction on the server that is to have it.
func (s *Session) beginUnit(ctx context.Context) (backends.UnitOfWork, error) {
	pool, err := s.server(ctx)
	if err != nil {
		return nil, err
	}
	o := backends.TxOptions{Isolation: s.config.isolation, ReadOnly: s.config.readOnly}
	u, err := pool.Begin(ctx, o)
	if err == nil && s.route.replica != nil {
		u = newReadUnit(s, u, o)
	}
	return u, err
}

// join begins a transaction inside the one that was handed in.
func (s *Session) join(ctx context.Context) (backends.UnitOfWork, error) {
	s.joined = fmt.Sprintf("drey_join_%d", s.engine.joins.Add(1))
	s.uow, s.begun = s.config.tx, true
	if err := s.control(ctx, "SAVEPOINT "+s.joined); err != nil {
		s.transactionEnded(false)
		return nil, err
	}
	return s.uow, nil
}

// transactionEnded says that the transaction, if one was open, has ended and its connection is back.
func (s *Session) transactionEnded(committed bool) {
	s.durable = s.durable || committed && s.uow != nil
	for _, n := range s.savepoints {
		n.ended = true
	}
	s.refused.Store(nil)
	s.savepoints, s.route = nil, route{}
	s.noteCommit()
	if s.uow != nil {
		s.uow, s.joined = nil, ""
		s.ended++
		s.engine.sessions.remove(s)
	}
}

// endBroken ends the transaction when err leaves nothing else: a statement that was cancelled, took too long or lost its
// connection. It returns err.
func (s *Session) endBroken(ctx context.Context, err error) error {
	if err != nil && s.uow != nil && endsTransaction(err) {
		s.fail(ctx, err)
	}
	return s.engine.locked(err, s)
}

// endsTransaction reports whether err leaves nothing of the transaction. What the database refused leaves the savepoints, also where the
// call's context ended meanwhile.
func endsTransaction(err error) bool {
	return errors.Is(err, ErrCanceled) || errors.Is(err, ErrTimeout) || errors.Is(err, ErrConnection)
}

// fail ends what err has spoiled: the innermost savepoint, which only its Rollback ends, or the transaction, which is
// rolled back. Entities stay as they are until then.
func (s *Session) fail(ctx context.Context, err error) {
	s.failed = err
	if len(s.savepoints) == 0 || endsTransaction(err) {
		_ = s.rollback(ctx)
	}
}

// rollback ends the transaction in the database.
func (s *Session) rollback(ctx context.Context) error {
	s.endStream()
	switch {
	case s.uow == nil:
		return nil
	case s.joined != "":
		return s.unjoin(ctx)
	}
	s.notifier.startClock()
	defer s.transactionEnded(false) // also where a hook panics
	err := s.uow.Rollback(context.WithoutCancel(ctx))
	if s.begun {
		s.notifier.nextTrip()
		s.notifier.notify(ctx, "ROLLBACK", nil, nil, 0, err)
	}
	return err
}

// unjoin undoes what was done inside somebody else's transaction. Where that cannot be, nobody can commit it.
func (s *Session) unjoin(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), savepointTime)
	defer cancel()
	err := s.controlAll(ctx, "ROLLBACK TO SAVEPOINT "+s.joined, "RELEASE SAVEPOINT "+s.joined)
	if err != nil {
		kit.Break(ctx, s.uow, err)
	}
	s.transactionEnded(false)
	return err
}

// Commit flushes what changed and makes the transaction durable. When nothing was sent and nothing changed it sends
// nothing. What is refused before anything is sent leaves the session as it is: mend it and commit again. After an error of the database
// the transaction is rolled back, and the session answers [ErrRollbackRequired] until Rollback;
// [ErrCommitUnknown] says that it may be durable all the same. The session can then be used for another transaction;
// entities stay persistent and keep their values. Open savepoints end with it.
func (s *Session) Commit(ctx context.Context) error {
	ctx, err := s.beginCall(ctx)
	if err != nil {
		return at("commit", err)
	}
	defer s.endCall()
	return at("commit", s.engine.locked(s.commitAll(ctx), s))
}

// commitLast is Commit, and Close when that succeeds.
func (s *Session) commitLast(ctx context.Context) error {
	ctx, err := s.beginCall(ctx)
	if err != nil {
		return at("commit", err)
	}
	defer s.endCall()
	s.last = !s.config.expireOnCommit && !s.tellsCommit()
	if err := s.commitAll(ctx); err != nil {
		s.last = false
		return at("commit", s.engine.locked(err, s))
	}
	s.finish()
	return nil
}

// tellsCommit reports whether a hook gets the session when it is committed.
func (s *Session) tellsCommit() bool {
	return slices.ContainsFunc(s.config.sessionHooks, func(h Hooks) bool { return h.AfterCommit != nil })
}

func (s *Session) commitAll(ctx context.Context) error {
	if err := s.checkEnd(); err != nil {
		return err
	}
	if before := s.hooked(func(h Hooks) sessionHook { return h.BeforeCommit }); len(before) > 0 {
		if err := s.runHook(committing, func() error { return before.run(ctx, s) }); err != nil {
			return fmt.Errorf("before committing: %w", err)
		}
	}
	if err := s.flushAll(ctx); err != nil {
		return err
	}
	if err := s.commit(ctx); err != nil {
		return err
	}
	for _, h := range s.config.sessionHooks {
		if h.AfterCommit != nil {
			_ = s.runHook(afterCommit, func() error { h.AfterCommit(ctx, s); return nil })
		}
	}
	return nil
}

// commit sends COMMIT unless it was sent, or nothing was begun.
func (s *Session) commit(ctx context.Context) error {
	var err error
	switch {
	case s.uow == nil:
	case s.joined != "":
		err = s.controlAll(ctx, "RELEASE SAVEPOINT "+s.joined)
	default:
		s.notifier.startClock()
		s.notifier.nextTrip()
		if err = s.uow.Commit(ctx); s.begun && !unsent(err) {
			s.notifier.notify(ctx, "COMMIT", nil, nil, 0, err)
		}
	}
	if errors.Is(err, backends.ErrBusy) {
		return err
	}
	if err != nil {
		s.failed = err
		_ = s.rollback(ctx)
		return err
	}
	s.acceptCommit()
	return nil
}

// acceptCommit takes what is in memory for what is committed. COMMIT may have ridden with the last flush.
func (s *Session) acceptCommit() {
	s.transactionEnded(true)
	s.known.Commit()
	if s.config.expireOnCommit {
		s.known.ExpireAll()
	}
}

// Rollback ends the transaction and undoes it in memory as well. New entities, flushed or not, are transient again,
// without the keys and defaults that a flush gave them; deleted ones are persistent again, and every other entity has the
// values again that its row had before the transaction, as somebody else has left it where it was read again before the transaction
// wrote it, and is read again by the next Get or query that meets it. One that was
// first read in the transaction keeps what was read, its version too, though a bulk write or a statement of the same
// transaction may have made it: Refresh it before you edit it, or the flush finds it stale. Rollback also
// succeeds when ctx is done. The session can then be used for another transaction.
func (s *Session) Rollback(ctx context.Context) error {
	if ctx == nil {
		return at("rollback", kit.NilContext())
	}
	if err := s.lock(); err != nil {
		return at("rollback", s.refuse(err))
	}
	defer s.unlock()
	if err := s.checkEnd(); err != nil {
		return at("rollback", err)
	}
	return at("rollback", s.undo(ctx))
}

// undo ends the transaction, in the database and in memory.
func (s *Session) undo(ctx context.Context) error {
	err := s.rollback(ctx)
	s.route = route{}
	s.known.Rollback()
	s.failed = nil
	s.refused.Store(nil)
	s.rolledBack(ctx)
	return err
}

func (s *Session) rolledBack(ctx context.Context) {
	for _, h := range s.config.sessionHooks {
		if h.AfterRollback != nil {
			_ = s.runHook(afterRollback, func() error { h.AfterRollback(ctx, s); return nil })
		}
	}
}
