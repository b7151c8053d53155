package builder

import (
	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/render"
)

// InsertStmt is an INSERT into T's table. It is immutable and may be shared.
type InsertStmt[T any] struct{ s ast.Statement }

// Insert starts an INSERT; without rows it stores one of defaults.
func Insert[T any](prototype *T) InsertStmt[T] {
	return InsertStmt[T]{starting(prototype, ast.Insert)}
}

// ToSql renders the statement for squirrel: with ? for placeholders. [Compile] gives the text that is sent.
func (s InsertStmt[T]) ToSql() (string, []any, error) { return render.Embed(s.s) }

// Statement returns for package repo.
func (s InsertStmt[T]) Statement() ast.Statement { return s.s }

// String returns the text for PostgreSQL, without the arguments.
func (s InsertStmt[T]) String() string { return shown(s.s) }

// Values adds rows with the values that they have now. What the database makes is left to it: a zero key that it counts
// up, zero columns tagged omitzero, read-only ones. No rows are an error: there is nothing to insert then.
func (s InsertStmt[T]) Values(rows ...*T) InsertStmt[T] {
	table := s.s.Target()
	if len(rows) == 0 {
		s.s = s.s.With(ast.RowPart, invalid("Values is given no row: leave the INSERT out, or Values out for a row of defaults"))
	}
	for _, row := range rows {
		if table != nil {
			s.s = s.s.With(ast.RowPart, ast.Row(table, row))
		}
	}
	return s
}

// Set makes one row by assignments, added to those of earlier calls.
func (s InsertStmt[T]) Set(values ...Assignment) InsertStmt[T] {
	for _, v := range values {
		s.s = s.s.With(ast.SetPart, v.node())
	}
	return s
}

// Returning returns columns and expressions of the rows inserted, defaults included; without any, whole entities.
func (s InsertStmt[T]) Returning(columns ...Sqlizer) ReturningStmt[*T] {
	return returning[*T](s.s, columns)
}
