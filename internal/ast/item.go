package ast

import (
	"slices"

	"github.com/drey-db/drey/internal/mapper"
)

// Item is one thing in the rows of a statement: a whole entity, or one expression.
type Item struct {
	Entity  *mapper.Mapping  // nil for an expression
	Columns []*mapper.Column // that are read of the entity, in the order of the text
	Name    string           // of an expression: its label, or its mapped column's name; "" when the database names it
	Table   string           // of a mapped column, labelled or not: its table's name

	nullZero bool // a mapped column, labelled or not, whose NULL is the zero value
}

// Items returns what the rows of a SELECT or of a RETURNING hold, in order. It is nil where only the text knows: raw SQL and
// squirrel's. A piece of text counts as one expression.
func (s *Statement) Items() (items []Item) {
	if s.kind == CompoundKind {
		return s.first().Items()
	}
	if s.kind == SelectKind && s.entity != nil {
		items = append(items, itemsOf(s.entity, s.loaded())...)
	}
	for _, n := range s.Nodes(s.resultPart()) {
		if whole, ok := n.Expr().(*EntityExpr); ok {
			items = append(items, itemsOf(whole.Table, whole.Columns())...)
		} else {
			items = append(items, itemOf(n))
		}
	}
	return items
}

// Entities returns, for each entity in the rows of a statement, the names that it is read by: several where the queries of a compound
// differ. Without a whole entity it is the tables of the columns, which may be read as one; nil where only the text knows.
func (s *Statement) Entities() (places [][]*Table) {
	if s.kind == CompoundKind {
		return s.memberEntities()
	}
	if s.kind == SelectKind && s.entity != nil && s.entity.isEntity() {
		places = append(places, []*Table{s.entity})
	}
	var tables []*Table
	for _, n := range s.Nodes(s.resultPart()) {
		if label, ok := n.Expr().(*LabelExpr); ok {
			n = label.Left
		}
		switch n := n.Expr().(type) {
		case *EntityExpr:
			if n.Table.isEntity() {
				places = append(places, []*Table{n.Table})
			}
		case *Column:
			tables = append(tables, n.Table)
		}
	}
	if places == nil && tables != nil {
		places = [][]*Table{tables}
	}
	return places
}

// memberEntities is Entities of a compound, whose rows are those of its first query.
func (s *Statement) memberEntities() [][]*Table {
	places := s.first().Entities()
	for _, n := range s.Nodes(MemberPart) {
		member, ok := n.Expr().(*MemberExpr)
		if !ok || QueryOf(member.Query) == nil {
			continue
		}
		for i, names := range QueryOf(member.Query).Entities() {
			if i < len(places) {
				places[i] = append(places[i], names...)
			}
		}
	}
	return places
}

// first returns the first query of a compound, whose columns name those of the whole.
func (s *Statement) first() *Statement {
	if members := s.Nodes(MemberPart); len(members) > 0 {
		if first, ok := members[0].Expr().(*MemberExpr); ok && QueryOf(first.Query) != nil {
			return QueryOf(first.Query)
		}
	}
	return &Statement{}
}

// ReadsRecords reports whether the rows are those of a struct that is no entity: one that a query fills.
func (s *Statement) ReadsRecords() bool {
	if s.kind == CompoundKind {
		return s.first().ReadsRecords()
	}
	return s.kind == SelectKind && s.entity != nil && !s.entity.isEntity()
}

// itemsOf returns columns of t: one entity, or each by itself where rows are no entities.
func itemsOf(t *Table, columns []*mapper.Column) (items []Item) {
	if t.isEntity() {
		return []Item{{Entity: t.Mapping, Columns: columns}}
	}
	for _, c := range columns {
		items = append(items, Item{Name: c.Name, Table: t.Alias})
	}
	return items
}

// FlatItems is [Statement.Items] with each entity's columns in its place.
func (s *Statement) FlatItems() (items []Item) {
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

// NullZeros returns which columns of rows that have so many are selected by themselves and have NULL for the zero value.
func (s *Statement) NullZeros(width int) (zeros mapper.Set) {
	if s.kind == CompoundKind {
		return s.first().NullZeros(width)
	}
	some, part := false, s.resultPart()
	s.each(func(c clause) { some = some || c.part == part && itemOf(c.node).nullZero })
	if !some {
		return zeros
	}
	items := s.FlatItems()
	for i := range items {
		if items[i].nullZero && len(items) == width {
			zeros = zeros.With(i)
		}
	}
	return zeros
}

// resultPart returns where the statement says what its rows hold.
func (s *Statement) resultPart() Part {
	if s.kind == SelectKind {
		return ColumnPart
	}
	return ReturningPart
}

func itemOf(n *Node) Item {
	switch n := n.Expr().(type) {
	case *Column:
		return Item{Name: n.Column.Name, Table: n.Table.Mapping.Table, nullZero: n.Column.NullZero}
	case *ExcludedExpr:
		return itemOf(&n.Column.Node)
	case *LabelExpr:
		item := itemOf(n.Left)
		return Item{Name: n.Name, Table: item.Table, nullZero: item.nullZero}
	}
	return Item{}
}

// Entity returns the table whose entities the rows of a SELECT or a RETURNING are, every column in mapped order; nil when rows are
// anything else, or only some of the columns are read.
func (s *Statement) Entity() *mapper.Mapping {
	if s.kind == CompoundKind {
		return s.first().Entity()
	}
	if s.kind == SelectKind && s.entity != nil && s.entity.isEntity() && !s.Has(LoadPart) {
		return s.entity.Mapping
	}
	if items := s.Items(); s.kind != SelectKind && len(items) == 1 {
		return items[0].Entity
	}
	return nil
}

// Width returns how many columns a SELECT or a RETURNING has, a piece of text counted as one; 0 where only the text knows.
func (s *Statement) Width() (n int) {
	if s.kind == CompoundKind {
		return s.first().Width()
	}
	if s.kind == SelectKind && s.entity != nil {
		n = len(s.loaded())
	}
	part := s.resultPart()
	s.each(func(c clause) {
		if c.part == part {
			n += widthOf(c.node)
		}
	})
	return n
}

func widthOf(n *Node) int {
	if whole, ok := n.Expr().(*EntityExpr); ok {
		return max(1, len(whole.Columns()))
	}
	return 1
}

// loaded returns the columns that a SELECT of entities reads: all, or those of LoadOnly, the key and the version, without which
// an entity can be neither known nor written.
func (s *Statement) loaded() []*mapper.Column {
	m, only := s.entity.Mapping, s.Nodes(LoadPart)
	if len(only) == 0 {
		return m.Columns
	}
	asked := mapper.SetOf(m.Key)
	if m.Version != nil {
		asked = asked.With(m.Version.Index)
	}
	for _, n := range only {
		if c := ColumnOf(n); c != nil && c.Table == s.entity {
			asked = asked.With(c.Column.Index)
		}
	}
	return slices.DeleteFunc(slices.Clone(m.Columns), func(c *mapper.Column) bool { return !asked.Has(c.Index) })
}

// Columns returns what a SELECT reads, the columns of an entity one by one.
func (s *Statement) Columns() (nodes []*Node) {
	if s.entity != nil {
		for _, c := range s.loaded() {
			nodes = append(nodes, &s.entity.Columns[c.Index].Node)
		}
	}
	return append(nodes, Flat(s.Nodes(ColumnPart))...)
}

// Flat returns nodes with each entity's columns in its place.
func Flat(nodes []*Node) (columns []*Node) {
	for _, n := range nodes {
		whole, ok := n.Expr().(*EntityExpr)
		if !ok {
			columns = append(columns, n)
			continue
		}
		for _, c := range whole.Columns() {
			columns = append(columns, whole.Table.Column(c))
		}
	}
	return columns
}
