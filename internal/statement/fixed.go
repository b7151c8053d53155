package statement

import (
	"sync"
	"sync/atomic"
)

// mostFixed bounds the nodes that are made once. Programs write fewer; one that makes aliases up gets new nodes beyond it.
const mostFixed = 1 << 12

// fixedNode is a node that is there once, under what it was made of.
type fixedNode struct {
	node *Node
	kind kind
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

// The nodes that are made of nothing.
var (
	nullNode    = newFixed(null)
	defaultNode = newFixed(byDefault)
	markNode    = newFixed(mark)
)

func newFixed(k kind) *Node {
	n := newNode(k, None, nil, nil, nil)
	n.fixed = true
	return n
}

// once is newNode of left and right alone, of which right may be nil: the same node each time, if both are fixed.
func once(k kind, op Op, left, right *Node) *Node {
	if !left.fixed || right != nil && !right.fixed {
		return newNode(k, op, left, right, nil)
	}
	return fixedOf(k, op, left, right, func() *Node { return newNode(k, op, left, right, nil) })
}

// fixedOf is what create makes of a and b, which are fixed: the same node each time.
func fixedOf(k kind, op Op, a, b *Node, create func() *Node) *Node {
	hash := hashOf(k, op, a, b)
	bucket := &fixedNodes.buckets[hash%uint64(len(fixedNodes.buckets))]
	if n := bucket.Load().find(k, op, a, b); n != nil {
		return n
	}
	fixedNodes.adding.Lock()
	defer fixedNodes.adding.Unlock()
	if n := bucket.Load().find(k, op, a, b); n != nil {
		return n
	}
	n := create()
	if fixedNodes.count < mostFixed {
		fixedNodes.count++
		n.fixed = true
		bucket.Store(&fixedNode{n, k, op, a, b, bucket.Load()})
	}
	return n
}

// find is the node of the chain that begins at f, nil when it has none.
func (f *fixedNode) find(k kind, op Op, a, b *Node) *Node {
	for ; f != nil; f = f.next {
		if f.a == a && f.b == b && f.kind == k && f.op == op {
			return f.node
		}
	}
	return nil
}
