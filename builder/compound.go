package builder

import "github.com/drey-db/drey/internal/statement"

// CompoundStmt is UNION, INTERSECT or EXCEPT of queries whose rows read as R. It is immutable and may be shared. A compound
// is a query itself, so compounds nest.
type CompoundStmt[R any] struct{ s statement.Statement }

// Union is the rows of all queries, each once.
func Union[R any](q Query[R], rest ...Query[R]) CompoundStmt[R] {
	return compound(statement.OpUnion, q, rest)
}

// UnionAll is the rows of all queries.
func UnionAll[R any](q Query[R], rest ...Query[R]) CompoundStmt[R] {
	return compound(statement.OpUnionAll, q, rest)
}

// Intersect is the rows that every query has, each once.
func Intersect[R any](q Query[R], rest ...Query[R]) CompoundStmt[R] {
	return compound(statement.OpIntersect, q, rest)
}

// IntersectAll is [Intersect] that keeps a row as often as every query has it.
func IntersectAll[R any](q Query[R], rest ...Query[R]) CompoundStmt[R] {
	return compound(statement.OpIntersectAll, q, rest)
}

// Except is the rows of the first query that no other has, each once.
func Except[R any](q Query[R], rest ...Query[R]) CompoundStmt[R] {
	return compound(statement.OpExcept, q, rest)
}

// ExceptAll is [Except] that takes a row away only as often as the others have it.
func ExceptAll[R any](q Query[R], rest ...Query[R]) CompoundStmt[R] {
	return compound(statement.OpExceptAll, q, rest)
}

func compound[R any](op statement.Op, q Query[R], rest []Query[R]) CompoundStmt[R] {
	queries := []*statement.Node{memberOf(q)}
	for _, other := range rest {
		queries = append(queries, memberOf(other))
	}
	return CompoundStmt[R]{statement.Compound(op, queries)}
}

func memberOf[R any](q Query[R]) *statement.Node {
	if q == nil {
		return invalid("a query of a compound is nil: leave it out")
	}
	return statement.Subquery(q.Statement())
}

// ToSql renders the statement for squirrel: with ? for placeholders. [Compile] gives the text that is sent.
func (s CompoundStmt[R]) ToSql() (string, []any, error) { return statement.Embed(s.s) }

// Statement is for package repo.
func (s CompoundStmt[R]) Statement() statement.Statement { return s.s }

// String is the text for PostgreSQL, without the arguments.
func (s CompoundStmt[R]) String() string { return shown(s.s) }

func (s CompoundStmt[R]) rows() (none R) { return none }

// OrderBy sorts the whole by its columns, which go by the names that the first query gives them, after terms of earlier
// calls.
func (s CompoundStmt[R]) OrderBy(terms ...Sqlizer) CompoundStmt[R] {
	s.s = with(s.s, statement.OrderPart, nodesOf(terms))
	return s
}

// Limit answers no more than n rows of the whole; a later call wins. A negative n is an error.
func (s CompoundStmt[R]) Limit(n int) CompoundStmt[R] {
	s.s = s.s.With(statement.LimitPart, rowCount("LIMIT", n))
	return s
}

// Offset passes over the first n rows of the whole; a later call wins. A negative n is an error.
func (s CompoundStmt[R]) Offset(n int) CompoundStmt[R] {
	s.s = s.s.With(statement.OffsetPart, rowCount("OFFSET", n))
	return s
}
