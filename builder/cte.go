package builder

import (
	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/mapper"
)

// CommonTable is one table of a WITH.
type CommonTable struct{ n *ast.Node }

// CTE returns derived AS (stmt), one table of a WITH. The statement that it is given to, and the tables behind it, may read
// derived. If stmt reads derived itself, the WITH is recursive. stmt may be an INSERT, UPDATE or DELETE with Returning in the
// outermost statement of a dialect with FeatureWritingCTE.
func CTE[T any](derived *T, stmt Sqlizer) CommonTable {
	table, wrong := tableOf(derived)
	if wrong != nil {
		return CommonTable{wrong}
	}
	return CommonTable{ast.Common(ast.None, table, wholeOf(stmt))}
}

// Materialized returns AS MATERIALIZED: the rows are made once, however often they are read.
func (c CommonTable) Materialized() CommonTable {
	return CommonTable{ast.Materialize(c.node(), ast.OpMaterialized)}
}

// NotMaterialized returns AS NOT MATERIALIZED: the statement around decides how the rows are made.
func (c CommonTable) NotMaterialized() CommonTable {
	return CommonTable{ast.Materialize(c.node(), ast.OpNotMaterialized)}
}

func (c CommonTable) node() *ast.Node {
	if c.n == nil {
		return invalid("a table of WITH is empty: start with CTE")
	}
	return c.n
}

// With names the rows of other statements for this one, after those of earlier calls.
func (s SelectStmt[R]) With(tables ...CommonTable) SelectStmt[R] {
	s.s = withTables(s.s, tables)
	return s
}

// With names the rows of other statements for this one, after those of earlier calls.
func (s CompoundStmt[R]) With(tables ...CommonTable) CompoundStmt[R] {
	s.s = withTables(s.s, tables)
	return s
}

// With names the rows of other statements for this one, after those of earlier calls.
func (s InsertStmt[T]) With(tables ...CommonTable) InsertStmt[T] {
	s.s = withTables(s.s, tables)
	return s
}

// With names the rows of other statements for this one, after those of earlier calls.
func (s UpdateStmt[T]) With(tables ...CommonTable) UpdateStmt[T] {
	s.s = withTables(s.s, tables)
	return s
}

// With names the rows of other statements for this one, after those of earlier calls.
func (s DeleteStmt[T]) With(tables ...CommonTable) DeleteStmt[T] {
	s.s = withTables(s.s, tables)
	return s
}

func withTables(s ast.Statement, tables []CommonTable) ast.Statement {
	for _, t := range tables {
		s = s.With(ast.WithPart, t.node())
	}
	return s
}

// wholeOf returns a statement inside another, where it stands without parentheses of its own.
func wholeOf(stmt Sqlizer) *ast.Node {
	if _, ours := stmt.(stater); !ours {
		if _, expression := stmt.(noder); expression || mapper.IsNil(stmt) {
			return queryOf(stmt)
		}
	}
	return ast.Subquery(statementOf(stmt))
}
