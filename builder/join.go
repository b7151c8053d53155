package builder

import "github.com/drey-db/drey/internal/ast"

// Join adds the rows of target for which every predicate of on is true. target is a prototype, a [Source], or the address of
// a relationship of what is read, as in Join(&heroes.Toys): then the mapping says how rows find one another, on adds to it,
// and the target goes by the prototype that Model answers. A prototype without on is joined along the one relationship
// between it and what is read.
func (s SelectStmt[R]) Join(target any, on ...Sqlizer) SelectStmt[R] {
	return s.join(ast.OpJoin, target, on)
}

// LeftJoin is [SelectStmt.Join] that keeps rows without a match: target's columns are NULL there.
func (s SelectStmt[R]) LeftJoin(target any, on ...Sqlizer) SelectStmt[R] {
	return s.join(ast.OpLeftJoin, target, on)
}

// RightJoin is [SelectStmt.Join] that keeps target's rows without a match.
func (s SelectStmt[R]) RightJoin(target any, on ...Sqlizer) SelectStmt[R] {
	return s.join(ast.OpRightJoin, target, on)
}

// FullJoin is [SelectStmt.Join] that keeps the rows of both sides without a match.
func (s SelectStmt[R]) FullJoin(target any, on ...Sqlizer) SelectStmt[R] {
	return s.join(ast.OpFullJoin, target, on)
}

// CrossJoin returns every row with every row of target, a prototype or a [Source].
func (s SelectStmt[R]) CrossJoin(target any) SelectStmt[R] {
	return s.join(ast.OpCrossJoin, target, nil)
}

func (s SelectStmt[R]) join(op ast.Op, target any, on []Sqlizer) SelectStmt[R] {
	var few [4]*ast.Node
	preds := few[:0]
	for _, pred := range on {
		preds = append(preds, predicateOf(pred))
	}
	s.s.Add(ast.JoinPart, ast.Join(op, joinedOf(target), preds))
	return s
}
