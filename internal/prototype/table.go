package prototype

import (
	"reflect"
	"sync"
	"unsafe"

	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/mapper"
)

type tableKey struct {
	typ     reflect.Type
	alias   string
	derived bool
}

var (
	tables    sync.Map // tableKey -> *ast.Table
	addresses sync.Map // pointer to a field, as its type -> *ast.Column or *ast.Relation; pointer to a whole prototype -> *ast.Table
	making    sync.Mutex
)

// TableFor returns the table of a type and alias, made when it is first asked for. Mistakes in the mapping are an
// *mapper.Error.
func TableFor(t reflect.Type, alias string) (*ast.Table, error) {
	return interned(tableKey{t, alias, false}, mapper.Of)
}

// DerivedFor returns the table of rows that no table holds, which read as structs of type t, made when it is first asked for.
// Mistakes in the mapping are an *mapper.Error.
func DerivedFor(t reflect.Type, name string) (*ast.Table, error) {
	return interned(tableKey{t, name, true}, derivedMapping)
}

// derivedMapping returns the mapping of an entity's type, and of another struct one without table and key.
func derivedMapping(t reflect.Type) (*mapper.Mapping, error) {
	if mapper.IsEntity(t) {
		return mapper.Of(t)
	}
	rows, err := mapper.RecordOf(t)
	if err != nil {
		return nil, err
	}
	return &mapper.Mapping{Record: *rows, All: mapper.SetOf(rows.Columns)}, nil
}

// interned returns the table of a key, made of what mapping returns when it is first asked for.
func interned(key tableKey, mapping func(reflect.Type) (*mapper.Mapping, error)) (*ast.Table, error) {
	if found, ok := tables.Load(key); ok {
		return found.(*ast.Table), nil
	}
	m, err := mapping(key.typ)
	if err != nil {
		return nil, err
	}
	making.Lock()
	defer making.Unlock()
	if found, ok := tables.Load(key); ok {
		return found.(*ast.Table), nil
	}
	made := ast.NewTable(m, key.alias, key.derived, m.Pointer(m.Prototype()))
	register(made)
	tables.Store(key, made)
	return made, nil
}

// TableOf returns the table whose prototype p is.
func TableOf(p any) (*ast.Table, bool) {
	if p == nil || !reflect.TypeOf(p).Comparable() {
		return nil, false
	}
	found, _ := addresses.Load(p)
	t, ok := found.(*ast.Table)
	return t, ok
}

// register makes the prototype's addresses known. They can match no other object's, because a prototype is never freed.
func register(t *ast.Table) {
	base := start(t)
	for i, c := range t.Mapping.Columns {
		field := c.Addr(base)
		addresses.Store(field, t.Columns[i])
		slot(reflect.ValueOf(field).UnsafePointer()).CompareAndSwap(nil, &address{field, t.Columns[i]})
	}
	registerRelations(t)
	addresses.Store(t.Prototype, t)
}

// start returns the address of t's prototype.
func start(t *ast.Table) unsafe.Pointer { return reflect.ValueOf(t.Prototype).UnsafePointer() }
