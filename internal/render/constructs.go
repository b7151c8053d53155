package render

import (
	"reflect"

	sq "github.com/Masterminds/squirrel"

	"github.com/drey-db/drey/internal/ast"
)

// binding is how a construct stands beside others.
type binding uint8

const (
	clause    binding = iota // stands in a clause of its own only, and fails elsewhere
	loose                    // needs parentheses beside operators and AND
	condition                // needs parentheses beside operators
	single                   // needs none
)

// construct is how a type of node is rendered, and how it stands beside others.
type construct struct {
	binding binding
	render  func(*renderer, *ast.Node) sq.Sqlizer
}

// constructs holds a line for each type of node that may stand where an expression is expected.
var constructs = map[reflect.Type]construct{}

func init() {
	define(single, func(_ *renderer, n *ast.InvalidExpr) sq.Sqlizer { return failed{n.Err} })
	define(single, (*renderer).column)
	define(single, func(_ *renderer, n *ast.BindExpr) sq.Sqlizer { return argument{n.Value} })
	define(single, (*renderer).literal)
	define(single, func(_ *renderer, _ *ast.NullExpr) sq.Sqlizer { return sq.Expr("NULL") })
	define(loose, func(_ *renderer, n *ast.TextExpr) sq.Sqlizer { return n.Fragment })
	define(loose, (*renderer).template)
	define(single, (*renderer).callExpr)
	define(single, (*renderer).cast)
	define(loose, (*renderer).operation)
	define(loose, (*renderer).collate)
	define(single, (*renderer).subquery)
	define(single, (*renderer).tuple)
	define(single, (*renderer).aggregateFilter)
	define(single, (*renderer).overWindow)
	define(single, (*renderer).withinGroup)
	define(single, (*renderer).caseExpr)
	define(single, (*renderer).excluded)
	define(condition, (*renderer).label)

	define(condition, (*renderer).compare)
	define(condition, (*renderer).test)
	define(condition, (*renderer).between)
	define(condition, (*renderer).distinct)
	define(condition, (*renderer).like)
	define(condition, (*renderer).in)
	define(condition, (*renderer).inQuery)
	define(condition, (*renderer).inRows)
	define(condition, (*renderer).not)
	define(condition, func(r *renderer, n *ast.AndExpr) sq.Sqlizer { return and(r.predicates(n.Preds)) })
	define(condition, func(r *renderer, n *ast.OrExpr) sq.Sqlizer { return or(r.predicates(n.Preds)) })
	define(condition, (*renderer).exists)
	define(condition, (*renderer).has)
	define(condition, (*renderer).filter)

	define(condition, (*renderer).jsonPath)
	define(condition, (*renderer).jsonText)
	define(loose, (*renderer).jsonTest)
	define(single, (*renderer).jsonValue)
	define(loose, (*renderer).regexp)
	define(loose, (*renderer).arrayTest)
	define(single, (*renderer).arrayLength)
	define(single, (*renderer).quantified)

	define(single, (*renderer).extract)
	define(single, (*renderer).truncate)
	define(single, (*renderer).zone)
	define(single, (*renderer).interval)
	define(single, (*renderer).shift)
	define(single, func(*renderer, *ast.TodayExpr) sq.Sqlizer { return sq.Expr(ast.CurrentDate) })
	define(single, (*renderer).series)
	define(loose, (*renderer).escaped)

	misplaced[*ast.SortExpr]("Asc and Desc stand in OrderBy only")
	misplaced[*ast.DefaultExpr]("DEFAULT stands in Set only")
	misplaced[*ast.AssignExpr]("an assignment stands in Set only")
	misplaced[*ast.EntityExpr]("an entity is no value: it stands in SelectColumns and Returning only")
	misplaced[*ast.EachExpr]("text with a list of rows is a statement for each of them: run it with Exec, ExecEach, All or Scalars, by itself")
	misplaced[*ast.Relation]("a relationship is no value: join it, or ask Has")
	define(clause, func(_ *renderer, n *ast.GroupingExpr) sq.Sqlizer { return failf("%s stands in GroupBy only", n.Op) })
}

// define adds the construct whose nodes are of type N.
func define[N ast.Expr](b binding, render func(*renderer, N) sq.Sqlizer) {
	constructs[reflect.TypeFor[N]()] = construct{
		binding: b, render: func(r *renderer, n *ast.Node) sq.Sqlizer { return render(r, n.Expr().(N)) },
	}
}

// misplaced adds a construct that is no expression.
func misplaced[N ast.Expr](message string) {
	define(clause, func(*renderer, N) sq.Sqlizer { return failf("%s", message) })
}

// constructOf returns how n is rendered. What has no line stands in a clause of its own.
func constructOf(n *ast.Node) construct {
	if c, ok := constructs[reflect.TypeOf(n.Expr())]; ok {
		if text, isText := n.Expr().(*ast.TextExpr); isText && text.Unit {
			c.binding = single
		}
		return c
	}
	return construct{binding: clause, render: func(_ *renderer, n *ast.Node) sq.Sqlizer {
		return failf("a %T is no expression", n.Expr())
	}}
}
