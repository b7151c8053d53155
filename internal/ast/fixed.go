package ast

import (
	"sync"
	"sync/atomic"
)

// mostFixed bounds the nodes that are made once. Programs write fewer; one that makes aliases up gets new nodes beyond it.
const mostFixed = 1 << 12

// fixedNode is a node that is there once, under what it was made of.
type fixedNode struct {
	node *Node
	op   Op
	a, b *Node
	next *fixedNode
}

// fixedNodes holds the nodes that are made of fixed nodes alone: a comparison of two columns, a column as a term of ORDER BY.
// They are never freed. Who reads takes no lock.
var fixedNodes struct {
	buckets [1 << 10]atomic.Pointer[fixedNode]
	adding  sync.Mutex
	count   int // guarded by adding
}

func isFixed(n *Node) bool { return n == nil || n.fixed }

// fixed returns what create makes of an operator, which says the type as well, and of two fixed nodes: the same node each
// time.
func fixed(op Op, a, b *Node, create func() *Node) *Node {
	hash := mix(mix(uint64(op), hashOf(a)), hashOf(b))
	bucket := &fixedNodes.buckets[hash%uint64(len(fixedNodes.buckets))]
	if n := bucket.Load().find(op, a, b); n != nil {
		return n
	}
	fixedNodes.adding.Lock()
	defer fixedNodes.adding.Unlock()
	if n := bucket.Load().find(op, a, b); n != nil {
		return n
	}
	n := create()
	if fixedNodes.count < mostFixed {
		fixedNodes.count++
		n.fixed = true
		bucket.Store(&fixedNode{n, op, a, b, bucket.Load()})
	}
	return n
}

// find returns the node in the chain that begins at f, nil when it has none.
func (f *fixedNode) find(op Op, a, b *Node) *Node {
	for ; f != nil; f = f.next {
		if f.a == a && f.b == b && f.op == op {
			return f.node
		}
	}
	return nil
}
