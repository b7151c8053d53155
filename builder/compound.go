package builder

import (
	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/mapper"
	"github.com/drey-db/drey/internal/render"
)

// CompoundStmt is UNION, INTERSECT or EXCEPT of queries whose rows read as R. It is immutable and may be shared. A compound
// is a query itself, so compounds nest.
type CompoundStmt[R any] struct{ s ast.Statement }

// Union returns the rows of all queries, each once.
func Union[R any](q Query[R], rest ...Query[R]) CompoundStmt[R] {
	return compound(ast.OpUnion, q, rest)
}

// UnionAll returns the rows of all queries.
func UnionAll[R any](q Query[R], rest ...Query[R]) CompoundStmt[R] {
	return compound(ast.OpUnionAll, q, rest)
}

// Intersect returns the rows that every query has, each once.
func Intersect[R any](q Query[R], rest ...Query[R]) CompoundStmt[R] {
	return compound(ast.OpIntersect, q, rest)
}

// IntersectAll is [Intersect] that keeps a row as often as every query has it.
func IntersectAll[R any](q Query[R], rest ...Query[R]) CompoundStmt[R] {
	return compound(ast.OpIntersectAll, q, rest)
}

// Except returns the rows of the first query that no other has, each once.
func Except[R any](q Query[R], rest ...Query[R]) CompoundStmt[R] {
	return compound(ast.OpExcept, q, rest)
}

// ExceptAll is [Except] that takes a row away only as often as the others have it.
func ExceptAll[R any](q Query[R], rest ...Query[R]) CompoundStmt[R] {
	return compound(ast.OpExceptAll, q, rest)
}

func compound[R any](op ast.Op, q Query[R], rest []Query[R]) CompoundStmt[R] {
	queries := []*ast.Node{memberOf(q)}
	for _, other := range rest {
		queries = append(queries, memberOf(other))
	}
	return CompoundStmt[R]{ast.Compound(op, queries)}
}

func memberOf[R any](q Query[R]) *ast.Node {
	if mapper.IsNil(q) {
		return invalid("a query of a compound is nil: leave it out")
	}
	return ast.Subquery(q.Statement())
}

// ToSql renders the statement for squirrel: with ? for placeholders. [Compile] gives the text that is sent.
func (s CompoundStmt[R]) ToSql() (string, []any, error) { return render.Embed(s.s) }

// Statement returns for package repo.
func (s CompoundStmt[R]) Statement() ast.Statement { return s.s }

// String returns the text for PostgreSQL, without the arguments.
func (s CompoundStmt[R]) String() string { return shown(s.s) }

func (s CompoundStmt[R]) rows() (none R) { return none }

// OrderBy sorts the whole by its columns, which go by the names that the first query gives them, after terms of earlier
// calls.
func (s CompoundStmt[R]) OrderBy(terms ...Sqlizer) CompoundStmt[R] {
	s.s = with(s.s, ast.OrderPart, termsOf(terms))
	return s
}

// Limit returns no more than n rows of the whole; a later call wins. A negative n is an error.
func (s CompoundStmt[R]) Limit(n int) CompoundStmt[R] {
	s.s = s.s.With(ast.LimitPart, rowCount("LIMIT", n))
	return s
}

// Offset passes over the first n rows of the whole; a later call wins. A negative n is an error.
func (s CompoundStmt[R]) Offset(n int) CompoundStmt[R] {
	s.s = s.s.With(ast.OffsetPart, rowCount("OFFSET", n))
	return s
}

// Load says which relationships are loaded with the entities of the whole, after those of the first query and of earlier calls:
// by [SelectIn], as there is no query of its own to join to.
func (s CompoundStmt[R]) Load(paths ...Loading) CompoundStmt[R] {
	s.s = with(s.s, ast.LoadingPart, loadings(paths))
	return s
}
