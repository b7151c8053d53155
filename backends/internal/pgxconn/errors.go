package pgxconn

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/puddle/v2"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/kit"
	"github.com/drey-db/drey/internal/sqlstate"
)

// Classify makes err, which pgx answered to a call under ctx, an *backends.Error; nil stays nil.
func Classify(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	return classify(ctx, err)
}

// classify is Classify of an error that is not nil.
func classify(ctx context.Context, err error) error {
	var connect *pgconn.ConnectError
	var refusal *pgconn.PgError
	var parameter pgx.ErrPreprocessingBatch
	switch {
	case errors.As(err, &connect) && !kit.Expired(ctx):
		return notConnected(connect, err)
	case errors.Is(err, pgx.ErrTxClosed):
		return &backends.Error{Kind: backends.ErrTxDone, Stmt: -1, Err: err}
	case errors.Is(err, pgx.ErrTxCommitRollback):
		return &backends.Error{Kind: backends.ErrTxAborted, Err: err, Stmt: -1}
	case errors.Is(err, puddle.ErrClosedPool):
		return &backends.Error{Kind: backends.ErrClosed, Message: "the pgxpool.Pool is closed", Stmt: -1, Err: err}
	case errors.As(err, &refusal):
		return sqlstate.Classify(ctx, err)
	case errors.As(err, &parameter):
		if e := sqlstate.Classify(ctx, err); ctx.Err() != nil || errors.Is(e, backends.ErrConnection) {
			return e // it was lost while statements were prepared
		}
		return misfit(err)
	}
	return sqlstate.Classify(ctx, err)
}

// classifyOn is Classify for what a call on conn answered. A connection that lives on says that the server never saw the
// statement: an argument did not fit. pgx's own words for that repeat the argument, so they are not shown.
func classifyOn(ctx context.Context, conn *pgx.Conn, err error) error {
	if err == nil {
		return nil
	}
	return classifySent(ctx, conn, err)
}

// classifySent is classifyOn of an error that is not nil.
func classifySent(ctx context.Context, conn *pgx.Conn, err error) error {
	var refusal *pgconn.PgError
	var done *backends.Error
	if errors.As(err, &done) && !errors.As(err, &refusal) && ctx.Err() == nil {
		return done // without pgx's words around it, which print what it could not encode
	}
	if errors.As(err, &refusal) || ctx.Err() != nil {
		return Classify(ctx, err)
	}
	if conn != nil && !conn.IsClosed() && !errors.Is(err, pgx.ErrTxClosed) && !errors.Is(err, pgx.ErrTxCommitRollback) {
		return misfit(err)
	}
	if e := Classify(ctx, err); errors.Is(e, backends.ErrConnection) || errors.Is(e, backends.ErrDataException) || errors.Is(e, backends.ErrTxDone) || errors.Is(e, backends.ErrTxAborted) {
		return e
	}
	return &backends.Error{Kind: backends.ErrConnection, Message: "the connection was lost", Stmt: -1, Err: err}
}

// misfit is err, by which pgx refuses an argument, in our words where they are behind it.
func misfit(err error) error {
	var own *backends.Error
	if errors.As(err, &own) {
		return own
	}
	return &backends.Error{
		Kind: backends.ErrDataException, Err: err,
		Message: "an argument does not fit its parameter in type or size, or there are more or fewer than placeholders",
	}
}

// notConnected says why there is no connection, and what to look at.
func notConnected(connect *pgconn.ConnectError, err error) error {
	e := &backends.Error{Kind: backends.ErrConnection, Stmt: -1, Err: err}
	var refusal *pgconn.PgError
	if !errors.As(err, &refusal) {
		cause := connect.Unwrap()
		e.Message = sqlstate.NoConnection(place(connect.Config), cause, cause.Error())
		return e
	}
	inURL := connect.Config.Password != "" && connect.Config.Password != os.Getenv("PGPASSWORD") // or in a file
	if e.Code, e.Message = sqlstate.NotLetIn(refusal.Code, refusal.Message, connect.Config.Database, inURL); e.Message == "" {
		e.Message = refusal.Message
	}
	return e
}

// place is where a connection was looked for: each host of the URL once.
func place(c *pgconn.Config) string {
	hosts := []string{fmt.Sprintf("%s:%d", c.Host, c.Port)}
	for _, f := range c.Fallbacks { // pgx has one for each way of TLS
		if host := fmt.Sprintf("%s:%d", f.Host, f.Port); !slices.Contains(hosts, host) {
			hosts = append(hosts, host)
		}
	}
	return strings.Join(hosts, ",")
}
