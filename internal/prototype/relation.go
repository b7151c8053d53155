package prototype

import (
	"reflect"
	"unsafe"

	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/mapper"
)

// registerRelations makes the addresses of the prototype's relationship fields known.
func registerRelations(t *ast.Table) {
	for _, f := range reflect.VisibleFields(t.Mapping.Type) {
		if _, tagged := f.Tag.Lookup("rel"); !tagged || !f.IsExported() {
			continue
		}
		if offset, ok := offsetOf(t.Mapping.Type, f.Index); ok {
			field := reflect.NewAt(f.Type, unsafe.Add(start(t), offset)).Interface()
			addresses.Store(field, ast.NewRelation(t, f, offset))
		}
	}
}

// offsetOf returns where a field stands behind its struct's address, unless a pointer lies between.
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

// RelationAt returns the relationship that field, a pointer into a prototype, names. For any other pointer it returns a node
// that says what is wrong when it is rendered.
func RelationAt(field any) *ast.Node {
	if r, ok := relationAt(field); ok {
		return &r.Node
	}
	return ast.Invalidf("a %T names no relationship: take the address of a field with a rel tag in what builder.Model or builder.Alias answered, for example &heroes.Toys", field)
}

// IsRelation reports whether field names a relationship.
func IsRelation(field any) bool {
	_, ok := relationAt(field)
	return ok
}

func relationAt(field any) (*ast.Relation, bool) {
	if field == nil || !reflect.TypeOf(field).Comparable() {
		return nil, false
	}
	found, _ := addresses.Load(field)
	r, ok := found.(*ast.Relation)
	return r, ok
}

// Along returns the table at the other end of the relationship r as a target of JOIN: under its own name where t is nil, else
// as t.
func Along(r *ast.Node, t *ast.Table) *ast.Node {
	named, ok := r.Expr().(*ast.Relation)
	if !ok {
		return r
	}
	if t == nil {
		var err error
		if t, err = TableFor(named.Target(), ""); err != nil {
			return ast.Invalid(err)
		}
	}
	return ast.Along(r, t)
}

// Conditions returns what is true of the rows that a relationship leads to beside its columns, where they go by the name of t.
func Conditions(r *mapper.Relationship, t *ast.Table) []*ast.Node {
	if r.Where == "" {
		return nil
	}
	return []*ast.Node{ast.Condition(r.Where, t)}
}

// OwnConditions returns what is true of the owners that lead to something by a relationship beside its columns, where they go by
// the name of t.
func OwnConditions(r *mapper.Relationship, t *ast.Table) []*ast.Node {
	if !r.HoldsKey() || r.TypeColumn == nil {
		return nil
	}
	return []*ast.Node{ast.Condition(r.TypeCondition(), t)}
}
