package builder

import (
	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/render"
)

// ReturningStmt is a write that answers rows: entities, or with [As] any other type. It is immutable and may be shared.
type ReturningStmt[R any] struct{ s ast.Statement }

// ToSql renders the statement for squirrel: with ? for placeholders. [Compile] gives the text that is sent.
func (s ReturningStmt[R]) ToSql() (string, []any, error) { return render.Embed(s.s) }

// Statement returns for package repo.
func (s ReturningStmt[R]) Statement() ast.Statement { return s.s }

// String returns the text for PostgreSQL, without the arguments.
func (s ReturningStmt[R]) String() string { return shown(s.s) }

func (s ReturningStmt[R]) rows() (none R) { return none }

func returning[R any](s ast.Statement, columns []Sqlizer) ReturningStmt[R] {
	if target := s.Target(); len(columns) == 0 && target != nil {
		s = s.With(ast.ReturningPart, ast.Whole(target))
	}
	return ReturningStmt[R]{with(s, ast.ReturningPart, nodesOf(columns))}
}
