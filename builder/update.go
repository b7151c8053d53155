package builder

import (
	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/render"
)

// UpdateStmt is an UPDATE of T's table. It is immutable and may be shared.
type UpdateStmt[T any] struct{ s ast.Statement }

// Update starts an UPDATE; it needs Set, and Where or AllRows. Columns tagged onupdate are set as well, by SQL that means the updated row's columns, unless Set names
// them; versions are the session's affair and stay.
func Update[T any](prototype *T) UpdateStmt[T] {
	return UpdateStmt[T]{starting(prototype, ast.Update)}
}

// ToSql renders the statement for squirrel: with ? for placeholders. [Compile] gives the text that is sent.
func (s UpdateStmt[T]) ToSql() (string, []any, error) { return render.Embed(s.s) }

// Statement returns for package repo.
func (s UpdateStmt[T]) Statement() ast.Statement { return s.s }

// String returns the text for PostgreSQL, without the arguments.
func (s UpdateStmt[T]) String() string { return shown(s.s) }

// Set adds assignments. An expression may use the columns as they were before.
func (s UpdateStmt[T]) Set(values ...Assignment) UpdateStmt[T] {
	for _, v := range values {
		s.s = s.s.With(ast.SetPart, v.node())
	}
	return s
}

// From says what Where and Set may use beside T's own table: prototypes and Sources.
func (s UpdateStmt[T]) From(sources ...any) UpdateStmt[T] {
	for _, p := range sources {
		s.s = s.s.With(ast.FromPart, sourceOf(p))
	}
	return s
}

// Where writes the rows where every predicate is true, those of earlier calls included. Predicates that say nothing, such
// as And() or squirrel.Eq{}, are [ErrMissingWhere] when the statement is rendered.
func (s UpdateStmt[T]) Where(preds ...Sqlizer) UpdateStmt[T] {
	s.s = with(s.s, ast.WherePart, predicatesOf(preds))
	return s
}

// AllRows says that every row is meant where Where says nothing.
func (s UpdateStmt[T]) AllRows() UpdateStmt[T] {
	s.s = s.s.With(ast.AllRowsPart, ast.Mark())
	return s
}

// Unfiltered leaves out the session's global filters.
func (s UpdateStmt[T]) Unfiltered() UpdateStmt[T] {
	s.s = s.s.With(ast.UnfilteredPart, ast.Mark())
	return s
}

// Returning returns columns and expressions of the rows written, as they are afterwards; without any, whole entities.
func (s UpdateStmt[T]) Returning(columns ...Sqlizer) ReturningStmt[*T] {
	return returning[*T](s.s, columns)
}
