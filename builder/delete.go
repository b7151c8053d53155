package builder

import (
	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/render"
)

// DeleteStmt is a DELETE from T's table. It is immutable and may be shared.
type DeleteStmt[T any] struct{ s ast.Statement }

// Delete starts a DELETE; it needs Where or AllRows.
func Delete[T any](prototype *T) DeleteStmt[T] {
	return DeleteStmt[T]{starting(prototype, ast.Delete)}
}

// ToSql renders the statement for squirrel: with ? for placeholders. [Compile] gives the text that is sent.
func (s DeleteStmt[T]) ToSql() (string, []any, error) { return render.Embed(s.s) }

// Statement returns for package repo.
func (s DeleteStmt[T]) Statement() ast.Statement { return s.s }

// String returns the text for PostgreSQL, without the arguments.
func (s DeleteStmt[T]) String() string { return shown(s.s) }

// Using says what Where may use beside T's own table: prototypes and Sources. SQLite has none: use Exists there.
func (s DeleteStmt[T]) Using(sources ...any) DeleteStmt[T] {
	for _, p := range sources {
		s.s = s.s.With(ast.FromPart, sourceOf(p))
	}
	return s
}

// Where deletes the rows where every predicate is true, those of earlier calls included. Predicates that say nothing, such
// as And() or squirrel.Eq{}, are [ErrMissingWhere] when the statement is rendered.
func (s DeleteStmt[T]) Where(preds ...Sqlizer) DeleteStmt[T] {
	s.s = with(s.s, ast.WherePart, predicatesOf(preds))
	return s
}

// AllRows says that every row is meant where Where says nothing.
func (s DeleteStmt[T]) AllRows() DeleteStmt[T] {
	s.s = s.s.With(ast.AllRowsPart, ast.Mark())
	return s
}

// Unfiltered leaves out the session's global filters.
func (s DeleteStmt[T]) Unfiltered() DeleteStmt[T] {
	s.s = s.s.With(ast.UnfilteredPart, ast.Mark())
	return s
}

// Returning returns columns and expressions of the rows deleted; without any, whole entities.
func (s DeleteStmt[T]) Returning(columns ...Sqlizer) ReturningStmt[*T] {
	return returning[*T](s.s, columns)
}
