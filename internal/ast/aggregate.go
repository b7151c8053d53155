package ast

// CountDistinct returns count(DISTINCT args).
func CountDistinct(args []*Node) *Node {
	if len(args) == 0 {
		return Invalidf("CountDistinct counts nothing: give it an expression, or use Count")
	}
	return &newCall(OpCount.String(), true, args, nil).Node
}

// DistinctValues returns left, an aggregate, over the different values of its arguments.
func DistinctValues(left *Node) *Node {
	switch call, ok := left.Expr().(*CallExpr); {
	case Err(left) != nil:
		return left
	case !ok:
		return Invalidf("Distinct stands behind an aggregate: call it on Sum, StringAgg, Func and their like, before Filter and Over")
	case len(call.Args) == 0:
		return Invalidf("%s(DISTINCT) aggregates nothing: give it an expression", call.Name)
	default:
		return &newCall(call.Name, true, call.Args, call.Order).Node
	}
}

// OrderedValues returns left, an aggregate, over rows as terms sort them.
func OrderedValues(left *Node, terms []*Node) *Node {
	switch call, ok := left.Expr().(*CallExpr); {
	case Err(left) != nil:
		return left
	case !ok:
		return Invalidf("AggregateOrderBy stands behind an aggregate: call it on StringAgg, ArrayAgg, Func and their like, before Filter and Over")
	case len(terms) == 0:
		return Invalidf("AggregateOrderBy sorts by nothing: give it a term")
	default:
		return &newCall(call.Name, call.Distinct, call.Args, terms).Node
	}
}

// The aggregates that make lists, whose names differ between databases.
const (
	ArrayAgg  = "array_agg"
	JSONAgg   = "jsonb_agg"
	JSONBuild = "jsonb_build_object"
)

// IsListOf reports whether n is the aggregate of a name, whatever stands behind it.
func IsListOf(n *Node, name string) bool {
	switch e := n.Expr().(type) {
	case *CallExpr:
		return e.Name == name
	case *AggregateFilterExpr:
		return IsListOf(e.Call, name)
	case *OverExpr:
		return IsListOf(e.Call, name)
	}
	return false
}
