package identity

import (
	"slices"
	"unsafe"

	"github.com/drey-db/drey/internal/mapper"
)

// besides is, by entity and by the place of a has-one among its relationships, what stands beside the entity that the field holds.
type besides map[*Entry]map[int][]unsafe.Pointer

// Beside returns what refers to e by the has-one r as well, beside the entity in Linked, as it was last seen: what was replaced there and
// keeps its foreign key, such as a row that was deleted softly. Where a row of it is by now, its entry tells.
func (e *Entry) Beside(r *mapper.Relationship) []unsafe.Pointer { return e.home.beside[e][r.Index] }

// AddBeside says that the entity at p refers to e by the has-one r, whose field holds another one.
func (e *Entry) AddBeside(r *mapper.Relationship, p unsafe.Pointer) {
	if list := e.Beside(r); !slices.Contains(list, p) {
		e.setBeside(r, append(slices.Clone(list), p))
	}
}

// setBeside replaces what stands beside the entity that the field of r holds.
func (e *Entry) setBeside(r *mapper.Relationship, list []unsafe.Pointer) {
	of := e.home.beside[e]
	switch {
	case len(list) == 0 && of == nil:
		return
	case e.home.beside == nil:
		e.home.beside = besides{}
	}
	if of == nil {
		of = map[int][]unsafe.Pointer{}
		e.home.beside[e] = of
	}
	of[r.Index] = list
}
