package ast

import (
	"reflect"

	"github.com/drey-db/drey/internal/fragment"
)

// InExpr is Left Op (Values).
type InExpr struct {
	Node
	Left   *Node
	Values reflect.Value // a slice
	Elem   reflect.Type  // of the slice
	Array  any           // the slice, as one argument
	Secret bool
}

// Member returns left op (values), values being a slice. Without values it is false, or true for NOT IN, for NULL as well.
func Member(left *Node, op Op, values any) *Node {
	values = coercedValue(left, values)
	n := &InExpr{Left: left, Values: reflect.ValueOf(values), Array: listed(values), Secret: isSecret(left)}
	n.Elem = n.Values.Type().Elem()
	n.Node = newHeader("in", op, hashOf(left), uint64(min(n.Values.Len(), 1)))
	return newNode(n)
}

// listed returns a slice as an argument that is a list: one of bytes would be bytes, so its elements are pointed at.
func listed(values any) any {
	v := reflect.ValueOf(values)
	if v.Type().Elem().Kind() != reflect.Uint8 {
		return values
	}
	pointers := reflect.MakeSlice(reflect.SliceOf(reflect.PointerTo(v.Type().Elem())), v.Len(), v.Len())
	for i := range v.Len() {
		pointers.Index(i).Set(v.Index(i).Addr())
	}
	return pointers.Interface()
}

// FitsArray reports whether the values are elements of an SQL array: lists of lists are not, they are one array in SQL.
func (n *InExpr) FitsArray() bool {
	elem := n.Elem
	for elem.Kind() == reflect.Pointer {
		elem = elem.Elem()
	}
	isList := elem.Kind() == reflect.Slice || elem.Kind() == reflect.Array
	return !isList || elem.Elem().Kind() == reflect.Uint8
}

// Conceal returns one of n's arguments, secret if they are.
func (n *InExpr) Conceal(v any) any {
	if n.Secret {
		return fragment.Hide(v)
	}
	return v
}

// walk tells lengths apart where each value is an argument.
func (n *InExpr) walk(w *Walk) {
	w.node(&n.Left)
	size, array := n.Values.Len(), w.arrays && n.FitsArray()
	s := step{size: int32(size), same: n.Elem}
	if array {
		s.size = min(s.size, 1)
	}
	if n.Secret {
		s.text = fragment.Hidden
	}
	w.step(s)
	if array && size > 0 {
		w.argument(&n.Array)
		return
	}
	n.walkValues(w)
}

func (n *InExpr) walkValues(w *Walk) {
	if w.task == visiting {
		return
	}
	places := []any{}
	for i := range n.Values.Len() {
		v := n.Values.Index(i).Interface()
		if w.argument(&v); w.task == noting {
			places = append(places, v)
		}
	}
	if w.task == noting {
		n.Values = reflect.ValueOf(places)
	}
}

// InQueryExpr is Left Op Query.
type InQueryExpr struct {
	Node
	Left, Query *Node
}

// MemberQuery returns left op (query).
func MemberQuery(left *Node, op Op, query *Node) *Node { return inQuery(left, op, Single(query)) }

func inQuery(left *Node, op Op, query *Node) *Node {
	return newNode(&InQueryExpr{newHeader("in query", op, hashOf(left), hashOf(query)), left, query})
}

func (n *InQueryExpr) walk(w *Walk) { w.node(&n.Left); w.node(&n.Query) }
