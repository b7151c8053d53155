package unitofwork

import (
	"slices"
	"unsafe"
)

// pointers is what a field leads to, as a set.
type pointers struct {
	list []unsafe.Pointer
	met  map[unsafe.Pointer]bool // nil while the list is short enough to be looked through
}

// shortList is up to how many pointers are looked through one by one.
const shortList = 16

func setOf(list []unsafe.Pointer) pointers {
	set := pointers{list: list}
	set.index()
	return set
}

// index has a long list looked up.
func (s *pointers) index() {
	if len(s.list) <= shortList {
		return
	}
	s.met = make(map[unsafe.Pointer]bool, len(s.list))
	for _, p := range s.list {
		s.met[p] = true
	}
}

func (s *pointers) has(p unsafe.Pointer) bool {
	if s.met != nil {
		return s.met[p]
	}
	return slices.Contains(s.list, p)
}

// add puts p, which the set does not have, at the end.
func (s *pointers) add(p unsafe.Pointer) {
	if s.list = append(s.list, p); s.met == nil {
		s.index()
		return
	}
	s.met[p] = true
}

// repeats reports whether the list holds one pointer twice.
func (s *pointers) repeats() bool {
	if s.met != nil {
		return len(s.met) < len(s.list)
	}
	for i, p := range s.list {
		if slices.Contains(s.list[:i], p) {
			return true
		}
	}
	return false
}
