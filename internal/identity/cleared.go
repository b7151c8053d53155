package identity

import (
	"runtime"
	"slices"
	"sync"
	"unsafe"
	"weak"
)

// cleared is the entities that a map had when it was cleared. A weak pointer costs as much as reading a small row, and most
// sessions are dropped with their last call. So entities are held until the next garbage collection, and only if the session
// is still there by then are they replaced by weak pointers: an address alone would soon be another entity's.
type cleared struct {
	mutex sync.Mutex // the replacement runs on a goroutine of the runtime's
	held  []unsafe.Pointer
	few   [8]unsafe.Pointer // where held stands when it is no longer than this
	weak  map[weak.Pointer[byte]]bool
}

// mostHeld is how many entities are held until the session itself is dropped: for so few it is not worth while to have the
// garbage collector tell when it has run.
const mostHeld = 32

func clearedOf(entries []*Entry) *cleared {
	if len(entries) == 0 {
		return nil
	}
	p := &cleared{}
	if p.held = p.few[:0]; len(entries) > len(p.few) {
		p.held = make([]unsafe.Pointer, 0, len(entries))
	}
	if len(entries) > mostHeld {
		p.weakenLater()
	}
	for _, e := range entries {
		if e.outlasts() {
			p.held = append(p.held, e.Base)
		}
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
	for _, base := range p.held {
		p.weak[weak.Make((*byte)(base))] = true
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
		return slices.Contains(p.held, base)
	}
	return p.weak[weak.Make((*byte)(base))]
}
