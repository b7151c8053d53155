package statement

import (
	"slices"

	"github.com/drey-db/drey/internal/mapper"
)

// Item is one thing in the rows that a statement answers: a whole entity, or one expression.
type Item struct {
	Entity  *mapper.Mapping  // nil for an expression
	Columns []*mapper.Column // that are read of the entity, in the order of the text
	Name    string           // of an expression: its label, or its mapped column's name; "" when the database names it
	Table   string           // of a mapped column, labelled or not: its table's name
}

// Items is what the rows of a SELECT or of a RETURNING hold, in order. It is nil where only the text knows: raw SQL and
// squirrel's. A piece of text counts as one expression.
func (s *Statement) Items() (items []Item) {
	if s.kind == CompoundKind {
		return s.first().Items()
	}
	if s.kind == SelectKind && s.entity != nil {
		items = append(items, itemsOf(s.entity, s.loaded())...)
	}
	for _, n := range s.nodes(s.resultPart()) {
		if t, ok := n.value.(*Table); ok {
			items = append(items, itemsOf(t, t.Mapping.Columns)...)
		} else {
			items = append(items, itemOf(n))
		}
	}
	return items
}

// first is the first query of a compound, whose columns name those of the whole.
func (s *Statement) first() *Statement {
	if members := s.nodes(MemberPart); len(members) > 0 && members[0].kind == compounding {
		if q, ok := members[0].left.value.(Statement); ok {
			return &q
		}
	}
	return &Statement{}
}

// ReadsRecords says whether the rows are those of a struct that is no entity: a [DerivedFor] one.
func (s *Statement) ReadsRecords() bool {
	if s.kind == CompoundKind {
		return s.first().ReadsRecords()
	}
	return s.kind == SelectKind && s.entity != nil && !s.entity.isEntity()
}

// itemsOf is columns of t: one entity, or each by itself where rows are no entities.
func itemsOf(t *Table, columns []*mapper.Column) (items []Item) {
	if t.isEntity() {
		return []Item{{Entity: t.Mapping, Columns: columns}}
	}
	for _, c := range columns {
		items = append(items, Item{Name: c.Name, Table: t.Alias})
	}
	return items
}

// flatItems is Items with each entity's columns in its place.
func (s *Statement) flatItems() (items []Item) {
	for _, item := range s.Items() {
		if item.Entity == nil {
			items = append(items, item)
		}
		for _, c := range item.Columns {
			items = append(items, Item{Name: c.Name, Table: item.Entity.Table})
		}
	}
	return items
}

// resultPart is where the statement says what its rows hold.
func (s *Statement) resultPart() Part {
	if s.kind == SelectKind {
		return ColumnPart
	}
	return ReturningPart
}

func itemOf(n *Node) Item {
	switch v := n.value.(type) {
	case *Column:
		return Item{Name: v.Column.Name, Table: v.Table.Mapping.Table}
	case string:
		if n.kind == label {
			return Item{Name: v, Table: itemOf(n.left).Table}
		}
	}
	return Item{}
}

// Entity is the table whose entities a SELECT or a RETURNING answers, every column in mapped order; nil when rows are
// anything else, or only some of the columns are read.
func (s *Statement) Entity() *mapper.Mapping {
	if s.kind == CompoundKind {
		return s.first().Entity()
	}
	if s.kind == SelectKind && s.entity != nil && s.entity.isEntity() && !s.has(LoadPart) {
		return s.entity.Mapping
	}
	if items := s.Items(); s.kind != SelectKind && len(items) == 1 {
		return items[0].Entity
	}
	return nil
}

// width is how many columns a SELECT has.
func (s *Statement) width() (n int) {
	for _, item := range s.Items() {
		n += max(1, len(item.Columns))
	}
	return n
}

// loaded is the columns that a SELECT of entities reads: all, or those of LoadOnly, the key and the version, without which
// an entity can be neither known nor written.
func (s *Statement) loaded() []*mapper.Column {
	m, only := s.entity.Mapping, s.nodes(LoadPart)
	if len(only) == 0 {
		return m.Columns
	}
	asked := mapper.SetOf(m.Key)
	if m.Version != nil {
		asked = asked.With(m.Version.Index)
	}
	for _, n := range only {
		if c := n.Column(); c != nil && c.Table == s.entity {
			asked = asked.With(c.Column.Index)
		}
	}
	return slices.DeleteFunc(slices.Clone(m.Columns), func(c *mapper.Column) bool { return !asked.Has(c.Index) })
}
