package savepoints

import (
	"context"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/kit"
)

// patience is how long a call waits for its turn. Goroutines side by side need a moment; one that waits for itself needs an answer.
const patience = time.Second

// turns are whose call it is on the one connection. It is safe for concurrent use.
type turns struct {
	mutex   sync.Mutex
	moved   chan struct{} // closed, and made anew, when a call or a savepoint ends
	user    *Pool         // whose call is under way, or whose rows are open; nil: nobody's
	stack   []*unit       // that have a savepoint, outer ones first
	count   int           // savepoints so far, to name them
	aborted *unit         // whose statement failed: until it is rolled back, the database takes nothing else
	broken  error         // why nothing goes on
}

func newTurns() *turns { return &turns{moved: make(chan struct{})} }

// take waits for the turn of u: nobody is in a call, and no savepoint stands inside that of u unless over is given, which
// lets u end them.
func (t *turns) take(ctx context.Context, u *unit, ending bool) error {
	timer := time.NewTimer(patience)
	defer timer.Stop()
	for {
		moved, err := t.try(u, ending)
		if err == nil || moved == nil {
			return err
		}
		select {
		case <-moved:
		case <-timer.C:
			return err
		case <-ctx.Done():
			return kit.ContextError(ctx, nil)
		}
	}
}

// try takes the turn. An error with a channel may pass: the channel tells when to try again.
func (t *turns) try(u *unit, ending bool) (<-chan struct{}, error) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	switch place := slices.Index(t.stack, u); {
	case t.broken != nil:
		return nil, t.broken
	case u.name != "" && place < 0: // see pop
		return nil, errUndone
	case t.user != nil:
		return t.moved, errBusy
	case t.aborted != nil && t.aborted != u && !ending:
		return t.moved, errAborted
	case !ending && place >= 0 && place < len(t.stack)-1, ending && place < 0:
		return t.moved, errInner
	}
	t.user = u.pool
	return nil, nil
}

var (
	errUndone  = &backends.Error{Kind: backends.ErrTxAborted, Stmt: -1, Message: "a transaction around this one was rolled back, and this one with it: they share one outer transaction"}
	errBusy    = &backends.Error{Kind: backends.ErrBusy, Stmt: -1, Message: "the outer transaction has one connection, which they hold"}
	errAborted = &backends.Error{Kind: backends.ErrTxAborted, Stmt: -1,
		Message: "a statement of another session in the same outer transaction failed, and it did not roll back: call its Rollback, or Close, first"}
	errInner = &backends.Error{Kind: backends.ErrInvalidRequest, Stmt: -1,
		Message: "a transaction that began later is still open, and both share one outer transaction: commit, roll back or close that session first"}
)

// give ends the turn of u.
func (t *turns) give(u *unit) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	switch {
	case u.name != "" && !u.Done() && u.Aborted() != nil:
		t.aborted = u
	case t.aborted == u:
		t.aborted = nil
	}
	t.user = nil
	close(t.moved)
	t.moved = make(chan struct{})
}

// name returns a name for another savepoint.
func (t *turns) name() string {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	t.count++
	return "drey_within_" + strconv.Itoa(t.count)
}

// push says that u has a savepoint inside all others.
func (t *turns) push(u *unit) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	t.stack = append(t.stack, u)
}

// pop says that the savepoint of u, and those inside it, are no more.
func (t *turns) pop(u *unit) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	if i := slices.Index(t.stack, u); i >= 0 {
		if slices.Contains(t.stack[i:], t.aborted) {
			t.aborted = nil
		}
		t.stack = t.stack[:i]
	}
}

// lose says why nothing goes on.
func (t *turns) lose(err error) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	if t.broken == nil {
		t.broken = &backends.Error{Kind: backends.ErrTxAborted, Stmt: -1, Err: err,
			Message: "the outer transaction is lost with all that was done in it, since a statement was cancelled, panicked, or lost the connection: begin another"}
	}
}

// alone reports whether nobody else has a savepoint.
func (t *turns) alone(u *unit) bool {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	return len(t.stack) == 1 && t.stack[0] == u
}

// held reports whether p, or any pool when it is nil, has a savepoint, a call or rows open.
func (t *turns) held(p *Pool) bool {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	switch {
	case t.broken != nil:
		return false
	case p == nil:
		return t.user != nil || len(t.stack) > 0
	}
	return t.user == p || slices.ContainsFunc(t.stack, func(u *unit) bool { return u.pool == p })
}
