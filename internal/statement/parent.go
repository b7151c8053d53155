package statement

import (
	"reflect"

	"github.com/drey-db/drey/internal/mapper"
)

// Parented says that rows of the table at the other end of r, under its own name, are those that lead from owner, a pointer
// to an entity of r's type whose keys are taken as they are now.
func Parented(r *Node, owner any) *Node {
	if r.kind == invalid {
		return r
	}
	named := r.value.(*Relation)
	v := reflect.ValueOf(owner)
	if !v.IsValid() || v.Type() != reflect.PointerTo(named.Table.Mapping.Type) || v.IsNil() {
		return invalidf("a %T has no %s.%s: give an entity of that type", owner, named.Table.Mapping.Name(), named.field)
	}
	rel, err := named.Resolve()
	if err != nil {
		return Invalid(err)
	}
	target, err := TableFor(rel.Target.Type, "")
	if err != nil {
		return Invalid(err)
	}
	if rel.Through != nil {
		return Exists(Subquery(throughRows(rel, target, owner)))
	}
	base := v.UnsafePointer()
	var preds []*Node
	for i, c := range rel.Remote {
		preds = append(preds, CompareValue(target.Column(c), OpEq, rel.Local[i].Value(base)))
	}
	return All(preds)
}

// throughRows are the rows of an association table between owner and the present row of target.
func throughRows(rel *mapper.Relationship, target *Table, owner any) Statement {
	through := ThroughOf(rel, "drey_parent")
	s := Select().With(FromPart, Source(through.Table))
	base := reflect.ValueOf(owner).UnsafePointer()
	for i, c := range rel.Local {
		s = s.With(ColumnPart, through.Local[i]).With(WherePart, CompareValue(through.Local[i], OpEq, c.Value(base)))
	}
	for i, c := range rel.Remote {
		s = s.With(WherePart, Compare(through.Remote[i], OpEq, target.Column(c)))
	}
	return s
}
