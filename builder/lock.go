package builder

import "github.com/drey-db/drey/internal/statement"

// ForUpdate locks the rows that are read until the transaction ends: others can neither write nor lock them. It waits for
// their locks unless an option says otherwise.
func (s SelectStmt[R]) ForUpdate(opts ...LockOption) SelectStmt[R] {
	return s.lock(statement.OpForUpdate, opts)
}

// ForShare locks the rows that are read against others' writes until the transaction ends.
func (s SelectStmt[R]) ForShare(opts ...LockOption) SelectStmt[R] {
	return s.lock(statement.OpForShare, opts)
}

// ForNoKeyUpdate is [SelectStmt.ForUpdate] that lets others refer to the rows by foreign keys meanwhile.
func (s SelectStmt[R]) ForNoKeyUpdate(opts ...LockOption) SelectStmt[R] {
	return s.lock(statement.OpForNoKeyUpdate, opts)
}

// ForKeyShare locks the rows that are read only against deletion and against other keys.
func (s SelectStmt[R]) ForKeyShare(opts ...LockOption) SelectStmt[R] {
	return s.lock(statement.OpForKeyShare, opts)
}

func (s SelectStmt[R]) lock(op statement.Op, opts []LockOption) SelectStmt[R] {
	var options []*statement.Node
	for _, o := range opts {
		options = append(options, o.nodes()...)
	}
	s.s = s.s.With(statement.LockPart, statement.Lock(op, options))
	return s
}

// LockOption refines ForUpdate and ForShare.
type LockOption struct{ n []*statement.Node }

// SkipLocked passes over rows that others have locked.
func SkipLocked() LockOption {
	return LockOption{[]*statement.Node{statement.LockOption(statement.OpSkipLocked)}}
}

// NoWait fails at once on rows that others have locked.
func NoWait() LockOption {
	return LockOption{[]*statement.Node{statement.LockOption(statement.OpNoWait)}}
}

// LockOf locks only the rows of these prototypes' tables.
func LockOf(prototypes ...any) LockOption {
	var nodes []*statement.Node
	for _, p := range prototypes {
		table, wrong := tableOf(p)
		if wrong == nil {
			wrong = statement.LockOf(table)
		}
		nodes = append(nodes, wrong)
	}
	return LockOption{nodes}
}

func (o LockOption) nodes() []*statement.Node {
	if o.n == nil {
		return []*statement.Node{invalid("a lock option is empty: write SkipLocked(), NoWait() or LockOf(prototype)")}
	}
	return o.n
}
