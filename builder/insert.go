package builder

import "github.com/drey-db/drey/internal/statement"

// InsertStmt is an INSERT into T's table. It is immutable and may be shared.
type InsertStmt[T any] struct{ s statement.Statement }

// Insert starts an INSERT; without rows it stores one of defaults.
func Insert[T any](prototype *T) InsertStmt[T] {
	table, wrong := tableOf(prototype)
	if wrong != nil {
		return InsertStmt[T]{statement.Of(statement.ForeignKind, wrong)}
	}
	return InsertStmt[T]{statement.Insert(table)}
}

// ToSql renders the statement for squirrel: with ? for placeholders. [Compile] gives the text that is sent.
func (s InsertStmt[T]) ToSql() (string, []any, error) { return statement.Embed(s.s) }

// Statement is for package repo.
func (s InsertStmt[T]) Statement() statement.Statement { return s.s }

// Values adds rows with the values that they have now. What the database makes is left to it: a zero key that it counts
// up, zero columns tagged omitzero, read-only ones.
func (s InsertStmt[T]) Values(rows ...*T) InsertStmt[T] {
	table := s.s.Target()
	for _, row := range rows {
		if table != nil {
			s.s = s.s.With(statement.RowPart, statement.Row(table, row))
		}
	}
	return s
}

// Set makes one row by assignments, added to those of earlier calls.
func (s InsertStmt[T]) Set(values ...Assignment) InsertStmt[T] {
	for _, v := range values {
		s.s = s.s.With(statement.SetPart, v.node())
	}
	return s
}
