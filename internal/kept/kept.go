// Package kept remembers answers.
package kept

import (
	"maps"
	"sync"
	"sync/atomic"
)

// most is how many answers a Map has at most.
const most = 256

// Map is answers to questions of which a program asks few, again and again: which columns a set names, how the statement
// on them reads. Reading takes no lock and allocates nothing, so that it may stand on the way of every flush. The zero value
// is empty and safe for concurrent use.
type Map[K comparable, V any] struct {
	known  atomic.Pointer[map[K]V]
	adding sync.Mutex
}

// Get returns the answer to k, and whether there is one.
func (m *Map[K, V]) Get(k K) (v V, ok bool) {
	if known := m.known.Load(); known != nil {
		v, ok = (*known)[k]
	}
	return v, ok
}

// Full reports whether m remembers no more answers.
func (m *Map[K, V]) Full() bool {
	known := m.known.Load()
	return known != nil && len(*known) >= most
}

// Put keeps v as the answer to k and returns it, or the one that was there already. When there are too many it keeps
// nothing.
func (m *Map[K, V]) Put(k K, v V) V {
	m.adding.Lock()
	defer m.adding.Unlock()
	grown := map[K]V{}
	if known := m.known.Load(); known != nil {
		if there, ok := (*known)[k]; ok {
			return there
		}
		if len(*known) >= most {
			return v
		}
		grown = maps.Clone(*known)
	}
	grown[k] = v
	m.known.Store(&grown)
	return v
}
