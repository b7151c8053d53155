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
	source := &copySource{conn: connOf(u.tx), next: next, ask: make(chan struct{}), told: make(chan struct{})}
	var n int64
	ended := make(chan struct{})
	var err error
	go func() {
		defer close(ended)
		n, err = u.tx.CopyFrom(ctx, pgx.Identifier(strings.Split(table, ".")), columns, source)
	}()
	returned := false
	defer func() {
		if !returned { // next did not return: by panic, or runtime.Goexit
			source.err = errNotReturned
			close(source.told)
			<-ended
			u.note(errNotReturned)
		}
	}()
	source.serve(ended)
	returned = true
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

// errNotReturned is how a COPY ended whose source did not return.
var errNotReturned = errors.New("the source of the rows did not return")

// copyPage is how many rows are asked for at once.
const copyPage = 128

// copySource is the caller's rows as pgx wants them. pgx reads it in a goroutine of its own, where a panic could not be
// recovered: so the caller's goroutine makes the rows, while pgx waits for them.
type copySource struct {
	conn *pgx.Conn
	next func() ([]any, error)
	ask  chan struct{} // pgx wants rows
	told chan struct{} // there they are, or err; closed when there will be none
	page [][]any       // not handed out yet
	row  []any
	err  error // io.EOF at the end
}

var _ pgx.CopyFromSource = (*copySource)(nil)

// serve makes rows whenever pgx asks, until COPY has ended.
func (s *copySource) serve(ended <-chan struct{}) {
	for {
		select {
		case <-s.ask:
			s.fill()
			s.told <- struct{}{}
		case <-ended:
			if s.err == io.EOF {
				s.err = nil
			}
			return
		}
	}
}

func (s *copySource) fill() {
	for s.page = s.page[:0]; len(s.page) < copyPage; {
		row, err := s.next()
		if err == nil {
			row, err = arguments(s.conn, row)
		}
		if s.err = err; err != nil {
			return
		}
		s.page = append(s.page, row)
	}
}

// Next implements pgx.CopyFromSource.
func (s *copySource) Next() bool {
	if len(s.page) == 0 && s.err == nil {
		s.ask <- struct{}{}
		<-s.told
	}
	if len(s.page) == 0 {
		return false
	}
	s.row, s.page = s.page[0], s.page[1:]
	return true
}

// Values implements pgx.CopyFromSource.
func (s *copySource) Values() ([]any, error) { return s.row, nil }

// Err implements pgx.CopyFromSource.
func (s *copySource) Err() error {
	if s.err == io.EOF || len(s.page) > 0 {
		return nil
	}
	return s.err
}
