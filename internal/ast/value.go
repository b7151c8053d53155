package ast

import (
	"reflect"
	"unsafe"

	"github.com/drey-db/drey/internal/fragment"
	"github.com/drey-db/drey/internal/mapper"
)

// BindExpr is a value as an argument whose type its place tells.
type BindExpr struct {
	Node
	Value any
}

var bindHeader = newHeader("bind", None)

// Argument returns v as an argument whose type its place tells.
func Argument(v any) *Node { return newNode(&BindExpr{bindHeader, v}) }

// Bind returns v as an argument that other holds or is compared with: secret when other is a secret column.
func Bind(other *Node, v any) *Node {
	v = coercedValue(other, v)
	if isSecret(other) {
		v = fragment.Hide(v)
	}
	return Argument(v)
}

func (n *BindExpr) walk(w *Walk) { w.argument(&n.Value) }

// IsBind reports whether n is a value as an argument.
func IsBind(n *Node) bool {
	_, ok := n.Expr().(*BindExpr)
	return ok
}

// IsList reports whether n binds a list.
func IsList(n *Node) bool {
	b, ok := n.Expr().(*BindExpr)
	return ok && fragment.IsList(b.Value)
}

// LiteralExpr is a value as an argument that nothing beside it gives a type.
type LiteralExpr struct {
	Node
	Value  any
	Column *Node // a *Column whose type the argument has; nil: what Go's type says
}

// Literal returns v as an argument that nothing beside it gives a type.
func Literal(v any) *Node {
	if IsNil(v) {
		return Null()
	}
	return newNode(&LiteralExpr{newHeader("literal", None, hashText(seed, reflect.TypeOf(v).String())), v, nil})
}

func (n *LiteralExpr) walk(w *Walk) {
	w.identity(TypeOf(n.Value))
	w.argument(&n.Value)
	w.node(&n.Column)
}

// word is a node that is one word, made once.
type word struct{ Node }

func newWord(name string) word {
	w := word{newHeader(name, None)}
	w.fixed = true
	return w
}

func (*word) walk(*Walk) {}

// NullExpr is NULL.
type NullExpr struct{ word }

// DefaultExpr is DEFAULT.
type DefaultExpr struct{ word }

// MarkExpr says only that it is there.
type MarkExpr struct{ word }

var (
	null    *Node = newNode(&NullExpr{newWord("null")})
	byRule  *Node = newNode(&DefaultExpr{newWord("default")})
	present *Node = newNode(&MarkExpr{newWord("mark")})
)

// Null returns NULL.
func Null() *Node { return null }

// Default returns DEFAULT.
func Default() *Node { return byRule }

// Mark returns a node that says only that it is there.
func Mark() *Node { return present }

// IsNil reports whether v is NULL: nil, a nil pointer, slice or map, or what has a Value method that says so.
func IsNil(v any) bool {
	switch v.(type) {
	case nil:
		return true
	case string, int, int64, bool, float64:
		return false
	}
	switch rv := reflect.ValueOf(v); rv.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map, reflect.Interface:
		return rv.IsNil()
	case reflect.Array:
		return false
	}
	if valuer := mapper.ValuerOf(v); valuer != nil {
		given, err := valuer.Value()
		return given == nil && err == nil
	}
	return false
}

// bound is an argument with the node that binds it, in one allocation.
type bound[V any] struct {
	node BindExpr
	v    V
}

// Value returns v as an argument whose type its place tells.
func Value[V any](v V) *Node {
	b := &bound[V]{v: v}
	b.node = BindExpr{bindHeader, inPlace(&b.v)}
	return newNode(&b.node)
}

// inPlace returns *v as an any that points at v instead of at a copy. Nobody may change *v any more, as nobody can change what
// an any holds.
func inPlace[V any](v *V) any {
	t := reflect.TypeFor[V]()
	if !pointedAt(t) {
		return *v
	}
	parts := [2]unsafe.Pointer{(*[2]unsafe.Pointer)(unsafe.Pointer(&t))[1], unsafe.Pointer(v)}
	return *(*any)(unsafe.Pointer(&parts))
}

// pointedAt reports whether an any that holds a t is the type and a pointer to the value, as the pointer in a reflect.Type is
// the type. It holds pointers, and what is one pointer, as they are.
func pointedAt(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Bool, reflect.String, reflect.Int, reflect.Int64, reflect.Int32, reflect.Int16, reflect.Float64, reflect.Float32:
		return true
	case reflect.Struct, reflect.Array, reflect.Slice:
		return t.Size() > unsafe.Sizeof(t)/2
	}
	return false
}
