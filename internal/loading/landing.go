package loading

import (
	"slices"
	"unsafe"

	"github.com/drey-db/drey/internal/identity"
)

// landing is a target that rows brought for a place.
type landing struct {
	place  int
	key    identity.Key // of the target's row
	target unsafe.Pointer
}

// sorted is what landed at each place, in the order of the rows, or of their keys where the rows came in none.
func (f *Fetch) sorted() [][]unsafe.Pointer {
	byKey := f.ordersByKey()
	found, memory := make([][]unsafe.Pointer, len(f.keys)), make([]unsafe.Pointer, len(f.landed))
	for place, rows := range f.dealt() {
		if byKey {
			slices.SortFunc(rows, func(a, b int32) int { return f.landed[a].key.Compare(f.landed[b].key) })
		}
		targets := memory[:len(rows):len(rows)]
		memory = memory[len(rows):]
		for i, row := range rows {
			targets[i] = f.landed[row].target
		}
		found[place] = slices.Compact(targets)
	}
	return found
}

// dealt is, by place, which of landed are for it, as they came.
func (f *Fetch) dealt() [][]int32 {
	sizes := make([]int, len(f.keys))
	for i := range f.landed {
		sizes[f.landed[i].place]++
	}
	places, memory := make([][]int32, len(f.keys)), make([]int32, len(f.landed))
	for place, n := range sizes {
		places[place], memory = memory[:0:n], memory[n:]
	}
	for i := range f.landed {
		place := f.landed[i].place
		places[place] = append(places[place], int32(i))
	}
	return places
}
