package persistence

import (
	"regexp"
	"strings"

	"github.com/drey-db/drey/backends"
)

// constrained is a unique violation with its constraint and its column, of several the first: PostgreSQL names the one, SQLite the
// others, and the mapping knows what belongs together.
func (s subject) constrained(e backends.Error) backends.Error {
	table := s.dialect.LastName(s.mapping.Table)
	if e.Kind != backends.ErrUniqueViolation || e.Table != table {
		return e
	}
	if e.Constraint == "" {
		e.Constraint = s.mapping.UniqueName(table, namedColumns(e.Message))
	}
	if columns := s.mapping.UniqueColumns(table, e.Constraint); e.Column == "" && len(columns) > 0 {
		e.Column = columns[0].Name
	}
	return e
}

// failedUnique is SQLite's list of the columns that are not unique.
var failedUnique = regexp.MustCompile(`UNIQUE constraint failed: ([^:]+?)(?: \(\d+\))?$`)

// namedColumns returns the columns that SQLite names in a unique violation.
func namedColumns(message string) (names []string) {
	found := failedUnique.FindStringSubmatch(message)
	if found == nil {
		return nil
	}
	for _, name := range strings.Split(found[1], ", ") {
		names = append(names, name[strings.LastIndexByte(name, '.')+1:])
	}
	return names
}
