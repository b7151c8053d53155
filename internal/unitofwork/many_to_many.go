package unitofwork

import (
	"fmt"

	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/mapper"
)

// pairName names a row of an association table, seen from the end that speaks for both.
type pairName struct {
	relation      *mapper.Relationship
	owner, target *identity.Entry
}

// pair is a row of an association table, and what is said of it.
type pair struct {
	pairName
	added, removed bool
}

// pair returns the pair of e and target, whichever end names it.
func (f *planner) pair(e *identity.Entry, r *mapper.Relationship, target *identity.Entry) *pair {
	name := pairName{r, e, target}
	if isOtherEnd(r.Inverse, r) {
		name = pairName{r.Inverse, target, e}
	}
	p := f.pairs[name]
	if p == nil {
		if len(f.pairRoom) == 0 {
			f.pairRoom = make([]pair, min(1+len(f.pairOrder), mostSlab))
		}
		p, f.pairRoom = &f.pairRoom[0], f.pairRoom[1:]
		p.pairName = name
		put(&f.pairs, name, p)
		f.pairOrder = append(f.pairOrder, p)
	}
	return p
}

// reservePairs makes room for n pairs, where there is none yet.
func (f *planner) reservePairs(n int) {
	if f.pairs == nil && n > 0 {
		n = min(n, mostRoom)
		f.pairs, f.pairOrder, f.pairRoom = make(map[pairName]*pair, n), make([]*pair, 0, n), make([]pair, min(n, mostSlab))
	}
}

// isOtherEnd reports whether the other end of r speaks for both.
func isOtherEnd(other, r *mapper.Relationship) bool {
	return other != nil && other.Name() < r.Name()
}

// pairUp refuses pairs whose ends do not agree.
func (f *planner) pairUp() error {
	for _, p := range f.pairOrder {
		if p.added && p.removed && f.living(p.owner) && f.living(p.target) {
			return fmt.Errorf("%w: one end of %s put a %s in, the other took it out: change one of them", ErrConflictingSides, p.relation.Name(), p.relation.Target.Name())
		}
	}
	return nil
}

// adds reports whether the pair is to be put in.
func (f *planner) adds(p *pair) bool { return p.added && f.living(p.owner) && f.living(p.target) }

// removes reports whether the pair is to be taken out.
func (f *planner) removes(p *pair) bool {
	return p.removed && p.owner.State == identity.Persistent && p.target.State == identity.Persistent
}
