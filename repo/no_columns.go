package repo

import (
	"cmp"
	"errors"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/loading"
	"github.com/drey-db/drey/internal/render"
)

// checkAnswers refuses text whose rows are to be read and whose words say that it answers none, before it is sent.
func checkAnswers(k ast.Kind, e *Engine, sql string) error {
	if k != ast.TextKind && k != ast.ForeignKind {
		return nil
	}
	if render.Dialect(e.base).AnswersNothing(sql) {
		return invalid("the statement answers no rows, and was not sent: run it with Exec, or give it RETURNING where it has rows to answer")
	}
	return nil
}

// withoutColumns returns err, or with what the statement failed where it has no columns: that it answers nothing is known before that.
func withoutColumns(rows backends.Rows, err error) error {
	if !errors.Is(err, loading.ErrNoColumns) {
		return err
	}
	rows.Next()
	return cmp.Or(rows.Err(), rows.Close(), err)
}

// doubtful says of a statement that answers no rows, and was sent with others in a transaction of theirs, that nobody knows how that ended.
func doubtful(err error) error {
	if errors.Is(err, loading.ErrNoColumns) {
		return invalid("%v: it may have been carried out and committed, with the statements beside it, so look before you run it again; such a statement is for Exec", err)
	}
	return err
}
