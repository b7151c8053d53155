package builder

import (
	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/render"
)

// SelectStmt is a SELECT whose rows read as R. It is immutable and may be shared.
type SelectStmt[R any] struct{ s ast.Statement }

// Select reads entities: every column of the prototype's table.
func Select[T any](prototype *T) SelectStmt[*T] {
	return SelectStmt[*T]{starting(prototype, ast.SelectEntities)}
}

// SelectColumns reads columns and expressions, and with [Entity] whole entities. FROM follows from the prototypes that they
// and the predicates name, unless From says it.
func SelectColumns(columns ...Sqlizer) SelectStmt[Row] {
	s := SelectStmt[Row]{ast.Select()}
	for _, c := range columns {
		s.s.Add(ast.ColumnPart, nodeOf(c))
	}
	return s
}

// ToSql renders the statement for squirrel: with ? for placeholders. [Compile] gives the text that is sent.
func (s SelectStmt[R]) ToSql() (string, []any, error) { return render.Embed(s.s) }

// Statement returns for package repo.
func (s SelectStmt[R]) Statement() ast.Statement { return s.s }

// String returns the text for PostgreSQL, without the arguments and without what an engine adds, as [Compile] does.
func (s SelectStmt[R]) String() string { return shown(s.s) }

func (s SelectStmt[R]) rows() (none R) { return none }

// Where keeps the rows where every predicate is true, those of earlier calls included.
func (s SelectStmt[R]) Where(preds ...Sqlizer) SelectStmt[R] {
	for _, pred := range preds {
		s.s.Add(ast.WherePart, predicateOf(pred))
	}
	return s
}

// From says which prototypes and Sources are read, for a statement that names none or should read others: it ends inference. Joins come
// on top.
func (s SelectStmt[R]) From(sources ...any) SelectStmt[R] {
	for _, p := range sources {
		s.s = s.s.With(ast.FromPart, sourceOf(p))
	}
	return s
}

// Distinct leaves out rows that are equal to another.
func (s SelectStmt[R]) Distinct() SelectStmt[R] {
	s.s = s.s.With(ast.DistinctPart, ast.Mark())
	return s
}

// GroupBy makes one row of those that agree in exprs, after those of earlier calls. An expression that binds arguments is
// grouped by its label, as PostgreSQL takes it for another one when it is written twice: give it one with Label, in both
// places.
func (s SelectStmt[R]) GroupBy(exprs ...Sqlizer) SelectStmt[R] {
	s.s = with(s.s, ast.GroupPart, termsOf(exprs))
	return s
}

// Having keeps the groups where every predicate is true, those of earlier calls included.
func (s SelectStmt[R]) Having(preds ...Sqlizer) SelectStmt[R] {
	s.s = with(s.s, ast.HavingPart, predicatesOf(preds))
	return s
}

// OrderBy sorts by terms, after those of earlier calls. A value alone, such as Literal("name"), is refused: it is the same for every row.
func (s SelectStmt[R]) OrderBy(terms ...Sqlizer) SelectStmt[R] {
	for _, term := range terms {
		s.s.Add(ast.OrderPart, ast.Sorting(nodeOf(term)))
	}
	return s
}

// Limit returns no more than n rows; a later call wins. A negative n is an error. They are rows of the statement: with [ContainsEager] of
// a list an entity has one for each element, and the last entity's list may be cut.
func (s SelectStmt[R]) Limit(n int) SelectStmt[R] {
	s.s.Add(ast.LimitPart, rowCount("LIMIT", n))
	return s
}

// Offset passes over the first n rows; a later call wins. A negative n is an error.
func (s SelectStmt[R]) Offset(n int) SelectStmt[R] {
	s.s.Add(ast.OffsetPart, rowCount("OFFSET", n))
	return s
}

// LoadOnly reads only these columns of the entities, and with them the key and the version; the other fields stay as they
// are, and what is not loaded is written only where it is given a value that is not zero. Get of package repo reads the rest.
func (s SelectStmt[R]) LoadOnly(columns ...Sqlizer) SelectStmt[R] {
	s.s = with(s.s, ast.LoadPart, nodesOf(columns))
	return s
}

// PopulateExisting lets rows overwrite entities that the session knows already, changes that are not flushed included; a
// relationship of theirs that is not loaded with them is read again by the next repo.Load.
func (s SelectStmt[R]) PopulateExisting() SelectStmt[R] {
	s.s = s.s.With(ast.PopulatePart, ast.Mark())
	return s
}

func rowCount(clause string, n int) *ast.Node {
	if n < 0 {
		return invalid("%s is negative, %d: say how many rows, or leave it out", clause, n)
	}
	return ast.Value(int64(n))
}
