package kit

import (
	"context"
	"database/sql"
	"errors"
	"io"
	"time"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/internal/sqltext"
)

// Guard keeps the rules of a [backends.UnitOfWork]'s life, so that they are the same on every backend. A backend calls Check before
// it sends a statement and Note with what came of it. It serves one goroutine; the zero value is a unit not begun.
type Guard struct {
	// Dialect says how statements are read; see [OutsideUnit].
	Dialect string

	broken  error // why only Rollback is left
	aborted error // why only Rollback, or ROLLBACK TO a savepoint, is left
	done    bool
	open    io.Closer
}

// Check returns an error unless statements may be sent now: ctx is not nil, the unit is not over, not broken, no rows are open, ctx is not done, and
// an aborted transaction sees nothing but a way back to a savepoint, and nothing ends it but Commit and Rollback. A way back to a savepoint
// closes open rows, as Rollback does: they were opened behind it.
func (g *Guard) Check(ctx context.Context, stmts ...backends.Stmt) error {
	switch {
	case ctx == nil:
		return NilContext()
	case g.done:
		return &backends.Error{Kind: backends.ErrTxDone, Message: "begin another", Stmt: -1, Err: sql.ErrTxDone}
	case g.broken != nil:
		return earlier(g.broken)
	case g.open != nil && !g.returns(stmts):
		return &backends.Error{Kind: backends.ErrBusy, Stmt: -1}
	case ctx.Err() != nil:
		return ContextError(ctx, nil)
	case g.aborted != nil && !g.returns(stmts):
		return earlier(g.aborted)
	}
	err := InsideUnit(g.Dialect, stmts...)
	if err == nil && g.open != nil {
		if g.CloseRows(); g.broken != nil {
			return earlier(g.broken)
		}
	}
	return err
}

// earlier is the refusal of what comes after err, with its words where they are fit to be told.
func earlier(err error) error {
	aborted := &backends.Error{Kind: backends.ErrTxAborted, Stmt: -1, Err: err}
	var refusal *backends.Error
	if errors.As(err, &refusal) {
		aborted.Message = refusal.Error()
	}
	return aborted
}

// Note keeps what came of statements that were sent. lost says that the connection is gone, or in a state that nobody
// knows.
func (g *Guard) Note(err error, lost bool, stmts ...backends.Stmt) {
	switch {
	case err == nil:
		if g.aborted != nil && g.returns(stmts) {
			g.aborted = nil
		}
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded), errors.Is(err, backends.ErrConnection):
		g.broken = err
	case lost:
		g.broken = lostBehind(err)
	default:
		g.aborted = err
	}
}

// lostBehind is err, behind which the connection was lost: whoever would go on from err, by a way back to a savepoint, is told of both.
func lostBehind(err error) error {
	both := &backends.Error{Kind: backends.ErrConnection, Stmt: -1, Err: err, Message: "it was lost behind another error"}
	var refusal *backends.Error
	if errors.As(err, &refusal) {
		both.Message += ": " + refusal.Error()
	}
	return both
}

// Fail leaves nothing but Rollback, because of why.
func (g *Guard) Fail(why error) {
	if g.broken == nil {
		g.broken = why
	}
}

// Forget says that nothing came of what Note was told: the unit begins on another connection.
func (g *Guard) Forget() { g.broken, g.aborted = nil, nil }

// Broken is why only Rollback is left on a connection that is no longer sound; nil while it is.
func (g *Guard) Broken() error { return g.broken }

// Aborted is why the transaction cannot commit; nil while it can.
func (g *Guard) Aborted() error {
	if g.broken != nil {
		return g.broken
	}
	return g.aborted
}

// Opened says that rows are open until Closed is called; c closes them.
func (g *Guard) Opened(c io.Closer) { g.open = c }

// Closed says that the open rows are closed.
func (g *Guard) Closed() { g.open = nil }

// Cutter is rows that may be ended by somebody else than their reader, in the middle of what they had.
type Cutter interface {
	// Cut closes the rows, unless they are over. Their Err is err from then on, or what came of closing them.
	Cut(err error)
}

// errCut is what readers hear whose rows were ended by the end of what they were read in.
var errCut = &backends.Error{Kind: backends.ErrTxDone, Stmt: -1, Err: sql.ErrTxDone,
	Message: "it, or the savepoint around them, was rolled back while these rows were open: read them to their end before"}

// CloseRows closes the rows that are open, if there are any, because the unit of work ends, or goes back to a savepoint. Where they are a [Cutter]
// whoever reads them hears of it: what was read of them is not all.
func (g *Guard) CloseRows() {
	switch open := g.open.(type) {
	case nil:
	case Cutter:
		open.Cut(errCut)
	default:
		_ = open.Close()
	}
}

// End says that the unit is over.
func (g *Guard) End() { g.done = true }

// Done reports whether the unit is over.
func (g *Guard) Done() bool { return g.done }

// CheckContext returns an error unless a call may begin under ctx: a nil one is ErrInvalidRequest, one that has ended ErrCanceled or
// ErrTimeout.
func CheckContext(ctx context.Context) error {
	if ctx == nil {
		return NilContext()
	}
	if ctx.Err() != nil {
		return ContextError(ctx, nil)
	}
	return nil
}

// NilContext is the refusal of a call whose context is nil.
func NilContext() error {
	return &backends.Error{Kind: backends.ErrInvalidRequest, Stmt: -1, Message: "the context is nil: pass the caller's, or context.Background()"}
}

// Expired reports whether ctx is done, or will be in a moment: sockets heed its deadline too, and may be the first to tell.
func Expired(ctx context.Context) bool {
	if ctx.Err() != nil {
		return true
	}
	deadline, ok := ctx.Deadline()
	if !ok || time.Now().Before(deadline) {
		return false
	}
	select {
	case <-ctx.Done():
	case <-time.After(100 * time.Millisecond): // a context of somebody's own, that does not heed its deadline
	}
	return ctx.Err() != nil
}

// ContextError is the refusal of a call whose context is done: ErrCanceled or ErrTimeout, with the context's error and err
// behind it.
func ContextError(ctx context.Context, err error) error {
	kind := backends.ErrCanceled
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		kind = backends.ErrTimeout
	}
	return &backends.Error{Kind: kind, Message: "the call's context ended", Stmt: -1, Err: errors.Join(ctx.Err(), err)}
}

// returns reports whether s is a way back to a savepoint.
func (g *Guard) returns(stmts []backends.Stmt) bool {
	return len(stmts) > 0 && sqltext.Of(g.Dialect).Control(stmts[0].SQL) == sqltext.RollbackTo
}
