package schema

import (
	"fmt"
	"slices"

	"github.com/drey-db/drey/internal/atlas"
)

// conventionOf is the convention that most names of tables follow. SQLite names keys and constraints by none.
func (s *source) conventionOf() atlas.Convention {
	if !s.postgres() {
		return atlas.Prefixed
	}
	follows := func(c atlas.Convention) (n int) {
		for _, t := range s.tables {
			n += t.following(c)
		}
		return n
	}
	if follows(atlas.Suffixed) > follows(atlas.Prefixed) {
		return atlas.Suffixed
	}
	return atlas.Prefixed
}

// following counts the names of a table that follow a convention.
func (t *sourceTable) following(c atlas.Convention) (n int) {
	count := func(name, prefix string, parts ...string) {
		if name == c.Name(prefix, t.Name, parts...) {
			n++
		}
	}
	if t.Key != nil {
		count(t.Key.Name, "pk")
	}
	for _, u := range t.Uniques {
		count(u.Name, "uq", u.Columns...)
	}
	for _, fk := range t.ForeignKeys {
		count(fk.Name, "fk", referring(fk)...)
	}
	for _, i := range t.Indexes {
		count(i.Name, "ix", partNames(i.Parts)...)
	}
	return n
}

// referring is what a foreign key is named after, beside its table.
func referring(fk atlas.ForeignKey) []string { return append(slices.Clone(fk.Columns), fk.RefTable) }

// keyIsNamed reports whether a table's key has a name of its own.
func (s *source) keyIsNamed(t *sourceTable) bool {
	return s.postgres() && t.Key != nil && t.Key.Name != "" && t.Key.Name != s.names.Name("pk", t.Name)
}

// isNamed reports whether a foreign key has a name of its own.
func (s *source) isNamed(t *sourceTable, fk atlas.ForeignKey) bool {
	return nameOf(fk) != "" && fk.Name != s.names.Name("fk", t.Name, referring(fk)...)
}

// foreignKeyText is a foreign key as With takes it.
func (t *sourceTable) foreignKeyText(fk atlas.ForeignKey, target *sourceTable) string {
	return fmt.Sprintf("schema.ForeignKey(%s, []builder.Sqlizer{%s}, []builder.Sqlizer{%s})", goString(nameOf(fk)), t.cols(fk.Columns), target.cols(fk.RefColumns)) + chained(fk)
}
