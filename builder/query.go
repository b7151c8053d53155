package builder

import (
	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/render"
)

// Query is a statement whose rows read as R: *T is an entity, another struct is filled by column name and, field by field,
// with the entities that [Entity] names, [Row] and map[string]any take every column as it comes, and anything else is the only column.
type Query[R any] interface {
	Sqlizer
	// Statement is for package repo.
	Statement() ast.Statement
	rows() R
}

// Row is a row without a type: its values in column order, each nil, bool, int64, float64, string, []byte or time.Time on
// every backend, as in a map[string]any, whose keys are the columns' names, and in a struct's field of type any.
type Row []any

// As reads the rows of any statement as R. As[*Hero] of raw text makes entities, by column name.
func As[R any](stmt Sqlizer) Query[R] { return reading[R]{statementOf(stmt)} }

type reading[R any] struct{ s ast.Statement }

func (q reading[R]) ToSql() (string, []any, error) { return render.Embed(q.s) }
func (q reading[R]) String() string                { return shown(q.s) }
func (q reading[R]) Statement() ast.Statement      { return q.s }
func (q reading[R]) rows() (none R)                { return none }
