package builder

import "github.com/drey-db/drey/internal/ast"

// Like says that e matches pattern, in which % stands for any text, _ for any character, and a backslash hides both. What
// case means is the database's: SQLite does not tell a from A.
func (e Expr[V]) Like(pattern string) Expr[bool] { return e.matches(ast.OpLike, pattern) }

// NotLike returns the opposite of Like.
func (e Expr[V]) NotLike(pattern string) Expr[bool] { return e.matches(ast.OpNotLike, pattern) }

// ILike returns Like whatever the case.
func (e Expr[V]) ILike(pattern string) Expr[bool] { return e.matches(ast.OpILike, pattern) }

// NotILike returns the opposite of ILike.
func (e Expr[V]) NotILike(pattern string) Expr[bool] {
	return e.matches(ast.OpNotILike, pattern)
}

// StartsWith says that e begins with s, in which nothing is a wildcard. Unlike [Expr.Like] it tells a from A on every database.
func (e Expr[V]) StartsWith(s string) Expr[bool] {
	return Expr[bool]{ast.Affixed(e.node(), s, false, true)}
}

// EndsWith says that e ends with s, in which nothing is a wildcard, as [Expr.StartsWith].
func (e Expr[V]) EndsWith(s string) Expr[bool] {
	return Expr[bool]{ast.Affixed(e.node(), s, true, false)}
}

// Contains says that s, in which nothing is a wildcard, stands in e, as [Expr.StartsWith].
func (e Expr[V]) Contains(s string) Expr[bool] {
	return Expr[bool]{ast.Affixed(e.node(), s, true, true)}
}

// LikeCol is [Expr.Like] of a pattern that is a column or another expression.
func (e Expr[V]) LikeCol(pattern Expression[V]) Expr[bool] { return e.like(ast.OpLike, pattern) }

// NotLikeCol returns the opposite of LikeCol.
func (e Expr[V]) NotLikeCol(pattern Expression[V]) Expr[bool] { return e.like(ast.OpNotLike, pattern) }

// ILikeCol returns LikeCol whatever the case.
func (e Expr[V]) ILikeCol(pattern Expression[V]) Expr[bool] { return e.like(ast.OpILike, pattern) }

// NotILikeCol returns the opposite of ILikeCol.
func (e Expr[V]) NotILikeCol(pattern Expression[V]) Expr[bool] {
	return e.like(ast.OpNotILike, pattern)
}

// StartsWithCol says that e begins with o, a column or another expression, in which nothing is a wildcard.
func (e Expr[V]) StartsWithCol(o Expression[V]) Expr[bool] { return e.escaped(o, false, true) }

// EndsWithCol says that e ends with o, in which nothing is a wildcard.
func (e Expr[V]) EndsWithCol(o Expression[V]) Expr[bool] { return e.escaped(o, true, false) }

// ContainsCol says that o, in which nothing is a wildcard, stands in e.
func (e Expr[V]) ContainsCol(o Expression[V]) Expr[bool] { return e.escaped(o, true, true) }

// Matches says that a regular expression of PostgreSQL's finds something in e. SQLite has none.
func (e Expr[V]) Matches(pattern string) Expr[bool] { return e.regular(ast.OpMatch, pattern) }

// NotMatches returns the opposite of Matches.
func (e Expr[V]) NotMatches(pattern string) Expr[bool] {
	return e.regular(ast.OpNotMatch, pattern)
}

// IMatches returns Matches whatever the case.
func (e Expr[V]) IMatches(pattern string) Expr[bool] { return e.regular(ast.OpIMatch, pattern) }

// NotIMatches returns the opposite of IMatches.
func (e Expr[V]) NotIMatches(pattern string) Expr[bool] {
	return e.regular(ast.OpNotIMatch, pattern)
}

func (e Expr[V]) regular(op ast.Op, pattern string) Expr[bool] {
	return Expr[bool]{ast.Regular(e.node(), op, pattern)}
}

func (e Expr[V]) matches(op ast.Op, pattern string) Expr[bool] {
	return Expr[bool]{ast.Matches(e.node(), op, pattern)}
}

func (e Expr[V]) like(op ast.Op, pattern Sqlizer) Expr[bool] {
	return Expr[bool]{ast.MatchesNode(e.node(), op, nodeOf(pattern))}
}

func (e Expr[V]) escaped(o Sqlizer, before, behind bool) Expr[bool] {
	return Expr[bool]{ast.MatchesNode(e.node(), ast.OpLike, ast.Escaped(nodeOf(o), before, behind))}
}
