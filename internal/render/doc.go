// Package render writes the trees of package ast as SQL through squirrel, for a [Dialect], which is data. [Compile] keeps the
// texts by the shapes of statements, so that squirrel renders a shape once.
//
// The table in constructs.go says which method renders which type of node, and how the construct stands beside others.
package render
