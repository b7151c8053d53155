package atlas

import (
	"context"
	"slices"

	"ariga.io/atlas/sql/schema"
)

// foreignKeys has foreign keys be dropped before everything else and be added behind it, since they need the columns, types and keys
// of two tables: those that change, and those whose columns or keys do.
func (m *move) foreignKeys(context.Context) error {
	err := m.eachTable(func(was *schema.Table, c *schema.ModifyTable) (left []schema.Change, err error) {
		var keys []schema.Change
		for _, inner := range c.Changes {
			switch f := inner.(type) {
			case *schema.DropForeignKey:
				m.dropForeignKey(was, f.F)
			case *schema.ModifyForeignKey:
				if f.Change == schema.ChangeAttr && !m.standsInTheWay(f.From) {
					m.end = append(m.end, m.alterTable(c.T)+" ALTER CONSTRAINT "+identifier(f.From.Symbol)+" "+checkedAt(f.To))
					continue
				}
				m.dropForeignKey(was, f.From)
				keys = append(keys, &schema.AddForeignKey{F: f.To})
			case *schema.AddForeignKey:
				keys = append(keys, f)
			default:
				left = append(left, inner)
			}
		}
		if len(keys) > 0 {
			m.keys = append(m.keys, &schema.ModifyTable{T: c.T, Changes: keys})
		}
		return left, nil
	})
	m.around()
	m.behindTables()
	return err
}

func (m *move) dropForeignKey(t *schema.Table, f *schema.ForeignKey) {
	m.drops = append(m.drops, m.alterTable(t)+" DROP CONSTRAINT "+identifier(f.Symbol))
}

// keyColumns are the columns of a key that a change takes away.
func keyColumns(c schema.Change) []string {
	switch c := c.(type) {
	case *schema.DropPrimaryKey:
		return partColumns(c.P.Parts)
	case *schema.ModifyPrimaryKey:
		return partColumns(c.From.Parts)
	case *schema.DropIndex:
		if c.I.Unique {
			return partColumns(c.I.Parts)
		}
	case *schema.ModifyIndex:
		if c.From.Unique {
			return partColumns(c.From.Parts)
		}
	}
	return nil
}

// around drops foreign keys that stay, and stand in the way, and adds them again.
func (m *move) around() {
	for _, s := range m.from.Schemas {
		for _, t := range s.Tables {
			for _, f := range t.ForeignKeys {
				if !m.dropsTable(t) && m.standsInTheWay(f) {
					m.again(t, f)
				}
			}
		}
	}
}

// standsInTheWay reports whether a foreign key keeps a column from being changed, or a key from being dropped.
func (m *move) standsInTheWay(f *schema.ForeignKey) bool {
	touches := func(t *schema.Table, columns []*schema.Column) bool {
		return slices.ContainsFunc(columns, func(c *schema.Column) bool { return slices.Contains(m.touched[m.name(t)], c.Name) })
	}
	return f.RefTable != nil && (touches(f.Table, f.Columns) || touches(f.RefTable, f.RefColumns))
}

// checkedAt says when a foreign key is checked.
func checkedAt(f *schema.ForeignKey) string {
	if isDeferrable(f) {
		return "DEFERRABLE INITIALLY DEFERRED"
	}
	return "NOT DEFERRABLE"
}

// again drops a foreign key, unless that is planned already, and adds it behind everything else.
func (m *move) again(t *schema.Table, f *schema.ForeignKey) {
	before := len(m.drops)
	m.dropForeignKey(t, f)
	if slices.Contains(m.drops[:before], m.drops[before]) {
		m.drops = m.drops[:before]
		return
	}
	m.anew = append(m.anew, m.name(t)+"."+f.Symbol)
	if to := tableLike(m.to, t); to != nil {
		t = to
		if own, ok := to.ForeignKey(f.Symbol); ok {
			f = own
		}
	}
	m.keys = append(m.keys, &schema.ModifyTable{T: t, Changes: []schema.Change{&schema.AddForeignKey{F: f}}})
}

// behindTables takes out of new tables the foreign keys that refer to a table which changes.
func (m *move) behindTables() {
	for i, c := range m.changes {
		add, ok := c.(*schema.AddTable)
		if !ok {
			continue
		}
		own := *add.T
		own.ForeignKeys = nil
		for _, f := range add.T.ForeignKeys {
			if f.RefTable != nil && m.changesTable(f.RefTable) {
				m.keys = append(m.keys, &schema.ModifyTable{T: add.T, Changes: []schema.Change{&schema.AddForeignKey{F: f}}})
				continue
			}
			own.ForeignKeys = append(own.ForeignKeys, f)
		}
		m.changes[i] = &schema.AddTable{T: &own, Extra: add.Extra}
	}
}

func (m *move) changesTable(t *schema.Table) bool {
	return slices.ContainsFunc(m.changes, func(c schema.Change) bool {
		modify, ok := c.(*schema.ModifyTable)
		return ok && sameTable(modify.T, t)
	})
}
