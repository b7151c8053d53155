package atlas

import (
	"fmt"
	"slices"
)

// carried is something with the name that it gets.
type carried struct {
	named
	to string
}

// ofTable reports whether the name is its table's own: others of the schema may have it.
func (n named) ofTable() bool { return n.kind == "f" || n.kind == "c" }

// place is a name where it is taken once.
func (n named) place(name string) string {
	if n.ofTable() {
		return joined(n.schema, n.table) + "\x1f" + name
	}
	return n.schema + "\x1f\x1f" + name
}

// carriedOf finds what has a conventional name that is another now, and what was set aside, which gets its own name again. What the models
// call so themselves keeps it.
func (d *Database) carriedOf(all []named, was before, m Model) (list []carried) {
	for _, n := range all {
		old, aside := d.calledBefore(n.name)
		if !m.hasTable(joined(n.schema, n.table)) && !aside {
			continue
		}
		own := n
		own.name = old
		if to := was.carriedTo(own, m); to != "" {
			list = append(list, carried{n, to})
		} else if aside {
			list = append(list, carried{n, old})
		}
	}
	return list
}

// carriedTo is the name that convention has for something behind renames; "" where it keeps its own.
func (b before) carriedTo(n named, m Model) string {
	if m.names(n) {
		return ""
	}
	for _, pair := range b.called(n, m.Names) {
		if n.name == pair[0] && pair[0] != pair[1] && len(pair[1]) <= Longest {
			return pair[1]
		}
	}
	if m.givesAway(n) {
		return m.nameFor(n)
	}
	return ""
}

// givesAway reports whether the models have something of another table, in the same schema, by the name.
func (m Model) givesAway(n named) bool {
	return !n.ofTable() && slices.ContainsFunc(m.Tables, func(t Table) bool {
		return t.Schema == n.schema && t.Name != n.table && (t.Key != nil && t.Key.Name == n.name ||
			slices.ContainsFunc(t.Uniques, func(u Unique) bool { return u.Name == n.name }) ||
			slices.ContainsFunc(t.Indexes, func(i Index) bool { return i.Name == n.name }))
	})
}

// nameFor is what the models call something; "" where they do not know it, or call it as it is called.
func (m Model) nameFor(n named) (name string) {
	for _, t := range m.Tables {
		if t.Schema != n.schema || t.Name != n.table {
			continue
		}
		if n.kind == "p" && t.Key != nil {
			name = t.Key.Name
		}
		for _, u := range t.Uniques {
			if n.kind == "u" && slices.Equal(u.Columns, n.columns) {
				name = u.Name
			}
		}
		for _, i := range t.Indexes {
			if n.kind == "i" && slices.EqualFunc(i.Parts, n.columns, func(p Part, c string) bool { return p.Column == c }) {
				name = i.Name
			}
		}
	}
	if name == n.name {
		return ""
	}
	return name
}

// inTurnOf puts renames in an order in which each name is free when it is taken, and leaves out those whose name another keeps. Of names
// that go round, one is set aside.
func (d *Database) inTurnOf(list []carried, all []named) (order []carried, err error) {
	taken := map[string]bool{}
	for _, n := range all {
		taken[n.place(n.name)] = true
	}
	for len(list) > 0 {
		at := slices.IndexFunc(list, func(c carried) bool { return !taken[c.place(c.to)] })
		next := carried{}
		if at >= 0 {
			next = list[at]
			list = slices.Delete(slices.Clone(list), at, at+1)
		} else if at = inCircle(list); at >= 0 {
			next = carried{list[at].named, d.asideName(list[at].name)}
			list[at].name = next.to
		} else {
			return order, d.leftAside(list)
		}
		delete(taken, next.place(next.name))
		taken[next.place(next.to)] = true
		order = append(order, next)
	}
	return order, nil
}

// inCircle is a rename whose name is freed by another that waits, in the end, for its own; -1 without one.
func inCircle(list []carried) int {
	hints := make([]Hint, len(list))
	for i, c := range list {
		hints[i] = Hint{Old: c.place(c.name), New: c.place(c.to)}
	}
	return slices.IndexFunc(hints, func(h Hint) bool { return circleFrom(hints, slices.Index(hints, h)) != nil })
}

// leftAside is the error of what was set aside, and cannot have its name again: another has it where the table is now.
func (d *Database) leftAside(list []carried) error {
	for _, c := range list {
		if old, aside := d.calledBefore(c.name); aside {
			return fmt.Errorf("rename of table %s: it takes %s along, and where it goes another has the name %s: rename one of these by hand, in a revision before this one",
				joined(c.schema, c.table), old, c.to)
		}
	}
	return nil
}
