package ast

import "math/bits"

const seed = 0x9e3779b97f4a7c15

// mix returns the hash h with x added.
func mix(h, x uint64) uint64 {
	high, low := bits.Mul64(h^0xc2b2ae3d27d4eb4f, x^0xff51afd7ed558ccd)
	return high ^ low + h
}

func hashText(h uint64, s string) uint64 {
	const prime = 1099511628211
	sum := uint64(14695981039346656037)
	for i := range len(s) {
		sum = (sum ^ uint64(s[i])) * prime
	}
	return mix(h, sum^uint64(len(s)))
}

// hashNodes returns a hash of the shapes of nodes.
func hashNodes(nodes []*Node) uint64 {
	h := uint64(len(nodes))
	for _, n := range nodes {
		h = mix(h, n.hash)
	}
	return h
}

// hashOf returns the hash of a node's shape, 0 of nil.
func hashOf(n *Node) uint64 {
	if n == nil {
		return 0
	}
	return n.hash
}
