package persistence

import (
	"slices"
	"strconv"
	"strings"
	"unsafe"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/mapper"
	"github.com/drey-db/drey/internal/statement"
)

// unnests says whether every column can be a parameter that is an array of values.
func (p *Plan) unnests(columns []*mapper.Column) bool { return unnests(p.options.Dialect, columns) }

func unnests(d statement.Dialect, columns []*mapper.Column) bool {
	return d.Has(statement.ArrayParams) && !slices.ContainsFunc(columns, func(c *mapper.Column) bool {
		name := d.ColumnType(c)
		return name == "" || strings.HasSuffix(name, "]")
	})
}

// arrays are the parameters of a statement on many rows: of each column one array. Inside the statement they are columns
// by number, so that no SQL of a tag can mean one of them by accident.
type arrays struct {
	columns []*mapper.Column // whose values they are
	names   []string         // of the columns that they meet in the table
	args    []any
}

func (a *arrays) add(c *mapper.Column, name string, arg *backends.Column) {
	a.columns, a.names, a.args = append(a.columns, c), append(a.names, name), append(a.args, arg)
}

// addRows adds what stands in structs.
func (a *arrays) addRows(columns []*mapper.Column, rows []unsafe.Pointer) {
	for _, c := range columns {
		a.add(c, c.Name, columnOf(c, rows))
	}
}

func columnOf(c *mapper.Column, rows []unsafe.Pointer) *backends.Column {
	if list, differ := c.Bounds(rows); differ {
		return backends.ColumnOf(list)
	}
	return &backends.Column{Type: c.Type, Offset: c.Offset, Rows: rows}
}

// from writes unnest(..) with its alias.
func (a *arrays) from(t *text) {
	t.WriteString("unnest(")
	t.list(a.columns, func(c *mapper.Column) { t.mark(); t.WriteString("::" + t.dialect.ColumnType(c) + "[]") })
	t.WriteString(") AS " + t.dialect.Identifier("u") + "(")
	t.each(a.names, func(i int) { t.WriteString(a.name(t, i)) })
	t.WriteString(")")
}

func (a *arrays) name(t *text, i int) string {
	return t.dialect.Identifier("drey_" + strconv.Itoa(i+1))
}

// value writes array i of the present row.
func (a *arrays) value(t *text, i int) {
	t.WriteString(t.dialect.Identifier("u") + "." + a.name(t, i))
}

// where writes the comparison of the first n arrays with the table's columns.
func (a *arrays) where(t *text, n int) {
	t.WriteString(" WHERE ")
	for i, name := range a.names[:n] {
		if i > 0 {
			t.WriteString(" AND ")
		}
		t.WriteString(t.dialect.Identifier("t") + "." + t.dialect.Identifier(name) + " = ")
		a.value(t, i)
	}
}

// ofTable writes a column of the table that is written.
func (t *text) ofTable(c *mapper.Column) {
	t.WriteString(t.dialect.Identifier("t") + ".")
	t.name(c)
}

// updateUnnest is UPDATE of several rows that change the same columns.
func (p *Plan) updateUnnest(c change, updates []update) error {
	s := p.newUpdating(c, updates)
	var a arrays
	found, values := make([]unsafe.Pointer, len(updates)), make([]unsafe.Pointer, len(updates))
	for i, u := range updates {
		found[i], values[i] = u.found, u.values
	}
	where := s.where()
	a.addRows(where, found)
	a.addRows(updates[0].Columns, values)
	if c.counts() {
		a.add(c.mapping.Version, c.mapping.Version.Name, backends.ColumnOf(s.nextVersions()))
	}
	answered := s.answered()
	s.expect(answered)
	t := a.updateText(p.options.Dialect, c.mapping.Table, len(where), s.spelled)
	return p.add(t.returningFrom(answered), a.args, secrets(a.columns), answered, s)
}

// deleteUnnest is DELETE of several rows, found by where.
func (p *Plan) deleteUnnest(m *mapper.Mapping, where []*mapper.Column, entries []*identity.Entry) error {
	var a arrays
	a.addRows(where, snapshots(entries))
	return p.add(a.deleteText(p.options.Dialect, m.Table), a.args, secrets(a.columns), nil, p.newDeleting(m, where, entries))
}

func snapshots(entries []*identity.Entry) []unsafe.Pointer {
	list := make([]unsafe.Pointer, len(entries))
	for i, e := range entries {
		list[i] = e.Snapshot
	}
	return list
}

// updateText is UPDATE of the rows that the first arrays name, so many of them; the others are what is set.
func (a *arrays) updateText(d statement.Dialect, table string, where int, spelled []*mapper.Column) *text {
	t := &text{dialect: d}
	t.WriteString("UPDATE " + t.dialect.TableName(table) + " AS " + t.dialect.Identifier("t") + " SET ")
	for i, column := range a.columns[where:] {
		if i > 0 {
			t.WriteString(", ")
		}
		t.name(column)
		t.WriteString(" = ")
		a.value(t, where+i)
	}
	t.spell(spelled)
	t.WriteString(" FROM ")
	a.from(t)
	a.where(t, where)
	return t
}

// deleteText is DELETE of the rows that the arrays name.
func (a *arrays) deleteText(d statement.Dialect, table string) string {
	t := &text{dialect: d}
	t.WriteString("DELETE FROM " + d.TableName(table) + " AS " + d.Identifier("t") + " USING ")
	a.from(t)
	a.where(t, len(a.columns))
	return t.String()
}
