package persistence

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"unsafe"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/kit"
	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/mapper"
	"github.com/drey-db/drey/internal/render"
)

// unnests reports whether every column can be a parameter that is an array of values, typed by a null row of the table.
func (p *Plan) unnests(table string, columns []*mapper.Column) bool {
	return unnests(p.options.Dialect, table, columns)
}

func unnests(d render.Dialect, table string, columns []*mapper.Column) bool {
	return d.TypesRows(table) && !slices.ContainsFunc(columns, func(c *mapper.Column) bool {
		return traitsOf(c).form == alone
	})
}

// arrays are the parameters of a statement on many rows: of each column one array. Inside the statement they are columns
// by number, so that no SQL of a tag can mean one of them by accident.
type arrays struct {
	table   string           // whose null row tells the types
	columns []*mapper.Column // whose values they are
	names   []string         // of the columns that they meet in the table
	forms   []form
	args    []any
	unusual bool  // a form depends on the values, and is another one than they mostly have
	err     error // of a value that has no form
}

// newArrays has room for so many columns.
func newArrays(table string, room int) *arrays {
	return &arrays{
		table: table, columns: make([]*mapper.Column, 0, room), names: make([]string, 0, room), forms: make([]form, 0, room), args: make([]any, 0, room),
	}
}

// usual returns arrays of columns without their values, each in the form that they mostly have.
func usual(table string, columns []*mapper.Column) *arrays {
	a := newArrays(table, len(columns))
	for _, c := range columns {
		a.append(c, c.Name, traitsOf(c).form, nil)
	}
	return a
}

func (a *arrays) append(c *mapper.Column, name string, f form, arg any) {
	a.columns, a.names, a.forms, a.args = append(a.columns, c), append(a.names, name), append(a.forms, f), append(a.args, arg)
}

// addRows adds what stands in structs.
func (a *arrays) addRows(columns []*mapper.Column, rows []unsafe.Pointer) {
	for _, c := range columns {
		a.add(c, c.Name, columnOf(c, rows))
	}
}

// addArg adds what stands in structs, or will when the statement is sent.
func (a *arrays) addArg(c *mapper.Column, arg any) {
	if values, ok := arg.(*kit.Column); ok {
		a.add(c, c.Name, values)
		return
	}
	a.unusual = a.unusual || traitsOf(c).form != typed
	a.append(c, c.Name, typed, arg)
}

// add adds the values of c, which meet the table's column of a name.
func (a *arrays) add(c *mapper.Column, name string, values *kit.Column) {
	t, arg, err := traitsOf(c), any(values), error(nil)
	switch {
	case t.form == document:
		arg, err = values.Document(name)
	case t.form == cast:
		arg, err = values.Texts()
	case t.bytes && slices.ContainsFunc(values.Rows, func(p unsafe.Pointer) bool { return isBinary(bytesAt(values, p)) }):
		t.form, a.unusual = binary, true
	}
	if err != nil && a.err == nil {
		a.err = ofColumn(err, a.table, name)
	}
	a.append(c, name, t.form, arg)
}

// ofColumn is err with the column whose value has no form.
func ofColumn(err error, table, column string) error {
	var refusal *backends.Error
	if !errors.As(err, &refusal) {
		return fmt.Errorf("%s.%s: %w", table, column, err)
	}
	named := *refusal
	named.Table, named.Column = table, column
	return &named
}

func columnOf(c *mapper.Column, rows []unsafe.Pointer) *kit.Column {
	if list, differ := c.Bounds(rows); differ {
		return kit.ColumnOf(list)
	}
	return &kit.Column{Type: c.Type, Offset: c.Offset, Rows: rows}
}

// from writes the rows with their alias.
func (a *arrays) from(t *sqlBuilder) {
	t.WriteString("(SELECT ")
	t.each(a.names, func(i int) {
		a.spread(t, i)
		t.WriteString(" AS " + a.name(t, i))
	})
	t.WriteString(") AS " + t.dialect.Identifier("u"))
}

// spread writes the values of array i, one a row. In a select list the arrays go in step.
// Source: PostgreSQL, "SQL Functions Returning Sets".
func (a *arrays) spread(t *sqlBuilder, i int) {
	d, name := t.dialect, a.names[i]
	switch mark := t.nextMark(); a.forms[i] {
	case binary:
		t.WriteString("unnest(coalesce(" + mark + ", ARRAY[coalesce(" + d.NullOf(a.table, name) + ", NULL::bytea)]))")
	case cast:
		t.WriteString(d.CastTo(a.table, name, a.columns[i].SQLType, "unnest("+mark+"::text[])"))
	case document: // array_cat lets nothing but an array through
		t.WriteString("array_cat((jsonb_populate_recordset(" + d.NullRow(a.table) + ", " + mark + "))." + d.Identifier(name) + ", NULL)")
	default:
		t.WriteString("unnest(" + d.TypedArray(mark, a.table, name) + ")")
	}
}

func (a *arrays) name(t *sqlBuilder, i int) string {
	return t.dialect.Identifier("drey_" + strconv.Itoa(i+1))
}

// value writes array i of the present row.
func (a *arrays) value(t *sqlBuilder, i int) {
	t.WriteString(t.dialect.Identifier("u") + "." + a.name(t, i))
}

// where writes the comparison of the first n arrays with the columns of the table that is written.
func (a *arrays) where(t *sqlBuilder, n int) { a.whereIn(t, "t", n) }

// whereIn is where for the table that is called name.
func (a *arrays) whereIn(t *sqlBuilder, name string, n int) {
	t.WriteString(" WHERE ")
	for i, column := range a.names[:n] {
		if i > 0 {
			t.WriteString(" AND ")
		}
		t.WriteString(t.dialect.Identifier(name) + "." + t.dialect.Identifier(column) + " = ")
		a.value(t, i)
	}
}

// ofTable writes a column of the table that is written.
func (t *sqlBuilder) ofTable(c *mapper.Column) {
	t.WriteString(t.dialect.Identifier("t") + ".")
	t.name(c)
}

// updateUnnest is UPDATE of several rows that change the same columns.
func (p *Plan) updateUnnest(s *edit, updates []update) error {
	several := p.newUpdating(s, updates)
	a := newArrays(s.mapping.Table, len(s.where)+len(s.list)+1)
	a.addRows(s.where, foundOf(updates))
	values := valuesOf(updates)
	for _, c := range s.list {
		a.addArg(c, p.columnOf(c, values))
	}
	if s.counts() {
		a.add(s.mapping.Version, s.mapping.Version.Name, kit.ColumnOf(several.nextVersions()))
	}
	several.expect(s.answered)
	sql := s.textsIn(p.options.Dialect).textFor(len(updates))
	if a.unusual {
		sql = s.textOf(a, p.options.Dialect, len(updates))
	}
	return p.addArrays(a, sql, secrets(a.columns), s.answered, several)
}

// addArrays adds a statement whose arguments are a, of which some are secret.
func (p *Plan) addArrays(a *arrays, sql string, secret []bool, returned []*mapper.Column, s step) error {
	if about, ok := s.(interface{ subject() subject }); ok && a.err != nil {
		return fmt.Errorf("%s: %w", s.describe(), about.subject().explained(a.err))
	} else if a.err != nil {
		return fmt.Errorf("%s: %w", s.describe(), a.err)
	}
	return p.add(sql, a.args, secret, returned, s)
}

// foundOf returns the structs with the keys that rows have.
func foundOf(updates []update) []unsafe.Pointer {
	list := make([]unsafe.Pointer, len(updates))
	for i, u := range updates {
		list[i] = u.found
	}
	return list
}

// valuesOf returns the structs with the values that rows get.
func valuesOf(updates []update) []unsafe.Pointer {
	list := make([]unsafe.Pointer, len(updates))
	for i, u := range updates {
		list[i] = u.values
	}
	return list
}

// deleteUnnest is DELETE of several rows, found by where.
func (p *Plan) deleteUnnest(m *mapper.Mapping, where []*mapper.Column, entries []*identity.Entry) error {
	a := arrays{table: m.Table}
	a.addRows(where, snapshots(entries))
	return p.addArrays(&a, a.deleteText(p.options.Dialect), secrets(a.columns), nil, p.newDeleting(m, where, entries))
}

func snapshots(entries []*identity.Entry) []unsafe.Pointer {
	list := make([]unsafe.Pointer, len(entries))
	for i, e := range entries {
		list[i] = e.Snapshot()
	}
	return list
}

// updateText returns UPDATE of the rows that the first arrays name, so many of them; the others are what is set. kept stays as it
// is where a row has a value; nil for none.
func (a *arrays) updateText(d render.Dialect, where int, spelled []*mapper.Column, kept *mapper.Column) *sqlBuilder {
	t := &sqlBuilder{dialect: d}
	t.WriteString("UPDATE " + d.TableName(a.table) + " AS " + t.dialect.Identifier("t") + " SET ")
	for i, column := range a.columns[where:] {
		if i > 0 {
			t.WriteString(", ")
		}
		t.name(column)
		t.WriteString(" = ")
		if column == kept {
			t.coalesce(t.ofTable, column, func() { a.value(t, where+i) })
			continue
		}
		a.value(t, where+i)
	}
	t.spell(spelled, t.ofTable)
	t.WriteString(" FROM ")
	a.from(t)
	a.where(t, where)
	return t
}

// mostLocked is how many rows at most an UPDATE locks before it writes them.
const mostLocked = 16

// lockFew adds to the WHERE of an UPDATE of few rows that they, whose keys the first arrays are, so many of them, have been locked in
// the order of their keys: which order an UPDATE takes is the planner's choice, and sessions that change the same rows would deadlock.
// Source: PostgreSQL, "Deadlocks"; a sub-select that names nothing around it is answered before the first row is looked for.
func (a *arrays) lockFew(t *sqlBuilder, keys, rows int) {
	d, locked := t.dialect, t.dialect.Identifier("l")
	if rows > mostLocked || !d.Has(render.RowLocks|render.KeyLocks) {
		return
	}
	t.WriteString(" AND (SELECT count(*) FROM (SELECT 1 FROM " + d.TableName(a.table) + " AS " + locked)
	if keys == 1 && a.forms[0] == typed {
		t.WriteString(" WHERE " + locked + "." + d.Identifier(a.names[0]) + " = ANY(" + d.TypedArray(d.Mark(1), a.table, a.names[0]) + ")")
	} else {
		key := arrays{table: a.table, columns: a.columns[:keys], names: a.names[:keys], forms: a.forms[:keys]}
		again := &sqlBuilder{dialect: d} // whose marks are those of the first arrays
		key.from(again)
		key.whereIn(again, "l", keys)
		t.WriteString(", " + again.String())
	}
	t.WriteString(" ORDER BY ")
	t.each(a.names[:keys], func(i int) { t.WriteString(locked + "." + d.Identifier(a.names[i])) })
	t.WriteString(" FOR NO KEY UPDATE OF " + locked + ") AS " + d.Identifier("k") + ") >= 0")
}

// deleteText returns DELETE of the rows that the arrays name.
func (a *arrays) deleteText(d render.Dialect) string {
	t := &sqlBuilder{dialect: d}
	t.WriteString("DELETE FROM " + d.TableName(a.table) + " AS " + d.Identifier("t") + " USING ")
	a.from(t)
	a.where(t, len(a.columns))
	return t.String()
}

// insertText returns INSERT of the rows that the arrays hold, in their order.
func (a *arrays) insertText(d render.Dialect) *sqlBuilder {
	return a.insertInto(d, d.TableName(a.table))
}

// insertInto is insertText into a table as SQL names it.
func (a *arrays) insertInto(d render.Dialect, table string) *sqlBuilder {
	t := &sqlBuilder{dialect: d}
	t.WriteString("INSERT INTO " + table + " (")
	t.each(a.names, func(i int) { t.WriteString(d.Identifier(a.names[i])) })
	t.WriteString(") SELECT ")
	t.each(a.names, func(i int) { a.spread(t, i) })
	return t
}
