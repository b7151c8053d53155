package ast

import (
	"reflect"

	"github.com/drey-db/drey/internal/fragment"
	"github.com/drey-db/drey/internal/mapper"
)

// AssignExpr is Left = Right, of INSERT and UPDATE.
type AssignExpr struct {
	Node
	Left, Right *Node
}

// Assign returns left = right.
func Assign(left, right *Node) *Node {
	right = assignedNow(left, coerced(left, right))
	return newNode(&AssignExpr{newHeader("assign", None, hashOf(left), hashOf(right)), left, right})
}

func (n *AssignExpr) walk(w *Walk) { w.node(&n.Left); w.node(&n.Right) }

// RowExpr is what one entity brings to an INSERT.
type RowExpr struct {
	Node
	Values []any      // as the mapping's columns; kept, so that the entity may change afterwards
	Given  mapper.Set // columns that are written
	Unset  mapper.Set // those of them that an UPDATE would not take from the row, as they are zero and tagged onupdate
}

// Row returns entity, a pointer to a struct of t's type, as a row of an INSERT into t. Columns that the database makes are
// left to it.
func Row(t *Table, entity any) *Node {
	p := reflect.ValueOf(entity).UnsafePointer()
	if p == nil {
		return Invalidf("a row of %s is a nil pointer: leave it out", t.Mapping.Name())
	}
	if entity == t.Prototype {
		return Invalidf("a row of %s is its prototype, which names columns and holds no values: give an entity", t.Mapping.Name())
	}
	p = t.Mapping.Snapshot(p)
	n := &RowExpr{Values: make([]any, len(t.Mapping.Columns))}
	h, given := hashText(seed, "row"), []*mapper.Column(nil)
	for i, c := range t.Mapping.Columns {
		maker := t.Mapping.Maker(c, p)
		if maker == mapper.Database {
			continue
		}
		if c.UUID7 && maker == mapper.Client {
			return Invalidf("%s.%s is zero: an INSERT statement makes no keys, so set it, or add the entity to a session", t.Mapping.Name(), c.Field)
		}
		if c.Version && maker == mapper.Client {
			c.SetInteger(p, 1) // the first one, as by every other way in
		}
		if n.Values[i] = c.Value(p); c.Secret {
			n.Values[i] = fragment.Hide(n.Values[i])
		}
		h, given = mix(h, uint64(i)), append(given, c)
		if !c.Brought(p) {
			h, n.Unset = mix(h, ^uint64(i)), n.Unset.With(i)
		}
	}
	if err := t.Mapping.CheckTyped(p, t.Mapping.Inserts); err != nil {
		return Invalid(err)
	}
	n.hash, n.Given = h, mapper.SetOf(given)
	return newNode(n)
}

// walk goes through the columns that the row gives.
func (n *RowExpr) walk(w *Walk) {
	if w.task == visiting {
		return
	}
	if w.task == noting {
		n.Values = append([]any(nil), n.Values...)
	}
	for i := range n.Values {
		if n.Given.Has(i) {
			w.number(i)
			w.argument(&n.Values[i])
		}
		if n.Unset.Has(i) {
			w.number(-1)
		}
	}
	w.number(len(n.Values))
}

// ConflictExpr is ON CONFLICT Target WHERE Where Op Sets.
type ConflictExpr struct {
	Node
	Target *Node // nil, a *ListExpr or a *ConstraintExpr
	Where  []*Node
	Sets   []*Node
}

// Conflict returns ON CONFLICT target WHERE where op: target is nil, made by [Terms] or by [Constraint]; where is predicates
// of a partial index; op is OpDoNothing or OpDoUpdate, which sets every inserted column where sets is empty.
func Conflict(target *Node, where []*Node, op Op, sets []*Node) *Node {
	return newNode(&ConflictExpr{newHeader("conflict", op, hashOf(target), hashNodes(where), hashNodes(sets)), target, where, sets})
}

func (n *ConflictExpr) walk(w *Walk) { w.node(&n.Target); w.nodes(&n.Where); w.nodes(&n.Sets) }

// ConstraintExpr is the name of a constraint as the target of a conflict.
type ConstraintExpr struct {
	Node
	Name string
}

// Constraint returns the name of a constraint as the target of a conflict.
func Constraint(name string) *Node {
	if err := checkName(name); err != nil {
		return Invalid(err)
	}
	return newNode(&ConstraintExpr{newHeader("constraint", None, hashText(seed, name)), name})
}

func (n *ConstraintExpr) walk(w *Walk) { w.text(n.Name) }

// ExcludedExpr is a column of the row that a conflict kept from being inserted.
type ExcludedExpr struct {
	Node
	Column *Column
}

// Excluded returns left, a column, of the row that a conflict kept from being inserted.
func Excluded(left *Node) *Node {
	c, ok := left.Expr().(*Column)
	if !ok {
		return left
	}
	return newNode(&ExcludedExpr{newHeader("excluded", None, c.hash), c})
}

func (n *ExcludedExpr) walk(w *Walk) { w.identity(n.Column) }

func (n *ExcludedExpr) values() []*Node { return []*Node{&n.Column.Node} }

// Write is a table that a statement writes, and how.
type Write struct {
	Kind    Kind // InsertKind, UpdateKind or DeleteKind
	Mapping *mapper.Mapping
	Upserts bool       // of an INSERT: rows that are there already may be written as well
	Sets    mapper.Set // columns that rows which are there already may get
}

// Writes returns what s writes, in its WITH included. Of text it knows nothing.
func Writes(s Statement) (writes []Write) {
	for _, n := range s.Nodes(WithPart) {
		if cte, ok := n.Expr().(*CTEExpr); ok && QueryOf(cte.Query) != nil {
			writes = append(writes, Writes(*QueryOf(cte.Query))...)
		}
	}
	if t := s.Target(); t != nil {
		conflict, ok := s.Last(ConflictPart).Expr().(*ConflictExpr)
		w := Write{Kind: s.kind, Mapping: t.Mapping, Upserts: ok && conflict.Op == OpDoUpdate, Sets: Assigned(s)}
		if w.Upserts && len(conflict.Sets) == 0 { // all that is inserted, but the key
			for _, c := range t.Mapping.Columns {
				if !c.PrimaryKey {
					w.Sets = w.Sets.With(c.Index)
				}
			}
		}
		writes = append(writes, w)
	}
	return writes
}
