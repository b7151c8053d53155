package atlas

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"ariga.io/atlas/sql/schema"
)

// ancestorsOfPostgres asks for the tables that inherit others, with each of these. Partitions are no tables of models.
const ancestorsOfPostgres = `
WITH RECURSIVE ancestors AS (
	SELECT i.inhrelid AS child, i.inhparent AS parent FROM pg_catalog.pg_inherits i JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid
	WHERE c.relkind = 'r' AND NOT c.relispartition
	UNION SELECT a.child, i.inhparent FROM ancestors a JOIN pg_catalog.pg_inherits i ON i.inhrelid = a.parent
)
SELECT cn.nspname, c.relname, pn.nspname, p.relname FROM ancestors a
JOIN pg_catalog.pg_class c ON c.oid = a.child JOIN pg_catalog.pg_namespace cn ON cn.oid = c.relnamespace
JOIN pg_catalog.pg_class p ON p.oid = a.parent JOIN pg_catalog.pg_namespace pn ON pn.oid = p.relnamespace ORDER BY 1, 2, 3, 4`

// ancestors are the tables that tables inherit, by the names of these.
func (d *Database) ancestors(ctx context.Context) (map[string][]string, error) {
	found := map[string][]string{}
	if !d.schemas {
		return found, nil
	}
	err := eachRow(ctx, d.db, ancestorsOfPostgres, func(scan func(...any) error) error {
		var in, child, of, parent string
		err := scan(&in, &child, &of, &parent)
		found[d.unqualified(in, child)] = append(found[d.unqualified(in, child)], d.unqualified(of, parent))
		return err
	})
	return found, err
}

// ownOfPostgres asks for the columns and checks that tables which inherit others have by themselves, be they inherited as well.
const ownOfPostgres = `
SELECT n.nspname, c.relname, o.name FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace, LATERAL (
	SELECT 'column ' || attname FROM pg_catalog.pg_attribute WHERE attrelid = c.oid AND attnum > 0 AND attislocal
	UNION ALL SELECT 'check ' || conname FROM pg_catalog.pg_constraint WHERE conrelid = c.oid AND contype = 'c' AND conislocal) AS o (name)
WHERE c.relkind = 'r' AND EXISTS (SELECT 1 FROM pg_catalog.pg_inherits i WHERE i.inhrelid = c.oid)`

// ownOfHeirs are the columns and checks, "table.column name" and "table.check name", that tables which inherit others have by themselves.
func (d *Database) ownOfHeirs(ctx context.Context) (map[string]bool, error) {
	found := map[string]bool{}
	err := eachRow(ctx, d.db, ownOfPostgres, func(scan func(...any) error) error {
		var in, table, name string
		err := scan(&in, &table, &name)
		found[d.unqualified(in, table)+"."+name] = true
		return err
	})
	return found, err
}

// inherits are the tables that a table inherits, all by the names that they have after what was found so far.
func (r *renamings) inherits(table string) (parents []string) {
	before := func(name string) string { return cmp.Or(r.moved[name], name) }
	for name := range r.names {
		if slices.Contains(r.ancestors[before(table)], before(name)) {
			parents = append(parents, name)
		}
	}
	return parents
}

// inheritedFrom is a table from which another one has a column; "" where that is its own.
func (r *renamings) inheritedFrom(table, column string) string {
	for _, parent := range r.inherits(table) {
		if slices.Contains(r.names[parent], column) {
			return parent
		}
	}
	return ""
}

// inherit takes out of the changes of tables what comes to their columns and checks with the same change of a table that they inherit. What is left
// follows what it would be overwritten by.
func (m *move) inherit() {
	passing := map[string]map[string]schema.Change{} // what happens to columns and checks, by table
	for _, c := range m.changes {
		if modify, ok := c.(*schema.ModifyTable); ok {
			list := map[string]schema.Change{}
			for _, inner := range modify.Changes {
				list[passedOn(inner)] = inner
			}
			passing[m.d.called(modify.T.Schema, modify.T.Name)] = list
		}
	}
	m.changes = slices.DeleteFunc(slices.Clone(m.changes), func(c schema.Change) bool {
		modify, ok := c.(*schema.ModifyTable)
		if !ok || len(modify.Changes) == 0 {
			return false
		}
		var left []schema.Change
		for _, inner := range modify.Changes {
			var come []schema.Change
			for _, parent := range m.ancestorsOf(modify.T) {
				if same, ok := passing[parent][passedOn(inner)]; ok && passedOn(inner) != "" {
					come = append(come, same)
				}
			}
			if rest := m.besides(modify.T, inner, come); rest != nil {
				left = append(left, rest)
			}
		}
		modify.Changes = left
		return len(modify.Changes) == 0
	})
	slices.SortStableFunc(m.changes, func(a, b schema.Change) int { return m.generation(a) - m.generation(b) })
	m.dropOwnChecks()
}

// dropOwnChecks drops checks that tables have both by themselves and by inheritance before all else, each behind those that it comes from: types may
// change that they compare.
func (m *move) dropOwnChecks() {
	own := map[string]bool{}
	m.takeDrops(func(t *schema.Table, c *schema.Check) bool {
		own[c.Expr] = own[c.Expr] || m.hasOwn(t, "check "+c.Name)
		return false
	})
	m.takeDrops(func(t *schema.Table, c *schema.Check) bool {
		if own[c.Expr] {
			m.before = append(m.before, m.alterTable(t)+" DROP CONSTRAINT "+identifier(c.Name))
		}
		return own[c.Expr]
	})
}

// takeDrops takes those drops of checks out of the changes of which taken reports so.
func (m *move) takeDrops(taken func(t *schema.Table, c *schema.Check) bool) {
	for _, c := range m.changes {
		if modify, ok := c.(*schema.ModifyTable); ok {
			modify.Changes = slices.DeleteFunc(slices.Clone(modify.Changes), func(inner schema.Change) bool {
				drop, ok := inner.(*schema.DropCheck)
				return ok && taken(modify.T, drop.C)
			})
		}
	}
}

// besides is what is left of a change of a table beside those that come to it; nil where that is nothing.
func (m *move) besides(t *schema.Table, c schema.Change, come []schema.Change) schema.Change {
	if len(come) == 0 {
		return c
	}
	switch own := c.(type) {
	case *schema.AddCheck:
		if m.hasOwn(t, "check "+own.C.Name) {
			return c
		}
	case *schema.DropCheck:
		if m.hasOwn(t, "check "+own.C.Name) {
			return c
		}
	case *schema.DropColumn:
		if m.hasOwn(t, "column "+own.C.Name) {
			return c
		}
	case *schema.AddColumn:
		return m.besidesColumn(own.C, come)
	case *schema.ModifyColumn:
		if own.Change &^= schema.ChangeType; own.Change != schema.NoChange {
			return c
		}
	}
	return nil
}

// besidesColumn is what is left to change of a column that comes to a table; nil where that is nothing.
func (m *move) besidesColumn(c *schema.Column, come []schema.Change) schema.Change {
	rest := &schema.ModifyColumn{To: c}
	for _, other := range come {
		rest.From = other.(*schema.AddColumn).C
		if m.defaultText(rest.From) != m.defaultText(c) {
			rest.Change |= schema.ChangeDefault
		}
		if rest.From.Type.Null != c.Type.Null {
			rest.Change |= schema.ChangeNull
		}
	}
	if commentOf(c.Attrs) != "" {
		rest.Change |= schema.ChangeComment
	}
	if rest.Change == schema.NoChange {
		return nil
	}
	return rest
}

// ancestorsOf are the tables that a table inherits, and those that these do.
func (m *move) ancestorsOf(t *schema.Table) []string {
	return m.ancestors[m.d.called(t.Schema, t.Name)]
}

// generation is higher for a change of a table than for those of all tables that it inherits.
func (m *move) generation(c schema.Change) int {
	if modify, ok := c.(*schema.ModifyTable); ok {
		return len(m.ancestorsOf(modify.T))
	}
	return 0
}

// heirs are the tables of the state that is left which inherit a column.
func (m *move) heirs(t *schema.Table, column string) (list []use) {
	called := m.d.called(t.Schema, t.Name)
	for _, s := range m.from.Schemas {
		for _, own := range s.Tables {
			if c, there := own.Column(column); there && slices.Contains(m.ancestorsOf(own), called) {
				list = append(list, use{own, c})
			}
		}
	}
	return list
}

// passDefault has the columns that inherit this one get again the defaults that its own overwrites.
func (a *alteration) passDefault() {
	for _, heir := range a.heirs(a.table, a.from.Name) {
		table, own := a.afterwards(heir)
		if own == nil || a.defaultText(own) == a.defaultText(a.to) || a.changesDefault(table, own) {
			continue
		}
		a.behind = append(a.behind, "ALTER TABLE ONLY "+a.name(table)+" ALTER COLUMN "+identifier(own.Name)+" "+a.settingDefault(own))
	}
}

// changesDefault reports whether the default of a column is planned by itself.
func (m *move) changesDefault(t *schema.Table, column *schema.Column) bool {
	return slices.ContainsFunc(m.changes, func(c schema.Change) bool {
		modify, ok := c.(*schema.ModifyTable)
		return ok && sameTable(modify.T, t) && slices.ContainsFunc(modify.Changes, func(inner schema.Change) bool {
			own, ok := inner.(*schema.ModifyColumn)
			return ok && own.To.Name == column.Name && own.Change.Is(schema.ChangeDefault)
		})
	})
}

// passedOn says what a change does to a column or check that a table which inherits it neither needs nor may do again; "" where there is no such thing.
func passedOn(c schema.Change) string {
	switch c := c.(type) {
	case *schema.AddColumn:
		return "add column " + c.C.Name
	case *schema.DropColumn:
		return "drop column " + c.C.Name
	case *schema.AddCheck:
		return "add check " + c.C.Expr
	case *schema.DropCheck:
		return "drop check " + c.C.Expr
	case *schema.ModifyColumn:
		if c.Change.Is(schema.ChangeType) {
			return "type " + c.To.Name
		}
	}
	return ""
}

// hasOwn reports whether a table that inherits others has a "column name", or a "check name", by itself.
func (m *move) hasOwn(t *schema.Table, what string) bool {
	return m.ownOfHeirs[m.d.called(t.Schema, t.Name)+"."+what]
}

// inheritsCheck reports whether a check of a table goes, and comes, with one of a table that it inherits.
func (m *move) inheritsCheck(t *schema.Table, c *schema.Check) bool {
	if m.hasOwn(t, "check "+c.Name) {
		return false
	}
	for _, s := range m.from.Schemas {
		for _, parent := range s.Tables {
			if slices.Contains(m.ancestorsOf(t), m.d.called(parent.Schema, parent.Name)) && slices.ContainsFunc(parent.Checks(), func(p *schema.Check) bool { return p.Expr == c.Expr }) {
				return true
			}
		}
	}
	return false
}

// stillDiffers says that a change is left behind a plan, and why where the table inherits another.
func (p *planning) stillDiffers(ctx context.Context, c Change) error {
	ancestors, err := p.d.ancestors(ctx)
	if err != nil {
		return err
	}
	next := "change it by hand, and plan the rest"
	if parents := ancestors[joined(c.Schema, c.Table)]; len(parents) > 0 {
		next = fmt.Sprintf("%s inherits %s, and with it what happens to its columns: have both models say the same", c.Table, strings.Join(parents, " and "))
	}
	return &Unplannable{Object: strings.Trim(joined(c.Schema, c.Table)+"."+c.Name, "."), Reason: fmt.Sprintf(
		"%s would still differ after the plan: %s: %s", c.Kind, strings.TrimPrefix(strings.TrimSuffix(c.From+" -> "+c.To, " -> "), " -> "), next)}
}
