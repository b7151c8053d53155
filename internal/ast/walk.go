package ast

import (
	"reflect"
	"sync"

	"github.com/drey-db/drey/internal/fragment"
)

// Walk goes through a statement in one fixed order. It compares it with a shape, or notes the shape and puts a [Place] where
// each argument was, or shows each node to a visitor.
type Walk struct {
	task    task
	arrays  bool // a list is one argument
	known   []step
	at      int  // in known
	differs bool // from known
	opaque  bool // an invalid node is met, whose shape says nothing
	visit   func(*Node) bool

	steps   []step
	names   []namedPlace
	namesAt map[*fragment.Shared]int // where in names those are that stand behind the first few
	args    arguments
}

// task is what a walk is for.
type task uint8

const (
	comparing task = iota
	noting         // of a copy, which it changes
	visiting
)

// step is one step of a walk. Statements whose walks make the same steps have one shape.
type step struct {
	node *Node        // that is there once in a program
	typ  reflect.Type // of the construct that another node is
	same any          // a table, a type of values
	text string       // a name, an operator of the user's, a piece of text
	size int32        // of a list
	op   Op
	part Part // of the statement, in which the node stands
}

// Place stands for an argument while a shape is rendered, and says where in the walk the argument comes.
type Place struct {
	At   int
	Type reflect.Type // of the argument
}

// arguments are those of a walk, in its order. The first have room in it, which saves an allocation.
type arguments struct {
	count int
	few   [12]any
	more  []any
}

func (a *arguments) add(v any) {
	if a.count < len(a.few) {
		a.few[a.count] = v
	} else {
		a.more = append(a.more, v)
	}
	a.count++
}

func (a *arguments) at(i int) any {
	if i < len(a.few) {
		return a.few[i]
	}
	return a.more[i-len(a.few)]
}

// in returns the arguments in the order of places.
func (a *arguments) in(places []int) []any {
	list := make([]any, len(places))
	for i, at := range places {
		list[i] = a.at(at)
	}
	return list
}

// walks are those that compare, which happens each time that a statement is sent.
var walks = sync.Pool{New: func() any { return new(Walk) }}

// release gives w back, without the arguments of the statement.
func (w *Walk) release() {
	clear(w.args.few[:min(w.args.count, len(w.args.few))])
	w.args.count, w.args.more = 0, nil
	if w.names != nil {
		w.names, w.namesAt = nil, nil
	}
	w.known, w.at, w.differs, w.opaque = nil, 0, false, false
	walks.Put(w)
}

// Inspect shows n to visit, and where visit returns true, what n is made of. Statements inside n are shown by their clauses.
func Inspect(n *Node, visit func(*Node) bool) {
	w := Walk{task: visiting, visit: visit}
	w.node(&n)
}

// step compares or notes a step.
func (w *Walk) step(s step) {
	switch w.task {
	case comparing:
		w.differs = w.differs || w.at >= len(w.known) || w.known[w.at] != s
		w.at++
	case noting:
		w.steps = append(w.steps, s)
	}
}

// unknown says that a shape cannot tell this node from others.
func (w *Walk) unknown() { w.opaque, w.differs = true, true }

func (w *Walk) text(s string)    { w.step(step{text: s}) }
func (w *Walk) number(n int)     { w.step(step{size: int32(n)}) }
func (w *Walk) identity(one any) { w.step(step{same: one}) }

// node goes through *n, which may be nil. Where the walk copies, the copy stands there afterwards.
func (w *Walk) node(n **Node) { w.clause(n, 0) }

// clause is node for one that stands in a part of a statement.
func (w *Walk) clause(at **Node, p Part) {
	n := *at
	switch {
	case w.task == comparing:
		w.compare(n, p)
	case n == nil:
		w.step(step{part: p})
	case w.task == visiting:
		if w.visit(n) {
			n.expr.walk(w)
		}
	case n.fixed:
		w.step(step{node: n, part: p})
	default:
		w.step(step{typ: reflect.TypeOf(n.expr), op: n.Op, part: p})
		*at = copyOf(n)
		(*at).expr.walk(w)
	}
}

// compare compares a node with the next step, and what it is made of with those behind.
func (w *Walk) compare(n *Node, p Part) {
	if w.differs || w.at >= len(w.known) {
		w.differs = true
		return
	}
	known := &w.known[w.at]
	w.at++
	switch {
	case n == nil:
		w.differs = *known != step{part: p}
	case n.fixed:
		w.differs = known.node != n || known.part != p
	case known.op != n.Op || known.part != p || known.typ != reflect.TypeOf(n.expr):
		w.differs = true
	default:
		n.expr.walk(w)
	}
}

// copyOf returns a copy of a node, which shares with it what the node is made of.
func copyOf(n *Node) *Node {
	v := reflect.ValueOf(n.expr).Elem()
	c := reflect.New(v.Type())
	c.Elem().Set(v)
	return newNode(c.Interface().(Expr))
}

func (w *Walk) nodes(list *[]*Node) {
	w.number(len(*list))
	if w.task == noting {
		*list = append([]*Node(nil), *list...)
	}
	for i := range *list {
		w.node(&(*list)[i])
	}
}

// statement goes through the clauses of s.
func (w *Walk) statement(s *Statement) {
	w.step(step{same: s.entity, op: Op(s.kind), size: int32(int(s.count) + len(s.more))})
	if w.task == noting {
		s.more, s.taken = append([]clause(nil), s.more...), nil
	}
	for i := range s.count {
		if w.task == comparing {
			w.compare(s.inline[i], s.parts[i])
			continue
		}
		w.clause(&s.inline[i], s.parts[i])
	}
	for i := range s.more {
		w.clause(&s.more[i].node, s.more[i].part)
	}
}
