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
	for _, u := range uses {
		m.swapColumn(u, to)
	}
	if err := m.swapElsewhere(ctx, from); err != nil {
		return err
	}
	m.end = append(m.end, "DROP TYPE "+qualified(m.d.called(from.Schema, old)))
	return nil
}

// swapColumn has a column be of the new type, unless it goes, or gets another type anyway.
func (m *move) swapColumn(u use, to *schema.EnumType) {
	table, c := m.afterwards(u)
	if c == nil || m.remakes(table, c.Name) {
		return
	}
	m.takeOut(u.table, table, c.Name)
	if e, ok := enumOf(c.Type.Type); !ok || !sameEnum(e, to) || brackets(c.Type.Type) != brackets(u.column.Type.Type) {
		return
	}
	if u.column.Default != nil {
		m.before = append(m.before, m.alter(table, c, "DROP DEFAULT"))
	}
	m.before = append(m.before, m.alter(table, c, m.retype(c.Name, m.typeName(to), brackets(c.Type.Type))))
	if text := m.defaultText(c); u.column.Default != nil && text != "" {
		m.before = append(m.before, m.alter(table, c, "SET DEFAULT "+text))
	}
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

func (m *move) retype(column, enum, list string) string {
	return "TYPE " + enum + list + " USING " + identifier(column) + "::text" + list + "::" + enum + list
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

// usesElsewhere asks for the columns of an enum, $1, in tables that the plan does not look at.
const usesElsewhere = `
SELECT n.nspname, c.relname, a.attname, a.atttypid <> t.oid, coalesce(pg_get_expr(d.adbin, d.adrelid), '')
FROM pg_catalog.pg_type t JOIN pg_catalog.pg_attribute a ON a.atttypid IN (t.oid, t.typarray) AND NOT a.attisdropped
JOIN pg_catalog.pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p') JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE t.oid = to_regtype($1) ORDER BY 1, 2, 3`

// swapElsewhere has the columns of tables that nobody looks at be of the new type as well.
func (m *move) swapElsewhere(ctx context.Context, e *schema.EnumType) error {
	rows, err := m.d.db.QueryContext(ctx, usesElsewhere, m.typeName(e))
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var in, table, column, standard string
		var many bool
		if err := rows.Scan(&in, &table, &column, &many, &standard); err != nil {
			return err
		}
		t, list := schema.NewTable(table).SetSchema(schema.New(in)), ""
		if many {
			list = "[]"
		}
		c := schema.NewColumn(column)
		if s, ok := m.from.Schema(in); ok {
			if _, known := s.Table(table); known {
				continue
			}
		}
		if standard != "" {
			m.before = append(m.before, m.alter(t, c, "DROP DEFAULT"))
		}
		m.before = append(m.before, m.alter(t, c, m.retype(column, m.typeName(e), list)))
		if standard != "" {
			m.before = append(m.before, m.alter(t, c, "SET DEFAULT "+standard))
		}
	}
	return rows.Err()
}
