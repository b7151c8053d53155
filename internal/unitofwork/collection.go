package unitofwork

import (
	"slices"
	"unsafe"

	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/mapper"
)

// listName names a field that leads to other entities and holds no key.
type listName struct {
	owner    *identity.Entry
	relation *mapper.Relationship
}

// list is what such a field is to hold after the flush: what it is given, without what is taken out.
type list struct {
	listName
	given   pointers
	taken   map[unsafe.Pointer]bool
	changed bool
}

// list returns the list of a field, as it stands when it is first asked for.
func (f *planner) list(e *identity.Entry, r *mapper.Relationship) *list {
	name := listName{e, r}
	l := f.lists[name]
	if l == nil {
		l = &list{listName: name, given: setOf(r.Targets(e.Base))}
		put(&f.lists, name, l)
	}
	return l
}

func (l *list) put(p unsafe.Pointer) {
	switch {
	case l.taken[p]:
		delete(l.taken, p)
	case l.given.has(p):
		return
	default:
		l.given.add(p)
	}
	l.changed = true
}

func (l *list) take(p unsafe.Pointer) {
	if l.given.has(p) && !l.taken[p] {
		put(&l.taken, p, true)
		l.changed = true
	}
}

// assignList gives the field what the list holds, in memory of its own: the user may still have the old one. Where not
// everything is loaded and nothing is left it is nil, which says nothing: an empty one would say that the database has none.
func (f *planner) assignList(l *list) {
	if !l.changed {
		return
	}
	left := slices.DeleteFunc(slices.Clone(l.given.list), func(p unsafe.Pointer) bool { return l.taken[p] })
	switch {
	case l.relation.Many() && len(left) == 0 && !f.complete(l.owner, l.relation):
		l.relation.SetList(l.owner.Base, nil)
	case l.relation.Many():
		l.relation.SetList(l.owner.Base, left)
	case len(left) > 0:
		last := len(left) - 1
		l.relation.SetOne(l.owner.Base, left[last])
		for _, p := range left[:last] { // who came by its own field drives nobody out
			l.owner.AddBeside(l.relation, p)
		}
	default:
		l.relation.SetOne(l.owner.Base, nil)
	}
	if l.relation.ViewOnly {
		l.owner.AcceptView(l.relation)
	}
}
