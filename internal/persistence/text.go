package persistence

import (
	"strings"

	"github.com/drey-db/drey/internal/mapper"
	"github.com/drey-db/drey/internal/render"
)

// sqlBuilder writes one statement.
type sqlBuilder struct {
	strings.Builder
	dialect render.Dialect
	marks   int
}

func (t *sqlBuilder) mark() { t.WriteString(t.nextMark()) }

func (t *sqlBuilder) nextMark() string {
	t.marks++
	return t.dialect.Mark(t.marks)
}

// list writes an item for each column, commas between.
func (t *sqlBuilder) list(columns []*mapper.Column, item func(c *mapper.Column)) {
	for i, c := range columns {
		if i > 0 {
			t.WriteString(", ")
		}
		item(c)
	}
}

// each writes an item for each name, commas between.
func (t *sqlBuilder) each(names []string, item func(i int)) {
	for i := range names {
		if i > 0 {
			t.WriteString(", ")
		}
		item(i)
	}
}

func (t *sqlBuilder) name(c *mapper.Column) { t.WriteString(t.dialect.Identifier(c.Name)) }

func (t *sqlBuilder) insertInto(table string, columns []*mapper.Column) {
	t.WriteString("INSERT INTO " + table)
	if len(columns) > 0 {
		t.WriteString(" (")
		t.list(columns, t.name)
		t.WriteString(")")
	}
}

func (t *sqlBuilder) returning(columns []*mapper.Column) string {
	if len(columns) > 0 {
		t.WriteString(" RETURNING ")
		t.list(columns, t.name)
	}
	return t.String()
}

// returningFrom returns returning where another table stands beside the one that is written.
func (t *sqlBuilder) returningFrom(columns []*mapper.Column) string {
	if len(columns) > 0 {
		t.WriteString(" RETURNING ")
		t.list(columns, t.ofTable)
	}
	return t.String()
}

// insertText returns INSERT of rows into a table as SQL names it, each with a value for every column. Without columns it is one row of defaults.
func insertText(d render.Dialect, table string, columns []*mapper.Column, rows int, returned []*mapper.Column) string {
	t := &sqlBuilder{dialect: d}
	t.insertInto(table, columns)
	if len(columns) == 0 {
		t.WriteString(" DEFAULT VALUES")
		return t.returning(returned)
	}
	t.WriteString(" VALUES ")
	for i := range rows {
		if i > 0 {
			t.WriteString(", ")
		}
		t.WriteString("(")
		t.list(columns, func(*mapper.Column) { t.mark() })
		t.WriteString(")")
	}
	return t.returning(returned)
}

// spell sets columns to what their tags say, and a version that nobody read to the next one. named names a column of the row.
func (t *sqlBuilder) spell(columns []*mapper.Column, named func(*mapper.Column)) {
	t.spellAs(columns, named, t.dialect.OnUpdate)
}

// spellAs is spell with another way to say what a tag says.
func (t *sqlBuilder) spellAs(columns []*mapper.Column, named func(*mapper.Column), said func(*mapper.Column) string) {
	for _, c := range columns {
		t.WriteString(", ")
		t.name(c)
		t.WriteString(" = ")
		if c.Version {
			named(c)
			t.WriteString(" + 1")
			continue
		}
		t.WriteString(said(c))
	}
}

// where writes the comparison of columns with arguments.
func (t *sqlBuilder) where(columns []*mapper.Column) {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = c.Name
	}
	t.whereNames(names)
}

func (t *sqlBuilder) whereNames(names []string) {
	t.WriteString(" WHERE ")
	for i, name := range names {
		if i > 0 {
			t.WriteString(" AND ")
		}
		t.WriteString(t.dialect.Identifier(name) + " = ")
		t.mark()
	}
}

// beginUpdate begins UPDATE of one row: set to arguments. kept stays as it is where a row has a value; nil for none.
func beginUpdate(d render.Dialect, m *mapper.Mapping, set []*mapper.Column, kept *mapper.Column) *sqlBuilder {
	t := &sqlBuilder{dialect: d}
	t.WriteString("UPDATE " + d.TableName(m.Table) + " SET ")
	t.list(set, func(c *mapper.Column) {
		t.name(c)
		t.WriteString(" = ")
		if c == kept {
			t.coalesce(t.name, c, t.mark)
			return
		}
		t.mark()
	})
	return t
}

// coalesce writes what the row has in a column, named by name, and value where that is NULL.
func (t *sqlBuilder) coalesce(name func(*mapper.Column), c *mapper.Column, value func()) {
	t.WriteString("COALESCE(")
	name(c)
	t.WriteString(", ")
	value()
	t.WriteString(")")
}

// deleteText returns DELETE of one row, found by where.
func deleteText(d render.Dialect, m *mapper.Mapping, where []*mapper.Column) string {
	t := &sqlBuilder{dialect: d}
	t.WriteString("DELETE FROM " + d.TableName(m.Table))
	t.where(where)
	return t.String()
}
