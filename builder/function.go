package builder

import (
	"time"

	"github.com/drey-db/drey/internal/ast"
)

// Literal returns v as a bound value that tells its own type. A nil v is NULL.
func Literal[V any](v V) Expr[V] { return Expr[V]{ast.Literal(v)} }

// Null returns NULL.
func Null() Expr[any] { return Expr[any]{ast.Null()} }

// Raw returns SQL text of your own that reads as V. Each ? outside quotes takes an argument, which is bound unless it is a
// [Sqlizer]; ?? is a question mark. A list that stands alone in IN (?) is an argument for each of its values. Never build the text from what a user typed.
func Raw[V any](sql string, args ...any) Expr[V] {
	return Expr[V]{ast.Template(sql, argumentsOf(args))}
}

// Func returns name(args...), a function of the database's that reads as V. Arguments are bound unless they are [Sqlizer]s; where
// the function takes any type, PostgreSQL wants to be told which: give it a [Literal]. now() and gen_random_uuid() are
// spelt as the database does. Unless it is known to compute and nothing else, as length does, the function may read and write
// anything: sessions flush before it, and those with WithReadOnly call it in a read-only transaction.
func Func[V any](name string, args ...any) Expr[V] {
	return Expr[V]{ast.NamedFunction(name, argumentsOf(args))}
}

// Cast returns CAST(e AS sqlType), which reads as V. SQLite has text, numbers, boolean, uuid, json, jsonb and bytea alone; a type that would be
// something else there is refused.
func Cast[V any](e Sqlizer, sqlType string) Expr[V] {
	return Expr[V]{ast.Cast(nodeOf(e), sqlType)}
}

// TypeCoerce returns e as an expression of another Go type; nothing of it is seen in SQL. So columns of types that Go tells apart, and
// the database compares, meet: an int32 and an int64, a string and a type of yours, an sql.NullString. What e gives is read
// as V. The database calculates with what it has: integers divide without a rest whatever Go calls them. [Cast] converts there.
func TypeCoerce[V any](e Sqlizer) Expr[V] { return Expr[V]{nodeOf(e)} }

// Now returns now(), when the transaction began, spelt as the database does.
func Now() Expr[time.Time] { return Expr[time.Time]{ast.Function("now", nil)} }

// Lower returns lower(e). SQLite changes ASCII letters alone.
func Lower[S ~string](e Expression[S]) Expr[S] { return apply[S]("lower", e) }

// Upper returns upper(e). SQLite changes ASCII letters alone.
func Upper[S ~string](e Expression[S]) Expr[S] { return apply[S]("upper", e) }

// Coalesce returns the first expression that is not NULL.
func Coalesce[V any](e Expression[V], rest ...Expression[V]) Expr[V] {
	return apply[V]("coalesce", e, nodesOf(rest)...)
}

// Concat returns concat(parts...), the texts of parts one behind the other; NULLs are left out. Strings and other values are bound
// unless they are [Sqlizer]s.
func Concat(parts ...any) Expr[string] {
	return Expr[string]{ast.Function("concat", literalsOf(parts))}
}

// Greatest returns greatest(e, rest...), the greatest of several expressions in one row that is not NULL.
func Greatest[V any](e Expression[V], rest ...Expression[V]) Expr[V] {
	return apply[V]("greatest", e, nodesOf(rest)...)
}

// Least returns least(e, rest...), the smallest of several expressions in one row that is not NULL.
func Least[V any](e Expression[V], rest ...Expression[V]) Expr[V] {
	return apply[V]("least", e, nodesOf(rest)...)
}

// literalsOf returns args as parts of an expression: bound with their types, unless they are expressions themselves.
func literalsOf(args []any) []*ast.Node {
	nodes := make([]*ast.Node, len(args))
	for i, arg := range args {
		if s, ok := sqlizer(arg); ok {
			nodes[i] = nodeOf(s)
		} else {
			nodes[i] = ast.Literal(arg)
		}
	}
	return nodes
}

// apply returns a function of e and of what stands behind it.
func apply[V any](name string, e Sqlizer, rest ...*ast.Node) Expr[V] {
	return Expr[V]{ast.Function(name, append([]*ast.Node{nodeOf(e)}, rest...))}
}
