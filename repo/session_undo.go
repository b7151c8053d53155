package repo

import (
	"context"
	"errors"
	"fmt"
)

// What was to be undone and was not must not be committed. A rollback cannot be carried out while another goroutine is in the session, and that of a
// savepoint has nowhere to go back to once the function of [Session.Nested] has ended it. Then the savepoint, or the transaction, is
// marked with the reason, and whatever is asked is [ErrRollbackRequired] until it, or what is around it, is rolled back.

// checkUndone returns an error when something that is still open was to be rolled back.
func (s *Session) checkUndone() error {
	why := s.refused.Load()
	for _, n := range s.savepoints {
		if why == nil {
			why = n.refused.Load()
		}
	}
	if why == nil {
		return nil
	}
	return fmt.Errorf("%w: a part of it was to be undone before, and was not: %s", ErrRollbackRequired, (*why).Error()) // the reason is no error of this call
}

// refuse says that the transaction was to be rolled back, and that err stood in the way. It returns err.
func (s *Session) refuse(err error) error {
	if errors.Is(err, ErrConcurrentUse) {
		s.refused.Store(&err)
	}
	return err
}

// refuse says that the savepoint was to be rolled back, and that err stood in the way. It returns err.
func (n *Savepoint) refuse(err error) error {
	if !errors.Is(err, ErrClosed) {
		n.refused.Store(&err)
	}
	return err
}

// abandon undoes what the function of Nested has done, which failed with err, and returns that with what stood in the way.
func (n *Savepoint) abandon(ctx context.Context, err error) error {
	unmade := n.rollback(ctx)
	switch {
	case unmade == nil, errors.Is(unmade, ErrClosed) && errors.Is(err, ErrClosed):
		return err
	case !errors.Is(unmade, ErrTxDone):
		_ = n.refuse(unmade)
	case !n.endedEarly(unmade), errors.Is(err, ErrTxDone):
		return err
	}
	return errors.Join(err, at("nested", unmade))
}

// endedEarly marks what is around a savepoint which has ended before its function did, unless all is rolled back already: what the function did since
// then belongs to that. It reports whether it had to.
func (n *Savepoint) endedEarly(why error) bool {
	s := n.session
	if !s.using.TryLock() {
		s.refused.Store(&why)
		return true
	}
	defer s.unlock()
	if s.failed != nil {
		return false
	}
	around := n.around
	for around != nil && around.ended {
		around = around.around
	}
	if around != nil {
		around.refused.Store(&why)
	} else {
		s.refused.Store(&why)
	}
	return true
}
