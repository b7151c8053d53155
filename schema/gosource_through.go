package schema

import (
	"fmt"
	"slices"
	"strings"

	"github.com/drey-db/drey/internal/atlas"
	"github.com/drey-db/drey/internal/mapper"
)

// isThrough reports whether a table holds nothing but two foreign keys, which together are its key.
func (s *source) isThrough(t *sourceTable) bool {
	if t.keyless || len(t.ForeignKeys) != 2 || len(t.Uniques)+len(t.Indexes)+len(t.Checks) > 0 || t.Comment != "" || len(t.Columns) != len(t.Key.Columns) {
		return false
	}
	near, far := s.ends(t)
	if !slices.Equal(slices.Concat(near.Columns, far.Columns), t.Key.Columns) || strings.Join(actionOptions(near), ",") != strings.Join(actionOptions(far), ",") {
		return false
	}
	plain := func(c atlas.Column) bool {
		return c.Default+c.Generated+c.Identity+c.Collate+c.Comment == "" && !isSerial(c.Type)
	}
	return !s.keyIsNamed(t) && !s.isNamed(t, near) && !s.isNamed(t, far) && s.refersToKey(t, near) && s.refersToKey(t, far) && !slices.ContainsFunc(t.Columns, func(c atlas.Column) bool { return !plain(c) }) &&
		!s.isReferred(t) && mapper.SaysThrough(t.Qualified()) && joinable(t.Key.Columns)
}

// ends are the foreign keys of a table, that of the key's first columns first.
func (s *source) ends(t *sourceTable) (near, far atlas.ForeignKey) {
	near, far = t.ForeignKeys[0], t.ForeignKeys[1]
	if near.Columns[0] != t.Key.Columns[0] {
		near, far = far, near
	}
	return near, far
}

// refersToKey reports whether a foreign key leads to a key of the same types.
func (s *source) refersToKey(t *sourceTable, fk atlas.ForeignKey) bool {
	target := s.table(fk.RefSchema, fk.RefTable)
	if target == nil || target == t || target.keyless || !slices.Equal(fk.RefColumns, target.key()) {
		return false
	}
	for i, name := range fk.Columns {
		if !s.sameType(uncounted(target.column(fk.RefColumns[i]).Type), t.column(name).Type) {
			return false
		}
	}
	return true
}

func (s *source) sameType(a, b string) bool {
	return a == b || !s.postgres() && atlas.DeclaredClass(a) == atlas.DeclaredClass(b)
}

func (s *source) isReferred(t *sourceTable) bool {
	return slices.ContainsFunc(s.tables, func(other *sourceTable) bool {
		return slices.ContainsFunc(other.ForeignKeys, func(fk atlas.ForeignKey) bool { return fk.RefTable == t.Name && fk.RefSchema == t.Schema })
	})
}

// order puts tables so that the first end of an association stands before the other one: the key of the table in the middle
// begins with the end that is mapped first. Where that is not to be had the table in the middle gets a type.
func (s *source) order(middle []*sourceTable) {
	done, order := map[*sourceTable]bool{}, []*sourceTable(nil)
	var visit func(t *sourceTable)
	visit = func(t *sourceTable) {
		if done[t] {
			return
		}
		done[t] = true
		for _, m := range middle {
			if near, far := s.ends(m); s.table(far.RefSchema, far.RefTable) == t {
				visit(s.table(near.RefSchema, near.RefTable))
			}
		}
		order = append(order, t)
	}
	for _, t := range s.tables {
		visit(t)
	}
	s.tables = order
	for _, m := range middle {
		near, far := s.ends(m)
		at := func(fk atlas.ForeignKey) int { return slices.Index(order, s.table(fk.RefSchema, fk.RefTable)) }
		m.through = at(near) <= at(far)
	}
}

// manyToMany adds the relationship at both ends.
func (s *source) manyToMany(t *sourceTable) {
	near, far := s.ends(t)
	s.end(t, near, far)
	s.end(t, far, near)
}

func (s *source) end(t *sourceTable, own, other atlas.ForeignKey) {
	owner, target := s.table(own.RefSchema, own.RefTable), s.table(other.RefSchema, other.RefTable)
	by := plural(exported(strings.TrimSuffix(pascal(strings.Join(other.Columns, "_")), "ID")))
	candidates := []string{plural(target.typ), by, plural(typeNameOf(t.Name))}
	if owner == target {
		candidates = candidates[1:]
	}
	says := append([]string{fmt.Sprintf("many-to-many,through=%s,fk=%s,ref=%s", t.Qualified(), strings.Join(own.Columns, "+"), strings.Join(other.Columns, "+"))}, actionOptions(own)...)
	owner.relations = append(owner.relations, sourceRelation{owner.fields.take(candidates...), "[]*" + target.typ, strings.Join(says, ",")})
}
