package builder

import "github.com/drey-db/drey/internal/statement"

// Like says that e matches pattern, in which % stands for any text, _ for any character, and a backslash hides both. What
// case means is the database's: SQLite does not tell a from A.
func (e Expr[V]) Like(pattern string) Expr[bool] { return e.matches(statement.OpLike, pattern) }

// NotLike is the opposite of Like.
func (e Expr[V]) NotLike(pattern string) Expr[bool] { return e.matches(statement.OpNotLike, pattern) }

// ILike is Like whatever the case.
func (e Expr[V]) ILike(pattern string) Expr[bool] { return e.matches(statement.OpILike, pattern) }

// NotILike is the opposite of ILike.
func (e Expr[V]) NotILike(pattern string) Expr[bool] {
	return e.matches(statement.OpNotILike, pattern)
}

// StartsWith says that e begins with s, in which nothing is a wildcard.
func (e Expr[V]) StartsWith(s string) Expr[bool] { return e.Like(statement.EscapePattern(s) + "%") }

// EndsWith says that e ends with s, in which nothing is a wildcard.
func (e Expr[V]) EndsWith(s string) Expr[bool] { return e.Like("%" + statement.EscapePattern(s)) }

// Contains says that s, in which nothing is a wildcard, stands in e.
func (e Expr[V]) Contains(s string) Expr[bool] {
	return e.Like("%" + statement.EscapePattern(s) + "%")
}

// Matches says that a regular expression of PostgreSQL's finds something in e. SQLite has none.
func (e Expr[V]) Matches(pattern string) Expr[bool] { return e.regular(statement.OpMatch, pattern) }

// NotMatches is the opposite of Matches.
func (e Expr[V]) NotMatches(pattern string) Expr[bool] {
	return e.regular(statement.OpNotMatch, pattern)
}

// IMatches is Matches whatever the case.
func (e Expr[V]) IMatches(pattern string) Expr[bool] { return e.regular(statement.OpIMatch, pattern) }

// NotIMatches is the opposite of IMatches.
func (e Expr[V]) NotIMatches(pattern string) Expr[bool] {
	return e.regular(statement.OpNotIMatch, pattern)
}

func (e Expr[V]) regular(op statement.Op, pattern string) Expr[bool] {
	return Expr[bool]{statement.Regular(e.node(), op, pattern)}
}

func (e Expr[V]) matches(op statement.Op, pattern string) Expr[bool] {
	return Expr[bool]{statement.Matches(e.node(), op, pattern)}
}
