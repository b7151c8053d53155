package persistence

import (
	"slices"
	"strconv"
	"strings"
	"unsafe"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/internal/changes"
	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/mapper"
	"github.com/drey-db/drey/internal/statement"
)

// unnests says whether every column can be a parameter that is an array of values.
func (p *Plan) unnests(columns []*mapper.Column) bool {
	d := p.options.Dialect
	return d.Has(statement.ArrayParams) && !slices.ContainsFunc(columns, func(c *mapper.Column) bool {
		name := d.ColumnType(c)
		return name == "" || strings.HasSuffix(name, "]")
	})
}

// arrays are the parameters of a statement on many rows: of each column one array. Inside the statement they are columns
// by number, so that no SQL of a tag can mean one of them by accident.
type arrays struct {
	columns []*mapper.Column
	args    []any
}

func (a *arrays) add(c *mapper.Column, arg *backends.Column) {
	a.columns, a.args = append(a.columns, c), append(a.args, arg)
}

// addRows adds what stands in structs.
func (a *arrays) addRows(columns []*mapper.Column, rows []unsafe.Pointer) {
	for _, c := range columns {
		a.add(c, &backends.Column{Type: c.Type, Offset: c.Offset, Rows: rows})
	}
}

// from writes unnest(..) with its alias.
func (a *arrays) from(t *text) {
	t.WriteString("unnest(")
	t.list(a.columns, func(c *mapper.Column) { t.mark(); t.WriteString("::" + t.dialect.ColumnType(c) + "[]") })
	t.WriteString(") AS " + t.dialect.Identifier("u") + "(")
	for i := range a.columns {
		if i > 0 {
			t.WriteString(", ")
		}
		t.WriteString(a.name(t, i))
	}
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
	for i, c := range a.columns[:n] {
		if i > 0 {
			t.WriteString(" AND ")
		}
		t.ofTable(c)
		t.WriteString(" = ")
		a.value(t, i)
	}
}

// ofTable writes a column of the table that is written.
func (t *text) ofTable(c *mapper.Column) {
	t.WriteString(t.dialect.Identifier("t") + ".")
	t.name(c)
}

// updateUnnest is UPDATE of several rows that change the same columns.
func (p *Plan) updateUnnest(c change, updates []changes.Update) error {
	s := p.newUpdating(c, updates)
	var a arrays
	snapshots, bases := make([]unsafe.Pointer, len(updates)), make([]unsafe.Pointer, len(updates))
	for i, u := range updates {
		snapshots[i], bases[i] = u.Row().Snapshot, u.Entry.Base
	}
	where := s.where()
	a.addRows(where, snapshots)
	a.addRows(updates[0].Columns, bases)
	if c.counts() {
		a.add(c.mapping.Version, backends.ColumnOf(s.nextVersions()))
	}
	answered := s.answered()
	s.expect(answered)
	t := &text{dialect: p.options.Dialect}
	t.WriteString("UPDATE " + t.dialect.TableName(c.mapping.Table) + " AS " + t.dialect.Identifier("t") + " SET ")
	for i, column := range a.columns[len(where):] {
		if i > 0 {
			t.WriteString(", ")
		}
		t.name(column)
		t.WriteString(" = ")
		a.value(t, len(where)+i)
	}
	t.spell(s.spelled)
	t.WriteString(" FROM ")
	a.from(t)
	a.where(t, len(where))
	return p.add(t.returningFrom(answered), a.args, secrets(a.columns), answered, s)
}

// deleteUnnest is DELETE of several rows, found by where.
func (p *Plan) deleteUnnest(m *mapper.Mapping, where []*mapper.Column, entries []*identity.Entry) error {
	var a arrays
	snapshots := make([]unsafe.Pointer, len(entries))
	for i, e := range entries {
		snapshots[i] = e.Snapshot
	}
	a.addRows(where, snapshots)
	t := &text{dialect: p.options.Dialect}
	t.WriteString("DELETE FROM " + t.dialect.TableName(m.Table) + " AS " + t.dialect.Identifier("t") + " USING ")
	a.from(t)
	a.where(t, len(where))
	return p.add(t.String(), a.args, secrets(a.columns), nil, p.newDeleting(m, where, entries))
}
