package schema

import (
	"fmt"
	"slices"
	"strings"

	"github.com/drey-db/drey/internal/atlas"
	"github.com/drey-db/drey/internal/mapper"
)

// relate works out relationships, and then all else that stands beside them.
func (s *source) relate() {
	var middle []*sourceTable
	for _, t := range s.tables {
		if s.isThrough(t) {
			middle = append(middle, t)
		}
	}
	s.order(middle)
	for _, t := range s.tables {
		if !t.through {
			s.describe(t)
		}
	}
	for _, t := range s.tables {
		for _, fk := range t.ForeignKeys {
			if !t.through {
				s.foreignKey(t, fk)
			}
		}
	}
	for _, t := range middle {
		if t.through {
			s.manyToMany(t)
		}
	}
}

// foreignKey makes a foreign key a relationship at both ends, or says it by a tag or an object.
func (s *source) foreignKey(t *sourceTable, fk atlas.ForeignKey) {
	target := s.table(fk.RefSchema, fk.RefTable)
	if target == nil || target.through {
		return
	}
	if s.relates(t, fk, target) {
		s.belongsTo(t, fk, target)
		if s.isNamed(t, fk) {
			t.add("%s", t.foreignKeyText(fk, target))
		}
		return
	}
	c := t.column(fk.Columns[0])
	reference := target.Qualified() + "." + fk.RefColumns[0]
	if len(fk.Columns) > 1 || c.referred || !mapper.SaysOption(reference) || strings.Contains(fk.RefColumns[0], ".") {
		t.add("%s", t.foreignKeyText(fk, target))
		return
	}
	if s.isNamed(t, fk) {
		t.add("%s", t.foreignKeyText(fk, target))
	}
	c.referred = true
	c.options = append(append(c.options, "fk="+reference), actionOptions(fk)...)
}

// nameOf is a foreign key's name; "" where SQLite only numbers it.
func nameOf(fk atlas.ForeignKey) string {
	if strings.Trim(fk.Name, "0123456789") == "" {
		return ""
	}
	return fk.Name
}

// chained is what happens to a foreign key as methods of its object.
func chained(fk atlas.ForeignKey) (text string) {
	if fk.OnDelete != "" {
		text += fmt.Sprintf(".OnDelete(%q)", strings.ToLower(fk.OnDelete))
	}
	if fk.OnUpdate != "" {
		text += fmt.Sprintf(".OnUpdate(%q)", strings.ToLower(fk.OnUpdate))
	}
	if fk.Deferrable {
		text += ".Deferrable()"
	}
	return text
}

// actionOptions is the same as options of a tag.
func actionOptions(fk atlas.ForeignKey) (options []string) {
	if fk.OnDelete != "" {
		options = append(options, "ondelete="+strings.ToLower(fk.OnDelete))
	}
	if fk.OnUpdate != "" {
		options = append(options, "onupdatefk="+strings.ToLower(fk.OnUpdate))
	}
	if fk.Deferrable {
		options = append(options, "deferrable")
	}
	return options
}

// relates reports whether a relationship can stand for a foreign key: it leads to a key, in its order, by fields that hold its
// values, and no other one does by the same columns.
func (s *source) relates(t *sourceTable, fk atlas.ForeignKey, target *sourceTable) bool {
	if t.keyless || target.keyless || !slices.Equal(fk.RefColumns, target.key()) || !joinable(fk.Columns) {
		return false
	}
	for i, name := range fk.Columns {
		c := t.column(name)
		if !c.typ.fits(target.column(fk.RefColumns[i]).typ) || c.Generated != "" {
			return false
		}
	}
	same := func(other atlas.ForeignKey) bool { return slices.Equal(other.Columns, fk.Columns) }
	if slices.ContainsFunc(t.ForeignKeys, func(other atlas.ForeignKey) bool {
		return same(other) && other.RefSchema == fk.RefSchema && other.RefTable == fk.RefTable && !slices.Equal(other.RefColumns, fk.RefColumns)
	}) {
		return false // a relationship says one of the two
	}
	return t.ForeignKeys[slices.IndexFunc(t.ForeignKeys, same)].Name == fk.Name // others by the same columns are left to tags
}

// joinable reports whether a tag can name columns with + between them.
func joinable(columns []string) bool {
	return !slices.ContainsFunc(columns, func(name string) bool {
		return strings.ContainsAny(name, "+=") || !mapper.SaysThrough(name)
	})
}

func (s *source) belongsTo(t *sourceTable, fk atlas.ForeignKey, target *sourceTable) {
	by := "fk=" + strings.Join(fk.Columns, "+")
	field, says := t.fields.take(belongsToNames(t, fk, target)...), append([]string{"belongs-to", by}, actionOptions(fk)...)
	last := t.column(fk.Columns[len(fk.Columns)-1])
	last.beside = append(last.beside, sourceRelation{field, "*" + target.typ, strings.Join(says, ",")})
	for _, name := range fk.Columns {
		t.column(name).referred = true
	}
	kind, typ, name := "has-many", "[]*"+t.typ, plural(t.typ)
	if t.isUnique(fk.Columns) {
		kind, typ, name = "has-one", "*"+t.typ, t.typ
	}
	says = []string{kind, by}
	switch fk.OnDelete {
	case "CASCADE":
		says = append(says, "cascade=save-update+delete", "passive-deletes")
	case "SET NULL", "SET DEFAULT":
		says = append(says, "passive-deletes")
	}
	if t == target || t.refersBesides(fk) {
		name += "By" + pointing(t.column(fk.Columns[len(fk.Columns)-1]).field)
	}
	target.relations = append(target.relations, sourceRelation{target.fields.take(name, name+"By"+field), typ, strings.Join(says, ",")})
}

// belongsToNames are names for the field that a foreign key's column leads to.
func belongsToNames(t *sourceTable, fk atlas.ForeignKey, target *sourceTable) []string {
	field := t.column(fk.Columns[len(fk.Columns)-1]).field
	if len(fk.Columns) > 1 && !t.refersBesides(fk) || field == "ID" {
		return []string{target.typ, target.typ + "By" + field}
	}
	if short := pointing(field); short != field {
		return []string{short, short + target.typ}
	}
	return []string{field + target.typ}
}

// pointing is the name of a field without what says that it holds a key.
func pointing(field string) string {
	for _, end := range []string{"ID", "UUID", "Code"} {
		if short := strings.TrimSuffix(field, end); short != "" && short != field {
			return short
		}
	}
	return field
}

// refersBesides reports whether another foreign key leads to the same table.
func (t *sourceTable) refersBesides(fk atlas.ForeignKey) bool {
	return slices.ContainsFunc(t.ForeignKeys, func(other atlas.ForeignKey) bool {
		return other.RefTable == fk.RefTable && other.RefSchema == fk.RefSchema && !slices.Equal(other.Columns, fk.Columns)
	})
}

// isUnique reports whether columns have different values in every row.
func (t *sourceTable) isUnique(columns []string) bool {
	same := func(list []string) bool {
		return len(list) == len(columns) && !slices.ContainsFunc(list, func(name string) bool { return !slices.Contains(columns, name) })
	}
	return same(t.Key.Columns) || slices.ContainsFunc(t.Uniques, func(u atlas.Unique) bool { return same(u.Columns) }) ||
		slices.ContainsFunc(t.Indexes, func(i atlas.Index) bool { return i.Unique && i.Where == "" && same(partNames(i.Parts)) })
}
