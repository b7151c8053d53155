package builder

import "github.com/drey-db/drey/internal/prototype"

// WithParent keeps the rows that a relationship leads to from one entity, whether it is loaded or not:
// Select(toys).Where(WithParent(&heroes.Toys, hero)) reads hero's toys. relationship is a prototype's field; the rows are
// those of the table at its other end, under its own name. The entity's keys are taken when WithParent is called, so it
// must have them by then: one that is new, or was read with LoadOnly without them, leads nowhere. An owner of another
// type is an error when the statement is rendered, and so is nil, as First leaves it where nobody is found.
func WithParent[V, T any](relationship *V, owner *T) Expr[bool] {
	return Expr[bool]{prototype.Parented(prototype.RelationAt(relationship), owner)}
}
