package repo

import (
	"context"
	"sync"
)

// openRows are the contexts of rows that outlive the calls that asked for them: each is ended by itself, when its rows are
// closed. It is safe for concurrent use.
type openRows struct {
	mutex sync.Mutex
	ends  map[*context.CancelCauseFunc]bool
}

// add takes cancel, of a call that answers rows, and returns what ends it.
func (o *openRows) add(cancel *context.CancelCauseFunc) (end func()) {
	if cancel == nil {
		return func() {}
	}
	o.mutex.Lock()
	defer o.mutex.Unlock()
	if o.ends == nil {
		o.ends = map[*context.CancelCauseFunc]bool{}
	}
	o.ends[cancel] = true
	return func() {
		o.mutex.Lock()
		defer o.mutex.Unlock()
		delete(o.ends, cancel)
		(*cancel)(nil)
	}
}

// cancel cancels all of them.
func (o *openRows) cancel(cause error) {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	for cancel := range o.ends {
		(*cancel)(cause)
	}
}

// detachContext lets the rows of the call under way outlive it, and returns what ends their context.
func (s *Session) detachContext() (end func()) {
	end = s.reading.add(s.cancel.Swap(nil))
	if s.dead.Load() { // the engine has cancelled what it saw
		s.reading.cancel(ErrClosed)
	}
	return end
}
