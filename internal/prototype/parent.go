package prototype

import (
	"reflect"

	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/mapper"
)

// Parented returns that rows of the table at the other end of r, under its own name, are those that lead from owner, a
// pointer to an entity of r's type whose keys are taken as they are now.
func Parented(r *ast.Node, owner any) *ast.Node {
	named, ok := r.Expr().(*ast.Relation)
	if !ok {
		return r
	}
	v := reflect.ValueOf(owner)
	if !v.IsValid() || v.Type() != reflect.PointerTo(named.Table.Mapping.Type) {
		return ast.Invalidf("a %T has no %s.%s: give a *%[2]s, from which it leads; rows that lead to a %[1]T are found by their foreign key's column, or by Has",
			owner, named.Table.Mapping.Name(), named.Field)
	}
	if v.IsNil() {
		return ast.Invalidf("a nil %T is no entity, and %s.%s leads from one: give a pointer to a struct, and ask nothing where nobody was found",
			owner, named.Table.Mapping.Name(), named.Field)
	}
	rel, err := named.ResolveWhole()
	if err != nil {
		return ast.Invalid(err)
	}
	target, err := TableFor(rel.Target.Type, "")
	if err != nil {
		return ast.Invalid(err)
	}
	if rel.Through != nil {
		return ast.Exists(ast.Subquery(throughRows(rel, target, owner)))
	}
	base := v.UnsafePointer()
	var preds []*ast.Node
	if rel.HoldsKey() && !rel.IsOfType(base) {
		preds = append(preds, ast.Some(nil))
	}
	for i, c := range rel.Remote {
		if c.NullZero && rel.Local[i].IsZero(base) {
			preds = append(preds, ast.Some(nil)) // rows without an owner are nobody's
			continue
		}
		preds = append(preds, ast.CompareValue(target.Column(c), ast.OpEq, rel.Local[i].Value(base)))
	}
	return ast.All(append(preds, Conditions(rel, target)...))
}

// throughRows returns the rows of an association table between owner and the present row of target.
func throughRows(rel *mapper.Relationship, target *ast.Table, owner any) ast.Statement {
	through := ThroughOf(rel, "drey_parent")
	s := ast.Select().With(ast.FromPart, ast.Source(through.Table))
	base := reflect.ValueOf(owner).UnsafePointer()
	for i, c := range rel.Local {
		s = s.With(ast.ColumnPart, through.Local[i]).With(ast.WherePart, ast.CompareValue(through.Local[i], ast.OpEq, c.Value(base)))
	}
	for i, c := range rel.Remote {
		s = s.With(ast.WherePart, ast.Compare(through.Remote[i], ast.OpEq, target.Column(c)))
	}
	for _, pred := range Conditions(rel, target) {
		s = s.With(ast.WherePart, pred)
	}
	return s
}
