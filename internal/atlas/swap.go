package atlas

import (
	"context"
	"slices"
	"strings"

	"ariga.io/atlas/sql/schema"

	"github.com/drey-db/drey/internal/sqltext"
)

// retired is what an enum is called from when another takes its place until nothing is of it.
func retired(name string) string {
	const most = 63
	name = "drey_old_" + name
	return name[:min(len(name), most)]
}

// swap has a new type take the place of an enum, with its grants, comment and owner. A row with a value that is no more has the conversion of its column fail.
func (m *move) swap(ctx context.Context, from, to *schema.EnumType) error {
	name, old := m.typeName(from), retired(from.T)
	values := make([]string, len(to.Values))
	for i, v := range to.Values {
		values[i] = sqltext.Literal(v)
	}
	keep, giveBack := keepingType(name)
	m.before = append(m.before, keep, "ALTER TYPE "+name+" RENAME TO "+identifier(old), "CREATE TYPE "+name+" AS ENUM ("+strings.Join(values, ", ")+")", giveBack)
	uses := m.usesOf(from)
	for _, r := range m.made {
		if slices.ContainsFunc(uses, func(u use) bool { return sameTable(u.table, r.table) }) {
			m.dropFirst(r)
		}
	}
	list, err := m.swapped(ctx, uses, from, to)
	if err != nil {
		return err
	}
	m.retypeAll(list, from, to)
	m.end = append(m.end, "DROP TYPE "+qualified(m.d.called(from.Schema, old)))
	return nil
}

// swapped is a column that gets the new type: by itself or, where it is inherited, with the column that it comes from.
type swapped struct {
	table              *schema.Table
	column             string
	list, was, is      string // brackets of a list, and the defaults before and behind
	inherited, foreign bool   // foreign is a column of a foreign table
}

// swapped are the columns that get the new type: those that the plan knows as it leaves them, and all others of the database.
func (m *move) swapped(ctx context.Context, uses []use, from, to *schema.EnumType) (list []swapped, err error) {
	found, err := m.columnsOf(ctx, from)
	if err != nil {
		return nil, err
	}
	for _, u := range uses {
		if c, ok := m.swapColumn(u, to); ok {
			c.inherited = slices.ContainsFunc(found, func(f swapped) bool { return f.inherited && f.column == c.column && sameTable(f.table, u.table) })
			list = append(list, c)
		}
	}
	for _, c := range found {
		if !m.knows(c) {
			list = append(list, c)
		}
	}
	return list, nil
}

// knows reports whether a column of the database is one of the state that is left, or is made by the plan.
func (m *move) knows(c swapped) bool {
	if t := tableLike(m.from, c.table); t != nil {
		if _, there := t.Column(c.column); there {
			return true
		}
	}
	return slices.ContainsFunc(m.changes, func(change schema.Change) bool {
		switch change := change.(type) {
		case *schema.AddTable:
			return sameTable(change.T, c.table)
		case *schema.ModifyTable:
			return sameTable(change.T, c.table) && slices.ContainsFunc(change.Changes, func(inner schema.Change) bool {
				add, ok := inner.(*schema.AddColumn)
				return ok && add.C.Name == c.column
			})
		}
		return false
	})
}

// retypeAll has columns be of the new type. A type reaches the columns that inherit it, whose defaults must not stand in the way; each has its own
// again behind. Where a foreign table has one, which takes no USING, a cast converts them all.
func (m *move) retypeAll(list []swapped, from, to *schema.EnumType) {
	alter := func(table string, c swapped, what string) {
		m.before = append(m.before, "ALTER TABLE "+table+" ALTER COLUMN "+identifier(c.column)+" "+what)
	}
	for _, c := range list {
		if c.was != "" {
			alter("ONLY "+m.name(c.table), c, "DROP DEFAULT")
		}
	}
	cast := "CAST (" + qualified(m.d.called(from.Schema, retired(from.T))) + " AS " + m.typeName(to) + ")"
	foreign := slices.ContainsFunc(list, func(c swapped) bool { return c.foreign })
	if foreign {
		m.before = append(m.before, "CREATE "+cast+" WITH INOUT AS ASSIGNMENT")
	}
	for _, c := range list {
		is, using := m.typeName(to)+c.list, ""
		if !foreign {
			using = " USING " + identifier(c.column) + "::text" + c.list + "::" + is
		}
		if !c.inherited {
			alter(m.name(c.table), c, "TYPE "+is+using)
		}
	}
	if foreign {
		m.before = append(m.before, "DROP "+cast)
	}
	for _, c := range list {
		if c.was != "" && c.is != "" {
			alter("ONLY "+m.name(c.table), c, "SET DEFAULT "+c.is)
		}
	}
}

// swapColumn is a column that is to be of the new type, unless it goes, or gets another type anyway.
func (m *move) swapColumn(u use, to *schema.EnumType) (swapped, bool) {
	table, c := m.afterwards(u)
	if c == nil || m.remakes(table, c.Name) {
		return swapped{}, false
	}
	m.takeOut(u.table, table, c.Name)
	if e, ok := enumOf(c.Type.Type); !ok || !sameEnum(e, to) || brackets(c.Type.Type) != brackets(u.column.Type.Type) {
		return swapped{}, false
	}
	found := swapped{table: table, column: c.Name, list: brackets(c.Type.Type)}
	if u.column.Default != nil {
		found.was, found.is = "DEFAULT", m.defaultText(c)
	}
	return found, true
}

// afterwards is a column as it is to be; as it is where nothing changes it, and nil where it goes.
func (m *move) afterwards(u use) (*schema.Table, *schema.Column) {
	table := tableLike(m.to, u.table)
	if table == nil && !m.dropsTable(u.table) {
		return u.table, u.column
	}
	if table == nil {
		return nil, nil
	}
	if c, stays := table.Column(u.column.Name); stays {
		return table, c
	}
	if slices.ContainsFunc(m.modify(table).Changes, func(c schema.Change) bool { d, ok := c.(*schema.DropColumn); return ok && d.C.Name == u.column.Name }) {
		return nil, nil
	}
	return table, u.column
}

// dropFirst drops a generated column that is made anew before the columns that it is made of get another type.
func (m *move) dropFirst(r remade) {
	was, modify := tableLike(m.from, r.table), m.modify(r.table)
	drop := slices.IndexFunc(modify.Changes, func(c schema.Change) bool { d, ok := c.(*schema.DropColumn); return ok && d.C == r.from })
	if drop < 0 {
		return
	}
	modify.Changes = slices.Delete(modify.Changes, drop, drop+1)
	m.takeOut(was, r.table, r.from.Name)
	for _, i := range was.Indexes {
		if indexMentions(i, r.from.Name) {
			m.withoutDrop(r.table, i.Name)
		}
	}
	m.before = append(m.before, m.alterTable(r.table)+" DROP COLUMN "+identifier(r.from.Name))
}

// columnsOfEnum asks for the columns of an enum, $1, in all tables of the database.
const columnsOfEnum = `
SELECT n.nspname, c.relname, a.attname, CASE WHEN a.atttypid = t.oid THEN '' ELSE '[]' END, a.attinhcount > 0, c.relkind = 'f',
	CASE WHEN a.attgenerated = '' THEN coalesce(pg_get_expr(d.adbin, d.adrelid), '') ELSE '' END
FROM pg_catalog.pg_type t JOIN pg_catalog.pg_attribute a ON a.atttypid IN (t.oid, t.typarray) AND NOT a.attisdropped
JOIN pg_catalog.pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p', 'f') JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE t.oid = to_regtype($1) ORDER BY 1, 2, 3`

// columnsOf are the columns of an enum in the database.
func (m *move) columnsOf(ctx context.Context, e *schema.EnumType) (list []swapped, err error) {
	err = eachRow(ctx, m.d.db, columnsOfEnum, func(scan func(...any) error) error {
		var in, table string
		var c swapped
		if err := scan(&in, &table, &c.column, &c.list, &c.inherited, &c.foreign, &c.was); err != nil {
			return err
		}
		c.table, c.is = schema.NewTable(table).SetSchema(schema.New(in)), c.was
		list = append(list, c)
		return nil
	}, m.typeName(e))
	return list, err
}
