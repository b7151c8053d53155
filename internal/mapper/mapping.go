package mapper

import (
	"reflect"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/drey-db/drey/internal/kept"
)

// Mapping is a struct type that stands for a table: an entity.
type Mapping struct {
	Record
	Table      string    // as TableName says it; dots separate schema and table
	Key        []*Column // the primary key, in field order; empty where Keyless
	Keyless    bool      // rows have no key: they are read, and neither tracked nor written
	Unread     bool      // the table refuses RETURNING: a flush reads nothing back
	Version    *Column   // nil without one
	SoftDelete *Column   // that says when a row was deleted; nil: rows go
	All        Set       // every column
	Left       []*Column // that an INSERT may leave to the database
	Numbered   []*Column // that nobody but the database numbers: identity
	Fixed      []*Column // that only an INSERT writes: createonly
	Padded     []*Column // of the key, whose column fills short texts with blanks
	Own        []*Column // whose values the client makes where there is none: keys, and the first version

	RowBuffers sync.Pool // what a flush reads answers into, each a *reflect.Value of a slice of zero structs

	counted   *Column                         // CountedKey
	subsets   kept.Map[Set, []*Column]        // ColumnsIn
	relations []relation                      // as the tags say them
	named     map[typeValue]*Mapping          // what the values of its type columns refer to; while resolving is held
	resolved  atomic.Pointer[[]*Relationship] // nil before their first use
	referred  atomic.Pointer[[]*Column]       // ReferredTo; nil: the key
	foreign   atomic.Pointer[[]Set]           // foreign keys, as relationships that are resolved name them
	typed     atomic.Pointer[[]*Relationship] // Typed, as far as they are resolved
	written   atomic.Pointer[[]*Relationship] // Written; nil: all
}

// Name returns the type's name in messages.
func (m *Mapping) Name() string { return m.Type.Name() }

// CountedKey returns the key when the database counts it up for rows that bring none: the only one, an integer, neither made
// by the client nor by a default of its own. Else nil.
func (m *Mapping) CountedKey() *Column { return m.counted }

func countedKey(key []*Column) *Column {
	if len(key) == 1 && key[0].IsInteger() && key[0].Default == "" && !key[0].NoIdentity {
		return key[0]
	}
	return nil
}

// divide tells columns apart by who may make their values.
func (m *Mapping) divide() {
	for _, c := range m.Columns {
		if c.PrimaryKey && c.width > 0 {
			m.Padded = append(m.Padded, c)
		}
		if c.ReadOnly || c.OmitZero || c.Identity || c == m.counted {
			m.Left = append(m.Left, c)
		}
		if c.Identity {
			m.Numbered = append(m.Numbered, c)
		}
		if c.CreateOnly {
			m.Fixed = append(m.Fixed, c)
		}
		if c.UUID7 || c.Version {
			m.Own = append(m.Own, c)
		}
	}
}

// ColumnsIn returns the columns in set, in mapped order. One set is one list, which nobody changes.
func (m *Mapping) ColumnsIn(set Set) []*Column {
	if list, ok := m.subsets.Get(set); ok {
		return list
	}
	var list []*Column
	for i, c := range m.Columns {
		if set.Has(i) {
			list = append(list, c)
		}
	}
	return m.subsets.Put(set, list[:len(list):len(list)])
}

// Named is what an entity has: it says its table's name.
type Named interface {
	TableName() string
}

var mappings sync.Map // reflect.Type -> *Mapping

// Of maps an entity's struct type. Mistakes come back together as an *Error.
func Of(t reflect.Type) (*Mapping, error) {
	if m, ok := mappings.Load(t); ok {
		return m.(*Mapping), nil
	}
	return Map(t, Names{})
}

// Map is [Of] with names for what says none itself. A type is mapped once: under other names than before it is an error.
func Map(t reflect.Type, names Names) (*Mapping, error) {
	b := newBuilder(t, names)
	m := b.mapping()
	if err := b.err(); err != nil {
		return nil, err
	}
	found, _ := mappings.LoadOrStore(t, m)
	kept := found.(*Mapping)
	return kept, kept.sameNames(m)
}

// SharesTable reports whether both types are of one table.
func (m *Mapping) SharesTable(other *Mapping) bool { return m == other || m.Table == other.Table }

// PairsIn reports whether a many-to-many of m keeps its pairs in the table of other.
func (m *Mapping) PairsIn(other *Mapping) bool {
	relationships, _ := m.Relationships()
	return slices.ContainsFunc(relationships, func(r *Relationship) bool { return r.Through != nil && r.Through.Table == other.Table })
}

func (m *Mapping) sameNames(other *Mapping) error {
	same := m.Table == other.Table
	for i, c := range m.Columns {
		same = same && c.Name == other.Columns[i].Name
	}
	if same {
		return nil
	}
	return &Error{Type: m.Type, Mistakes: []string{"it is mapped already, as table " + m.Table + ": give its names where it is mapped first"}}
}
