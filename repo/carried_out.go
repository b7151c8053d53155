package repo

import (
	"errors"
	"fmt"
	"slices"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/loading"
	"github.com/drey-db/drey/internal/render"
)

// misread is why nobody took the answer of a statement that the database carried out to its end.
type misread struct{ error }

// Unwrap returns what was wrong with the answer.
func (m misread) Unwrap() error { return m.error }

// isMisread reports whether err is about an answer alone.
func isMisread(err error) bool {
	var m misread
	return errors.As(err, &m)
}

// misreadOf returns err, of reading rows that are closed meanwhile and ended as failed says.
func misreadOf(err, failed error) error {
	if err == nil || failed != nil {
		return err
	}
	return misread{err}
}

// carriedOut says of a statement that writes, or answers no rows, what has become of it where its answer was misread: whoever ran it
// again would run it twice.
func carriedOut(src source, sql string, err error) error {
	switch {
	case err == nil || !isMisread(err):
		return err
	case errors.Is(err, loading.ErrNoColumns) && src.commitsItself():
		return invalid("%w: it was carried out and is committed, so do not run it again; such a statement is for Exec", err)
	case errors.Is(err, loading.ErrNoColumns):
		return invalid("%w: it was carried out, in the transaction, so do not run it again there; such a statement is for Exec", err)
	case writesRows(src, sql):
		return writtenBeside(src, "the statement", err)
	}
	return err
}

// carriedOutBehind is carriedOut of a statement that was sent behind others, which are carried out as well.
func carriedOutBehind(src source, before []batchedQuery, sql string, err error) error {
	switch {
	case err == nil:
		return nil
	case isMisread(err) && (writesRows(src, sql) || errors.Is(err, loading.ErrNoColumns)):
		return carriedOut(src, sql, err)
	case stays(src, err) && slices.ContainsFunc(before, func(q batchedQuery) bool { return writesRows(src, q.text.SQL) }):
		return writtenBeside(src, "a statement before it", err)
	}
	return err
}

// loadedBehind says of a statement that writes what has become of it, where err stood in the way of what is loaded behind it.
func loadedBehind(src source, sql string, err error) error {
	if err == nil || !stays(src, err) || !writesRows(src, sql) {
		return err
	}
	return writtenBeside(src, "the statement", err)
}

// stays reports whether err leaves what was written before it: what the database says against one statement ends the transaction of all.
func stays(src source, err error) bool {
	var refusal *backends.Error
	return src.commitsItself() || isMisread(err) || !errors.As(err, &refusal)
}

// writtenBeside says with err that what wrote was carried out.
func writtenBeside(src source, what string, err error) error {
	if src.commitsItself() {
		return fmt.Errorf("%w: %s writes, and was carried out and is committed, so do not run it again", err, what)
	}
	return fmt.Errorf("%w: %s writes, and was carried out in the transaction, so do not run it again there", err, what)
}

// unscanned says of a statement that writes what becomes of it, where a row that it answers was not scanned and others may follow.
func unscanned(src source, sql string, err error) error {
	switch {
	case !writesRows(src, sql):
		return err
	case src.commitsItself():
		return fmt.Errorf("%w: the statement writes, and is committed once its rows are closed, so do not run it again", err)
	}
	return fmt.Errorf("%w: the statement writes, and is carried out in the transaction, so do not run it again there", err)
}

// writesRows reports whether text that src has sent changes something by its words.
func writesRows(src source, sql string) bool {
	e, _ := src.settings()
	return render.Dialect(e.base).WritesRows(sql)
}

// commitsItself reports whether each statement of the session commits itself.
func (s *Session) commitsItself() bool {
	return s.config.autocommit && s.config.tx == nil && !s.engine.inside
}

func (b *untracked) commitsItself() bool { return b.commits && !b.engine.inside }

// severalRows returns [ErrMultipleResults] of a statement.
func severalRows(src source, stmt ast.Statement) error {
	e, config := src.settings()
	c, err := e.compiled(config, stmt)
	if err != nil {
		return ErrMultipleResults
	}
	return carriedOut(src, c.SQL, misread{ErrMultipleResults})
}

func (s *Session) severalRows(stmt ast.Statement) error { return severalRows(s, stmt) }

func (b *untracked) severalRows(stmt ast.Statement) error { return severalRows(b, stmt) }

func (e *Engine) severalRows(stmt ast.Statement) error {
	return e.orInvalid().direct.severalRows(stmt)
}

// writtenRows are the rows of a statement that writes, on an engine.
type writtenRows struct {
	backends.Rows
	engine *Engine
	sql    string
}

// writtenRowsOf returns rows of sql; where that writes, they say so when one of them is not scanned.
func (e *Engine) writtenRowsOf(rows backends.Rows, sql string) backends.Rows {
	if !writesRows(&e.direct, sql) {
		return rows
	}
	return &writtenRows{rows, e, sql}
}

// Scan implements backends.Rows.
func (r *writtenRows) Scan(dest ...any) error {
	err := r.Rows.Scan(dest...)
	if err == nil || r.Rows.Err() != nil {
		return err
	}
	return unscanned(&r.engine.direct, r.sql, err)
}
