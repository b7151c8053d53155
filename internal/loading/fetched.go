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
	f.found = sized(f.found, len(f.keys))
	memory := make([]unsafe.Pointer, len(f.fetched)) // which entries keep
	for place, rows := range f.targetsByPlace() {
		if byKey {
			slices.SortFunc(rows, func(a, b int32) int { return f.fetched[a].key.Compare(f.fetched[b].key) })
		}
		targets := memory[:len(rows):len(rows)]
		memory = memory[len(rows):]
		for i, row := range rows {
			targets[i] = f.fetched[row].target
		}
		f.found[place] = slices.Compact(targets)
	}
	return f.found
}

// targetsByPlace returns, by place, which of what was fetched is for it, as it came.
func (f *Fetch) targetsByPlace() [][]int32 {
	f.sizes, f.order, f.groups = sized(f.sizes, len(f.keys)), sized(f.order, len(f.fetched)), sized(f.groups, len(f.keys))
	for i := range f.fetched {
		f.sizes[f.fetched[i].place]++
	}
	rest := f.order
	for place, n := range f.sizes {
		f.groups[place], rest = rest[:0:n], rest[n:]
	}
	for i := range f.fetched {
		place := f.fetched[i].place
		f.groups[place] = append(f.groups[place], int32(i))
	}
	return f.groups
}
