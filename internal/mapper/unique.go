package mapper

import (
	"slices"
	"strings"

	"github.com/drey-db/drey/internal/sqltext"
)

// uniqueGroup is columns that the tags say are unique together; without a name where they have the conventional one.
type uniqueGroup struct {
	name    string
	columns []*Column
}

// uniques returns the columns that are unique together: the key, and what the tags say.
func (m *Mapping) uniques() (list []uniqueGroup) {
	for _, c := range m.Columns {
		for _, name := range c.Unique {
			at := slices.IndexFunc(list, func(u uniqueGroup) bool { return name != "" && u.name == name })
			if at < 0 {
				list = append(list, uniqueGroup{name: name})
				at = len(list) - 1
			}
			list[at].columns = append(list[at].columns, c)
		}
	}
	return list
}

// UniqueColumns returns the columns of the constraint of that name, by which a table, of which the last part is given, keeps them
// unique: the names are those that schemas are made with, and PostgreSQL's own. It is nil where the tags know of none.
func (m *Mapping) UniqueColumns(table, constraint string) []*Column {
	if IsKeyName(table, constraint) {
		return m.Key
	}
	for _, u := range m.uniques() {
		made := conventional("uq", table, u.columns)
		if constraint == made || constraint == u.name && u.name != "" || constraint == sqltext.Suffixed(table, strings.Join(columnNames(u.columns), "_"), "key") {
			return u.columns
		}
	}
	return nil
}

// UniqueName returns the name of the constraint that keeps columns unique, as a schema is made with it; "" where the tags know of
// none.
func (m *Mapping) UniqueName(table string, columns []string) string {
	if areSameNames(columnNames(m.Key), columns) {
		return KeyName(table)
	}
	for _, u := range m.uniques() {
		switch {
		case !areSameNames(columnNames(u.columns), columns):
		case u.name != "":
			return u.name
		default:
			return conventional("uq", table, u.columns)
		}
	}
	return ""
}

// KeyName returns the name of a table's primary key, as a schema is made with it.
func KeyName(table string) string { return conventional("pk", table, nil) }

// IsKeyName reports whether a constraint of that name is the primary key of a table, as a schema is made with it or as PostgreSQL names it.
func IsKeyName(table, constraint string) bool {
	return constraint == KeyName(table) || constraint == sqltext.Suffixed(table, "", "pkey")
}

func conventional(prefix, table string, columns []*Column) string {
	return sqltext.Conventional(prefix, append([]string{table}, columnNames(columns)...)...)
}

func columnNames(columns []*Column) (names []string) {
	for _, c := range columns {
		names = append(names, c.Name)
	}
	return names
}

// areSameNames compares without order.
func areSameNames(a, b []string) bool {
	a, b = slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b))
	return slices.Equal(a, b)
}
