package builder

import "github.com/drey-db/drey/internal/statement"

// SelectStmt is a SELECT whose rows read as R. It is immutable and may be shared.
type SelectStmt[R any] struct{ s statement.Statement }

// Select reads entities: every column of the prototype's table.
func Select[T any](prototype *T) SelectStmt[*T] {
	table, wrong := tableOf(prototype)
	if wrong != nil {
		return SelectStmt[*T]{statement.Of(statement.ForeignKind, wrong)}
	}
	return SelectStmt[*T]{statement.SelectEntities(table)}
}

// SelectColumns reads columns and expressions. FROM follows from the prototypes that they and the predicates name.
func SelectColumns(columns ...Sqlizer) SelectStmt[Row] {
	s := statement.Select()
	for _, c := range columns {
		s = s.With(statement.ColumnPart, nodeOf(c))
	}
	return SelectStmt[Row]{s}
}

// ToSql renders the statement for squirrel: with ? for placeholders. [Compile] gives the text that is sent.
func (s SelectStmt[R]) ToSql() (string, []any, error) { return statement.Embed(s.s) }

// Statement is for package repo.
func (s SelectStmt[R]) Statement() statement.Statement { return s.s }

func (s SelectStmt[R]) rows() (none R) { return none }

// Where keeps the rows where every predicate is true, those of earlier calls included.
func (s SelectStmt[R]) Where(preds ...Sqlizer) SelectStmt[R] {
	for _, p := range preds {
		s.s = s.s.With(statement.WherePart, nodeOf(p))
	}
	return s
}

// From says which prototypes are read, for a statement that names none or should read others: it ends inference.
func (s SelectStmt[R]) From(prototypes ...any) SelectStmt[R] {
	for _, p := range prototypes {
		table, wrong := tableOf(p)
		if wrong == nil {
			wrong = statement.Source(table)
		}
		s.s = s.s.With(statement.FromPart, wrong)
	}
	return s
}

// OrderBy sorts by terms, after those of earlier calls.
func (s SelectStmt[R]) OrderBy(terms ...Sqlizer) SelectStmt[R] {
	for _, t := range terms {
		s.s = s.s.With(statement.OrderPart, nodeOf(t))
	}
	return s
}

// Limit answers no more than n rows; a later call wins. A negative n is an error.
func (s SelectStmt[R]) Limit(n int) SelectStmt[R] {
	s.s = s.s.With(statement.LimitPart, rowCount("LIMIT", n))
	return s
}

// Offset passes over the first n rows; a later call wins. A negative n is an error.
func (s SelectStmt[R]) Offset(n int) SelectStmt[R] {
	s.s = s.s.With(statement.OffsetPart, rowCount("OFFSET", n))
	return s
}

func rowCount(clause string, n int) *statement.Node {
	if n < 0 {
		return invalid("%s is negative", clause)
	}
	return statement.Argument(int64(n))
}
