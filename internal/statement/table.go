package statement

import (
	"fmt"
	"reflect"
	"sync"
	"unsafe"

	"github.com/drey-db/drey/internal/mapper"
)

// Table is a name for a mapped table in statements: the table itself, an alias of it, or rows that no table holds. There is
// one for each type and alias in a program, with one prototype, a struct whose field addresses name the columns.
type Table struct {
	Mapping   *mapper.Mapping
	Alias     string // "" when the table goes by its own name
	Derived   bool   // the rows are those that a statement binds to the name
	Prototype any    // a pointer to a struct of the mapped type, never freed

	hash    uint64
	columns []*Node // as Mapping.Columns
	source  *Node   // the table in FROM
}

type tableKey struct {
	typ     reflect.Type
	alias   string
	derived bool
}

var (
	tables    sync.Map // tableKey -> *Table
	addresses sync.Map // pointer to a field, as its type -> *Node; pointer to a whole prototype -> *Table
	making    sync.Mutex
)

// TableFor is the Table of a type and alias, made when it is first asked for. Mistakes in the mapping are an *mapper.Error.
func TableFor(t reflect.Type, alias string) (*Table, error) {
	return interned(tableKey{t, alias, false}, mapper.Of)
}

// interned is the Table of a key, made from what mapping answers when it is first asked for.
func interned(key tableKey, mapping func(reflect.Type) (*mapper.Mapping, error)) (*Table, error) {
	if found, ok := tables.Load(key); ok {
		return found.(*Table), nil
	}
	m, err := mapping(key.typ)
	if err != nil {
		return nil, err
	}
	making.Lock()
	defer making.Unlock()
	if found, ok := tables.Load(key); ok {
		return found.(*Table), nil
	}
	made := newTable(m, key)
	made.register()
	tables.Store(key, made)
	return made, nil
}

func newTable(m *mapper.Mapping, key tableKey) *Table {
	t := &Table{Mapping: m, Alias: key.alias, Derived: key.derived, Prototype: m.Pointer(m.New()), columns: make([]*Node, len(m.Columns))}
	t.hash = hashText(hashText(seed, m.Table), key.alias)
	if key.derived {
		t.hash = mix(t.hash, 1)
	}
	for i, c := range m.Columns {
		t.columns[i] = newColumn(t, c)
	}
	t.source = Source(t)
	t.source.fixed = true
	return t
}

// register makes the prototype's addresses known. They can match no other object's, because a prototype is never freed.
func (t *Table) register() {
	base := t.base()
	for i, c := range t.Mapping.Columns {
		field := c.Addr(base)
		addresses.Store(field, t.columns[i])
		columnPlace(reflect.ValueOf(field).UnsafePointer()).CompareAndSwap(nil, &address{field, t.columns[i]})
	}
	t.registerRelations()
	addresses.Store(t.Prototype, t)
}

func (t *Table) base() unsafe.Pointer { return reflect.ValueOf(t.Prototype).UnsafePointer() }

// Column is the node of one of the mapping's columns.
func (t *Table) Column(c *mapper.Column) *Node { return t.columns[c.Index] }

// TableOf is the Table whose prototype p is.
func TableOf(p any) (*Table, bool) {
	if p == nil || !reflect.TypeOf(p).Comparable() {
		return nil, false
	}
	found, _ := addresses.Load(p)
	t, ok := found.(*Table)
	return t, ok
}

// ColumnAt is the node of the column that field, a pointer into a prototype, names. Any other pointer makes a node that
// says what is wrong when it is rendered.
func ColumnAt(field any) *Node {
	found, _ := addresses.Load(field)
	n, ok := found.(*Node)
	if ok && n.kind == column {
		return n
	}
	if ok {
		r := n.value.(*Relation)
		return invalidf("%s.%s is a relationship, not a column: join it, or load it with SelectIn", r.Table.Mapping.Name(), r.field)
	}
	return Invalid(noColumn(field))
}

// noColumn tells why a pointer names no column. It is the slow path.
func noColumn(field any) error {
	what := reflect.TypeOf(field).Elem()
	if t, ok := TableOf(field); ok {
		return fmt.Errorf("Col(*%s) is given a whole %s: give it the address of a field", what, t.Mapping.Name())
	}
	p := reflect.ValueOf(field).Pointer()
	var err error
	tables.Range(func(_, value any) bool {
		t := value.(*Table)
		start := uintptr(t.base())
		if start <= p && p < start+t.Mapping.Type.Size() {
			err = fmt.Errorf("Col(*%s) points into a prototype of %s, but at no column: the field is left out, or part of a column's value", what, t.Mapping.Name())
		}
		return err == nil
	})
	if err == nil {
		err = fmt.Errorf("Col(*%s) points outside every prototype: take the address in the value that builder.Model or builder.Alias answered, not in a copy of it, nor in an entity", what)
	}
	return err
}
