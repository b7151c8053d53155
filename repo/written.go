package repo

import (
	"context"
	"reflect"

	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/repo/flush"
)

// statement is a write by criteria that AfterFlush hooks are to be told of.
type statement struct {
	writes []ast.Write
	text   string
	rows   int64
}

// toldOf returns what the hooks are to be told of stmt; nil for nothing: it writes nothing that is known, nobody listens, or one who
// listens sends it.
func (s *Session) toldOf(stmt ast.Statement) *statement {
	if s.telling || len(s.afterFlush()) == 0 {
		return nil
	}
	writes := ast.Writes(stmt)
	if len(writes) == 0 {
		return nil
	}
	return &statement{writes: writes}
}

// heard returns q, whose rows are counted where it writes something that hooks are to be told of.
func (s *Session) heard(q reading) reading {
	if q.told = s.toldOf(q.stmt); q.told == nil {
		return q
	}
	told, take := q.told, q.take
	q.take = func(row any) bool {
		told.rows++
		return take(row)
	}
	return q
}

// tell runs the AfterFlush hooks behind what was written.
func (s *Session) tell(ctx context.Context, written ...*statement) error {
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
	return s.runAfterFlush(ctx, s.afterFlush())
}

// changes returns what the statement wrote: a change for each table, of which the last one is the statement's own.
func (w *statement) changes() []flush.Change {
	operations := map[ast.Kind]flush.Operation{
		ast.InsertKind: flush.InsertStatement, ast.UpdateKind: flush.UpdateStatement, ast.DeleteKind: flush.DeleteStatement,
	}
	list := make([]flush.Change, len(w.writes))
	for i, write := range w.writes {
		rows := flush.UnknownRows
		if i == len(w.writes)-1 {
			rows = w.rows
		}
		list[i] = flush.Change{
			Operation: operations[write.Kind], Entity: reflect.Zero(reflect.PointerTo(write.Mapping.Type)).Interface(),
			Table: write.Mapping.Table, Statement: w.text, Rows: rows,
		}
	}
	return list
}

// tellExec tells the hooks of a statement that answered no rows.
func (s *Session) tellExec(ctx context.Context, stmt ast.Statement, text string, res Result) error {
	told := s.toldOf(stmt)
	if told == nil {
		return nil
	}
	told.text, told.rows = text, res.RowsAffected
	return s.tell(ctx, told)
}

// tellRows tells the hooks of a statement whose rows were closed in the transaction that has so many before it.
func (s *Session) tellRows(ctx context.Context, r *sessionRows, transactions int) error {
	told := r.told
	if r.told = nil; r.Rows.Err() != nil || s.failed != nil || s.ended != transactions || s.dead.Load() {
		return nil
	}
	return s.tell(context.WithoutCancel(ctx), told)
}
