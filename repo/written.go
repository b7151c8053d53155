package repo

import (
	"context"
	"reflect"

	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/repo/flush"
)

// observedWrite is a write by criteria that AfterFlush hooks are to be told of.
type observedWrite struct {
	writes []ast.Write
	own    bool // the last one is the statement's own, and not of its WITH
	text   string
	rows   int64 // of the statement's own
}

// observedWriteOf returns stmt as a write that hooks hear of; nil where it writes nothing that is known, nobody listens, or one who
// listens sends it.
func (s *Session) observedWriteOf(stmt ast.Statement) *observedWrite {
	if s.notifying || len(s.afterFlush()) == 0 {
		return nil
	}
	writes := ast.Writes(stmt)
	if len(writes) == 0 {
		return nil
	}
	return &observedWrite{writes: writes, own: stmt.Target() != nil}
}

// countRows returns q, with its rows counted where it writes something that hooks are to be told of.
func (s *Session) countRows(q reading) reading {
	if q.write = s.observedWriteOf(q.stmt); q.write == nil {
		return q
	}
	write, take := q.write, q.take
	q.take = func(row any) bool {
		write.rows++
		return take(row)
	}
	return q
}

// notifyWrites runs the AfterFlush hooks behind what was written.
func (s *Session) notifyWrites(ctx context.Context, written ...*observedWrite) error {
	var changes []flush.Change
	for _, w := range written {
		if w != nil {
			changes = append(changes, w.changes()...)
		}
	}
	if len(changes) == 0 {
		return nil
	}
	s.hooksNotified, s.flushed = true, changes
	err := s.runAfterFlush(ctx, s.afterFlush())
	if err != nil && s.commitsItself() {
		return writtenBeside(s, "the statement", err)
	}
	return err
}

// changes returns what the statement wrote: a change for each table.
func (w *observedWrite) changes() []flush.Change {
	operations := map[ast.Kind]flush.Operation{
		ast.InsertKind: flush.InsertStatement, ast.UpdateKind: flush.UpdateStatement, ast.DeleteKind: flush.DeleteStatement,
	}
	list := make([]flush.Change, len(w.writes))
	for i, write := range w.writes {
		rows := flush.UnknownRows
		if w.own && i == len(w.writes)-1 {
			rows = w.rows
		}
		list[i] = flush.Change{
			Operation: operations[write.Kind], Entity: reflect.Zero(reflect.PointerTo(write.Mapping.Type)).Interface(),
			Table: write.Mapping.Table, Statement: w.text, Rows: rows,
		}
	}
	return list
}

// notifyExec is notifyWrites after a statement that answered no rows.
func (s *Session) notifyExec(ctx context.Context, stmt ast.Statement, text string, res Result) error {
	write := s.observedWriteOf(stmt)
	if write == nil {
		return nil
	}
	write.text, write.rows = text, res.RowsAffected
	return s.notifyWrites(ctx, write)
}

// notifyRows is notifyWrites after a statement whose rows were closed in the transaction that has so many before it.
func (s *Session) notifyRows(ctx context.Context, r *sessionRows, transactions int) error {
	write := r.write
	if r.write = nil; r.Rows.Err() != nil || s.failed != nil || s.ended != transactions || s.dead.Load() {
		return nil
	}
	return s.notifyWrites(context.WithoutCancel(ctx), write)
}
