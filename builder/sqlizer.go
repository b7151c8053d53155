package builder

import (
	"database/sql/driver"
	"fmt"
	"maps"
	"reflect"
	"slices"

	"github.com/Masterminds/squirrel"

	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/mapper"
)

// Sqlizer is squirrel's: whatever renders itself. Expressions and statements are, and so are squirrel.Eq{...},
// squirrel.Expr(...) and squirrel's builders.
type Sqlizer = squirrel.Sqlizer

// noder is what this package's expressions are.
type noder interface{ node() *ast.Node }

// stater is what this package's statements are.
type stater interface{ Statement() ast.Statement }

func invalid(format string, args ...any) *ast.Node {
	return ast.Invalid(fmt.Errorf(format, args...))
}

// nodeOf returns s as a part of a statement. Squirrel's own conditions are taken apart, because squirrel would bind a
// statement or an expression inside them as a value, and so that later changes to a map do not reach the statement.
func nodeOf(s Sqlizer) *ast.Node {
	if mapper.IsNil(s) {
		return invalid("an expression is nil: leave it out")
	}
	switch s := s.(type) {
	case noder:
		return s.node()
	case stater:
		return ast.Subquery(s.Statement())
	case squirrel.SelectBuilder:
		return ast.ForeignQuery(s)
	case squirrel.And:
		return ast.All(predicatesOf(s))
	case squirrel.Or:
		return ast.Some(predicatesOf(s))
	}
	if n := conditions(s); n != nil {
		return n
	}
	return ast.Foreign(s, false)
}

func nodesOf[S Sqlizer](list []S) []*ast.Node {
	nodes := make([]*ast.Node, len(list))
	for i, s := range list {
		nodes[i] = nodeOf(s)
	}
	return nodes
}

// termsOf returns what rows are sorted or grouped by.
func termsOf[S Sqlizer](list []S) []*ast.Node {
	nodes := nodesOf(list)
	for i, n := range nodes {
		nodes[i] = ast.Sorting(n)
	}
	return nodes
}

// sqlizer returns arg as an expression; what is a driver.Valuer as well is a value.
func sqlizer(arg any) (Sqlizer, bool) {
	s, ok := arg.(Sqlizer)
	if _, value := arg.(driver.Valuer); value {
		return nil, false
	}
	return s, ok
}

// argumentsOf returns args as parts of an expression: bound, unless they are expressions themselves.
func argumentsOf(args []any) []*ast.Node {
	nodes := make([]*ast.Node, len(args))
	for i, arg := range args {
		if s, ok := sqlizer(arg); ok {
			nodes[i] = nodeOf(s)
		} else {
			nodes[i] = ast.Argument(arg)
		}
	}
	return nodes
}

// conditions takes squirrel's maps of conditions apart; nil for anything else.
func conditions(s Sqlizer) *ast.Node {
	switch m := s.(type) {
	case squirrel.Eq:
		return comparisons(m, ast.OpEq, func(one map[string]any) Sqlizer { return squirrel.Eq(one) })
	case squirrel.NotEq:
		return comparisons(m, ast.OpNe, func(one map[string]any) Sqlizer { return squirrel.NotEq(one) })
	case squirrel.Lt:
		return comparisons(m, ast.OpLt, func(one map[string]any) Sqlizer { return squirrel.Lt(one) })
	case squirrel.LtOrEq:
		return comparisons(m, ast.OpLe, func(one map[string]any) Sqlizer { return squirrel.LtOrEq(one) })
	case squirrel.Gt:
		return comparisons(m, ast.OpGt, func(one map[string]any) Sqlizer { return squirrel.Gt(one) })
	case squirrel.GtOrEq:
		return comparisons(m, ast.OpGe, func(one map[string]any) Sqlizer { return squirrel.GtOrEq(one) })
	case squirrel.Like:
		return comparisons(m, ast.OpLike, func(one map[string]any) Sqlizer { return squirrel.Like(one) })
	case squirrel.NotLike:
		return comparisons(m, ast.OpNotLike, func(one map[string]any) Sqlizer { return squirrel.NotLike(one) })
	case squirrel.ILike:
		return comparisons(m, ast.OpILike, func(one map[string]any) Sqlizer { return squirrel.ILike(one) })
	case squirrel.NotILike:
		return comparisons(m, ast.OpNotILike, func(one map[string]any) Sqlizer { return squirrel.NotILike(one) })
	}
	return nil
}

// comparisons renders each condition by squirrel, in the order of keys, but those that squirrel gets wrong.
func comparisons(m map[string]any, op ast.Op, render func(map[string]any) Sqlizer) *ast.Node {
	var nodes []*ast.Node
	for _, key := range slices.Sorted(maps.Keys(m)) {
		if n := comparison(key, op, m[key]); n != nil {
			nodes = append(nodes, n)
		} else {
			nodes = append(nodes, ast.Foreign(render(map[string]any{key: m[key]}), true))
		}
	}
	if len(nodes) == 1 {
		return nodes[0]
	}
	return ast.All(nodes)
}

// comparison returns what squirrel would bind, explode or fail on: a statement, an expression, a NULL behind a pointer, an
// array of bytes. nil for what squirrel renders well.
func comparison(key string, op ast.Op, value any) *ast.Node {
	left := ast.Text(key, nil, true)
	if s, ok := sqlizer(value); ok {
		return compareWith(left, op, s)
	}
	_, isValue := value.(driver.Valuer)
	v := reflect.ValueOf(value)
	switch {
	case v.Kind() == reflect.Pointer && v.IsNil():
		return ast.CompareValue(left, op, nil)
	case v.Kind() == reflect.Array && v.Type().Elem().Kind() == reflect.Uint8 && !isValue:
		return ast.CompareValue(left, op, value)
	}
	return nil
}

func compareWith(left *ast.Node, op ast.Op, s Sqlizer) *ast.Node {
	_, isStatement := s.(stater)
	if _, isBuilder := s.(squirrel.SelectBuilder); isStatement || isBuilder {
		switch op {
		case ast.OpEq:
			return ast.MemberQuery(left, ast.OpIn, nodeOf(s))
		case ast.OpNe:
			return ast.MemberQuery(left, ast.OpNotIn, nodeOf(s))
		}
	}
	return ast.Compare(left, op, nodeOf(s))
}
