package mapper

import (
	"reflect"
	"slices"
	"strings"
)

// Referred returns the entity that the foreign key refers to, and its columns that the foreign key repeats.
func (r *Relationship) Referred() (*Mapping, []*Column) {
	if r.HoldsKey() {
		return r.Target, r.Remote
	}
	return r.Owner, r.Local
}

// Referring returns who refers to that: the type that holds the foreign key of r, and its columns there.
func (r *Relationship) Referring() (*Mapping, []*Column) {
	if r.HoldsKey() {
		return r.Owner, r.Local
	}
	return r.Target, r.Remote
}

// ReferredTo returns the columns that foreign keys refer to: the key, and what relationships that are resolved name beside it. It is
// not to be changed.
func (m *Mapping) ReferredTo() []*Column {
	if all := m.referred.Load(); all != nil {
		return *all
	}
	return m.Key
}

// noteReferred notes columns beside the key that the foreign key refers to.
func (r *Relationship) noteReferred() {
	if !r.ReferencesUnique || r.ViewOnly {
		return
	}
	m, columns := r.Referred()
	all := slices.Clone(m.ReferredTo())
	for _, c := range columns {
		if !slices.Contains(all, c) {
			all = append(all, c)
		}
	}
	m.referred.Store(&all)
}

// referred returns the columns of m that the foreign key repeats: its key, or others that are unique; nil for what cannot be.
func (w *wiring) referred(r *relation, m *Mapping) (columns []*Column) {
	if r.references == nil {
		return m.Key
	}
	for _, name := range r.references {
		c := m.Column(name)
		switch {
		case c == nil:
			w.mistake(r, "references names the column %q, which %s does not have%s: it has %s", name, m.Name(), instead(name, columnsOf(m), nil), strings.Join(columnsOf(m), ", "))
			return nil
		case c.Type.Kind() == reflect.Pointer && isKey(c.Type.Elem()):
			w.mistake(r, "references names %s.%s, a %s, by which no entity is found where it is nil: make it a %s tagged nullzero, whose zero value is NULL", m.Name(), c.Field, c.Type, c.Type.Elem())
			return nil
		case !isKey(c.Type) && !c.saysDay():
			w.mistake(r, "references names %s.%s, a %s, by which no entity is found: make it an integer, a string, a time, a day, bytes or a uuid.UUID",
				m.Name(), c.Field, c.Type)
			return nil
		}
		columns = append(columns, c)
	}
	if !r.viewOnly && !slices.Equal(columns, m.Key) && !m.unique(columns) {
		w.mistake(r, "references names what several %s may have: tag it with unique, all of it with one unique=group", m.Name())
	}
	return columns
}

// unique reports whether a tag says that no two rows of m have the same in columns.
func (m *Mapping) unique(columns []*Column) bool {
	return slices.ContainsFunc(columns[0].Unique, func(group string) bool {
		if group == "" {
			return len(columns) == 1
		}
		together := 0
		for _, c := range m.Columns {
			if slices.Contains(c.Unique, group) {
				together++
			}
		}
		return together == len(columns) && !slices.ContainsFunc(columns, func(c *Column) bool { return !slices.Contains(c.Unique, group) })
	})
}
