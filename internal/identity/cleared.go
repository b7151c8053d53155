package identity

import (
	"runtime"
	"slices"
	"sync"
	"unsafe"
	"weak"
)

// cleared is the entities that a map had when it was cleared. A weak pointer costs as much as reading a small row, and most
// sessions are dropped with their last call. So entries are held as they were until the next garbage collection, and only if
// the session is still there by then are they replaced by weak pointers: an address alone would soon be another entity's.
type cleared struct {
	mutex sync.Mutex // the replacement runs on a goroutine of the runtime's
	held  []*Entry
	weak  map[weak.Pointer[byte]]bool
}

// mostHeld is how many entities are held until the session itself is dropped: for so few it is not worth while to have the
// garbage collector tell when it has run.
const mostHeld = 8

func clearedOf(entries []*Entry) *cleared {
	p := &cleared{held: entries}
	switch n := len(entries); {
	case n == 0:
		return nil
	case n > mostHeld:
		p.weakenLater()
	}
	return p
}

// sentinel is dropped at once, so that the next garbage collection finds it.
type sentinel struct{ _ [64]byte }

func (p *cleared) weakenLater() {
	runtime.AddCleanup(new(sentinel), func(w weak.Pointer[cleared]) {
		if p := w.Value(); p != nil {
			p.weaken()
		}
	}, weak.Make(p))
}

// outlasts reports whether the entity is detached when the map is cleared: it was persistent before the transaction.
func (e *Entry) outlasts() bool {
	return (e.State == Persistent || e.State == Deleted) && e.undo == nil
}

// weaken lets go of the entities.
func (p *cleared) weaken() {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.weak = make(map[weak.Pointer[byte]]bool, len(p.held))
	for _, e := range p.held {
		if e.outlasts() {
			p.weak[weak.Make((*byte)(e.Base))] = true
		}
	}
	p.held = nil
}

// has reports whether the entity at base was there.
func (p *cleared) has(base unsafe.Pointer) bool {
	if p == nil || base == nil {
		return false
	}
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if p.weak == nil {
		return slices.ContainsFunc(p.held, func(e *Entry) bool { return e.Base == base && e.outlasts() })
	}
	return p.weak[weak.Make((*byte)(base))]
}
