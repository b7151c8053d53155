package sqlxbackend

import (
	"context"
	"database/sql"
	"sync"
)

// stepping moves rows of a driver whose next row nobody can interrupt, as SQLite's, in a goroutine of its own, so that who waits leaves when
// the context ends. The step itself ends behind them, and their connection is not given back before that: calls is read-locked.
type stepping struct {
	ctx      context.Context
	calls    *sync.RWMutex
	asked    chan struct{} // nil before the first step
	answered chan stepped
	left     chan bool // whether the caller has gone
	ended    bool      // the context has, before the rows
	departed bool      // likewise: a step was left behind, which closes the rows
}

// stepped is what a step came to.
type stepped struct {
	more, returned bool
	panicked       any
}

// step is rows.Next; false once ctx has ended.
func (s *stepping) step(rows *sql.Rows) bool {
	if s.asked == nil {
		s.asked, s.answered, s.left = make(chan struct{}), make(chan stepped, 1), make(chan bool, 1)
		go s.serve(rows)
	}
	s.calls.RLock()
	select {
	case s.asked <- struct{}{}:
	case <-s.ctx.Done():
		s.calls.RUnlock()
		s.ended = true
		return false
	}
	select {
	case is := <-s.answered:
		s.calls.RUnlock()
		s.left <- false
		if !is.returned {
			resume(is.panicked)
		}
		return is.more
	case <-s.ctx.Done():
		s.ended, s.departed = true, true
		s.left <- true
		return false
	}
}

// serve takes steps until it is told that there are no more, or nobody waits for one any longer.
func (s *stepping) serve(rows *sql.Rows) {
	for {
		select {
		case _, more := <-s.asked:
			if !more {
				return
			}
			if s.take(rows); <-s.left {
				_ = rows.Close()
				s.calls.RUnlock()
				return
			}
		case <-s.ctx.Done():
			return
		}
	}
}

// take takes a step, and answers whatever it does.
func (s *stepping) take(rows *sql.Rows) {
	var is stepped
	defer func() {
		if !is.returned {
			is.panicked = recover()
		}
		s.answered <- is
	}()
	is.more = rows.Next()
	is.returned = true
}

// end lets the goroutine go.
func (s *stepping) end() {
	if s.asked != nil && !s.departed {
		close(s.asked)
	}
}
