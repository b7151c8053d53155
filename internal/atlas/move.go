package atlas

import (
	"context"
	"slices"

	"ariga.io/atlas/sql/schema"
)

// move plans what takes PostgreSQL from one state to another. Atlas plans what it plans well; the rest is taken out of its changes and
// written here, before them, behind them, and behind the foreign keys, which come last.
type move struct {
	d          *Database
	from, to   *schema.Realm
	was, own   Model // that from and to are made of
	using      *conversions
	fill       map[string]string   // see Options
	back       bool                // to what was before
	adding     bool                // see planning
	ancestors  map[string][]string // the tables that tables inherit
	ownOfHeirs map[string]bool     // the columns and checks that tables which inherit others have by themselves
	made       []remade            // generated columns that are made anew
	touched    map[string][]string // columns that change, or whose keys go, by table
	disturbed  map[string][]string // columns that change so that what uses them stands in the way, by table; "*" is a table that goes
	texts      []string            // of objects that are made behind the tables
	verbatims  []verbatim          // of the database
	anew       []string            // what is dropped and made again though nothing changes in it, by table and name

	changes []schema.Change // that atlas plans
	keys    []schema.Change // foreign keys, which it plans last

	drops, before, filling, behind, end []string
}

// prepare finds what is in the way of what.
func (m *move) prepare() {
	m.nameKeys()
	m.splitChecks()
	m.touch()
	m.inherit()
	m.remake()
	m.orderGenerated()
	m.restoreValues()
	m.fillValues()
}

// statements are what takes the database there.
func (m *move) statements(ctx context.Context) ([]string, error) {
	for _, step := range []func(context.Context) error{m.enums, m.foreignKeys, m.columns} {
		if err := step(ctx); err != nil {
			return nil, err
		}
	}
	m.makeVerbatim()
	keep, give, err := m.keepingMade(ctx)
	if err != nil {
		return nil, err
	}
	var gone, changes []schema.Change
	for _, c := range m.changes { // tables go first, for their names and those of their indexes may be taken anew
		if _, drops := c.(*schema.DropTable); drops {
			gone = append(gone, c)
		} else {
			changes = append(changes, c)
		}
	}
	first, err := m.d.planned(gone, m.own, m.d.current, m.from, m.to)
	if err != nil {
		return nil, err
	}
	main, err := m.d.planned(changes, m.own, m.d.current)
	if err != nil {
		return nil, err
	}
	keys, err := m.d.planned(m.keys, m.own, m.d.current)
	if err != nil {
		return nil, err
	}
	return slices.Concat(keep, m.drops, first, m.before, main, m.filling, m.behind, keys, m.end, give), nil
}

// touch finds the columns that get another type, those that go, and those of keys that go: what depends on them stands in the way.
func (m *move) touch() {
	m.touched, m.disturbed = map[string][]string{}, map[string][]string{}
	for _, c := range m.changes {
		switch c := c.(type) {
		case *schema.DropTable:
			m.disturb(c.T, "*")
		case *schema.ModifyTable:
			for _, inner := range c.Changes {
				if name := changesValues(inner); name != "" {
					m.disturb(c.T, name)
				}
				m.touched[m.name(c.T)] = append(m.touched[m.name(c.T)], keyColumns(inner)...)
			}
		case *schema.ModifyObject:
			if e, ok := c.From.(*schema.EnumType); ok && !m.onlyAdds(c) {
				for _, u := range m.usesOf(e) {
					m.disturb(u.table, u.column.Name)
				}
			}
		}
	}
}

func (m *move) disturb(t *schema.Table, column string) {
	m.touched[m.name(t)] = append(m.touched[m.name(t)], column)
	called := m.d.called(t.Schema, t.Name)
	m.disturbed[called] = append(m.disturbed[called], column)
}

// changesValues is the column that a change gives another type, or drops.
func changesValues(c schema.Change) string {
	switch c := c.(type) {
	case *schema.ModifyColumn:
		if c.Change.Is(schema.ChangeType) {
			return c.To.Name
		}
	case *schema.DropColumn:
		return c.C.Name
	}
	return ""
}

// splitChecks has a check that changes be dropped, which atlas does first, and added.
func (m *move) splitChecks() {
	for _, c := range m.changes {
		modify, ok := c.(*schema.ModifyTable)
		if !ok {
			continue
		}
		var list []schema.Change
		for _, inner := range modify.Changes {
			if check, ok := inner.(*schema.ModifyCheck); ok {
				list = append(list, &schema.DropCheck{C: check.From}, &schema.AddCheck{C: check.To})
				continue
			}
			list = append(list, inner)
		}
		modify.Changes = list
	}
}

// alter is an ALTER TABLE of a column.
func (m *move) alter(t *schema.Table, c *schema.Column, what string) string {
	return m.alterTable(t) + " ALTER COLUMN " + identifier(c.Name) + " " + what
}

func (m *move) alterTable(t *schema.Table) string { return "ALTER TABLE " + m.name(t) }

// name is a table's name as statements write it.
func (m *move) name(t *schema.Table) string { return qualified(m.d.called(t.Schema, t.Name)) }

// eachTable calls f for each table that changes, with the table as it is in from, and replaces its changes by what f returns.
func (m *move) eachTable(f func(was *schema.Table, c *schema.ModifyTable) ([]schema.Change, error)) error {
	var left []schema.Change
	for _, c := range m.changes {
		modify, ok := c.(*schema.ModifyTable)
		if !ok {
			left = append(left, c)
			continue
		}
		inner, err := f(tableLike(m.from, modify.T), modify)
		if err != nil {
			return err
		}
		if len(inner) > 0 {
			left = append(left, &schema.ModifyTable{T: modify.T, Changes: inner})
		}
	}
	m.changes = left
	return nil
}

// modify are the changes of a table, to add to; one is begun where there is none.
func (m *move) modify(t *schema.Table) *schema.ModifyTable {
	for _, c := range m.changes {
		if modify, ok := c.(*schema.ModifyTable); ok && sameTable(modify.T, t) {
			return modify
		}
	}
	modify := &schema.ModifyTable{T: t}
	m.changes = append(m.changes, modify)
	return modify
}

func sameTable(a, b *schema.Table) bool { return a.Name == b.Name && a.Schema.Name == b.Schema.Name }

// tableLike is a realm's table of the same name; nil without one.
func tableLike(r *schema.Realm, t *schema.Table) *schema.Table {
	s, ok := r.Schema(t.Schema.Name)
	if !ok {
		return nil
	}
	own, ok := s.Table(t.Name)
	if !ok {
		return nil
	}
	return own
}

// dropsTable reports whether a table goes.
func (m *move) dropsTable(t *schema.Table) bool {
	return slices.ContainsFunc(m.changes, func(c schema.Change) bool {
		drop, ok := c.(*schema.DropTable)
		return ok && sameTable(drop.T, t)
	})
}

// nameKeys gives primary keys the names by which they are dropped: those of the database, else those of the model.
func (m *move) nameKeys() {
	for _, s := range m.from.Schemas {
		for _, t := range s.Tables {
			own, known := m.was.tableIn(t)
			if t.PrimaryKey != nil && t.PrimaryKey.Name == "" && known && own.Key != nil {
				t.PrimaryKey.Name = own.Key.Name
			}
		}
	}
}
