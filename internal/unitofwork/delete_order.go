package unitofwork

import (
	"slices"

	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/mapper"
)

// deleteOrder finds which rows go before which.
type deleteOrder struct {
	*sorter
	children map[*identity.Entry][]edge
	depth    map[*identity.Entry]int
	stays    map[*identity.Entry]bool                   // rows of which a column says that they were deleted
	letGo    map[*identity.Entry][]*mapper.Relationship // by which those refer to rows that go
	walk     *walk
}

// link notes which rows stay, and which of the others must go before others.
func (d *deleteOrder) link() {
	d.walk = &walk{depth: d.depth, edges: func(e *identity.Entry) []edge { return d.children[e] }}
	d.keepRows()
	d.references(d.graph.nodes, func(child, parent *identity.Entry, r *mapper.Relationship) {
		if !d.stays[parent] && !d.replaced[parent] {
			d.addEdge(child, parent, r)
		}
	})
	d.breakRounds()
}

// breakRounds has a row of each round of references let go of its parent first, where its foreign key may be NULL. A round that none
// can leave is told when its rows are put in order.
func (d *deleteOrder) breakRounds() {
	for i := 0; i < len(d.deletes); {
		if _, err := d.depthOf(d.deletes[i]); err == nil {
			i++
			continue
		}
		round := d.walk.round
		at := slices.IndexFunc(round, func(e edge) bool { return len(emptied(e.by)) > 0 })
		clear(d.depth)
		if d.walk.path = nil; at < 0 {
			return
		}
		child, parent, r := round[(at+1)%len(round)].to, round[at].to, round[at].by
		d.children[parent] = slices.DeleteFunc(d.children[parent], func(e edge) bool { return e.to == child && e.by == r })
		d.unlink(child, r)
	}
}

// emptied returns the columns by which the foreign key of r can be emptied.
func emptied(r *mapper.Relationship) []*mapper.Column {
	return slices.DeleteFunc(r.Emptied(), func(c *mapper.Column) bool { return c.CreateOnly || c.ReadOnly })
}

// keepRows finds the rows that stay, and say when they were deleted: those whose type or whose caller does not say otherwise, and that
// no row which goes takes along.
func (d *deleteOrder) keepRows() {
	for _, e := range d.deletes {
		if !d.known.GoesForGood(e) {
			put(&d.stays, e, true)
		}
	}
	for again := len(d.stays) > 0; again; {
		again = false
		d.takenAlong(d.graph.nodes, func(child, parent *identity.Entry) {
			if d.stays[child] && !d.stays[parent] {
				delete(d.stays, child)
				again = true
			}
		})
	}
	if len(d.stays) == 0 {
		return
	}
	d.references(d.graph.nodes, func(child, parent *identity.Entry, r *mapper.Relationship) {
		if d.stays[child] && (!d.stays[parent] || letsGo(r)) {
			put(&d.letGo, child, append(d.letGo[child], r))
		}
	})
}

// takesAlong reports whether a row that goes for good has one go with it that refers to it by r and is deleted softly: they are tied by a
// cascade, or its foreign key cannot be emptied.
func takesAlong(r *mapper.Relationship) bool {
	return (claim{by: r}).goesAlong() || len(emptied(r)) == 0
}

// letsGo reports whether a row that is deleted softly takes the foreign key of r from those that refer to it, as it does from all that do not
// go along with it: they were deleted for their own sake.
func letsGo(r *mapper.Relationship) bool {
	if r.HoldsKey() {
		r = r.Inverse
	}
	return r != nil && empties(r)
}

// removal is the row of a step that says when e was deleted, and empties the foreign keys that refer to what goes for good, or
// takes them from all that refer to it.
func (d *deleteOrder) removal(e *identity.Entry) Row {
	row := Row{Entry: e, Removes: true}
	columns := mapper.SetOf([]*mapper.Column{e.Mapping.SoftDelete})
	for _, r := range d.letGo[e] {
		for _, c := range emptied(r) {
			if !columns.Has(c.Index) {
				columns = columns.With(c.Index)
				row.Fills = append(row.Fills, Fill{Column: c})
			}
		}
	}
	for _, c := range e.Mapping.Columns {
		if columns.Has(c.Index) {
			row.Columns = append(row.Columns, c)
		}
	}
	return row
}

// addEdge notes that child goes before parent, or first lets go of it.
func (d *deleteOrder) addEdge(child, parent *identity.Entry, r *mapper.Relationship) {
	if !(claim{by: r}).postpones() {
		if d.graph.together(child.Mapping, parent.Mapping) {
			d.children[parent] = append(d.children[parent], edge{child, r})
		}
		return
	}
	d.unlink(child, r)
}

// unlink empties the foreign key of child before anything is deleted.
func (d *deleteOrder) unlink(child *identity.Entry, r *mapper.Relationship) {
	row := Row{Entry: child, Late: true}
	for _, c := range emptied(r) {
		row.Fills, row.Columns = append(row.Fills, Fill{Column: c}), append(row.Columns, c)
	}
	step := d.step(slot{phase: unlinking, table: d.tables[child.Mapping], verb: Updates, relation: r}, child.Mapping)
	step.Rows = append(step.Rows, row)
}

func (d *deleteOrder) depthOf(e *identity.Entry) (int, error) {
	if !d.graph.cyclic[e.Mapping] {
		return 0, nil
	}
	return d.walk.of(e)
}
