package atlas

import "ariga.io/atlas/sql/schema"

// orderGenerated has generated columns dropped before the columns that they are made of, and added behind them: PostgreSQL
// alters a table's columns in the order in which they are written.
func (m *move) orderGenerated() {
	for _, c := range m.changes {
		if modify, ok := c.(*schema.ModifyTable); ok {
			reorder(modify.Changes, func(c schema.Change) (own, first bool) {
				drop, own := c.(*schema.DropColumn)
				return own, own && generatedBy(drop.C) != ""
			})
			reorder(modify.Changes, func(c schema.Change) (own, first bool) {
				add, own := c.(*schema.AddColumn)
				return own, own && generatedBy(add.C) == ""
			})
		}
	}
}

// reorder puts some of the changes of a kind before the others of it, in the places that the kind has.
func reorder(changes []schema.Change, of func(schema.Change) (own, first bool)) {
	var places []int
	var firsts, others []schema.Change
	for i, c := range changes {
		own, first := of(c)
		if !own {
			continue
		}
		places = append(places, i)
		if first {
			firsts = append(firsts, c)
		} else {
			others = append(others, c)
		}
	}
	for n, c := range append(firsts, others...) {
		changes[places[n]] = c
	}
}
