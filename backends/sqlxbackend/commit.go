package sqlxbackend

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/kit"
	"github.com/drey-db/drey/internal/sqlstate"
)

// rollbackTime is what a Rollback has, whatever its context.
const rollbackTime = 5 * time.Second

// Commit implements backends.UnitOfWork.
func (u *unit) Commit(ctx context.Context) error {
	if err := u.Check(ctx); err != nil {
		if errors.Is(err, backends.ErrTxAborted) {
			return u.ended(ctx, err)
		}
		return err
	}
	if u.tx == nil || u.pool == nil {
		u.release()
		return nil
	}
	if err := u.tx.commit(ctx); err != nil {
		return u.ended(ctx, err)
	}
	u.release()
	return nil
}

// ended ends a unit whose end failed, and gives err back.
func (u *unit) ended(ctx context.Context, err error) error {
	if errors.Is(err, backends.ErrCommitUnknown) || errors.Is(err, backends.ErrConnection) && !refused(err) {
		if u.discard(); u.options.ReadOnly {
			err = kit.NothingWritten(err)
		}
		return err
	}
	if second := u.Rollback(ctx); second != nil {
		return errors.Join(err, kit.Blame(second, -1))
	}
	return err
}

// Rollback implements backends.UnitOfWork.
func (u *unit) Rollback(ctx context.Context) error {
	if ctx == nil {
		return kit.NilContext()
	}
	if u.Done() {
		return nil
	}
	u.CloseRows()
	if u.Broken() != nil {
		u.discard()
		return nil
	}
	if u.tx == nil || u.pool == nil {
		u.release()
		return nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), rollbackTime)
	defer cancel()
	if err := u.tx.rollback(ctx); err != nil {
		u.discard()
		if errors.Is(err, backends.ErrConnection) || errors.Is(err, sql.ErrConnDone) || sqlstate.EndedIdle(err) {
			return nil // a connection that is lost, that the server ended because it was idle, or that database/sql closed after a panic, has rolled back
		}
		return err
	}
	u.release()
	return nil
}

// Break implements kit.Breaker. An outer transaction is rolled back as soon as the call that is under way in it has returned.
func (u *unit) Break(ctx context.Context, why error) error {
	if ctx == nil {
		return kit.NilContext()
	}
	if u.Fail(why); u.pool != nil {
		return nil
	}
	t, ok := u.tx.(*trips)
	if !ok || t.native == nil {
		return nil
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = t.native.Rollback() // an error says that it is over
	}()
	select {
	case <-ended:
		return nil
	case <-ctx.Done():
		return kit.ContextError(ctx, nil)
	}
}

// release ends the unit and gives a sound connection back.
func (u *unit) release() {
	if u.End(); u.conn != nil {
		u.conn.release()
		u.conn = nil
	}
}

// discard ends the unit and throws its connection away, so that the pool replaces it.
func (u *unit) discard() {
	u.End()
	if u.conn == nil {
		return
	}
	tx := u.tx
	u.conn.bad = true
	u.conn.discard(func() {
		ctx, cancel := context.WithTimeout(context.Background(), rollbackTime)
		defer cancel()
		if tx != nil {
			_ = tx.rollback(ctx) // a *sql.Tx has to end; the connection ends anyway
		}
	})
	u.conn = nil
}
