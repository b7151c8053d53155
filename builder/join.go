package builder

import "github.com/drey-db/drey/internal/statement"

// Join adds the rows of target, a prototype, for which every predicate of on is true.
func (s SelectStmt[R]) Join(target any, on ...Sqlizer) SelectStmt[R] {
	return s.join(statement.OpJoin, target, on)
}

// LeftJoin is [SelectStmt.Join] that keeps rows without a match: target's columns are NULL there.
func (s SelectStmt[R]) LeftJoin(target any, on ...Sqlizer) SelectStmt[R] {
	return s.join(statement.OpLeftJoin, target, on)
}

// RightJoin is [SelectStmt.Join] that keeps target's rows without a match.
func (s SelectStmt[R]) RightJoin(target any, on ...Sqlizer) SelectStmt[R] {
	return s.join(statement.OpRightJoin, target, on)
}

// FullJoin is [SelectStmt.Join] that keeps the rows of both sides without a match.
func (s SelectStmt[R]) FullJoin(target any, on ...Sqlizer) SelectStmt[R] {
	return s.join(statement.OpFullJoin, target, on)
}

// CrossJoin is every row with every row of target, a prototype.
func (s SelectStmt[R]) CrossJoin(target any) SelectStmt[R] {
	return s.join(statement.OpCrossJoin, target, nil)
}

func (s SelectStmt[R]) join(op statement.Op, target any, on []Sqlizer) SelectStmt[R] {
	table, wrong := tableOf(target)
	if wrong != nil {
		wrong = invalid("a join takes the prototype that builder.Model or builder.Alias answered and its ON, not a %T", target)
	} else {
		wrong = statement.Join(op, statement.Source(table), predicatesOf(on))
	}
	s.s = s.s.With(statement.JoinPart, wrong)
	return s
}
