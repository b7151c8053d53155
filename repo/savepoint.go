package repo

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"time"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/kit"
)

// Savepoint is an open part of a transaction, of [Session.BeginNested]. It ends with Commit or Rollback, or with what is
// around it; from then on it answers [ErrTxDone].
type Savepoint struct {
	session *Session
	name    string
	number  int        // in the identity map
	around  *Savepoint // in which it began; nil: in the transaction itself
	ended   bool
	undone  bool                  // by its Rollback, or that of one around it
	refused atomic.Pointer[error] // why it was not rolled back, though it was to be
}

// Nested flushes, and runs fn inside a savepoint. When fn answers nil what changed inside is flushed and belongs to the
// transaction; when it answers an error or panics, what changed inside is undone in the database and in memory, also when
// a statement or a flush inside has failed, and the session goes on as before. The error comes back as it is. Savepoints
// may stand inside one another.
//
// What cannot be undone cannot be committed: where another goroutine is in the session as fn ends, or fn has ended the savepoint itself (Commit and
// Rollback of the session do, and those of a savepoint around it), Nested says so beside the error, which is [ErrConcurrentUse] or [ErrTxDone], and the session answers
// [ErrRollbackRequired] until what is around is rolled back.
func (s *Session) Nested(ctx context.Context, fn func(s *Session) error) error {
	if fn == nil {
		return at("nested", invalid("the function is nil: say what to do inside the savepoint"))
	}
	n, err := s.beginNested(ctx)
	if err != nil {
		return at("nested", err)
	}
	done := false
	defer func() {
		if !done {
			_ = n.abandon(ctx, nil) // after a panic or runtime.Goexit
		}
	}()
	err = fn(s)
	if err == nil {
		err = at("nested", n.commit(ctx))
	}
	if done = true; err == nil {
		return nil
	}
	return n.abandon(ctx, err)
}

// BeginNested flushes and begins a savepoint, by hand; see [Session.Nested]. A session whose statements commit themselves
// answers [ErrInvalidRequest].
func (s *Session) BeginNested(ctx context.Context) (*Savepoint, error) {
	n, err := s.beginNested(ctx)
	return n, at("begin nested", err)
}

func (s *Session) beginNested(ctx context.Context) (*Savepoint, error) {
	ctx, err := s.beginCall(ctx)
	if err != nil {
		return nil, err
	}
	defer s.endCall()
	if s.config.autocommit {
		return nil, invalid("a session with WithAutocommit has no transaction to nest in")
	}
	if err := s.checkFlush(); err != nil {
		return nil, err
	}
	n := &Savepoint{session: s, name: s.savepointName(len(s.savepoints) + 1)}
	if err := s.flushThen(ctx, flushEnd{control: "SAVEPOINT " + n.name}); err != nil {
		return nil, err
	}
	if depth := len(s.savepoints); depth > 0 {
		n.around = s.savepoints[depth-1]
	}
	n.number = s.known.Save()
	s.savepoints = append(s.savepoints, n)
	return n, nil
}

// savepointName returns the same at the same depth, so that there are few texts.
func (s *Session) savepointName(depth int) string {
	if s.joined != "" {
		return fmt.Sprintf("%s_%d", s.joined, depth)
	}
	return fmt.Sprintf("drey_%d", depth)
}

// Commit flushes, and makes what changed inside, also in savepoints inside this one, belong to what is around it. After an
// error only Rollback, of the savepoint or of the session, goes on.
func (n *Savepoint) Commit(ctx context.Context) error {
	return at("commit savepoint", n.commit(ctx))
}

func (n *Savepoint) commit(ctx context.Context) error {
	if err := n.checkMade(); err != nil {
		return err
	}
	s := n.session
	ctx, err := s.beginCall(ctx)
	if err != nil {
		return err
	}
	defer s.endCall()
	if err := errors.Join(n.checkOpen(), s.checkFlush()); err != nil {
		return err
	}
	if err := s.flushThen(ctx, flushEnd{control: "RELEASE SAVEPOINT " + n.name, endsSavepoint: true}); err != nil {
		return err
	}
	s.known.Release(n.number)
	n.finish()
	return nil
}

// Rollback undoes what changed inside, in the database and in memory: what was new is transient again, everything else is
// as it was when the savepoint began, and is read again by the next Get or query that meets it. What did not change stays
// untouched. A flush that failed inside is forgiven. Rows that were opened inside and are open still are closed: their Err is [ErrTxDone]. It also succeeds
// when ctx is done. While another goroutine is in the session it is [ErrConcurrentUse], and what is around cannot be committed until it was repeated.
func (n *Savepoint) Rollback(ctx context.Context) error {
	return at("roll back savepoint", n.rollback(ctx))
}

// savepointTime is what a savepoint's Rollback has, whatever its context.
const savepointTime = 5 * time.Second

func (n *Savepoint) rollback(ctx context.Context) error {
	if err := n.checkMade(); err != nil {
		return err
	}
	s := n.session
	if ctx == nil {
		return kit.NilContext()
	}
	if err := s.lock(); err != nil {
		return n.refuse(err)
	}
	defer s.unlock()
	if err := errors.Join(n.checkOpen(), s.checkFlush()); err != nil {
		return err
	}
	s.endStream()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), savepointTime)
	defer cancel()
	if err := s.controlAll(ctx, "ROLLBACK TO SAVEPOINT "+n.name, "RELEASE SAVEPOINT "+n.name); err != nil {
		s.failed = err
		_ = s.rollback(ctx)
		return err
	}
	for _, inner := range s.savepoints[slices.Index(s.savepoints, n):] {
		inner.undone = true
	}
	s.known.RollbackTo(n.number)
	s.failed = nil
	n.finish()
	return nil
}

// checkMade returns an error unless n was made by a session.
func (n *Savepoint) checkMade() error {
	if n == nil || n.session == nil {
		return invalid("the savepoint is nil or empty: take what BeginNested answers, and look at its error")
	}
	return nil
}

// checkOpen returns an error once the savepoint has ended.
func (n *Savepoint) checkOpen() error {
	if n.ended {
		return &backends.Error{Kind: ErrTxDone, Message: "the savepoint has ended, by itself or with the transaction: begin another", Stmt: -1}
	}
	return nil
}

// finish ends the savepoint and those inside it.
func (n *Savepoint) finish() {
	s := n.session
	for i := len(s.savepoints) - 1; i >= 0 && !n.ended; i-- {
		s.savepoints[i].ended = true
		s.savepoints = s.savepoints[:i]
	}
}
