package ast

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/drey-db/drey/internal/mapper"
)

// Table is a name for a mapped table in statements: the table itself, an alias of it, or rows that no table holds. As a node
// it is the table in FROM. Package prototype makes tables, one for each type and name in a program.
type Table struct {
	Node
	Mapping   *mapper.Mapping
	Alias     string    // "" when the table goes by its own name
	Derived   bool      // the rows are those that a statement gives to the name
	Prototype any       // a pointer to a struct of the mapped type, never freed
	Columns   []*Column // as Mapping.Columns
}

// NewTable returns a table of a mapping under a name, with its columns.
func NewTable(m *mapper.Mapping, alias string, derived bool, prototype any) *Table {
	t := &Table{Mapping: m, Alias: alias, Derived: derived, Prototype: prototype, Columns: make([]*Column, len(m.Columns))}
	kind := uint64(0)
	if derived {
		kind = 1
	}
	t.Node = newHeader("table", None, hashText(seed, m.Table), hashText(seed, alias), kind)
	t.fixed = true
	newNode(t)
	for i, c := range m.Columns {
		t.Columns[i] = newColumn(t, c)
	}
	return t
}

func (t *Table) walk(*Walk) {}

// Source returns t as what FROM or JOIN reads.
func Source(t *Table) *Node { return &t.Node }

// Column returns the node of one of the mapping's columns.
func (t *Table) Column(c *mapper.Column) *Node { return &t.Columns[c.Index].Node }

// Name returns what messages call t: its type, or the name of rows that no table holds.
func (t *Table) Name() string {
	if t.Derived {
		return t.Alias
	}
	return t.Mapping.Name()
}

// CorrelationName returns the name by which t goes in a statement.
func (t *Table) CorrelationName() string {
	if t.Alias != "" {
		return t.Alias
	}
	return t.Mapping.Table
}

// Called returns what messages call the prototype of t: how it is answered.
func (t *Table) Called() string {
	switch {
	case t.Derived:
		return fmt.Sprintf("Derived[%s](%q)", t.Mapping.Name(), t.Alias)
	case t.Alias != "":
		return fmt.Sprintf("Alias[%s](%q)", t.Mapping.Name(), t.Alias)
	}
	return fmt.Sprintf("Model[%s]()", t.Mapping.Name())
}

// LastName returns a table's name without its schema.
func LastName(table string) string { return table[strings.LastIndexByte(table, '.')+1:] }

// isEntity reports whether t's rows are entities.
func (t *Table) isEntity() bool { return t.Mapping.Table != "" }

// Column is a mapped column under one name of its table.
type Column struct {
	Node
	Table  *Table
	Column *mapper.Column
}

func newColumn(t *Table, c *mapper.Column) *Column {
	n := &Column{newHeader("column", None, t.hash, uint64(c.Index)), t, c}
	n.fixed = true
	newNode(n)
	return n
}

func (n *Column) walk(*Walk) {}

// Called returns what messages call n: its type and field, or the field and the prototype that is not the model's own. nil is another
// expression.
func (n *Column) Called() string {
	switch {
	case n == nil:
		return "an expression"
	case n.Table.Alias == "":
		return n.Table.Mapping.Name() + "." + n.Column.Field
	}
	return n.Column.Field + " of " + n.Table.Called()
}

// ColumnOf returns the column that n is, nil when it is another expression.
func ColumnOf(n *Node) *Column {
	c, _ := n.Expr().(*Column)
	return c
}

func isSecret(n *Node) bool {
	c, ok := n.Expr().(*Column)
	return ok && c.Column.Secret
}

// Relation is a relationship under one name of its owner's table: a field of a prototype that leads to other entities.
type Relation struct {
	Node
	Table  *Table // whose prototype holds the field
	Field  string
	Type   reflect.Type // of the field
	Offset uintptr      // of the field in the prototype
}

// NewRelation returns the relationship that a field of t's prototype stands for.
func NewRelation(t *Table, f reflect.StructField, offset uintptr) *Relation {
	n := &Relation{newHeader("relation", None, t.hash, uint64(offset)), t, f.Name, f.Type, offset}
	n.fixed = true
	newNode(n)
	return n
}

func (r *Relation) walk(*Walk) {}

// Target returns the type at the other end.
func (r *Relation) Target() reflect.Type {
	t := r.Type
	for t.Kind() == reflect.Slice || t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t
}

// Resolve returns the relationship as the mapping has it, which may be known later than the prototype. Mistakes in the
// mapping are an *mapper.Error.
func (r *Relation) Resolve() (*mapper.Relationship, error) {
	all, err := r.Table.Mapping.Relationships()
	if err != nil {
		return nil, err
	}
	for _, found := range all {
		if found.Offset == r.Offset {
			return found, nil
		}
	}
	return nil, fmt.Errorf("%s.%s is no relationship: give it a rel tag", r.Table.Mapping.Name(), r.Field)
}
