package repo

import (
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/drey-db/drey/backends"
)

// openSessions is where an engine keeps the sessions that hold a transaction. The zero value is open.
type openSessions struct {
	mutex    sync.Mutex
	sessions map[*Session]bool
	closed   bool
	empty    chan struct{} // closed when the last session left; nil while nobody waits
}

// add lets s hold a transaction.
func (l *openSessions) add(s *Session) error {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	if l.closed {
		return fmt.Errorf("engine: %w: open another, or close it later", ErrClosed)
	}
	if l.sessions == nil {
		l.sessions = map[*Session]bool{}
	}
	l.sessions[s] = true
	return nil
}

// remove says that s holds none any more.
func (l *openSessions) remove(s *Session) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	delete(l.sessions, s)
	if len(l.sessions) == 0 && l.empty != nil {
		close(l.empty)
		l.empty = nil
	}
}

// close lets nobody in any more and answers, when it is the first to close, a channel that is closed once everybody has
// left.
func (l *openSessions) close() (empty <-chan struct{}, first bool) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	if l.closed {
		return nil, false
	}
	l.closed = true
	gone := make(chan struct{})
	if len(l.sessions) == 0 {
		close(gone)
	} else {
		l.empty = gone
	}
	return gone, true
}

// remaining returns who is still there.
func (l *openSessions) remaining() (sessions []*Session) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	for s := range l.sessions {
		sessions = append(sessions, s)
	}
	return sessions
}

// Close waits for sessions that hold a transaction, as long as one may wait for a connection, rolls back those that are
// left, and says how many there were. It waits as long again for connections in use elsewhere, such as by rows that nobody
// closed, and says that there are some; the pool closes behind it once they are back. A pool of your own stays open. A
// second Close does nothing.
func (e *Engine) Close() error {
	if e.checkMade() != nil {
		return nil
	}
	empty, first := e.sessions.close()
	if !first {
		return nil
	}
	patience := time.NewTimer(e.config.pool.WithDefaults().Timeout)
	defer patience.Stop()
	select {
	case <-empty:
	case <-patience.C:
	}
	left := e.sessions.remaining()
	for _, s := range left {
		s.forceClose()
	}
	err := e.closePool()
	if len(left) > 0 {
		return at("close", &backends.Error{Kind: backends.ErrTimeout, Stmt: -1, Err: err,
			Message: fmt.Sprintf("%d sessions still held a transaction, and are rolled back: close sessions before the engine", len(left))})
	}
	return at("close", err)
}

// closePool closes the pool, as long as one may wait for a connection.
func (e *Engine) closePool() error {
	closed := make(chan error, 1)
	go func() { closed <- errors.Join(e.replicas.close(), e.pool.Close()) }()
	patience := time.NewTimer(e.config.pool.WithDefaults().Timeout)
	defer patience.Stop()
	select {
	case err := <-closed:
		return err
	case <-patience.C:
		return &backends.Error{Kind: backends.ErrTimeout, Stmt: -1,
			Message: "connections are still in use: close the rows of Engine.Query and the engines of Engine.Pin, and end your own units of work"}
	}
}
