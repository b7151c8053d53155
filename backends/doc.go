// Package backends is the contract between drey and a database: what a backend does for the packages above it, in types
// of its own. It imports the standard library only, so a contract of it never drags a driver along.
//
// # The contract in one breath
//
// A [Backend] opens a [Pool] from a [URL] and a [PoolConfig]; opening sends nothing. A Pool begins a [UnitOfWork], one
// transaction on one connection, whose BEGIN waits for the first statement. Both are [Runner]s: Exec, Query and Pipeline
// take plain [Stmt] values and answer a [Result] or [Rows]. Whatever a database refuses arrives as an [*Error], whose
// [Kind] is the same on every backend.
//
// # Values
//
// What a Stmt may carry, and the one form in which every backend binds it, says kit.Argument. Rows may also be a
// [Decoder], which writes a row straight into memory by a [Layout]; Scan is the portable way.
//
// # Writing a backend
//
// Embed nothing and implement Backend, Pool, UnitOfWork and Rows; build on package kit, which holds the rules of a unit of
// work's life and the forms of values, so that they are those of every other backend; then let package backendtest judge
// it.
package backends
