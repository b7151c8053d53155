package builder

import "github.com/drey-db/drey/internal/ast"

// ForUpdate locks the rows that are read until the transaction ends: others can neither write nor lock them. It waits for
// their locks unless an option says otherwise.
func (s SelectStmt[R]) ForUpdate(opts ...LockOption) SelectStmt[R] {
	return s.lock(ast.OpForUpdate, opts)
}

// ForShare locks the rows that are read against others' writes until the transaction ends.
func (s SelectStmt[R]) ForShare(opts ...LockOption) SelectStmt[R] {
	return s.lock(ast.OpForShare, opts)
}

// ForNoKeyUpdate is [SelectStmt.ForUpdate] that lets others refer to the rows by foreign keys meanwhile.
func (s SelectStmt[R]) ForNoKeyUpdate(opts ...LockOption) SelectStmt[R] {
	return s.lock(ast.OpForNoKeyUpdate, opts)
}

// ForKeyShare locks the rows that are read only against deletion and against other keys.
func (s SelectStmt[R]) ForKeyShare(opts ...LockOption) SelectStmt[R] {
	return s.lock(ast.OpForKeyShare, opts)
}

func (s SelectStmt[R]) lock(op ast.Op, opts []LockOption) SelectStmt[R] {
	var options []*ast.Node
	for _, o := range opts {
		options = append(options, o.nodes()...)
	}
	s.s = s.s.With(ast.LockPart, ast.Lock(op, options))
	return s
}

// LockOption refines ForUpdate and ForShare.
type LockOption struct{ n []*ast.Node }

// SkipLocked passes over rows that others have locked.
func SkipLocked() LockOption {
	return LockOption{[]*ast.Node{ast.LockOption(ast.OpSkipLocked)}}
}

// NoWait fails at once on rows that others have locked.
func NoWait() LockOption {
	return LockOption{[]*ast.Node{ast.LockOption(ast.OpNoWait)}}
}

// LockOf locks only the rows of these prototypes' tables.
func LockOf(prototypes ...any) LockOption {
	var nodes []*ast.Node
	for _, p := range prototypes {
		table, wrong := tableOf(p)
		if wrong == nil {
			wrong = ast.LockOf(table)
		}
		nodes = append(nodes, wrong)
	}
	return LockOption{nodes}
}

func (o LockOption) nodes() []*ast.Node {
	if o.n == nil {
		return []*ast.Node{invalid("a lock option is empty: write SkipLocked(), NoWait() or LockOf(prototype)")}
	}
	return o.n
}
