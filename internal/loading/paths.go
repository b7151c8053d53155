package loading

import (
	"slices"
	"unsafe"

	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/mapper"
)

// Paths says which of several loads gives the field of a relationship its targets where one entity comes by several paths: the load that is
// nearest to the query's own rows and, of equally near ones, the first. A nil one leaves it to whoever comes first.
type Paths struct {
	order map[*ast.Load]int
	given map[field]*ast.Load
}

// field is that of a relationship in one entity.
type field struct {
	relation *mapper.Relationship
	base     unsafe.Pointer
}

// PathsOf returns the paths of loads, nil where it is all the same which of them fills a field.
func PathsOf(loads []*ast.Load) *Paths {
	if !anyRefined(loads) {
		return nil
	}
	all := slices.Clone(loads)
	for i := 0; i < len(all); i++ {
		all = append(all, all[i].Then...)
	}
	if !differ(all) {
		return nil
	}
	p := &Paths{order: make(map[*ast.Load]int, len(all)), given: map[field]*ast.Load{}}
	for i, l := range all {
		p.order[l] = i
	}
	return p
}

// differ reports whether two of loads may fill one field, and not alike.
func differ(loads []*ast.Load) bool {
	for i, l := range loads {
		for _, other := range loads[:i] {
			if r := other.Relationship; (r == l.Relationship || r.Inverse == l.Relationship) && (refined(l) || refined(other)) {
				return true
			}
		}
	}
	return false
}

// anyRefined reports whether one of loads, or of those below, is refined.
func anyRefined(loads []*ast.Load) bool {
	return slices.ContainsFunc(loads, func(l *ast.Load) bool { return refined(l) || anyRefined(l.Then) })
}

// refined reports whether l may load less than there is, or in another order.
func refined(l *ast.Load) bool {
	return len(l.Where)+len(l.Order) > 0 || l.Limit != nil || l.Strategy == ast.LoadContainsEager
}

// before returns the load, other than l, that has filled the field of r in an entity; nil: none has.
func (p *Paths) before(l *ast.Load, r *mapper.Relationship, base unsafe.Pointer) *ast.Load {
	if p == nil || l == nil {
		return nil
	}
	if other := p.given[field{r, base}]; other != l {
		return other
	}
	return nil
}

// keeps reports whether what other has put into the field of r stays where l comes.
func (p *Paths) keeps(other, l *ast.Load, r *mapper.Relationship) bool {
	return l.Relationship != r || p.order[other] < p.order[l]
}

// give notes that l fills its field in an entity, and has what another load put there no longer count as all there is.
func (p *Paths) give(l *ast.Load, r *mapper.Relationship, entry *identity.Entry) {
	if p == nil || l == nil || l.Relationship != r || entry == nil {
		return
	}
	if p.before(l, r, entry.Base) != nil && entry.LinkLoaded(r) {
		entry.LinkTo(r, entry.Linked(r), true)
	}
	p.given[field{r, entry.Base}] = l
}
