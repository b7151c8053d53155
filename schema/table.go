package schema

import "github.com/drey-db/drey/internal/atlas"

// Table describes one table. Names are the database's.
type Table struct {
	Schema, Name string // Schema is "" where nothing names one
	Columns      []Column
	Key          *KeyInfo // the primary key; nil without one
	ForeignKeys  []ForeignKeyInfo
	Uniques      []UniqueInfo // constraints; a unique index that is none is among Indexes
	Indexes      []IndexInfo
	Checks       []CheckInfo
	Comment      string
}

// Column describes one column.
type Column struct {
	Name, Type         string // the type as the dialect spells it
	Nullable           bool
	Default, Generated string // SQL; Generated is that of a stored generated column
	Identity           string // "ALWAYS", "BY DEFAULT", or "" where the database does not count up
	Collate, Comment   string
}

// KeyInfo describes a primary key.
type KeyInfo struct {
	Name    string
	Columns []string
}

// ForeignKeyInfo describes a foreign key.
type ForeignKeyInfo struct {
	Name               string
	Columns            []string
	RefSchema          string
	RefTable           string
	RefColumns         []string
	OnDelete, OnUpdate string // such as CASCADE; "" for NO ACTION
	Deferrable         bool   // checked at commit: DEFERRABLE INITIALLY DEFERRED
}

// UniqueInfo describes a unique constraint.
type UniqueInfo struct {
	Name    string
	Columns []string
}

// IndexInfo describes an index.
type IndexInfo struct {
	Name    string
	Unique  bool
	Parts   []IndexPart
	Where   string   // SQL of a partial index
	Using   string   // the method where it is not btree
	Include []string // columns that are only stored
}

// IndexPart is a column of an index, or an expression.
type IndexPart struct {
	Column, Expression string // one of them: a name, or SQL
	Descending         bool
	Collate            string // where it is not the column's own
	Class, Nulls       string // an operator class that is not the type's own; FIRST or LAST where that is not usual
}

// CheckInfo describes a check constraint.
type CheckInfo struct {
	Name       string
	Expression string // SQL
}

// publicTable is a table as users see it.
func publicTable(t atlas.Table) Table {
	public := Table{Schema: t.Schema, Name: t.Name, Comment: t.Comment}
	for _, c := range t.Columns {
		public.Columns = append(public.Columns, Column{
			Name: c.Name, Type: c.Type, Nullable: c.Nullable, Default: c.Default, Generated: c.Generated, Identity: c.Identity,
			Collate: c.Collate, Comment: c.Comment,
		})
	}
	if t.Key != nil {
		public.Key = &KeyInfo{Name: t.Key.Name, Columns: t.Key.Columns}
	}
	for _, fk := range t.ForeignKeys {
		public.ForeignKeys = append(public.ForeignKeys, ForeignKeyInfo{
			Name: fk.Name, Columns: fk.Columns, RefSchema: fk.RefSchema, RefTable: fk.RefTable, RefColumns: fk.RefColumns,
			OnDelete: fk.OnDelete, OnUpdate: fk.OnUpdate, Deferrable: fk.Deferrable,
		})
	}
	for _, u := range t.Uniques {
		public.Uniques = append(public.Uniques, UniqueInfo{Name: u.Name, Columns: u.Columns})
	}
	for _, i := range t.Indexes {
		public.Indexes = append(public.Indexes, publicIndex(i))
	}
	for _, c := range t.Checks {
		public.Checks = append(public.Checks, CheckInfo{Name: c.Name, Expression: c.Expression})
	}
	return public
}

func publicIndex(i atlas.Index) IndexInfo {
	public := IndexInfo{Name: i.Name, Unique: i.Unique, Where: i.Where, Using: i.Using, Include: i.Include}
	for _, p := range i.Parts {
		public.Parts = append(public.Parts, IndexPart(p))
	}
	return public
}
