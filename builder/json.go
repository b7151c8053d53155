package builder

import (
	"encoding/json"
	"reflect"

	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/render"
)

// JSONExpr is an expression seen as a JSON document: PostgreSQL's jsonb, SQLite's JSON text. It is immutable and may be
// shared.
type JSONExpr struct{ n *ast.Node }

// JSON sees e, a column or another expression, as a JSON document.
func JSON(e Sqlizer) JSONExpr { return JSONExpr{nodeOf(e)} }

// ToSql renders the expression for squirrel: with ? for placeholders.
func (j JSONExpr) ToSql() (string, []any, error) { return render.EmbedNode(j.node()) }

// String returns the text for PostgreSQL, without the arguments.
func (j JSONExpr) String() string { return showNode(j.node()) }

// Get returns what stands in the document under a path: a string is a key of an object, an int a place in an array, from 0. It
// is NULL where there is nothing.
func (j JSONExpr) Get(path ...any) JSONExpr {
	n := j.node()
	for _, step := range path {
		n = ast.JSONStep(n, step)
	}
	return JSONExpr{n}
}

// Text returns the value as text, a string without its quotes. It is NULL for null. Databases write true, and what is between
// the elements of an object, in their own ways.
func (j JSONExpr) Text() Expr[string] { return Expr[string]{ast.JSONText(j.node())} }

// Int returns the value, a whole number, as one: CAST(... AS bigint). A document that holds anything else there is PostgreSQL's
// error, and in SQLite 0 or what the text begins with.
func (j JSONExpr) Int() Expr[int64] { return Cast[int64](j.Text(), "bigint") }

// Float returns the value, a number, as one, as Int does.
func (j JSONExpr) Float() Expr[float64] { return Cast[float64](j.Text(), "double precision") }

// Bool returns the value, true or false, as one.
func (j JSONExpr) Bool() Expr[bool] { return Cast[bool](j.Text(), "boolean") }

// Contains says that the document holds doc, which is made JSON by encoding/json: an object's members, an array's elements,
// at any depth. SQLite has no such test.
func (j JSONExpr) Contains(doc any) Expr[bool] {
	return Expr[bool]{ast.JSONContains(j.node(), doc)}
}

// HasKey says that the document is an object with a key, of whatever value.
func (j JSONExpr) HasKey(key string) Expr[bool] {
	return Expr[bool]{ast.JSONHasKey(j.node(), key)}
}

// IsNull says that there is no document: Get found nothing, or the column is NULL.
func (j JSONExpr) IsNull() Expr[bool] {
	return Expr[bool]{ast.Test(j.node(), ast.OpIsNull)}
}

// IsNotNull returns the opposite of IsNull.
func (j JSONExpr) IsNotNull() Expr[bool] {
	return Expr[bool]{ast.Test(j.node(), ast.OpIsNotNull)}
}

func (j JSONExpr) goType() reflect.Type { return reflect.TypeFor[json.RawMessage]() }

func (j JSONExpr) node() *ast.Node {
	if j.n == nil {
		return invalid("a JSON expression is empty: start with JSON(Col(...))")
	}
	return j.n
}
