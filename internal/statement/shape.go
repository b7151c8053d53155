package statement

import "reflect"

// step is one step of the walk over a statement. Statements whose walks make the same steps have one shape.
type step struct {
	head head
	size int    // of a list
	node *Node  // that is there once in a program
	text string // a name, an operator, a piece of text
	same any    // a table, a type: what is there once in a program
}

// head is the kind, the operator and the arms of a node and the part of a statement in which it stands.
type head uint32

func headOf(n *Node, p Part) head {
	h := head(n.kind)<<24 | head(n.op)<<16 | head(p)<<8
	if n.left != nil {
		h |= 1
	}
	if n.right != nil {
		h |= 2
	}
	return h
}

// placed stands for an argument while squirrel renders, and tells where in the walk the argument comes.
type placed struct {
	at  int
	typ reflect.Type // of the argument
}

// walk goes through a statement in one fixed order and gathers its arguments. With known steps it only compares. Without,
// it notes the steps, and copies the statement with every argument replaced by its place.
type walk struct {
	arrays  bool // a list is one argument
	known   []step
	at      int  // in known
	differs bool // from known
	strange bool // a kind of node is met whose shape the walk does not know

	steps   []step
	names   []namedPlace
	namesAt map[*shared]int // where in names those are that stand behind the first few
	args    arguments
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

// copies says whether this walk makes a copy.
func (w *walk) copies() bool { return w.known == nil }

// same says whether the steps were those known, all of them.
func (w *walk) same() bool { return !w.differs && w.at == len(w.known) }

func (w *walk) step(s step) {
	if w.copies() {
		w.steps = append(w.steps, s)
		return
	}
	w.differs = w.differs || w.at >= len(w.known) || w.known[w.at] != s
	w.at++
}

// statement goes through s. The copy is left alone where the walk makes none.
func (w *walk) statement(s, c *Statement) {
	kind := Node{kind: subquery, op: Op(s.kind)}
	w.step(step{head: headOf(&kind, 0), size: int(s.count) + len(s.more), same: s.entity})
	if !w.copies() {
		for i, n := range s.inline[:s.count] {
			w.node(n, s.parts[i])
		}
		for i := range s.more {
			w.node(s.more[i].node, s.more[i].part)
		}
		return
	}
	*c = *s
	for i, n := range s.inline[:s.count] {
		c.inline[i] = w.node(n, s.parts[i])
	}
	c.more, c.taken = nil, nil
	for _, m := range s.more {
		c.more = append(c.more, clause{m.part, w.node(m.node, m.part)})
	}
}

func (w *walk) node(n *Node, p Part) *Node {
	switch {
	case n == nil || w.differs:
		return n
	case w.copies():
		return w.copyNode(n, p)
	case w.at >= len(w.known):
		w.differs = true
		return n
	}
	known := &w.known[w.at]
	w.at++
	if n.fixed {
		w.differs = known.node != n || known.head != headOf(markNode, p)
		return n
	}
	if w.differs = known.head != headOf(n, p); !w.differs {
		w.node(n.left, 0)
		w.node(n.right, 0)
		w.value(n)
	}
	return n
}

func (w *walk) copyNode(n *Node, p Part) *Node {
	if n.fixed {
		w.step(step{head: headOf(markNode, p), node: n})
		return n
	}
	w.step(step{head: headOf(n, p)})
	c := &Node{hash: n.hash, kind: n.kind, op: n.op}
	c.left, c.right, c.value = w.node(n.left, 0), w.node(n.right, 0), w.value(n)
	return c
}

// value goes through what a node holds beside left and right, and answers a copy of it where the walk copies. What holds
// nodes or arguments needs a case of its own: a statement with a value that has none is rendered anew each time.
func (w *walk) value(n *Node) any {
	switch n.kind {
	case bind:
		return w.argument(n.value)
	case literal:
		w.step(step{same: argumentType(n.value)})
		return w.argument(n.value)
	}
	switch v := n.value.(type) {
	case nil:
	case string:
		w.step(step{text: v})
	case *Table, *Relation:
		w.step(step{same: v})
	case *Column:
		w.step(step{same: v.Table, size: v.Column.Index})
	case *Load:
		w.load(v)
	case *Node:
		return w.node(v, 0)
	case []*Node:
		return w.nodes(v)
	case Statement:
		return w.subquery(&v)
	case *list:
		return w.list(v)
	case *function:
		return w.function(v)
	case *Fragment:
		return w.fragment(v)
	case *pieces:
		return w.pieces(v)
	case *row:
		return w.row(v)
	default: // the error of an invalid node among them
		w.strange, w.differs = true, true
	}
	return n.value
}
