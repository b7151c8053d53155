package statement

import (
	"reflect"
	"unsafe"
)

// value is an argument with the node that binds it, in one allocation.
type value[V any] struct {
	node Node
	v    V
}

// Value is v as an argument whose type its place tells.
func Value[V any](v V) *Node {
	b := &value[V]{v: v}
	b.node = Node{hash: bindHash, kind: bind, value: inPlace(&b.v)}
	return &b.node
}

var bindHash = newNode(bind, None, nil, nil, nil).hash

// compared is left op v with the node that binds v, in one allocation.
type compared[V any] struct {
	test, bind Node
	v          V
}

// matchTo is left op v, which is never NULL, of kind k.
func matchTo[V any](k kind, left *Node, op Op, v V) *Node {
	c := &compared[V]{v: v}
	arg := inPlace(&c.v)
	if column := left.Column(); column != nil && column.Column.Secret {
		arg = Secret{arg}
	}
	c.bind = Node{hash: bindHash, kind: bind, value: arg}
	c.test = Node{hash: hashOf(k, op, left, &c.bind), kind: k, op: op, left: left, right: &c.bind}
	return &c.test
}

// CompareTo is left op v. NULL is asked for with IS, which alone finds it.
func CompareTo[V any](left *Node, op Op, v V) *Node {
	c := &compared[V]{v: v}
	arg := boundBeside(left, inPlace(&c.v))
	switch {
	case op != OpEq && op != OpNe:
	case IsNil(arg) && op == OpEq:
		return Test(left, OpIsNull)
	case IsNil(arg):
		return Test(left, OpIsNotNull)
	}
	if column := left.Column(); column != nil && column.Column.Secret {
		arg = Secret{arg}
	}
	c.bind = Node{hash: bindHash, kind: bind, value: arg}
	c.test = Node{hash: hashOf(compare, op, left, &c.bind), kind: compare, op: op, left: left, right: &c.bind}
	return &c.test
}

// inPlace is *v as an any that points at v instead of at a copy. Nobody may change *v any more, as nobody can change what an
// any holds.
func inPlace[V any](v *V) any {
	t := reflect.TypeFor[V]()
	if !pointedAt(t) {
		return *v
	}
	words := [2]unsafe.Pointer{(*[2]unsafe.Pointer)(unsafe.Pointer(&t))[1], unsafe.Pointer(v)}
	return *(*any)(unsafe.Pointer(&words))
}

// pointedAt says whether an any that holds a t is the type and a pointer to the value, as the pointer in a reflect.Type is the
// type. It holds pointers, and what is one pointer, as they are.
func pointedAt(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Bool, reflect.String, reflect.Int, reflect.Int64, reflect.Int32, reflect.Int16, reflect.Float64, reflect.Float32:
		return true
	case reflect.Struct, reflect.Array, reflect.Slice:
		return t.Size() > unsafe.Sizeof(t)/2
	}
	return false
}
