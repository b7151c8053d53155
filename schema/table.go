package schema

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
	Name      string
	Type      string // as the dialect spells it
	Nullable  bool
	Default   string // SQL; "" without one
	Identity  string // "ALWAYS", "BY DEFAULT", or "" where the database does not count up
	Generated string // the SQL of a stored generated column; "" where it is none
	Collate   string
	Comment   string
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
	Column     string // "" for an expression
	Expression string // SQL
	Descending bool
}

// CheckInfo describes a check constraint.
type CheckInfo struct {
	Name       string
	Expression string // SQL
}

// qualified is the table's name with its schema, where it has one.
func (t Table) qualified() string {
	if t.Schema == "" {
		return t.Name
	}
	return t.Schema + "." + t.Name
}
