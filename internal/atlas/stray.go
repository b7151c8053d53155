package atlas

import (
	"slices"
	"strings"

	"ariga.io/atlas/sql/schema"
)

// A foreign key is stray where it refers to a table that is left out, or is not there. What is left out is nobody's, and so is the foreign
// key: it is told, and never dropped.

// straying tells which foreign keys of a database are stray where it is compared with models.
type straying struct {
	dialect
	found, models *schema.Realm
	keep          func(c Change) bool
}

// is reports whether a foreign key of the database is stray: the models do not have what it refers to, which stays as it is.
func (s straying) is(f *schema.ForeignKey) bool {
	if f.RefTable == nil || f.RefTable.Schema == nil {
		return false
	}
	there := tableLike(s.found, f.RefTable)
	switch {
	case there == nil || slices.ContainsFunc(f.RefColumns, func(c *schema.Column) bool { _, ok := there.Column(c.Name); return !ok }):
		return true
	case tableLike(s.models, f.RefTable) != nil:
		return false
	}
	_, compared := s.models.Schema(f.RefTable.Schema.Name)
	return !compared || !s.wanted(&schema.DropTable{T: there}, s.keep)
}

// goesAlong reports whether a change of a table takes a column of a foreign key away, on the way there or back, and it with that.
func (s straying) goesAlong(f *schema.ForeignKey, c *schema.ModifyTable) bool {
	return slices.ContainsFunc(c.Changes, func(inner schema.Change) bool {
		var column *schema.Column
		switch inner := inner.(type) {
		case *schema.DropColumn:
			column = inner.C
		case *schema.AddColumn:
			column = inner.C
		default:
			return false
		}
		return slices.Contains(columnNames(f.Columns), column.Name) && s.wanted(&schema.ModifyTable{T: c.T, Changes: []schema.Change{inner}}, s.keep)
	})
}

// withoutStray takes out of changes those of stray foreign keys, and returns these.
func (d *Database) withoutStray(changes []schema.Change, s straying) (left []schema.Change, stray []Object) {
	for _, c := range changes {
		modify, ok := c.(*schema.ModifyTable)
		if !ok {
			left = append(left, c)
			continue
		}
		inner := slices.DeleteFunc(slices.Clone(modify.Changes), func(c schema.Change) bool {
			f := oneSided(c)
			if f == nil || !s.is(f) || s.goesAlong(f, modify) {
				return false
			}
			stray = append(stray, d.strayObject(f))
			return true
		})
		if len(inner) > 0 || len(modify.Changes) == 0 {
			left = append(left, &schema.ModifyTable{T: modify.T, Changes: inner})
		}
	}
	return left, stray
}

// oneSided is the foreign key that a change adds or drops; nil where the other side has one of its name.
func oneSided(c schema.Change) *schema.ForeignKey {
	switch c := c.(type) {
	case *schema.DropForeignKey:
		return c.F
	case *schema.AddForeignKey:
		return c.F
	}
	return nil
}

// strayObject is a stray foreign key as it is told.
func (d *Database) strayObject(f *schema.ForeignKey) Object {
	name := func(s *schema.Schema) string { return s.Name }
	return d.keyObject(Table{Schema: f.Table.Schema.Name, Name: f.Table.Name}, foreignKeyOf(f.Table, f, name))
}

// keyObject tells of a foreign key what it says. One without a name is called as its column is.
func (d *Database) keyObject(t Table, fk ForeignKey) Object {
	in, to := firstOrNone(t.Schema, d.current), firstOrNone(fk.RefSchema, d.current)
	text := "FOREIGN KEY (" + strings.Join(fk.Columns, ", ") + ") REFERENCES "
	if in != to {
		text += to + "."
	}
	text += fk.RefTable
	if columns := strings.Join(fk.RefColumns, ", "); columns != "" {
		text += " (" + columns + ")"
	}
	if fk.OnDelete != "" {
		text += " ON DELETE " + fk.OnDelete
	}
	if fk.OnUpdate != "" {
		text += " ON UPDATE " + fk.OnUpdate
	}
	if fk.Deferrable {
		text += " DEFERRABLE INITIALLY DEFERRED"
	}
	o := Object{Kind: undeclared, Schema: in, Table: t.Name, Name: firstOf(shown(fk.Name), strings.Join(fk.Columns, "_"), t.Name), Text: text}
	if in == d.current {
		o.Schema = ""
	}
	return o
}

// TakeOutStray takes out of the tables of a database the foreign keys that refer to none of them, or to columns that are not there, and
// returns these.
func (d *Database) TakeOutStray(m *Model) (stray []Object) {
	*m = m.Clone()
	for i := range m.Tables {
		t := &m.Tables[i]
		t.ForeignKeys = slices.DeleteFunc(t.ForeignKeys, func(fk ForeignKey) bool {
			known := !slices.ContainsFunc(fk.RefColumns, func(column string) bool {
				return !m.hasColumn(Table{Schema: fk.RefSchema, Name: fk.RefTable}.Qualified(), column)
			})
			if !known {
				stray = append(stray, d.keyObject(*t, fk))
			}
			return !known
		})
	}
	return stray
}
