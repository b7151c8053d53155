package atlas

import "ariga.io/atlas/sql/schema"

// takeOut drops the checks and indexes whose expressions compare a column with values of a type that goes, and adds those that stay
// again behind.
func (m *move) takeOut(was, to *schema.Table, column string) {
	for _, c := range was.Checks() {
		if !mentions(c.Expr, column) || m.inheritsCheck(was, c) {
			continue
		}
		m.before = append(m.before, m.alterTable(to)+" DROP CONSTRAINT "+identifier(c.Name))
		m.withoutDrop(to, c.Name)
		for _, own := range to.Checks() {
			if own.Name == c.Name && !changesNamed(m.modify(to), c.Name) {
				m.modify(to).Changes = append(m.modify(to).Changes, &schema.AddCheck{C: own})
				m.anew = append(m.anew, m.name(to)+"."+c.Name)
			}
		}
	}
	for _, i := range was.Indexes {
		if !indexExpresses(i, column) {
			continue
		}
		m.before = append(m.before, "DROP INDEX "+qualified(m.d.called(to.Schema, i.Name)))
		m.withoutDrop(to, i.Name)
		if own, ok := to.Index(i.Name); ok && !changesNamed(m.modify(to), i.Name) {
			m.modify(to).Changes = append(m.modify(to).Changes, &schema.AddIndex{I: own})
			m.anew = append(m.anew, m.name(to)+"."+i.Name)
		}
	}
}

// withoutDrop takes the drop of a check or index out of the changes of a table, since it is dropped already.
func (m *move) withoutDrop(t *schema.Table, name string) {
	modify := m.modify(t)
	var left []schema.Change
	for _, c := range modify.Changes {
		switch own := c.(type) {
		case *schema.DropCheck:
			if own.C.Name == name {
				continue
			}
		case *schema.DropIndex:
			if own.I.Name == name {
				continue
			}
		case *schema.ModifyIndex:
			if own.From.Name == name {
				left = append(left, &schema.AddIndex{I: own.To})
				continue
			}
		}
		left = append(left, c)
	}
	modify.Changes = left
}
