package loading

import (
	"slices"
	"unsafe"

	"github.com/drey-db/drey/internal/identity"
)

// fetched is a target that rows brought for a place.
type fetched struct {
	place  int
	key    identity.Key // of the target's row
	target unsafe.Pointer
}

// sortedTargets returns what was fetched for each place, in the order of the rows, or of their keys where the rows came in none.
func (f *Fetch) sortedTargets() [][]unsafe.Pointer {
	byKey := f.ordersByKey()
	found, memory := make([][]unsafe.Pointer, len(f.keys)), make([]unsafe.Pointer, len(f.fetched))
	for place, rows := range f.targetsByPlace() {
		if byKey {
			slices.SortFunc(rows, func(a, b int32) int { return f.fetched[a].key.Compare(f.fetched[b].key) })
		}
		targets := memory[:len(rows):len(rows)]
		memory = memory[len(rows):]
		for i, row := range rows {
			targets[i] = f.fetched[row].target
		}
		found[place] = slices.Compact(targets)
	}
	return found
}

// targetsByPlace returns, by place, which of what was fetched is for it, as it came.
func (f *Fetch) targetsByPlace() [][]int32 {
	sizes := make([]int, len(f.keys))
	for i := range f.fetched {
		sizes[f.fetched[i].place]++
	}
	places, memory := make([][]int32, len(f.keys)), make([]int32, len(f.fetched))
	for place, n := range sizes {
		places[place], memory = memory[:0:n], memory[n:]
	}
	for i := range f.fetched {
		place := f.fetched[i].place
		places[place] = append(places[place], int32(i))
	}
	return places
}
