package builder

import "github.com/drey-db/drey/internal/statement"

// Literal is v as a bound value.
func Literal[V any](v V) Expr[V] { return Expr[V]{statement.Literal(v)} }

// Null is NULL.
func Null() Expr[any] { return Expr[any]{statement.Null()} }

// Raw is SQL text of your own that reads as V. Each ? outside quotes takes an argument, which is bound unless it is a
// [Sqlizer]; ?? is a question mark. Never build the text from what a user typed.
func Raw[V any](sql string, args ...any) Expr[V] {
	nodes := make([]*statement.Node, len(args))
	for i, arg := range args {
		if s, ok := arg.(Sqlizer); ok {
			nodes[i] = nodeOf(s)
		} else {
			nodes[i] = statement.Argument(arg)
		}
	}
	return Expr[V]{statement.Template(sql, nodes)}
}

// Count is count(e), the rows where e is not NULL; without e it is count(*), every row.
func Count(e ...Sqlizer) Expr[int64] {
	return Expr[int64]{statement.Call(statement.OpCount, nodesOf(e))}
}
