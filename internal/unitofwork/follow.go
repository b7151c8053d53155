package unitofwork

import (
	"slices"
	"strings"
	"unsafe"

	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/mapper"
)

// follow has the rows that the session has, and that refer to one which gets another key, get that too, whether or not anybody has read
// them as its children; and those that refer to what they change by that. The database may have moved them already: under the old key
// nobody would find them.
func (f *planner) follow() error {
	movers := f.given()
	if !f.moves && len(movers) == 0 {
		return nil
	}
	for i, e := range f.entries {
		if f.moves && !f.unchanged[i] && f.living(e) && changes(e, e.Mapping.ReferredTo()) {
			movers = append(movers, e)
		}
	}
	for i := 0; i < len(movers); i++ {
		e := movers[i]
		for _, r := range f.referringTo(e.Mapping) {
			if _, key := r.Referred(); !f.changes(e, key) {
				continue
			}
			if f.nameMoved(e, r) {
				movers = append(movers, f.given()...)
			}
			for _, child := range f.referring(r)[keyOf(e, r)] {
				if renames(r) {
					f.renamed = append(f.renamed, claimed{child, claim{e, r}})
				}
				if f.living(child) && f.keeps(child, e, r) {
					movers = append(movers, child)
				}
			}
		}
	}
	return nil
}

// nameMoved has those that were given e by the fields of r's foreign key, with what it is known by until the flush, belong to it as if a pointer
// said so: nothing is known by that any more. It reports whether there are any.
func (f *planner) nameMoved(e *identity.Entry, r *mapper.Relationship) (some bool) {
	holder := r.Target
	if r.HoldsKey() {
		holder = r.Owner
	}
	_, foreign := r.Referring()
	for _, k := range f.keyOrder {
		if !k.fieldsEdited && !k.named || len(k.claims) > 0 || k.child.Mapping != holder || mapper.SetOf(k.columns) != mapper.SetOf(foreign) {
			continue
		}
		if key, ok := keyIn(k.child, r, f.knownAs(k)); ok && key == keyOf(e, r) && f.comingAt(r)[key] == nil {
			k.claims, k.fieldsEdited, k.named, some = append(k.claims, claim{e, r}), false, false, true
		}
	}
	return some
}

// knownAs returns a struct with what the fields of a foreign key name, under the tenant that a pointer or a list gives the child, as all of that
// is known until the flush.
func (f *planner) knownAs(k *foreignKey) unsafe.Pointer {
	base := k.child.Base
	for _, other := range f.keyOrder {
		if other == k || other.child != k.child || !slices.ContainsFunc(other.columns, func(c *mapper.Column) bool { return slices.Contains(k.columns, c) }) {
			continue
		}
		claims := f.claimsOf(other)
		if len(claims) == 0 || claims[0].parent == nil {
			continue
		}
		if base == k.child.Base {
			base = k.child.Mapping.Snapshot(base)
		}
		from := claims[0].parent.Base
		if row := claims[0].parent.Snapshot(); claims[0].parent.State == identity.Persistent && row != nil {
			from = row
		}
		foreign, key := claims[0].columns()
		for i, c := range foreign {
			if said := k.child.Edited(c) || k.child.State == identity.Pending && !c.IsZero(k.child.Base); !said {
				mapper.Carry(c, base, key[i], from)
			}
		}
	}
	return base
}

// given returns the rows that get other values in what is referred to because a pointer or a list gives them to another parent, and notes
// which.
func (f *planner) given() (movers []*identity.Entry) {
	for _, k := range f.keyOrder {
		if len(k.claims) == 0 || k.child.State != identity.Persistent || !f.living(k.child) {
			continue
		}
		referred := mapper.SetOf(k.child.Mapping.ReferredTo())
		if !slices.ContainsFunc(k.columns, func(c *mapper.Column) bool { return referred.Has(c.Index) }) {
			continue
		}
		claims := f.claimsOf(k)
		if len(claims) == 0 || claims[0].parent == nil || refers(k.child, k.child.Snapshot(), claims[0], claims[0].parent.Base) {
			continue
		}
		if f.move(k, claims[0], referred) {
			movers = append(movers, k.child)
		}
	}
	return movers
}

// referringTo returns the relationships of which one end is a row of m that the other end's foreign key refers to.
func (f *planner) referringTo(m *mapper.Mapping) (list []*mapper.Relationship) {
	for other := range f.tables {
		for _, r := range relationships(other) {
			if r.Kind == mapper.ManyToMany {
				continue
			}
			if parent, _ := r.Referred(); parent == m {
				list = append(list, r)
			}
		}
	}
	slices.SortFunc(list, f.byPlace)
	return list
}

// claimed is a row and what it refers to.
type claimed struct {
	child *identity.Entry
	of    claim
}

// renames reports whether the foreign key of r is part of its row's own key.
func renames(r *mapper.Relationship) bool {
	_, foreign := r.Referring()
	return slices.ContainsFunc(foreign, func(c *mapper.Column) bool { return c.PrimaryKey })
}

// wantFollower asks for the row of a child that was expired, where its foreign key would follow that of c: what it refers to by now, nobody
// knows. A list that leads to it is read whole. Where the database moves the foreign key, and it is no part of the child's own key, its row
// says so to whoever reads it next.
func (f *planner) wantFollower(child *identity.Entry, c claim) {
	if moved := strings.EqualFold(c.by.OnUpdateKey, "cascade"); moved && !f.renamesBy(c) {
		return
	}
	list := c.by
	if list.HoldsKey() {
		list = list.Inverse
	}
	if list == nil || list.ViewOnly || !c.parent.LinkLoaded(list) || !slices.Contains(linked(c.parent, list), child.Base) {
		f.wantRow(child)
		return
	}
	if !changes(c.parent, list.Local) { // those of edited rows are asked for where lists are compared
		f.wantListAgain(c.parent, list)
	}
}

// renamesBy reports whether the child's own key follows that of c.
func (f *planner) renamesBy(c claim) bool {
	foreign, key := c.columns()
	for i, column := range foreign {
		if column.PrimaryKey && f.changes(c.parent, key[i:i+1]) {
			return true
		}
	}
	return false
}

// refuseRenamed refuses deletes of rows that the database has given another key by then: nobody would find them.
func (f *planner) refuseRenamed() error {
	for _, n := range f.renamed {
		if child, parent := n.child.Mapping.Name(), n.of.parent.Mapping.Name(); f.deleted[n.child] && f.living(n.of.parent) && !f.keepsKey(n.child, n.of) {
			return wrong("a %s is deleted in the flush that gives its %s another key, which is part of its own: flush one of the two before the other", child, parent)
		}
	}
	return nil
}

// keeps notes that the child of e stays its child, under the key that e gets. It reports whether others refer to what the child gets by that.
func (f *planner) keeps(child, e *identity.Entry, r *mapper.Relationship) (moves bool) {
	if child.Expired {
		f.wantFollower(child, claim{e, r})
		return false
	}
	k := f.key(child, r)
	if k.kept.by == nil {
		k.kept = claim{e, r}
	}
	return f.move(k, claim{e, r}, mapper.SetOf(child.Mapping.ReferredTo()))
}

// move notes that columns of a foreign key that are referred to themselves get other values from the parent of c, and reports whether that
// was not known.
func (f *planner) move(k *foreignKey, by claim, referred mapper.Set) (moves bool) {
	foreign, key := by.columns()
	for i, c := range foreign {
		if referred.Has(c.Index) && !f.moved[k.child].Has(c.Index) && !f.keepsValue(k.child, c, by.parent, key[i]) {
			put(&f.moved, k.child, f.moved[k.child].With(c.Index))
			moves = true
		}
	}
	return moves
}

// keepsValue reports whether the child's row is known to have in its column c what the parent has in key behind the flush.
func (f *planner) keepsValue(child *identity.Entry, c *mapper.Column, parent *identity.Entry, key *mapper.Column) bool {
	parent, key, says := f.originBut(nil, parent, key)
	for range f.keyOrder { // a new parent under a tenant has the tenant's
		c, on := f.claimOn(parent, key)
		if c.parent == nil {
			break
		}
		parent, key = c.parent, on
	}
	if !says || !isGiven(parent, []*mapper.Column{key}) || parent.Assigns(key) || f.moved[parent].Has(key.Index) {
		return false
	}
	scratch := child.Mapping.New()
	return mapper.Carry(c, scratch, key, parent.Base) && c.Equal(scratch, child.Snapshot())
}

// claimOn returns what gives a new entity its column, and the column that it has the value from, before that is decided.
func (f *planner) claimOn(e *identity.Entry, column *mapper.Column) (claim, *mapper.Column) {
	if e.State != identity.Pending || !column.IsZero(e.Base) {
		return claim{}, nil
	}
	for _, k := range f.keyOrder {
		if claims := f.claimsOf(k); k.child == e && len(claims) > 0 && claims[0].parent != nil && slices.Contains(k.columns, column) {
			foreign, key := claims[0].columns()
			return claims[0], key[slices.Index(foreign, column)]
		}
	}
	return claim{}, nil
}

// keepsKey reports whether the child's row is known to keep its own key under the one that its parent gets.
func (f *planner) keepsKey(child *identity.Entry, c claim) bool {
	foreign, key := c.columns()
	for i, column := range foreign {
		if column.PrimaryKey && !f.keepsValue(child, column, c.parent, key[i]) {
			return false
		}
	}
	return true
}

// changes reports whether an entity's row gets other values in columns that are referred to, by an edit or because it follows another row.
func (f *planner) changes(e *identity.Entry, columns []*mapper.Column) bool {
	return changes(e, columns) || slices.ContainsFunc(columns, func(c *mapper.Column) bool { return f.moved[e].Has(c.Index) })
}
