package atlas

import (
	"context"
	"fmt"
	"slices"

	"ariga.io/atlas/sql/schema"
)

// Hint says that a table or a column was called otherwise: "heroes" and "champions", "heroes.name" and "heroes.title".
type Hint struct {
	Old, New string
	Tagged   bool // it stands in the models for good, and a table that is not there yet is not its fault
}

// renaming is one rename of a database, with the statements there and back.
type renaming struct {
	change   Change
	passing  bool   // to a name that is another again behind the renames
	from, to string // of a table
	up, down []string
}

// renamings finds what hints still rename.
type renamings struct {
	d     *Database
	model Model
	names map[string][]string // columns by table, as they are after what was found so far
	moved map[string]string   // old names of tables by the new ones
	found []renaming

	ancestors map[string][]string // the tables that tables inherit, by their old names
}

// renameFirst renames what hints say, in the database, and returns what was done. Renames come before everything else, so that
// the rest is compared, and planned, under the new names.
func (d *Database) renameFirst(ctx context.Context, m Model, hints []Hint, declared []Declared) ([]renaming, error) {
	if len(hints) == 0 {
		return nil, nil
	}
	wide, err := d.withOldSchemas(ctx, m, hints)
	if err != nil {
		return nil, err
	}
	r, err := d.inspect(ctx, wide)
	if err != nil {
		return nil, err
	}
	ancestors, err := d.ancestors(ctx)
	if err != nil {
		return nil, err
	}
	todo := renamings{d: d, model: m, names: map[string][]string{}, moved: map[string]string{}, ancestors: ancestors}
	for _, s := range r.Schemas {
		for _, t := range s.Tables {
			todo.names[d.called(s, t.Name)] = columnNames(t.Columns)
		}
	}
	if err := todo.all(hints); err != nil {
		return nil, err
	}
	for i := range todo.found {
		one := &todo.found[i]
		if one.to != "" {
			if err := d.relocate(ctx, one); err != nil {
				return nil, err
			}
		}
		err := d.attempt(ctx, one.up)
		if err != nil && broken.MatchString(err.Error()) {
			err = d.setAside(ctx, one, declared, err)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", one.change.Name, err)
		}
	}
	return todo.found, d.carryNames(ctx, m, todo.found)
}

// withOldSchemas returns m with the schemas that tables leave, of which it may have no other table.
func (d *Database) withOldSchemas(ctx context.Context, m Model, hints []Hint) (Model, error) {
	m.Tables, m.Within = slices.Clip(m.Tables), false
	for _, h := range hints {
		name, table := split(h.Old)
		if !d.schemas || name == "" || !m.hasTable(h.New) {
			continue
		}
		var there bool
		if err := d.db.QueryRowContext(ctx, "SELECT EXISTS (SELECT FROM pg_catalog.pg_namespace WHERE nspname = $1)", name).Scan(&there); err != nil {
			return m, err
		}
		if there {
			m.Tables = append(m.Tables, Table{Schema: name, Name: table})
		}
	}
	return m, nil
}

// called is a table's name with its schema, where that is not the current one.
func (d *Database) called(s *schema.Schema, table string) string {
	if s == nil || s.Name == d.current {
		return table
	}
	return s.Name + "." + table
}

// all goes through the hints, tables before columns. One whose new name is still taken waits for the one that frees it.
func (r *renamings) all(hints []Hint) error {
	tables, columns, err := r.sorted(hints)
	if err != nil {
		return err
	}
	tables, err = r.around(tables, tables, tableRound{r})
	if err != nil {
		return err
	}
	if err := r.inTurn(tables, r.table); err != nil {
		return err
	}
	columns, err = r.around(columns, r.inTables(columns), columnRound{r})
	if err != nil {
		return err
	}
	return r.inTurn(columns, r.column)
}

// sorted tells hints of tables from hints of columns: the new name stands in the models.
func (r *renamings) sorted(hints []Hint) (tables, columns []Hint, err error) {
	for _, h := range r.followed(hints) {
		isTable, isColumn := r.model.hasTable(h.New), r.model.hasColumn(split(h.New))
		switch {
		case h.Old == "" || h.New == "" || h.Old == h.New:
			return nil, nil, fmt.Errorf("rename of %q to %q: give two names, the old and the new", h.Old, h.New)
		case isTable && isColumn:
			return nil, nil, fmt.Errorf("rename of %s to %s: %s is a table and a column: name the column with the schema of its table", h.Old, h.New, h.New)
		case isTable:
			tables = append(tables, h)
		case isColumn:
			columns = append(columns, h)
		default:
			return nil, nil, fmt.Errorf("rename of %s to %s: the models have no table and no column %s: correct the name; "+
				"a column of a table that is renamed as well follows that rename", h.Old, h.New, h.New)
		}
	}
	for i, h := range tables {
		if slices.ContainsFunc(tables[:i], func(o Hint) bool { return o.New == h.New || o.Old == h.Old }) {
			return nil, nil, fmt.Errorf("rename of %s to %s: another rename says otherwise: keep one", h.Old, h.New)
		}
		r.moved[h.New] = h.Old
	}
	return tables, columns, nil
}

// followed are hints in which a column whose new name stands in the old name of a table that is renamed as well stands in the new one.
func (r *renamings) followed(hints []Hint) []Hint {
	list := slices.Clone(hints)
	for i, h := range list {
		table, column := split(h.New)
		for _, other := range hints {
			if other.Old == table && r.model.hasTable(other.New) && !r.model.hasTable(h.New) && !r.model.hasColumn(table, column) {
				list[i].New = joined(other.New, column)
			}
		}
	}
	return list
}

func (m Model) hasColumn(table, column string) bool {
	return slices.ContainsFunc(m.Tables, func(t Table) bool {
		return t.Qualified() == table && slices.ContainsFunc(t.Columns, func(c Column) bool { return c.Name == column })
	})
}

// table applies the hint of a table. It waits while both names are there; when it is the last, that is a mistake.
func (r *renamings) table(h Hint, last bool) (done bool, err error) {
	_, isOld := r.names[h.Old]
	_, isNew := r.names[h.New]
	switch {
	case isNew && !isOld:
		return true, nil
	case isNew:
		return false, both(h, "tables", last)
	case !isOld:
		return true, fmt.Errorf("rename of %s to %s: the database has neither of these tables: correct the names, or leave the rename out", h.Old, h.New)
	}
	r.renameTable(h.Old, h.New, h.Old)
	return true, nil
}

// renameTable renames a table whose name was another before all renames.
func (r *renamings) renameTable(old, now, before string) {
	r.names[now] = r.names[old]
	delete(r.names, old)
	one := renaming{from: old, to: now, change: Change{Kind: "RenameTable", From: before, To: now}}
	one.change.Schema, one.change.Table = split(now)
	one.change.Name = one.change.Table
	r.found = append(r.found, one)
}

func both(h Hint, what string, last bool) error {
	if !last {
		return nil
	}
	return fmt.Errorf("rename of %s to %s: the database has both %s, and nobody can say which one holds the rows: "+
		"where %s is in the way, rename it to a third name first, in a step of its own; else move the rows yourself, and leave the rename out", h.Old, h.New, what, h.New)
}

// column applies the hint of a column, whose table may be called by its old name or by its new one.
func (r *renamings) column(h Hint, last bool) (done bool, err error) {
	oldTable, old := split(h.Old)
	table, column := split(h.New)
	if oldTable != table && oldTable != r.moved[table] {
		return true, fmt.Errorf("rename of %s to %s: a column stays in its table: give that another name first, by a rename of its own", h.Old, h.New)
	}
	names, there := r.names[table]
	if !there {
		if h.Tagged {
			return true, nil
		}
		return true, fmt.Errorf("rename of %s to %s: the database has no table %s: correct the name", h.Old, h.New, table)
	}
	isOld, isNew := slices.Contains(names, old), slices.Contains(names, column)
	switch {
	case isNew && (!isOld || last && h.Tagged && r.model.hasColumn(table, old)):
		return true, nil
	case isNew:
		return false, both(h, "columns", last)
	case !isOld:
		return true, fmt.Errorf("rename of %s to %s: table %s has neither column: correct the names, or leave the rename out", h.Old, h.New, table)
	}
	if parent := r.inheritedFrom(table, old); parent != "" {
		if !last {
			return false, nil
		}
		return true, fmt.Errorf("rename of %s to %s: %s inherits its column from %s: rename it there, and in the model of %s", h.Old, h.New, table, parent, table)
	}
	r.renameColumn(table, old, column, old)
	return true, nil
}

// renameColumn renames a column whose name was another before all renames.
func (r *renamings) renameColumn(table, old, column, before string) {
	for name := range r.names {
		if name == table || slices.Contains(r.inherits(name), table) {
			r.names[name] = append(slices.DeleteFunc(slices.Clone(r.names[name]), func(n string) bool { return n == old }), column)
		}
	}
	one := renaming{up: []string{r.d.renameColumn(table, old, column)}, down: []string{r.d.renameColumn(table, column, old)}}
	one.change = Change{Kind: "RenameColumn", Name: column, From: before, To: column}
	one.change.Schema, one.change.Table = split(table)
	r.found = append(r.found, one)
}

func (d *Database) renameColumn(table, old, name string) string {
	return "ALTER TABLE " + qualified(table) + " RENAME COLUMN " + identifier(old) + " TO " + identifier(name)
}
