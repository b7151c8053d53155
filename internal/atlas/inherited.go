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

// inherit takes out of the changes of tables what comes to their columns with the same change of a table that they inherit.
func (m *move) inherit() {
	inherited := map[string][]string{} // what happens to columns, by table
	for _, c := range m.changes {
		if modify, ok := c.(*schema.ModifyTable); ok {
			called := m.d.called(modify.T.Schema, modify.T.Name)
			for _, inner := range modify.Changes {
				inherited[called] = append(inherited[called], passedOn(inner))
			}
		}
	}
	m.changes = slices.DeleteFunc(slices.Clone(m.changes), func(c schema.Change) bool {
		modify, ok := c.(*schema.ModifyTable)
		if !ok || len(modify.Changes) == 0 {
			return false
		}
		modify.Changes = slices.DeleteFunc(slices.Clone(modify.Changes), func(inner schema.Change) bool {
			what := passedOn(inner)
			comes := func(parent string) bool { return slices.Contains(inherited[parent], what) }
			return what != "" && slices.ContainsFunc(m.ancestors[m.d.called(modify.T.Schema, modify.T.Name)], comes) && !keepsMore(inner)
		})
		return len(modify.Changes) == 0
	})
}

// passedOn says what a change does to a column that a table which inherits it neither needs nor may do again; "" where there is no such thing.
func passedOn(c schema.Change) string {
	switch c := c.(type) {
	case *schema.AddColumn:
		return "add " + c.C.Name
	case *schema.DropColumn:
		return "drop " + c.C.Name
	case *schema.ModifyColumn:
		if c.Change.Is(schema.ChangeType) {
			return "type " + c.To.Name
		}
	}
	return ""
}

// keepsMore takes the type out of a change of a column, and reports whether it changes more.
func keepsMore(c schema.Change) bool {
	modify, ok := c.(*schema.ModifyColumn)
	if ok {
		modify.Change &^= schema.ChangeType
	}
	return ok && modify.Change != schema.NoChange
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
