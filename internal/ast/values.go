package ast

import (
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/drey-db/drey/internal/fragment"
	"github.com/drey-db/drey/internal/mapper"
)

// passThrough is a node whose value is that of one of the nodes it is made of.
type passThrough interface{ values() []*Node }

// changer is a node that can take others in the place of those that give its value.
type changer interface {
	withValues(change func(*Node) *Node) *Node
}

func changed(nodes []*Node, change func(*Node) *Node) []*Node {
	list := make([]*Node, len(nodes))
	for i, n := range nodes {
		list[i] = change(n)
	}
	return list
}

// typeOf returns the column whose type n has; nil where it has another, or none tells.
func typeOf(n *Node) *Column {
	switch n := n.Expr().(type) {
	case *Column:
		return n
	case *CallExpr:
		if n.Name == "array_agg" {
			return nil
		}
	}
	if g, ok := n.Expr().(passThrough); ok {
		return firstType(g.values())
	}
	return nil
}

func firstType(nodes []*Node) *Column {
	for _, n := range nodes {
		if c := typeOf(n); c != nil {
			return c
		}
	}
	return nil
}

// typedAs returns n with literals of the type that the column c has: it decides what is bound, not the type in Go. A literal
// that stands right beside the column is typed by its place alone.
func typedAs(n *Node, c *Column, beside bool) *Node {
	switch e := n.Expr().(type) {
	case *LiteralExpr:
		if beside {
			return Argument(e.Value)
		}
		return newNode(&LiteralExpr{e.Node, e.Value, &c.Node})
	case *LabelExpr:
		return e.withValues(func(one *Node) *Node { return typedAs(one, c, beside) })
	case *QuantifiedExpr:
	case changer:
		if typeOf(n) == nil {
			return e.withValues(func(one *Node) *Node { return typedAs(one, c, false) })
		}
	}
	return n
}

// TypedLike returns n as it stands beside other.
func TypedLike(n, other *Node) *Node {
	if c := typeOf(other); c != nil {
		return typedAs(n, c, true)
	}
	return n
}

// TypedTogether returns nodes that stand beside one another, and must be of one type.
func TypedTogether(nodes []*Node) []*Node {
	if c := firstType(nodes); c != nil {
		return changed(nodes, func(n *Node) *Node { return typedAs(n, c, true) })
	}
	return nodes
}

// Typed returns n with values of one type.
func (n *CaseExpr) Typed() *CaseExpr {
	if c := firstType(n.values()); c != nil {
		return n.withValues(func(one *Node) *Node { return typedAs(one, c, true) }).expr.(*CaseExpr)
	}
	return n
}

// TypedPlaces returns n as it stands beside other: each place of a tuple beside that of the other tuple.
func TypedPlaces(n, other *Node) *Node {
	left, isTuple := n.Expr().(*TupleExpr)
	right, both := other.Expr().(*TupleExpr)
	switch {
	case !isTuple || !both:
		return TypedLike(n, other)
	case len(left.Nodes) != len(right.Nodes):
		return n
	}
	list := make([]*Node, len(left.Nodes))
	for i := range list {
		list[i] = TypedLike(left.Nodes[i], right.Nodes[i])
	}
	return Tuple(list)
}

// isDay reports whether n is of a column that its tag calls a date, so that times beside it are days.
func isDay(n *Node) bool {
	switch n := n.Expr().(type) {
	case *Column:
		return n.Column.IsDay()
	case *TodayExpr:
		return true
	case *BindExpr:
		return isDayValue(n.Value)
	case *LiteralExpr:
		return isDayValue(n.Value)
	case passThrough:
		return slices.ContainsFunc(n.values(), isDay)
	}
	return false
}

// isClock reports whether n is a time without a zone: of a column that its tag calls a timestamp, or what AT TIME ZONE makes.
func isClock(n *Node) bool {
	switch n := n.Expr().(type) {
	case *Column:
		return n.Column.IsClock()
	case *ZoneExpr:
		return !isClock(n.Left)
	case passThrough:
		return slices.ContainsFunc(n.values(), isClock)
	}
	return false
}

// IsDay reports whether the value of n is a day, as far as is known.
func IsDay(n *Node) bool { return isDay(n) }

// IsTime reports whether the value of n is a time, and more than a day, as far as is known.
func IsTime(n *Node) bool {
	if isDay(n) {
		return false
	}
	switch n := n.Expr().(type) {
	case *Column:
		return n.Column.IsTime()
	case *LiteralExpr:
		return mapper.NotNull(TypeOf(n.Value)) == reflect.TypeFor[time.Time]()
	case *ZoneExpr:
		return true
	case *CallExpr:
		if len(n.Args) == 0 {
			return strings.EqualFold(n.Name, "now")
		}
	}
	values, ok := n.Expr().(passThrough)
	return ok && slices.ContainsFunc(values.values(), IsTime)
}

// IsDecimal reports whether the value of n is an exact number, of a column of them or computed from one.
func IsDecimal(n *Node) bool {
	switch n := n.Expr().(type) {
	case *Column:
		return n.Column.IsDecimal()
	case *ExcludedExpr:
		return n.Column.Column.IsDecimal()
	case *LiteralExpr:
		return mapper.IsDecimal(TypeOf(n.Value))
	case *CastExpr:
		name := strings.ToLower(n.Type)
		return strings.HasPrefix(name, "numeric") || strings.HasPrefix(name, "decimal")
	case *OperationExpr:
		return strings.Contains("+-*/%", n.Operator) && (IsDecimal(n.Left) || IsDecimal(n.Right))
	case *CallExpr:
		if slices.Contains(numberFunctions, n.Name) {
			return slices.ContainsFunc(n.Args, IsDecimal)
		}
	}
	values, ok := n.Expr().(passThrough)
	return ok && !IsListOf(n, ArrayAgg) && slices.ContainsFunc(values.values(), IsDecimal)
}

// numberFunctions are functions that make a number of numbers.
var numberFunctions = []string{"sum", "avg", "total", "abs", "round", "ceil", "floor", "trunc", "mod"}

func isDayValue(v any) bool {
	_, ok := v.(mapper.Day)
	return ok
}

// coerced returns n as it stands beside other: with days for times where other is a day, with text for bytes where it is text.
func coerced(other, n *Node) *Node {
	if c := ColumnOf(other); c != nil && c.Column.NullZero {
		n = orNull(c.Column, n)
	}
	if bound := boundBy(other); bound != nil {
		return boundAs(n, bound)
	}
	return n
}

// boundBy returns what values beside n are bound by; nil where they stay as they are.
func boundBy(n *Node) func(v any) any {
	switch {
	case isDay(n):
		return mapper.Days
	case isSpelled(n):
		return mapper.Spelled
	}
	return nil
}

// isSpelled reports whether n is of a column whose tag says that bytes in it are text.
func isSpelled(n *Node) bool {
	switch n := n.Expr().(type) {
	case *Column:
		return n.Column.IsSpelled()
	case passThrough:
		return slices.ContainsFunc(n.values(), isSpelled)
	}
	return false
}

// orNull returns n, or NULL where it is the zero value that stands for it.
func orNull(c *mapper.Column, n *Node) *Node {
	b, ok := n.Expr().(*BindExpr)
	if !ok {
		return n
	}
	v := b.Value
	if secret, ok := v.(fragment.Secret); ok {
		v = secret.Reveal()
	}
	if c.NullIn(v) == nil {
		return Null()
	}
	return n
}

// boundAs returns n with the values that it may give as bound makes them.
func boundAs(n *Node, bound func(v any) any) *Node {
	switch n := n.Expr().(type) {
	case *BindExpr:
		return Argument(boundIn(n.Value, bound))
	case *LiteralExpr:
		literal := Literal(boundIn(n.Value, bound))
		if made, ok := literal.Expr().(*LiteralExpr); ok {
			made.Column = n.Column
		}
		return literal
	case changer:
		return n.withValues(func(one *Node) *Node { return boundAs(one, bound) })
	}
	return n
}

// boundTogether returns nodes that stand beside one another, and of which one may say how the others' values are bound.
func boundTogether(nodes []*Node) []*Node {
	for _, n := range nodes {
		if bound := boundBy(n); bound != nil {
			return changed(nodes, func(one *Node) *Node { return boundAs(one, bound) })
		}
	}
	return nodes
}

// boundIn returns an argument as bound makes it.
func boundIn(v any, bound func(v any) any) any {
	if secret, ok := v.(fragment.Secret); ok {
		return fragment.Hide(bound(secret.Reveal()))
	}
	return bound(v)
}

// coercedValue returns v as an argument beside other.
func coercedValue(other *Node, v any) any {
	if bound := boundBy(other); bound != nil {
		return bound(v)
	}
	return v
}

// coercedOrNull returns v as [boundBeside], or nil where it is the zero value that stands for NULL in a column.
func coercedOrNull(other *Node, v any) any {
	if c := ColumnOf(other); c != nil && c.Column.NullZero {
		if v = c.Column.NullIn(v); v == nil {
			return nil
		}
	}
	return coercedValue(other, v)
}

// CurrentDate is what now() is in a date column. PostgreSQL would cut now() to it; SQLite keeps what it is given.
const CurrentDate = "CURRENT_DATE"

// assignedNow returns n as it is assigned to left: now() is the present day in a date, and the clock of UTC in a timestamp.
func assignedNow(left, n *Node) *Node {
	f, ok := n.Expr().(*CallExpr)
	c := ColumnOf(left)
	switch {
	case !ok || len(f.Args) > 0 || !strings.EqualFold(f.Name, "now"):
	case isDay(left):
		return Template(CurrentDate, nil)
	case c != nil && c.Column.IsClock():
		return AtZone(n, "UTC")
	}
	return n
}
