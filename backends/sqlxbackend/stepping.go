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
	asked    chan *abandonedCall[bool]
	ended    bool // the context has, before the rows
	departed bool // likewise: a step was left behind, which closes the rows
}

// step is rows.Next; false once ctx has ended.
func (s *stepping) step(rows *sql.Rows) bool {
	if s.asked == nil {
		s.asked = make(chan *abandonedCall[bool])
		go s.serve(rows)
	}
	c := &abandonedCall[bool]{ended: make(chan struct{}), left: make(chan bool, 1)}
	s.calls.RLock()
	select {
	case s.asked <- c:
	case <-s.ctx.Done():
		s.calls.RUnlock()
		s.ended = true
		return false
	}
	select {
	case <-c.ended:
		s.calls.RUnlock()
		c.left <- false
		more, _ := c.result()
		return more
	case <-s.ctx.Done():
		s.ended, s.departed = true, true
		c.left <- true
		return false
	}
}

// serve takes steps until it is told that there are no more, or nobody waits for one any longer.
func (s *stepping) serve(rows *sql.Rows) {
	for {
		select {
		case c, more := <-s.asked:
			if !more {
				return
			}
			if c.run(func() (bool, error) { return rows.Next(), nil }); <-c.left {
				_ = rows.Close()
				s.calls.RUnlock()
				return
			}
		case <-s.ctx.Done():
			return
		}
	}
}

// end lets the goroutine go.
func (s *stepping) end() {
	if s.asked != nil && !s.departed {
		close(s.asked)
	}
}
