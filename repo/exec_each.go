package repo

import (
	"context"
	"fmt"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/ast"
)

// ExecEach runs a [builder.Text] with a list of rows, once for each row and in their order, and returns what each of them did.
// All of it is one transaction, and one round trip where the driver can send statements together. An error names its row. Any
// other statement runs as by [Session.Exec].
func (s *Session) ExecEach(ctx context.Context, stmt builder.Sqlizer) ([]Result, error) {
	list, many := listOf(stmt)
	if !many {
		return alone(s.Exec(ctx, stmt))
	}
	results, err := s.execEach(ctx, list)
	return results, at("exec each", err)
}

// ExecEach is [Session.ExecEach] in a transaction of its own.
func (e *Engine) ExecEach(ctx context.Context, stmt builder.Sqlizer) ([]Result, error) {
	list, many := listOf(stmt)
	if !many {
		return alone(e.Exec(ctx, stmt))
	}
	results, err := e.orInvalid().execEach(ctx, list)
	return results, at("exec each", err)
}

// listOf returns the statements of a text with a list of rows, and false for any other.
func listOf(stmt builder.Sqlizer) (list []ast.Statement, ok bool) {
	plain := builder.As[builder.Row](stmt).Statement()
	return plain.Each()
}

func alone(res Result, err error) ([]Result, error) {
	if err != nil {
		return nil, err
	}
	return []Result{res}, nil
}

// execEach lends a session that commits what it sends.
func (e *Engine) execEach(ctx context.Context, list []ast.Statement) ([]Result, error) {
	s := e.Session()
	defer s.Close()
	own := *s.config
	own.autocommit, s.config = true, &own
	return s.execEach(ctx, list)
}

func (s *Session) execEach(ctx context.Context, list []ast.Statement) ([]Result, error) {
	ctx, err := s.beginCall(ctx)
	if err != nil {
		return nil, err
	}
	defer s.endCall()
	if len(list) == 0 {
		return nil, nil
	}
	rows := eachRow{make([]Result, len(list))}
	p := pipeline{session: s, of: rows}
	for i, one := range list {
		c, err := s.prepareStatement(ctx, one, false)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", rows.Describe(i), err)
		}
		p.stmts, p.secrets = append(p.stmts, backends.Stmt{SQL: c.SQL, Args: c.Args}), append(p.secrets, c.Secret)
	}
	if err := s.endBroken(ctx, p.send(ctx, s.runner(), flushEnd{})); err != nil {
		return nil, err
	}
	s.noteSelfCommitted()
	return rows.results, nil
}

// affected returns how many rows several statements were about.
func affected(results []Result) (all Result) {
	for _, r := range results {
		all.RowsAffected += r.RowsAffected
	}
	return all
}

// eachRow is the statements of a list of rows as a pipeline.
type eachRow struct{ results []Result }

// Describe counts from 0, as bulk writes do.
func (e eachRow) Describe(i int) string { return fmt.Sprintf("row %d", i) }

func (e eachRow) Receive(i int, _ backends.Rows, res backends.Result) (int64, error) {
	e.results[i] = res
	return res.RowsAffected, nil
}

func (e eachRow) Refused(_ int, err error) error { return err }

// each returns q once for each row of its text's list, and false where it has none. What they answer comes as one result.
func (q reading) each() (list []reading, ok bool) {
	if q.stmt.Kind() != ast.TextKind || q.streamed || q.around[0] != "" {
		return nil, false
	}
	statements, ok := q.stmt.Each()
	take, more := q.take, true
	for i, one := range statements {
		part := q
		part.stmt, part.whole = one, eachRow{}.Describe(i)
		part.take = func(row any) bool {
			more = more && take(row)
			return more
		}
		list = append(list, part)
	}
	return list, ok
}
