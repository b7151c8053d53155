package atlas

import (
	"slices"

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
func (d dialect) rename(from, to *schema.Schema, m Model) {
	for _, t := range to.Tables {
		was, ok := from.Table(t.Name)
		own, known := m.tableIn(t)
		if !ok || !known {
			continue
		}
		renameForeignKeys(was, t, own)
		d.renameIndexes(was, t, own)
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

func (d dialect) renameIndexes(was, t *schema.Table, own Table) {
	for _, i := range t.Indexes {
		if d.renameGenerated(was, i) {
			continue
		}
		named := own.namesIndex(i.Name)
		for _, alike := range []func(*schema.Index) bool{
			func(other *schema.Index) bool {
				return isConstraint(other) == isConstraint(i) && d.indexText(other) == d.indexText(i)
			},
			func(other *schema.Index) bool { return isUnique(other) && isUnique(i) && keyText(other) == keyText(i) },
		} {
			at := slices.IndexFunc(was.Indexes, func(other *schema.Index) bool {
				_, taken := t.Index(other.Name)
				return (!taken && !named || other.Name == i.Name) && alike(other)
			})
			if at >= 0 {
				takeIndexName(i, was.Indexes[at])
				break
			}
		}
	}
}

// isUnique reports whether an index keeps values of columns apart, and nothing else is said of it: as a unique constraint does.
func isUnique(i *schema.Index) bool {
	for _, p := range i.Parts {
		if class, nulls := partAttributes(p); p.C == nil || p.Desc || class != "" || nulls != "" || collationOf(p.Attrs, "") != "" {
			return false
		}
	}
	for _, a := range i.Attrs {
		if included, ok := columnsIncluded(a); ok && len(included) > 0 {
			return false
		}
	}
	return i.Unique && !isPartial(i)
}

// renameGenerated gives the index of a unique constraint of SQLite's, whose name nobody sees, the name of the model's.
func (d dialect) renameGenerated(was *schema.Table, i *schema.Index) bool {
	for _, other := range was.Indexes {
		if isGenerated(other.Name) && (isUnique(other) && isUnique(i) && keyText(other) == keyText(i) || d.indexText(other) == d.indexText(i)) {
			other.Name = i.Name
			return true
		}
	}
	return false
}

func isPartial(i *schema.Index) bool {
	return slices.ContainsFunc(i.Attrs, func(a schema.Attr) bool {
		switch a.(type) {
		case *sqlite.IndexPredicate, *postgres.IndexPredicate:
			return true
		}
		return false
	})
}

// predicateOf is where an index says which rows it is of; nil where it is of all.
func predicateOf(i *schema.Index) *string {
	for _, a := range i.Attrs {
		switch a := a.(type) {
		case *sqlite.IndexPredicate:
			return &a.P
		case *postgres.IndexPredicate:
			return &a.P
		}
	}
	return nil
}

// takeIndexName gives an index the name of another, and has it be of a constraint as the other is.
func takeIndexName(i, other *schema.Index) {
	i.Name = other.Name
	isOne := func(a schema.Attr) bool { _, ok := a.(*postgres.Constraint); return ok }
	i.Attrs = slices.DeleteFunc(i.Attrs, isOne)
	for _, a := range other.Attrs {
		if isOne(a) {
			i.AddAttrs(a)
		}
	}
}

func (t Table) namesIndex(name string) bool {
	return slices.ContainsFunc(t.Uniques, func(u Unique) bool { return u.Name == name && u.Named }) ||
		slices.ContainsFunc(t.Indexes, func(i Index) bool { return i.Name == name && i.Named })
}

func renameChecks(was, t *schema.Table, own Table) {
	for _, c := range t.Checks() {
		named := func(name string) bool {
			return slices.ContainsFunc(own.Checks, func(o Check) bool { return o.Name == name && o.Named })
		}
		if named(c.Name) {
			continue
		}
		for _, other := range was.Checks() {
			if other.Expr == c.Expr && other.Name != c.Name && !named(other.Name) {
				giveUp(t, other.Name, c.Name)
				c.Name = other.Name
				break
			}
		}
	}
}

// giveUp has the check that has a name take another: checks without a name are counted, and one that came before takes the number that the
// database has for the next.
func giveUp(t *schema.Table, name, another string) {
	for _, c := range t.Checks() {
		if c.Name == name {
			c.Name = another
		}
	}
}
