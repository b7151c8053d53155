package builder

import (
	"encoding/json"
	"reflect"
	"time"

	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/mapper"
)

// JSONObject returns jsonb_build_object(pairs...), json_object in SQLite: an object of keys, strings, and what stands behind each, a
// value or an expression. It reads as V: a struct, a map, json.RawMessage.
func JSONObject[V any](pairs ...any) Expr[V] {
	if len(pairs)%2 != 0 {
		return Expr[V]{invalid("JSONObject has %d arguments: give a value for each key", len(pairs))}
	}
	nodes := literalsOf(pairs)
	for i := 1; i < len(pairs); i += 2 {
		nodes[i] = jsonMember(nodes[i], goTypeOf(pairs[i]))
	}
	return Expr[V]{ast.Function(ast.JSONBuild, nodes)}
}

// JSONArrayAgg returns jsonb_agg(e), the values as a JSON list, json_group_array in SQLite. It is NULL over no rows. With
// [JSONObject] it brings what belongs to a row along with it, in one statement.
func JSONArrayAgg[V any](e Expression[V]) Expr[[]V] {
	return Expr[[]V]{ast.Function(ast.JSONAgg, []*ast.Node{jsonMember(nodeOf(e), reflect.TypeFor[V]())})}
}

// jsonMember returns n, which gives a t, as it stands in JSON that is read as such: exact numbers are numbers, unless Go has them as texts.
func jsonMember(n *ast.Node, t reflect.Type) *ast.Node {
	if t != nil && mapper.NotNull(t).Kind() != reflect.String && ast.IsDecimal(n) {
		return ast.JSONValue(n, ast.JSONNumber)
	}
	return jsonValue(n, t)
}

// elementOf returns e as an element of a list, which is JSON in some databases.
func elementOf[V any](e Expression[V]) *ast.Node { return jsonValue(nodeOf(e), reflect.TypeFor[V]()) }

// goTypeOf returns the type of what an expression or a value gives, nil for one that does not say it.
func goTypeOf(arg any) reflect.Type {
	if typed, ok := arg.(interface{ goType() reflect.Type }); ok && !mapper.IsNil(arg) {
		return typed.goType()
	}
	if _, ok := sqlizer(arg); ok {
		return nil
	}
	return reflect.TypeOf(arg)
}

// jsonValue returns n, which gives a t, as a value in JSON.
func jsonValue(n *ast.Node, t reflect.Type) *ast.Node {
	for t != nil && t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t == nil {
		return n
	}
	if t.Kind() == reflect.Struct && t.PkgPath() == "database/sql" {
		t = t.Field(0).Type
	}
	switch {
	case t.Kind() == reflect.Bool:
		return ast.JSONValue(n, ast.JSONTruth)
	case t == reflect.TypeFor[time.Time]():
		return ast.JSONValue(n, ast.JSONTime)
	case isDocument(t):
		return ast.JSONValue(n, ast.JSONDocument)
	}
	return n
}

// isDocument reports whether values of t are JSON in a database without types for them.
func isDocument(t reflect.Type) bool {
	switch {
	case t == reflect.TypeFor[json.RawMessage](), t.Kind() == reflect.Map:
		return true
	case mapper.IsValuer(t), mapper.IsText(t):
		return false
	case t.Kind() == reflect.Slice:
		return t.Elem().Kind() != reflect.Uint8
	}
	return t.Kind() == reflect.Struct
}
