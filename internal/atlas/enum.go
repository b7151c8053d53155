package atlas

import (
	"context"
	"slices"
	"strings"

	"ariga.io/atlas/sql/postgres"
	"ariga.io/atlas/sql/schema"
)

// enums plans the changes of enums. Values are added to a type; for anything else a new type takes the place of the old one, since
// PostgreSQL neither drops values nor moves them.
func (m *move) enums(ctx context.Context) error {
	var left []schema.Change
	var swaps []*schema.ModifyObject
	for _, c := range m.changes {
		modify, ok := c.(*schema.ModifyObject)
		if !ok {
			left = append(left, c)
			continue
		}
		from, one := modify.From.(*schema.EnumType)
		to, other := modify.To.(*schema.EnumType)
		switch {
		case !one || !other:
			left = append(left, c)
		case m.onlyAdds(modify):
			m.addValues(from, to)
		default:
			swaps = append(swaps, modify)
		}
	}
	m.changes = left
	for _, c := range swaps {
		if err := m.swap(ctx, c.From.(*schema.EnumType), c.To.(*schema.EnumType)); err != nil {
			return err
		}
	}
	return nil
}

// use is a column of an enum or of a list of one.
type use struct {
	table  *schema.Table
	column *schema.Column
}

// enumOf is the enum that a type is, or is a list of.
func enumOf(t schema.Type) (*schema.EnumType, bool) {
	if list, ok := t.(*postgres.ArrayType); ok {
		t = list.Type
	}
	e, ok := t.(*schema.EnumType)
	return e, ok
}

// usesOf are the columns of an enum in the state that is left.
func (m *move) usesOf(e *schema.EnumType) (list []use) {
	for _, s := range m.from.Schemas {
		for _, t := range s.Tables {
			for _, c := range t.Columns {
				if own, ok := enumOf(c.Type.Type); ok && sameEnum(own, e) {
					list = append(list, use{t, c})
				}
			}
		}
	}
	return list
}

func sameEnum(a, b *schema.EnumType) bool {
	return a.T == b.T && (a.Schema == nil || b.Schema == nil || a.Schema.Name == b.Schema.Name)
}

// onlyAdds reports whether an enum gets new values and no more, none of which the plan uses: a value cannot be used in the transaction
// that adds it.
func (m *move) onlyAdds(c *schema.ModifyObject) bool {
	was, is := c.From.(*schema.EnumType).Values, c.To.(*schema.EnumType).Values
	at := 0
	for _, v := range is {
		switch {
		case at < len(was) && was[at] == v:
			at++
		case slices.Contains(was, v) || m.says(quoteText(v)):
			return false
		}
	}
	return at == len(was)
}

// says reports whether a text stands in a definition of the state that is reached.
func (m *move) says(text string) bool {
	for _, s := range m.to.Schemas {
		for _, t := range s.Tables {
			if tableSays(t, text) || slices.ContainsFunc(t.Columns, func(c *schema.Column) bool {
				return strings.Contains(m.defaultText(c)+generatedBy(c), text)
			}) {
				return true
			}
		}
	}
	return slices.ContainsFunc(m.texts, func(s string) bool { return strings.Contains(s, text) })
}

func tableSays(t *schema.Table, text string) bool {
	for _, c := range t.Checks() {
		if strings.Contains(c.Expr, text) {
			return true
		}
	}
	for _, i := range t.Indexes {
		for _, a := range i.Attrs {
			if p, ok := a.(*postgres.IndexPredicate); ok && strings.Contains(p.P, text) {
				return true
			}
		}
		for _, p := range i.Parts {
			if x, ok := schema.UnderlyingExpr(p.X).(*schema.RawExpr); ok && strings.Contains(x.X, text) {
				return true
			}
		}
	}
	return false
}

// addValues adds the new values of an enum, each behind the one before it.
func (m *move) addValues(from, to *schema.EnumType) {
	for i, v := range to.Values {
		if slices.Contains(from.Values, v) {
			continue
		}
		text := "ALTER TYPE " + m.typeName(from) + " ADD VALUE " + quoteText(v)
		switch {
		case i > 0:
			text += " AFTER " + quoteText(to.Values[i-1])
		case len(from.Values) > 0:
			text += " BEFORE " + quoteText(from.Values[0])
		}
		m.before = append(m.before, text)
	}
}

// retired is what an enum is called from when another takes its place until nothing is of it.
func retired(name string) string {
	const most = 63
	name = "drey_old_" + name
	return name[:min(len(name), most)]
}

// swap has a new type take the place of an enum. A row with a value that is no more has the conversion of its column fail.
func (m *move) swap(ctx context.Context, from, to *schema.EnumType) error {
	name, old := m.typeName(from), retired(from.T)
	values := make([]string, len(to.Values))
	for i, v := range to.Values {
		values[i] = quoteText(v)
	}
	m.before = append(m.before, "ALTER TYPE "+name+" RENAME TO "+identifier(old), "CREATE TYPE "+name+" AS ENUM ("+strings.Join(values, ", ")+")")
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

// takeOut drops the checks and indexes whose expressions compare a column with values of a type that goes, and adds those that stay
// again behind.
func (m *move) takeOut(was, to *schema.Table, column string) {
	for _, c := range was.Checks() {
		if !mentions(c.Expr, column) {
			continue
		}
		m.before = append(m.before, m.alterTable(to)+" DROP CONSTRAINT "+identifier(c.Name))
		m.withoutDrop(to, c.Name)
		for _, own := range to.Checks() {
			if own.Name == c.Name && !changesNamed(m.modify(to), c.Name) {
				m.modify(to).Changes = append(m.modify(to).Changes, &schema.AddCheck{C: own})
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
