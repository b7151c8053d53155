package mapper

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"sync"
)

// resolving is held by whoever turns tags into relationships.
var resolving sync.Mutex

// Relationships returns the fields that lead to other entities, in field order. They are worked out when they are first asked
// for, with those of every entity that can be reached from here, so that each finds its other end; targets are mapped by
// then at the latest. All mistakes come back together, those of each type as an *Error. It is safe for concurrent use, and
// the slice is not to be changed.
func (m *Mapping) Relationships() ([]*Relationship, error) {
	if done := m.resolved.Load(); done != nil || len(m.relations) == 0 {
		return m.known(), nil
	}
	if err := Resolve(m); err != nil {
		return nil, err
	}
	return m.known(), nil
}

// Resolve works out the relationships of mappings, as [Mapping.Relationships] does of one. A mistake comes back once, however many lead to it.
func Resolve(mappings ...*Mapping) error {
	resolving.Lock()
	defer resolving.Unlock()
	g := graph{found: map[*Mapping][]*Relationship{}}
	for _, m := range mappings {
		g.visit(m)
	}
	if len(g.wrong) > 0 {
		return errors.Join(g.wrong...)
	}
	g.publish()
	return nil
}

// known returns the relationships that are resolved.
func (m *Mapping) known() []*Relationship {
	if done := m.resolved.Load(); done != nil {
		return *done
	}
	return nil
}

// graph is the entities that can be reached from one.
type graph struct {
	found  map[*Mapping][]*Relationship
	broken map[reflect.Type]bool
	wrong  []error
}

// publish pairs the ends of what is new, and lets everybody see it.
func (g *graph) publish() {
	for m, list := range g.found {
		for _, r := range list {
			if m.resolved.Load() == nil {
				r.Inverse = r.otherEnd(g.found[r.Target])
			}
		}
	}
	for m, list := range g.found {
		if m.resolved.Load() == nil {
			m.noteWritten(list)
		}
		if m.resolved.CompareAndSwap(nil, &list) {
			for _, r := range list {
				r.noteReferred()
				r.noteForeign()
				r.noteTyped()
			}
		}
	}
}

// visit resolves the relationships of m and of what they lead to.
func (g *graph) visit(m *Mapping) {
	if _, ok := g.found[m]; ok {
		return
	}
	if g.found[m] = m.known(); g.found[m] != nil {
		return
	}
	w := wiring{owner: m}
	for i := range m.relations {
		r := &m.relations[i]
		target, err := Of(r.target)
		if err != nil {
			g.unmapped(&w, r, err)
		} else if made := w.wire(r, target); made != nil {
			g.found[m] = append(g.found[m], made)
		}
	}
	w.checkAmbiguous(g.found[m])
	if len(w.mistakes) > 0 {
		g.wrong = append(g.wrong, &Error{Type: m.Type, Mistakes: w.mistakes})
	}
	for _, r := range slices.Clone(g.found[m]) {
		g.visit(r.Target)
	}
}

// unmapped is the mistake of a relationship to what is no entity, and once those of the target.
func (g *graph) unmapped(w *wiring, r *relation, err error) {
	if !isEntity(r.target) {
		w.mistake(r, "%s is no entity: add func (%s) TableName() string, or map it first with builder.Model and its options",
			r.target.Name(), r.target.Name())
		return
	}
	w.mistake(r, "%s cannot be mapped", r.target.Name())
	if !g.broken[r.target] {
		if g.broken == nil {
			g.broken = map[reflect.Type]bool{}
		}
		g.broken[r.target] = true
		g.wrong = append(g.wrong, err)
	}
}

// otherEnd returns the relationship among those of the target that goes back by the same columns.
func (r *Relationship) otherEnd(targets []*Relationship) *Relationship {
	for _, other := range targets {
		if other.Target == r.Owner && r.mirrors(other) {
			return other
		}
	}
	return nil
}

func (r *Relationship) mirrors(other *Relationship) bool {
	if r.ViewOnly || other.ViewOnly {
		return false
	}
	if r.Kind == ManyToMany || other.Kind == ManyToMany {
		return r.Kind == other.Kind && r.Through.Table == other.Through.Table &&
			slices.Equal(r.Through.Local, other.Through.Remote) && slices.Equal(r.Through.Remote, other.Through.Local)
	}
	return r.HoldsKey() != other.HoldsKey() && r.TypeColumn == other.TypeColumn && r.TypeValue == other.TypeValue && slices.Equal(r.Local, other.Remote) && slices.Equal(r.Remote, other.Local)
}

// wiring resolves the relationships of one entity and gathers the mistakes on the way.
type wiring struct {
	owner    *Mapping
	wired    int // relationships without a mistake
	mistakes []string
}

func (w *wiring) mistake(r *relation, format string, args ...any) {
	w.mistakes = append(w.mistakes, fmt.Sprintf("field %s (%s %s): ", r.field, r.kind, r.target.Name())+fmt.Sprintf(format, args...))
}

// checkAmbiguous finds two relationships by the same columns: which of them a foreign key means nobody could say.
func (w *wiring) checkAmbiguous(list []*Relationship) {
	for i, r := range list {
		for _, other := range list[:i] {
			if r.Target == other.Target && !r.ViewOnly && !other.ViewOnly && r.sameColumns(other) {
				w.mistakes = append(w.mistakes, fmt.Sprintf("field %s (%s %s): field %s is reached by the same columns: give one of them another fk=...",
					r.Field, r.Kind, r.Target.Name(), other.Field))
			}
		}
	}
}

func (r *Relationship) sameColumns(other *Relationship) bool {
	if r.Kind == ManyToMany || other.Kind == ManyToMany {
		return r.Kind == other.Kind && r.Through.Table == other.Through.Table && slices.Equal(r.Through.Local, other.Through.Local)
	}
	return r.HoldsKey() == other.HoldsKey() && r.TypeValue == other.TypeValue && slices.Equal(r.Local, other.Local) && slices.Equal(r.Remote, other.Remote)
}

// Written returns the relationships that a flush writes: all but those that are only read.
func (m *Mapping) Written() []*Relationship {
	all, _ := m.Relationships() // a type with mistakes in them never gets into a session
	if written := m.written.Load(); written != nil {
		return *written
	}
	return all
}

func (m *Mapping) noteWritten(list []*Relationship) {
	isViewOnly := func(r *Relationship) bool { return r.ViewOnly }
	if slices.ContainsFunc(list, isViewOnly) {
		written := slices.DeleteFunc(slices.Clone(list), isViewOnly)
		m.written.Store(&written)
	}
}
