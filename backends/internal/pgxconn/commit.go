package pgxconn

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/kit"
	"github.com/drey-db/drey/internal/sqlstate"
)

// pipelinePage is how many statements one trip carries. A longer pipeline goes in pages, so that memory stays bounded and
// neither side waits with full buffers; BEGIN then rides in the first and COMMIT in the last.
const pipelinePage = 2_000

// Pipeline implements backends.Runner. A whole unit of work in one pipeline is an implicit transaction: one trip, without
// BEGIN and COMMIT. Not so under the simple protocol, where what fails at the end would be answered in place of the last
// statement.
func (u *unit) Pipeline(ctx context.Context, stmts []backends.Stmt, o backends.PipelineOptions, each backends.Each) error {
	if ctx == nil {
		return kit.NilContext()
	}
	if len(stmts) == 0 {
		if o.Commit {
			return u.Commit(ctx)
		}
		return nil
	}
	if err := u.Check(ctx, stmts...); err != nil {
		return err
	}
	if u.tx == nil {
		if err := u.acquire(ctx); err != nil {
			return err
		}
	}
	first := 0
	if u.Aborted() != nil && len(stmts) > 1 { // the way back to a savepoint goes alone: what follows could not be prepared before it
		if err := u.pages(ctx, stmts[:1], 0, backends.PipelineOptions{}, each); err != nil {
			return err
		}
		first = 1
	}
	if !o.Commit || u.pool == nil {
		return u.pages(ctx, stmts, first, o, each)
	}
	return u.pipelineEnding(ctx, stmts, first, each)
}

// pipelineEnding sends stmts from first on, and COMMIT behind them: in the same trip, unless the client must count rows before it goes.
func (u *unit) pipelineEnding(ctx context.Context, stmts []backends.Stmt, first int, each backends.Each) error {
	rides, err := u.pool.wrapped.commitRides(ctx, connOf(u.sender()), stmts)
	switch {
	case err != nil:
		u.note(err)
		return u.rolledBack(ctx, err)
	case !rides:
		if err := u.pages(ctx, stmts, first, backends.PipelineOptions{}, each); err != nil {
			return u.rolledBack(ctx, err)
		}
		return u.Commit(ctx)
	case u.tx == nil && len(stmts) <= pipelinePage && kit.Implicit(stmts) && u.pool.mode != pgx.QueryExecModeSimpleProtocol:
		b := batch{before: setTransaction(u.options), stmts: stmts, each: each, guards: true}
		b.alone = len(stmts) == 1 && b.before == ""
		return u.committing(ctx, b)
	}
	return u.pages(ctx, stmts, first, backends.PipelineOptions{Commit: true}, each)
}

// pages sends stmts from first on.
func (u *unit) pages(ctx context.Context, stmts []backends.Stmt, first int, o backends.PipelineOptions, each backends.Each) error {
	for ; first < len(stmts); first += pipelinePage {
		page := stmts[first:min(first+pipelinePage, len(stmts))]
		b := batch{stmts: page, first: first, each: each}
		if u.tx == nil {
			b.begin, b.begun = &u.options, &u.tx
		}
		if last := first+len(page) == len(stmts); last && o.Commit {
			if u.pool != nil {
				b.after, b.guards = "commit", true
			}
			return u.committing(ctx, b)
		}
		out, err := b.send(ctx, u.sender())
		if out.tx != nil {
			u.tx = out.tx
		}
		if u.note(err, page...); err != nil {
			return err
		}
	}
	return nil
}

// sender returns what statements go through: the transaction where there is one, so that an outer one sees them.
func (u *unit) sender() querier {
	if u.tx != nil {
		return u.tx
	}
	return u.conn.Conn()
}

// committing sends the batch that ends the unit, and tells how it ended.
func (u *unit) committing(ctx context.Context, b batch) error {
	lost := !u.alive()
	out, err := u.sendEnd(ctx, b)
	if out.tx != nil {
		u.tx = out.tx
	}
	if lost {
		err = kit.Unsent(err)
	}
	switch {
	case err == nil:
	case out.refused != nil:
		err = kit.CommittedUnread(out.refused)
	case !out.answered && u.pool != nil && !errors.Is(err, backends.ErrTxDone): // which pgx says without sending anything
		err = kit.CommitUnknown(err)
	default:
		if u.note(err, b.stmts...); b.guards {
			err = u.pool.wrapped.outdated(err, b.stmts)
		}
		return u.rolledBack(ctx, err)
	}
	u.release()
	return u.fate(err)
}

// fate is err, with which the end of the unit failed, without a doubt that does not matter.
func (u *unit) fate(err error) error {
	if u.options.AccessMode == pgx.ReadOnly {
		return kit.NothingWritten(err)
	}
	return err
}

// sendEnd sends the batch that ends the unit; once more where it was a whole transaction, which the server refused before
// anybody heard an answer, for a statement that was prepared before the schema changed.
func (u *unit) sendEnd(ctx context.Context, b batch) (outcome, error) {
	if u.tx != nil || b.begin != nil {
		return b.send(ctx, u.sender())
	}
	heard, each := false, b.each
	if each != nil {
		b.each = func(i int, r backends.Rows, res backends.Result) error {
			heard = true
			return each(i, r, res)
		}
	}
	out, err := b.send(ctx, u.sender())
	if out.answered && !heard && again(ctx, connOf(u.sender()), err) {
		return b.send(ctx, u.sender())
	}
	return out, err
}

// Commit implements backends.UnitOfWork.
func (u *unit) Commit(ctx context.Context) error {
	if err := u.Check(ctx); err != nil {
		if u.Aborted() != nil && !u.Done() {
			return u.rolledBack(ctx, err)
		}
		return err
	}
	if u.tx == nil || u.pool == nil {
		u.release()
		return nil
	}
	lost := !u.alive()
	err := u.tx.Commit(ctx)
	if err != nil {
		answered := isFinal(u.conn.Conn(), err) || errors.Is(err, pgx.ErrTxClosed)
		if err = kit.Blame(classifyOn(ctx, u.conn.Conn(), err), -1); lost {
			err = kit.Unsent(err)
		}
		if !answered {
			err = kit.CommitUnknown(err)
		}
	}
	u.release()
	return u.fate(err)
}

// Rollback implements backends.UnitOfWork.
func (u *unit) Rollback(ctx context.Context) error {
	if ctx == nil {
		return kit.NilContext()
	}
	if u.Done() {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), rollbackTime)
	defer cancel()
	u.CloseRows()
	defer u.release()
	if u.tx == nil || u.pool == nil || u.Broken() != nil {
		u.discardBroken(ctx)
		return nil
	}
	err := u.tx.Rollback(ctx)
	if err == nil || errors.Is(err, pgx.ErrTxClosed) {
		return nil
	}
	if err = classifyOn(ctx, u.conn.Conn(), err); errors.Is(err, backends.ErrConnection) || sqlstate.EndedIdle(err) {
		return nil // a server that is lost, or lost patience, rolls back
	}
	return err
}

// Break implements kit.Breaker. An outer transaction on a connection that takes no ROLLBACK, because rows of somebody else's are open, loses that.
func (u *unit) Break(ctx context.Context, why error) error {
	if ctx == nil {
		return kit.NilContext()
	}
	if u.Fail(why); u.pool != nil || u.tx == nil {
		return nil
	}
	if err := u.tx.Rollback(ctx); err != nil && !errors.Is(err, pgx.ErrTxClosed) {
		ended, cancel := context.WithCancel(ctx)
		cancel()                     // nothing is to be waited for
		_ = u.tx.Conn().Close(ended) // it is being thrown away
	}
	return nil
}

// rolledBack ends a unit that failed and gives err back.
func (u *unit) rolledBack(ctx context.Context, err error) error {
	if second := u.Rollback(ctx); second != nil {
		return errors.Join(err, kit.Blame(second, -1))
	}
	return err
}

// discardBroken closes a connection whose state nobody knows, so that the pool replaces it.
func (u *unit) discardBroken(ctx context.Context) {
	if u.conn != nil && u.Broken() != nil {
		_ = u.conn.Conn().Close(ctx) // it is being thrown away
	}
}

// CopyFrom implements backends.Copier.
func (u *unit) CopyFrom(ctx context.Context, table string, columns []string, next func() ([]any, error)) (int64, error) {
	return copyFrom(ctx, u, table, columns, next)
}

// txOptions says o in pgx's words. An isolation level that PostgreSQL lacks is ErrUnsupported.
func txOptions(o backends.TxOptions) (pgx.TxOptions, error) {
	level, ok := levels[o.Isolation]
	if !ok {
		return pgx.TxOptions{}, &backends.Error{Kind: backends.ErrUnsupported, Stmt: -1, Message: fmt.Sprintf(
			"PostgreSQL has no isolation level %q: take read committed, repeatable read or serializable", o.Isolation)}
	}
	options := pgx.TxOptions{IsoLevel: level}
	if o.ReadOnly {
		options.AccessMode = pgx.ReadOnly
	}
	if o.Deferrable {
		options.DeferrableMode = pgx.Deferrable
	}
	return options, nil
}
