package mapper

import (
	"maps"
	"sync"
	"sync/atomic"
)

// mostKept is how many answers a Kept has at most.
const mostKept = 256

// Kept is answers to questions of which a program asks few, again and again: which columns a set names, how the statement
// on them reads. Reading takes no lock and allocates nothing, so that it may stand on the way of every flush. The zero value
// is empty and safe for concurrent use.
type Kept[K comparable, V any] struct {
	known  atomic.Pointer[map[K]V]
	adding sync.Mutex
}

// Get returns the answer to k, and whether there is one.
func (c *Kept[K, V]) Get(k K) (v V, ok bool) {
	if known := c.known.Load(); known != nil {
		v, ok = (*known)[k]
	}
	return v, ok
}

// Put keeps v as the answer to k and returns it, or the one that was there already. When there are too many it keeps
// nothing.
func (c *Kept[K, V]) Put(k K, v V) V {
	c.adding.Lock()
	defer c.adding.Unlock()
	grown := map[K]V{}
	if known := c.known.Load(); known != nil {
		if there, ok := (*known)[k]; ok {
			return there
		}
		if len(*known) >= mostKept {
			return v
		}
		grown = maps.Clone(*known)
	}
	grown[k] = v
	c.known.Store(&grown)
	return v
}
