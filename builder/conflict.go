package builder

import "github.com/drey-db/drey/internal/ast"

// ConflictClause is an ON CONFLICT that waits for its action: DoNothing or DoUpdate.
type ConflictClause[T any] struct {
	s      InsertStmt[T]
	target *ast.Node
	where  []*ast.Node
}

// OnConflict says what becomes of a row that a unique index refuses: the index of these columns or expressions. Without any
// it is every conflict, for DoNothing only. A later call wins.
func (s InsertStmt[T]) OnConflict(target ...Sqlizer) ConflictClause[T] {
	if len(target) == 0 {
		return ConflictClause[T]{s: s}
	}
	return ConflictClause[T]{s: s, target: ast.Terms(nodesOf(target))}
}

// OnConstraint is [InsertStmt.OnConflict] of a constraint by its name. SQLite has none.
func (s InsertStmt[T]) OnConstraint(name string) ConflictClause[T] {
	return ConflictClause[T]{s: s, target: ast.Constraint(name)}
}

// Where returns the predicate of a partial index, as the index has it: without arguments, which the database could not compare.
func (c ConflictClause[T]) Where(preds ...Sqlizer) ConflictClause[T] {
	c.where = append(c.where[:len(c.where):len(c.where)], predicatesOf(preds)...)
	return c
}

// DoNothing keeps the row that is there. Returning does not answer it.
func (c ConflictClause[T]) DoNothing() InsertStmt[T] { return c.do(ast.OpDoNothing, nil) }

// DoUpdate writes the row that is there: Col(...).To(value), ToExcluded() for the value that was to be inserted, or an
// expression over both. Without assignments it takes over every inserted column but the target's and the key, counts the version up,
// and of rows that bring different ones it is refused. Columns tagged onupdate are set as well, unless they are named, or not zero in
// Values.
func (c ConflictClause[T]) DoUpdate(set ...Assignment) InsertStmt[T] {
	nodes := make([]*ast.Node, len(set))
	for i, a := range set {
		nodes[i] = a.node()
	}
	return c.do(ast.OpDoUpdate, nodes)
}

func (c ConflictClause[T]) do(op ast.Op, sets []*ast.Node) InsertStmt[T] {
	c.s.s = c.s.s.With(ast.ConflictPart, ast.Conflict(c.target, c.where, op, sets))
	return c.s
}

// Where writes, in DoUpdate, only rows where every predicate is true, those of earlier calls included. The others stay, and
// Returning does not answer them.
func (s InsertStmt[T]) Where(preds ...Sqlizer) InsertStmt[T] {
	s.s = with(s.s, ast.WherePart, predicatesOf(preds))
	return s
}

// Unfiltered leaves out the session's global filters, which DoUpdate and what is selected are under.
func (s InsertStmt[T]) Unfiltered() InsertStmt[T] {
	s.s = s.s.With(ast.UnfilteredPart, ast.Mark())
	return s
}

// FromSelect inserts the rows of q, whose columns go to columns in order; without any, to every column that may be written,
// in mapped order.
func (s InsertStmt[T]) FromSelect(q Sqlizer, columns ...Sqlizer) InsertStmt[T] {
	s.s = with(s.s.With(ast.SelectPart, wholeOf(q)), ast.IntoPart, nodesOf(columns))
	return s
}

// Excluded returns excluded.column in DoUpdate: the value that was to be inserted.
func (c Column[V]) Excluded() Expr[V] { return Expr[V]{ast.Excluded(c.node())} }

// ToExcluded returns column = excluded.column in DoUpdate.
func (c Column[V]) ToExcluded() Assignment {
	left := c.node()
	return Assignment{ast.Assign(left, ast.Excluded(left))}
}
