package statement

import "github.com/drey-db/drey/internal/mapper"

// Joins is the names under which a SELECT joins the table of m.
func (s *Statement) Joins(m *mapper.Mapping) (tables []*Table) {
	for _, n := range s.nodes(JoinPart) {
		if n.kind != joining {
			continue
		}
		if t, ok := n.left.value.(*Table); ok && t.Mapping == m && !t.Derived {
			tables = append(tables, t)
		}
	}
	return tables
}

// Root is the table whose entities a SELECT reads; nil when it reads columns.
func (s *Statement) Root() *Table {
	if s.kind != SelectKind {
		return nil
	}
	return s.entity
}

// LoadsOnly says whether a SELECT of entities reads only some of their columns.
func (s *Statement) LoadsOnly() bool { return s.has(LoadPart) }
