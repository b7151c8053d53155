package atlas

import (
	"slices"
	"strings"

	"ariga.io/atlas/sql/postgres"
	"ariga.io/atlas/sql/schema"
	"ariga.io/atlas/sql/sqlite"
)

// isConstraint reports whether a unique index is one of a constraint.
func isConstraint(i *schema.Index) bool {
	return slices.ContainsFunc(i.Attrs, func(a schema.Attr) bool {
		c, ok := a.(*postgres.Constraint)
		return ok && c.T == "u"
	})
}

// rename gives constraints and indexes that the models do not name the names that the database has for ones that say the same,
// so that they are compared by what they say.
func rename(from, to *schema.Schema, m Model) {
	for _, t := range to.Tables {
		was, ok := from.Table(t.Name)
		own, known := m.tableIn(t)
		if !ok || !known {
			continue
		}
		renameForeignKeys(was, t, own)
		renameIndexes(was, t, own)
		renameChecks(was, t, own)
	}
}

// tableIn returns the model's table that t, in a schema with a name, is made from.
func (m Model) tableIn(t *schema.Table) (Table, bool) {
	for _, own := range m.Tables {
		if own.Name == t.Name && (own.Schema == "" || own.Schema == t.Schema.Name) {
			return own, true
		}
	}
	return Table{}, false
}

func renameForeignKeys(was, t *schema.Table, own Table) {
	for i, fk := range t.ForeignKeys {
		if own.ForeignKeys[i].Named {
			continue
		}
		for _, other := range was.ForeignKeys {
			if _, taken := t.ForeignKey(other.Symbol); !taken && foreignKeyText(other) == foreignKeyText(fk) {
				fk.Symbol = other.Symbol
			}
		}
	}
}

func renameIndexes(was, t *schema.Table, own Table) {
	for _, i := range t.Indexes {
		if renameGenerated(was, i) || own.namesIndex(i.Name) {
			continue
		}
		for _, other := range was.Indexes {
			if _, taken := t.Index(other.Name); taken || other.Unique != i.Unique || isConstraint(other) != isConstraint(i) || indexText(other) != indexText(i) {
				continue
			}
			rebrand(i, other.Name)
			break
		}
	}
}

// renameGenerated gives the index of a unique constraint of SQLite's, whose name nobody sees, the name of the model's.
func renameGenerated(was *schema.Table, i *schema.Index) bool {
	for _, other := range was.Indexes {
		if strings.HasPrefix(other.Name, "sqlite_autoindex_") && i.Unique && !isPartial(i) && indexText(other) == indexText(i) {
			other.Name = i.Name
			return true
		}
	}
	return false
}

func isPartial(i *schema.Index) bool {
	return slices.ContainsFunc(i.Attrs, func(a schema.Attr) bool { _, ok := a.(*sqlite.IndexPredicate); return ok })
}

// rebrand gives an index, and the constraint that it is of, another name.
func rebrand(i *schema.Index, name string) {
	i.Name = name
	for _, a := range i.Attrs {
		if c, ok := a.(*postgres.Constraint); ok {
			c.N = name
		}
	}
}

func (t Table) namesIndex(name string) bool {
	return slices.ContainsFunc(t.Uniques, func(u Unique) bool { return u.Name == name && u.Named }) ||
		slices.ContainsFunc(t.Indexes, func(i Index) bool { return i.Name == name && i.Named })
}

func renameChecks(was, t *schema.Table, own Table) {
	for _, c := range t.Checks() {
		if slices.ContainsFunc(own.Checks, func(o Check) bool { return o.Name == c.Name && o.Named }) {
			continue
		}
		for _, other := range was.Checks() {
			if other.Expr == c.Expr {
				c.Name = other.Name
			}
		}
	}
}
