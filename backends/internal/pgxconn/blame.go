package pgxconn

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/internal/sqlstate"
)

// blamed returns the index of the statement that err, read at index, is about; -1 when it is about none. Only the server's own
// refusal blames anyone; a statement that could not be prepared is told by its text.
func (b batch) blamed(err error, index int, conn *pgx.Conn) int {
	var preparing pgx.ErrPreprocessingBatch
	if errors.As(err, &preparing) {
		return b.only(preparing.SQL())
	}
	if index >= 0 && errors.Is(err, backends.ErrStale) {
		return b.first + index
	}
	var refusal *pgconn.PgError
	if index < 0 || !errors.As(err, &refusal) || refusal.Code == syntaxError && oneText(conn) {
		return -1
	}
	return b.first + index
}

// syntaxError is found before anything runs: where all statements are one text, it tells nothing of the place.
const syntaxError = "42601"

func oneText(conn *pgx.Conn) bool {
	return modeOf(conn) == pgx.QueryExecModeSimpleProtocol
}

// only returns the index of the one statement of that text, -1 when there are several or none.
func (b batch) only(sql string) int {
	index := -1
	for i, s := range b.stmts {
		if b.guarded(s) {
			s = counted(s)
		}
		if s.SQL == sql && index >= 0 {
			return -1
		} else if s.SQL == sql {
			index = b.first + i
		}
	}
	return index
}

// classifyBatch is classifyOn for a batch: what pgx could not encode closed the connection before anything was sent.
func classifyBatch(ctx context.Context, q querier, err error) error {
	if err == nil {
		return nil
	}
	var preparing pgx.ErrPreprocessingBatch
	if errors.As(err, &preparing) {
		return Classify(ctx, err)
	}
	return classifyOn(ctx, connOf(q), err)
}

// isRefusal reports whether the server itself refused, so that what it had not committed by then it never will.
func isRefusal(err error) bool {
	var preparing pgx.ErrPreprocessingBatch
	if errors.As(err, &preparing) || errors.Is(err, pgx.ErrTxCommitRollback) || errors.Is(err, backends.ErrStale) {
		return true
	}
	var refusal *pgconn.PgError
	return errors.As(err, &refusal) && sqlstate.Answered(err)
}

// isFinal reports whether what ended with err was refused by the server itself, and the connection outlived that: a pooler that loses its server says
// ERROR as well, and hangs up.
func isFinal(conn *pgx.Conn, err error) bool {
	return isRefusal(err) && (!sqlstate.LivesOn(err) || errors.Is(err, backends.ErrStale) || conn == nil || !conn.IsClosed())
}
