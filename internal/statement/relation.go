package statement

import (
	"fmt"
	"reflect"
	"unsafe"

	"github.com/drey-db/drey/internal/mapper"
)

// Relation is a relationship under one name of its owner's table. It is resolved when it is first used, because the other
// end may be mapped later.
type Relation struct {
	Table  *Table // whose prototype holds the field
	offset uintptr
	field  string
	typ    reflect.Type
}

// target is the type at the other end.
func (r *Relation) target() reflect.Type {
	t := r.typ
	for t.Kind() == reflect.Slice || t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t
}

// registerRelations makes the addresses of the prototype's relationship fields known.
func (t *Table) registerRelations() {
	for _, f := range reflect.VisibleFields(t.Mapping.Type) {
		if _, tagged := f.Tag.Lookup("rel"); !tagged || !f.IsExported() {
			continue
		}
		if offset, ok := offsetOf(t.Mapping.Type, f.Index); ok {
			r := &Relation{Table: t, offset: offset, field: f.Name, typ: f.Type}
			n := newNode(relation, None, nil, nil, r).hashed(t.hash, hashText(seed, f.Name), uint64(offset))
			addresses.Store(reflect.NewAt(f.Type, unsafe.Add(t.base(), offset)).Interface(), n)
		}
	}
}

// offsetOf is where a field stands behind its struct's address, unless a pointer lies between.
func offsetOf(t reflect.Type, path []int) (offset uintptr, ok bool) {
	for _, i := range path {
		if t.Kind() != reflect.Struct {
			return 0, false
		}
		f := t.Field(i)
		offset, t = offset+f.Offset, f.Type
	}
	return offset, true
}

// RelationAt is the node of the relationship that field, a pointer into a prototype, names. Any other pointer makes a node
// that says what is wrong when it is rendered.
func RelationAt(field any) *Node {
	if n, ok := relationAt(field); ok {
		return n
	}
	return invalidf("a %T names no relationship: take the address of a field with a rel tag in what builder.Model or builder.Alias answered, for example &heroes.Toys", field)
}

// IsRelation says whether field names a relationship.
func IsRelation(field any) bool {
	_, ok := relationAt(field)
	return ok
}

func relationAt(field any) (*Node, bool) {
	if field == nil || !reflect.TypeOf(field).Comparable() {
		return nil, false
	}
	found, _ := addresses.Load(field)
	n, ok := found.(*Node)
	return n, ok && n.kind == relation
}

// Resolve is the relationship as the mapping has it. Mistakes in the mapping are an *mapper.Error.
func (r *Relation) Resolve() (*mapper.Relationship, error) {
	all, err := r.Table.Mapping.Relationships()
	if err != nil {
		return nil, err
	}
	for _, found := range all {
		if found.Offset == r.offset {
			return found, nil
		}
	}
	return nil, fmt.Errorf("%s.%s is no relationship: give it a rel tag", r.Table.Mapping.Name(), r.field)
}
