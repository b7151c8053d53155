package statement

import (
	"reflect"
	"slices"
	"strings"

	"github.com/drey-db/drey/internal/mapper"
)

// Bind is v as an argument that other holds or is compared with: secret when other is a secret column.
func Bind(other *Node, v any) *Node {
	v = boundBeside(other, v)
	if c := other.Column(); c != nil && c.Column.Secret {
		v = Secret{v}
	}
	return Argument(v)
}

// Argument is v as an argument whose type its place tells.
func Argument(v any) *Node { return newNode(bind, None, nil, nil, v) }

// Literal is v as an argument that nothing beside it gives a type.
func Literal(v any) *Node {
	if IsNil(v) {
		return Null()
	}
	return newNode(literal, None, nil, nil, v).hashed(hashText(seed, reflect.TypeOf(v).String()))
}

// IsNil says whether v is NULL: nil, a nil pointer, slice or map, or what has a Value method that says so.
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

// Null is NULL.
func Null() *Node { return nullNode }

// Default is DEFAULT.
func Default() *Node { return defaultNode }

// Compare is left op right.
func Compare(left *Node, op Op, right *Node) *Node {
	return once(compare, op, asBeside(right, left), asBeside(left, right))
}

// CompareValue is left op v. NULL is asked for with IS, which alone finds it.
func CompareValue(left *Node, op Op, v any) *Node {
	return CompareTo(left, op, v)
}

// Test is left op, for operators that stand behind.
func Test(left *Node, op Op) *Node { return once(postfix, op, left, nil) }

// Between is low <= left AND left <= high.
func Between(left *Node, low, high any) *Node {
	return newNode(between, None, left, Bind(left, low), Bind(left, high))
}

// list is what IN compares with.
type list struct {
	values reflect.Value // a slice
	elem   reflect.Type  // of the slice
	whole  any           // the slice, as one argument
	secret bool
}

// listed is a slice as an argument that is a list: one of bytes would be bytes, so its elements are pointed at.
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

// Member is left op (values), values being a slice. Without values it is false, or true for NOT IN, for NULL as well.
func Member(left *Node, op Op, values any) *Node {
	c, values := left.Column(), boundBeside(left, values)
	l := &list{values: reflect.ValueOf(values), whole: listed(values), secret: c != nil && c.Column.Secret}
	l.elem = l.values.Type().Elem()
	return newNode(member, op, left, nil, l).hashed(uint64(min(l.values.Len(), 1)))
}

// MemberQuery is left op (query).
func MemberQuery(left *Node, op Op, query *Node) *Node {
	return newNode(member, op, left, Single(query), nil)
}

// Single is query where one value is expected; a SELECT of several columns is an error.
func Single(query *Node) *Node {
	if s, ok := query.value.(Statement); ok && s.width() > 1 {
		return invalidf("a sub-select of %d columns stands for one value: select one column", s.width())
	}
	return query
}

// Matches is left op pattern, where op is one of the LIKE family. A backslash in the pattern hides a wildcard.
func Matches(left *Node, op Op, pattern string) *Node {
	return matchTo(like, left, op, pattern)
}

// EscapePattern hides the wildcards in s.
func EscapePattern(s string) string {
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(s)
}

// All joins predicates with AND; none is true.
func All(preds []*Node) *Node { return joined(all, preds) }

// Some joins predicates with OR; none is false.
func Some(preds []*Node) *Node { return joined(some, preds) }

func joined(k kind, preds []*Node) *Node {
	return newNode(k, None, nil, nil, preds).hashed(hashNodes(preds))
}

func hashNodes(nodes []*Node) uint64 {
	h := uint64(len(nodes))
	for _, n := range nodes {
		h = mix(h, n.hash)
	}
	return h
}

// Negate is NOT (pred).
func Negate(pred *Node) *Node { return newNode(negation, None, pred, nil, nil) }

// Label is left AS name.
func Label(left *Node, name string) *Node {
	if err := checkName(name); err != nil {
		return Invalid(err)
	}
	return newNode(label, None, left, nil, name).hashed(hashText(seed, name))
}

// Sort is left as a term of ORDER BY.
func Sort(left *Node, op Op) *Node { return once(sorted, op, left, nil) }

// SortNulls is a term of ORDER BY with NULLs before or behind everything else.
func SortNulls(term *Node, first bool) *Node {
	where := " NULLS LAST"
	if first {
		where = " NULLS FIRST"
	}
	if term.kind != sorted {
		return term
	}
	return newNode(sorted, term.op, term.left, nil, where).hashed(hashText(seed, where))
}

// Assign is left = right.
func Assign(left, right *Node) *Node {
	return newNode(assigned, None, left, today(left, asBeside(left, right)), nil)
}

// Subquery is a statement inside another.
func Subquery(s Statement) *Node {
	return newNode(subquery, None, nil, nil, s).hashed(s.hash)
}

// Whole is every column of t, read as one entity.
func Whole(t *Table) *Node { return newNode(whole, None, nil, nil, t).hashed(t.hash) }

// Mark is a node that says only that it is there.
func Mark() *Node { return markNode }

// Join is op t ON preds, where op is one of the joins.
func Join(op Op, t *Node, preds []*Node) *Node {
	create := func() *Node { return newNode(joining, op, t, nil, slices.Clone(preds)).hashed(hashNodes(preds)) }
	if len(preds) == 1 && t.fixed && preds[0].fixed {
		return fixedOf(joining, op, t, preds[0], create)
	}
	return create()
}

// Lock is op, FOR UPDATE or FOR SHARE, with its options.
func Lock(op Op, options []*Node) *Node {
	return newNode(locking, op, nil, nil, options).hashed(hashNodes(options))
}

// LockOption is SKIP LOCKED or NOWAIT.
func LockOption(op Op) *Node { return newNode(lockOption, op, nil, nil, nil) }

// LockOf is one table of OF.
func LockOf(t *Table) *Node { return newNode(lockOption, OpLockOf, nil, nil, t).hashed(t.hash) }

// Source is a table in FROM.
func Source(t *Table) *Node {
	if t.source != nil {
		return t.source
	}
	return newNode(tableName, None, nil, nil, t).hashed(t.hash)
}

// NoPredicate is n where a predicate is expected, whose type says that it is none: an error, n's own if it has one.
func NoPredicate(n *Node) *Node {
	if n.kind == invalid || n.kind == column {
		return n
	}
	return invalidf("an expression that is neither true nor false is no predicate: compare it, as in e.Eq(...)")
}
