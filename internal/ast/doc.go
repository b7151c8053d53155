// Package ast holds the tree of a statement. A [Statement] is clauses, each a [Node] and the [Part] in which it stands; a
// node is one construct of SQL. Both are values that never change, so trees share what they have in common.
//
// Every type of node has a constructor and a method walk, which names what the node is made of. From walk follow the shape
// by which compiled texts are found again, the arguments, and [Inspect]. How a node is written is package render's.
package ast
