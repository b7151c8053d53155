package statement

import (
	"sync"
	"sync/atomic"
	"unsafe"
)

// address is what stands at a place in a prototype.
type address struct {
	at    any // a pointer to it
	value any // *Node or *Table
}

// addressBook is a sync.Map of addresses with a fast way to most of them: each is asked for whenever a statement names it.
type addressBook struct {
	all   sync.Map
	front [1 << 11]atomic.Pointer[address] // the first that came to each place
}

// Store is sync.Map's, for pointers that were never stored before.
func (b *addressBook) Store(at, value any) {
	b.all.Store(at, value)
	b.place(at).CompareAndSwap(nil, &address{at, value})
}

// Load is sync.Map's.
func (b *addressBook) Load(at any) (value any, ok bool) {
	if found := b.place(at).Load(); found != nil && found.at == at {
		return found.value, true
	}
	return b.all.Load(at)
}

// place follows from the type and the pointer, which are an any's two words.
func (b *addressBook) place(at any) *atomic.Pointer[address] {
	words := *(*[2]uintptr)(unsafe.Pointer(&at))
	return &b.front[mix(uint64(words[0]), uint64(words[1]))%uint64(len(b.front))]
}
