package render

import (
	sq "github.com/Masterminds/squirrel"

	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/fragment"
)

func (r *renderer) jsonPath(n *ast.JSONPathExpr) sq.Sqlizer { return r.jsonStep(n, " -> ") }

// jsonText renders JSON as text. Databases without PostgreSQL's operators have SQLite's.
func (r *renderer) jsonText(n *ast.JSONTextExpr) sq.Sqlizer {
	native := r.dialect.Has(JSONOperators)
	path, isPath := n.Left.Expr().(*ast.JSONPathExpr)
	switch {
	case isPath && native:
		return r.jsonStep(path, " ->> ")
	case isPath:
		return concat("CAST(", r.jsonStep(path, " ->> "), " AS text)")
	case native:
		return concat(r.operand(n.Left), " #>> '{}'")
	}
	return concat("CAST(", r.operand(n.Left), " ->> '$' AS text)")
}

func (r *renderer) jsonTest(n *ast.JSONTestExpr) sq.Sqlizer {
	switch {
	case r.dialect.Has(JSONOperators):
		return concat(r.operand(n.Left), " "+fragment.Canonical(n.Op.String())+" ", r.operand(n.Right))
	case n.Op == ast.OpHasKey:
		left := r.value(n.Left) // of NULL nobody knows
		return concat("CASE WHEN ", left, " IS NOT NULL THEN json_type(", left, ", '$.' || json_quote(", r.value(n.Right), ")) IS NOT NULL END")
	}
	return failed{r.need(JSONOperators, n.Op.String()+" of JSON")}
}

// jsonStep renders one step of a path. In SQLite a key is made a path, because one that begins with $ would be taken for
// one.
func (r *renderer) jsonStep(n *ast.JSONPathExpr, arrow string) sq.Sqlizer {
	left := r.operand(n.Left)
	if _, isPath := n.Left.Expr().(*ast.JSONPathExpr); isPath {
		left = r.value(n.Left) // arrows need no parentheses among themselves
	}
	if _, isKey := n.Step.Expr().(*ast.BindExpr); isKey && !r.dialect.Has(JSONOperators) {
		return concat(left, arrow+"('$.' || json_quote(", r.value(n.Step), "))")
	}
	return concat(left, arrow, r.value(n.Step))
}

// jsonValue renders a value that stands in JSON. Databases without PostgreSQL's JSON keep documents, times and exact numbers as text and truth as
// numbers, and would write them so; PostgreSQL's JSON has days and times without a zone as such, which no time is read from.
func (r *renderer) jsonValue(n *ast.JSONValueExpr) sq.Sqlizer {
	left := r.value(n.Left)
	switch {
	case r.dialect.Has(JSONOperators) && n.Unsaid() != "":
		return concat("((to_jsonb(", left, ") #>> '{}') || '"+n.Unsaid()+"')")
	case r.dialect.Has(JSONOperators):
		return left
	case n.Form == ast.JSONDocument:
		return concat("json(", left, ")")
	case n.Form == ast.JSONTruth:
		return concat("json(CASE ", left, " WHEN 1 THEN 'true' WHEN 0 THEN 'false' END)")
	case n.Form == ast.JSONNumber:
		return concat("json(CASE WHEN json_valid(", left, ") THEN ", left, " ELSE json_quote(", left, ") END)") // a number has all its digits
	}
	return concat("strftime('%Y-%m-%dT%H:%M:%fZ', ", left, ")")
}
