package builder

import "github.com/drey-db/drey/internal/statement"

// And is true where every predicate is; without any it is true.
func And(preds ...Sqlizer) Expr[bool] { return Expr[bool]{statement.All(nodesOf(preds))} }

// Or is true where any predicate is; without any it is false.
func Or(preds ...Sqlizer) Expr[bool] { return Expr[bool]{statement.Some(nodesOf(preds))} }

// Not is NOT (pred): true where pred is false, and unknown where pred is.
func Not(pred Sqlizer) Expr[bool] { return Expr[bool]{statement.Negate(nodeOf(pred))} }
