// Package atlas is the one place that imports atlas: it inspects databases, compares them with models, and plans statements.
// What goes in and out is plain data of this package.
package atlas

import "slices"

// Model is tables and the types beside them: of models, or of a database.
type Model struct {
	Tables []Table
	Enums  []Enum
	Names  Convention
	First  []Declared // objects that stand before the tables

	Holdings []Holding
	Within   bool // all of it stands in schemas that it names, and the current one is nobody's

	retyped []string          // columns, table.column, whose type changes whatever the rows say
	using   map[string]string // see Options
}

// Declares reports whether a table, an index or a constraint of a model has a name.
func (m Model) Declares(name string) bool {
	for _, t := range m.Tables {
		has := t.Name == name || t.Key != nil && t.Key.Name == name ||
			slices.ContainsFunc(t.Uniques, func(u Unique) bool { return u.Name == name }) ||
			slices.ContainsFunc(t.Indexes, func(i Index) bool { return i.Name == name }) ||
			slices.ContainsFunc(t.Checks, func(c Check) bool { return c.Name == name }) ||
			slices.ContainsFunc(t.ForeignKeys, func(fk ForeignKey) bool { return fk.Name == name })
		if has {
			return true
		}
	}
	return false
}

// Clone returns a model to which tables, and constraints and indexes of its tables, can be added.
func (m Model) Clone() Model {
	own := Model{Tables: slices.Clone(m.Tables), Enums: slices.Clone(m.Enums), Names: m.Names, First: m.First, Holdings: slices.Clone(m.Holdings), Within: m.Within}
	for i := range own.Tables {
		t := &own.Tables[i]
		t.ForeignKeys, t.Uniques = slices.Clone(t.ForeignKeys), slices.Clone(t.Uniques)
		t.Indexes, t.Checks = slices.Clone(t.Indexes), slices.Clone(t.Checks)
	}
	return own
}

// Enum is an enumerated type.
type Enum struct {
	Schema, Name string
	Values       []string
}

// Table is one table. Schema is "" for the current one.
type Table struct {
	Schema, Name, Comment string
	Columns               []Column
	Key                   *Key
	ForeignKeys           []ForeignKey
	Uniques               []Unique
	Indexes               []Index
	Checks                []Check
}

// Column is one column. Type, Default and Generated are the dialect's SQL.
type Column struct {
	Name, Type         string
	Nullable           bool
	Default, Generated string
	Identity           string // ALWAYS, BY DEFAULT, or ""
	Collate, Comment   string
	Bounds             Bounds // of its values, where its type has room for others
}

// Bounds are the least and the greatest of whole numbers; both are 0 where there are none.
type Bounds struct{ Least, Most int64 }

// Key is a primary key.
type Key struct {
	Name    string
	Columns []string
}

// ForeignKey is one foreign key. Named says that its name was given, and not made by convention; so it is of the others.
type ForeignKey struct {
	Name                string
	Named               bool
	Columns             []string
	RefSchema, RefTable string
	RefColumns          []string
	OnDelete, OnUpdate  string
	Deferrable          bool
}

// Unique is a unique constraint.
type Unique struct {
	Name    string
	Named   bool
	Columns []string
}

// Index is one index.
type Index struct {
	Name    string
	Named   bool
	Unique  bool
	Parts   []Part
	Where   string
	Using   string
	Include []string
}

// Part is a column of an index, or an expression.
type Part struct {
	Column, Expression string
	Descending         bool
	Collate            string // where it is not the column's own
	Class, Nulls       string // an operator class that is not the type's own; FIRST or LAST where that is not usual
}

// Check is a check constraint.
type Check struct {
	Name       string
	Named      bool
	Expression string
}

// Qualified is the table's name with its schema, where it has one.
func (t Table) Qualified() string {
	if t.Schema == "" {
		return t.Name
	}
	return t.Schema + "." + t.Name
}

// AddForeignKey adds a foreign key, unless one of the same columns to the same is there: then it says what that leaves out.
func (t *Table) AddForeignKey(fk ForeignKey) {
	for i := range t.ForeignKeys {
		own := &t.ForeignKeys[i]
		if !slices.Equal(own.Columns, fk.Columns) || own.RefSchema != fk.RefSchema || own.RefTable != fk.RefTable || !slices.Equal(own.RefColumns, fk.RefColumns) {
			continue
		}
		if fk.Named {
			own.Name, own.Named = fk.Name, true
		}
		if own.OnDelete == "" {
			own.OnDelete = fk.OnDelete
		}
		if own.OnUpdate == "" {
			own.OnUpdate = fk.OnUpdate
		}
		own.Deferrable = own.Deferrable || fk.Deferrable
		return
	}
	t.ForeignKeys = append(t.ForeignKeys, fk)
}

// InOrder returns tables each behind those that it refers to; those of a cycle stand in the order given.
func InOrder(tables []Table) (order []Table) {
	done := map[string]bool{}
	var visit func(t Table)
	visit = func(t Table) {
		if done[t.Qualified()] {
			return
		}
		done[t.Qualified()] = true
		for _, fk := range t.ForeignKeys {
			for _, other := range tables {
				if other.Name == fk.RefTable && other.Schema == fk.RefSchema {
					visit(other)
				}
			}
		}
		order = append(order, t)
	}
	for _, t := range tables {
		visit(t)
	}
	return order
}
