package loading

import (
	"sync"
	"unsafe"

	"github.com/drey-db/drey/internal/identity"
)

// scratch is what a Fetch works with and nobody sees. One serves after the other: with many rows it is as large as they are.
type scratch struct {
	places  map[identity.Key]int // of the keys that rows bring
	fetched []fetched            // what the rows hold

	sizes  []int     // how many were fetched, by place
	order  []int32   // which, one place after the other
	groups [][]int32 // the parts of order, by place
	found  [][]unsafe.Pointer
}

var scratches = sync.Pool{New: func() any { return &scratch{places: map[identity.Key]int{}} }}

// mostScratch is how many rows and places a scratch may have had to serve again.
const mostScratch = 1 << 16

// release hands s on.
func (s *scratch) release() {
	if max(cap(s.fetched), len(s.places)) > mostScratch {
		return
	}
	clear(s.places)
	clear(s.fetched)
	clear(s.found)
	s.fetched = s.fetched[:0]
	scratches.Put(s)
}

// sized returns list with n zero elements, in its own memory where that is enough.
func sized[T any](list []T, n int) []T {
	if cap(list) < n {
		return make([]T, n)
	}
	list = list[:n]
	clear(list)
	return list
}
