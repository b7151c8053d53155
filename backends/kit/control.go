package kit

import (
	"github.com/drey-db/drey/internal/sqltext"

	"github.com/drey-db/drey/backends"
)

// OutsideUnit refuses statements that a pool must not run on their own: BEGIN, SAVEPOINT and their like would leave the
// connection inside a transaction for whoever gets it next, and a COPY that reads from the client would have it wait. Their text is read as the dialect of that name does, of which
// [backends.Pool.Dialect] speaks. Statements with more than [MostParams] arguments are refused as well. It is an [*backends.Error] of
// [backends.ErrInvalidRequest].
func OutsideUnit(dialect string, stmts ...backends.Stmt) error {
	if err := Fits(MostParams, stmts...); err != nil {
		return err
	}
	for i, s := range stmts {
		switch command := sqltext.Of(dialect).Control(s.SQL); command {
		case "":
			if sqltext.Empty(s.SQL) {
				return empty(i)
			}
		case sqltext.Savepoint, sqltext.RollbackTo:
			return misplaced(i, command+" outside a transaction: use Nested of a session, or a unit of work of engine.Pool().Begin")
		case sqltext.CopyIn, sqltext.CopyOut:
			return misplaced(i, copying(command))
		default:
			return misplaced(i, command+" on a connection of the pool: use engine.Begin or a session, which begin and end transactions")
		}
	}
	return nil
}

// InsideUnit refuses statements that a unit of work must not run, because only its Commit and Rollback end it. Savepoints
// are fine. It reads text and counts arguments as [OutsideUnit] does. It is an [*backends.Error] of [backends.ErrInvalidRequest].
func InsideUnit(dialect string, stmts ...backends.Stmt) error {
	if err := Fits(MostParams, stmts...); err != nil {
		return err
	}
	for i, s := range stmts {
		switch command := sqltext.Of(dialect).Control(s.SQL); command {
		case "", sqltext.Savepoint, sqltext.RollbackTo:
			if sqltext.Empty(s.SQL) {
				return empty(i)
			}
		case sqltext.CopyIn, sqltext.CopyOut:
			return misplaced(i, copying(command))
		default:
			return misplaced(i, command+" inside a transaction, which only Commit and Rollback end: call them, on the session where there is one")
		}
	}
	return nil
}

// copying is the refusal of a COPY whose rows the program must send or take, which no statement does: drivers wait for them, or lose them.
func copying(command string) string {
	if command == sqltext.CopyIn {
		return command + " wants rows that a statement cannot send: use repo.InsertAll, which copies on pgx, or the driver's own CopyFrom"
	}
	return command + " gives rows that a statement cannot take: use repo.Each of a SELECT, or the driver's own CopyTo"
}

// empty is the refusal of a statement that says nothing, by which some drivers panic.
func empty(i int) error { return misplaced(i, "the statement is empty: say something in it") }

func misplaced(i int, command string) error {
	return &backends.Error{Kind: backends.ErrInvalidRequest, Message: command, Stmt: i}
}
