package builder

import (
	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/prototype"
)

// Has says that a relationship, named by its field's address in a prototype as in Has(&heroes.Toys), leads to an entity
// where every predicate is true; without any, that it leads to one at all. The predicates name the other table by its own
// prototype, the one that Model answers.
func Has[V any](relationship *V, where ...Sqlizer) Expr[bool] {
	return Expr[bool]{ast.Has(prototype.RelationAt(relationship), predicatesOf(where))}
}
