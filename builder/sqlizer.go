package builder

import (
	"database/sql/driver"
	"fmt"
	"maps"
	"reflect"
	"slices"

	"github.com/Masterminds/squirrel"

	"github.com/drey-db/drey/internal/statement"
)

// Sqlizer is squirrel's: whatever renders itself. Expressions and statements are, and so are squirrel.Eq{...},
// squirrel.Expr(...) and squirrel's builders.
type Sqlizer = squirrel.Sqlizer

// noder is what this package's expressions are.
type noder interface{ node() *statement.Node }

// stater is what this package's statements are.
type stater interface{ Statement() statement.Statement }

func invalid(format string, args ...any) *statement.Node {
	return statement.Invalid(fmt.Errorf(format, args...))
}

// nodeOf is s as a part of a statement. Squirrel's own conditions are taken apart, because squirrel would bind a
// statement or an expression inside them as a value, and so that later changes to a map do not reach the statement.
func nodeOf(s Sqlizer) *statement.Node {
	switch s := s.(type) {
	case nil:
		return invalid("an expression is nil: leave it out")
	case noder:
		return s.node()
	case stater:
		return statement.Subquery(s.Statement())
	case squirrel.SelectBuilder:
		return statement.ForeignQuery(s)
	case squirrel.And:
		return statement.All(predicatesOf(s))
	case squirrel.Or:
		return statement.Some(predicatesOf(s))
	}
	if n := conditions(s); n != nil {
		return n
	}
	return statement.Foreign(s, false)
}

func nodesOf[S Sqlizer](list []S) []*statement.Node {
	nodes := make([]*statement.Node, len(list))
	for i, s := range list {
		nodes[i] = nodeOf(s)
	}
	return nodes
}

// sqlizer is arg as an expression; what is a driver.Valuer as well is a value.
func sqlizer(arg any) (Sqlizer, bool) {
	s, ok := arg.(Sqlizer)
	if _, value := arg.(driver.Valuer); value {
		return nil, false
	}
	return s, ok
}

// argumentsOf is args as parts of an expression: bound, unless they are expressions themselves.
func argumentsOf(args []any) []*statement.Node {
	nodes := make([]*statement.Node, len(args))
	for i, arg := range args {
		if s, ok := sqlizer(arg); ok {
			nodes[i] = nodeOf(s)
		} else {
			nodes[i] = statement.Argument(arg)
		}
	}
	return nodes
}

// conditions takes squirrel's maps of conditions apart; nil for anything else.
func conditions(s Sqlizer) *statement.Node {
	switch m := s.(type) {
	case squirrel.Eq:
		return comparisons(m, statement.OpEq, func(one map[string]any) Sqlizer { return squirrel.Eq(one) })
	case squirrel.NotEq:
		return comparisons(m, statement.OpNe, func(one map[string]any) Sqlizer { return squirrel.NotEq(one) })
	case squirrel.Lt:
		return comparisons(m, statement.OpLt, func(one map[string]any) Sqlizer { return squirrel.Lt(one) })
	case squirrel.LtOrEq:
		return comparisons(m, statement.OpLe, func(one map[string]any) Sqlizer { return squirrel.LtOrEq(one) })
	case squirrel.Gt:
		return comparisons(m, statement.OpGt, func(one map[string]any) Sqlizer { return squirrel.Gt(one) })
	case squirrel.GtOrEq:
		return comparisons(m, statement.OpGe, func(one map[string]any) Sqlizer { return squirrel.GtOrEq(one) })
	case squirrel.Like:
		return comparisons(m, statement.OpLike, func(one map[string]any) Sqlizer { return squirrel.Like(one) })
	case squirrel.NotLike:
		return comparisons(m, statement.OpNotLike, func(one map[string]any) Sqlizer { return squirrel.NotLike(one) })
	case squirrel.ILike:
		return comparisons(m, statement.OpILike, func(one map[string]any) Sqlizer { return squirrel.ILike(one) })
	case squirrel.NotILike:
		return comparisons(m, statement.OpNotILike, func(one map[string]any) Sqlizer { return squirrel.NotILike(one) })
	}
	return nil
}

// comparisons renders each condition by squirrel, in the order of keys, but those that squirrel gets wrong.
func comparisons(m map[string]any, op statement.Op, render func(map[string]any) Sqlizer) *statement.Node {
	var nodes []*statement.Node
	for _, key := range slices.Sorted(maps.Keys(m)) {
		if n := comparison(key, op, m[key]); n != nil {
			nodes = append(nodes, n)
		} else {
			nodes = append(nodes, statement.Foreign(render(map[string]any{key: m[key]}), true))
		}
	}
	if len(nodes) == 1 {
		return nodes[0]
	}
	return statement.All(nodes)
}

// comparison is what squirrel would bind, explode or fail on: a statement, an expression, a NULL behind a pointer, an
// array of bytes. nil for what squirrel renders well.
func comparison(key string, op statement.Op, value any) *statement.Node {
	left := statement.Text(key, nil, true)
	if s, ok := sqlizer(value); ok {
		return compareWith(left, op, s)
	}
	_, isValue := value.(driver.Valuer)
	v := reflect.ValueOf(value)
	switch {
	case v.Kind() == reflect.Pointer && v.IsNil():
		return statement.CompareValue(left, op, nil)
	case v.Kind() == reflect.Array && v.Type().Elem().Kind() == reflect.Uint8 && !isValue:
		return statement.CompareValue(left, op, value)
	}
	return nil
}

func compareWith(left *statement.Node, op statement.Op, s Sqlizer) *statement.Node {
	_, isStatement := s.(stater)
	if _, isBuilder := s.(squirrel.SelectBuilder); isStatement || isBuilder {
		switch op {
		case statement.OpEq:
			return statement.MemberQuery(left, statement.OpIn, nodeOf(s))
		case statement.OpNe:
			return statement.MemberQuery(left, statement.OpNotIn, nodeOf(s))
		}
	}
	return statement.Compare(left, op, nodeOf(s))
}
