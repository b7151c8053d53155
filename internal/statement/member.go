package statement

import (
	"reflect"

	sq "github.com/Masterminds/squirrel"
)

// member renders IN. A list is one array parameter where the database has them, so that its text stays the same
// whatever its length.
func (r *renderer) member(n *Node) sq.Sqlizer {
	if n.right != nil {
		return concat(r.operand(n.left), " "+opText[n.op]+" ", r.operand(n.right))
	}
	l := n.value.(*list)
	switch {
	case l.values.Len() == 0 && n.op == OpIn:
		return or(nil)
	case l.values.Len() == 0:
		return and(nil)
	case r.dialect.Has(ArrayParams) && l.fitsArray():
		quantified := " = ANY("
		if n.op == OpNotIn {
			quantified = " <> ALL("
		}
		return concat(r.operand(n.left), quantified, argument{l.hide(l.whole)}, ")")
	}
	return r.listed(n, l)
}

func (r *renderer) listed(n *Node, l *list) sq.Sqlizer {
	parts := []any{r.operand(n.left), " " + opText[n.op] + " ("}
	for i := range l.values.Len() {
		if i > 0 {
			parts = append(parts, ",")
		}
		parts = append(parts, argument{l.hide(l.values.Index(i).Interface())})
	}
	return concat(append(parts, ")")...)
}

// fitsArray says whether the values are elements of an SQL array: lists of lists are not, they are one array in SQL.
func (l *list) fitsArray() bool {
	elem := l.elem
	for elem.Kind() == reflect.Pointer {
		elem = elem.Elem()
	}
	isList := elem.Kind() == reflect.Slice || elem.Kind() == reflect.Array
	return !isList || elem.Elem().Kind() == reflect.Uint8
}

func (l *list) hide(v any) any {
	if l.secret {
		return Secret{v}
	}
	return v
}

// like renders the LIKE family. Databases differ in whether a backslash hides a wildcard unless they are told.
func (r *renderer) like(n *Node) sq.Sqlizer {
	left, right := r.operand(n.left), r.operand(n.right)
	const escape = ` ESCAPE '\'`
	folded := n.op == OpILike || n.op == OpNotILike
	if !folded || r.dialect.Has(ILike) {
		return concat(left, " "+opText[n.op]+" ", right, escape)
	}
	op := OpLike
	if n.op == OpNotILike {
		op = OpNotLike
	}
	return concat("lower(", left, ") "+opText[op]+" lower(", right, ")"+escape)
}
