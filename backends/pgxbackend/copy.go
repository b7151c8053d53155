package pgxbackend

import (
	"context"
	"errors"
	"io"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// copyFrom loads rows by COPY in the unit's transaction.
func copyFrom(ctx context.Context, u *unit, table string, columns []string, next func() ([]any, error)) (int64, error) {
	if err := u.Check(ctx); err != nil {
		return 0, err
	}
	if err := u.begin(ctx); err != nil {
		return 0, err
	}
	source := &copySource{conn: connOf(u.tx), next: next}
	n, err := u.tx.CopyFrom(ctx, pgx.Identifier(strings.Split(table, ".")), columns, source)
	if err != nil {
		if err = classifyCopy(ctx, source.conn, err); source.err != nil {
			err = source.err
		}
	}
	u.note(err)
	return n, err
}

// classifyCopy is classifyOn for COPY. A COPY that this side gave up because a value did not fit comes back as a
// cancellation in this side's words, which repeat the value; the server's own cancellations come from elsewhere in it.
func classifyCopy(ctx context.Context, conn *pgx.Conn, err error) error {
	var refusal *pgconn.PgError
	if errors.As(err, &refusal) && refusal.Code == "57014" && refusal.Routine != "ProcessInterrupts" && ctx.Err() == nil {
		return misfit(err)
	}
	return classifyOn(ctx, conn, err)
}

// copySource is the caller's rows as pgx wants them.
type copySource struct {
	conn *pgx.Conn
	next func() ([]any, error)
	row  []any
	err  error
}

var _ pgx.CopyFromSource = (*copySource)(nil)

func (s *copySource) Next() bool {
	row, err := s.next()
	if err == nil {
		s.row, err = arguments(s.conn, row)
	}
	if err != nil && !errors.Is(err, io.EOF) {
		s.err = err
	}
	return err == nil
}

func (s *copySource) Values() ([]any, error) { return s.row, nil }

func (s *copySource) Err() error { return s.err }
