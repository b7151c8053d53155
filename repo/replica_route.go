package repo

import (
	"context"
	"database/sql"
	"errors"
	"slices"

	"github.com/drey-db/drey/backends"
)

// route is the server that a read-only session reads from until its transaction ends. The zero value is none yet.
type route struct {
	replica *replica
	primary bool // it could be no replica
}

// routed reports whether the session may read from replicas.
func (s *Session) routed() bool {
	return s.engine.replicas != nil && s.config.readOnly && s.config.tx == nil && s.config.isolation < sql.LevelSerializable
}

// server returns the pool that a session reads from: that of a replica which shows what the session must see, else the primary's.
func (s *Session) server(ctx context.Context) (backends.Pool, error) {
	if !s.routed() || s.route.primary {
		return s.engine.pool, nil
	}
	need, err := s.engine.horizon.now(ctx)
	if err != nil {
		return nil, err
	}
	list := []*replica{s.route.replica}
	if s.route.replica == nil {
		list = s.engine.replicas.rotation()
	}
	r := choose(ctx, list, max(need, s.config.position))
	if s.useReplica(r); r == nil {
		return s.engine.pool, nil
	}
	return r.pool, nil
}

// useReplica has the session read from r, or from the primary when r is nil.
func (s *Session) useReplica(r *replica) {
	s.route = route{replica: r, primary: r == nil}
	if s.notifier.replica = 0; r != nil {
		s.notifier.replica = r.number
	}
}

// movesToPrimary reports whether err, of the first statement on a replica, sends the session to the primary, and notes what it says of
// the replica.
func (s *Session) movesToPrimary(ctx context.Context, err error) bool {
	r := s.route.replica
	switch {
	case r == nil:
		return false
	case ctx.Err() != nil, errors.Is(err, ErrConnection):
		r.lost()
	default:
		r.answered()
	}
	if ctx.Err() != nil || !isStandbyFailure(err) {
		return false
	}
	s.useReplica(nil)
	return true
}

// isStandbyFailure reports whether err is a standby's and not the statement's: it is lost, it cancelled a reader who stood in the
// way of what it replays, or it lacks something that the primary has.
// Source: PostgreSQL's documentation, "Hot Standby", "User's Overview" and "Handling Query Conflicts".
func isStandbyFailure(err error) bool {
	var refusal *backends.Error
	return errors.Is(err, ErrConnection) ||
		errors.As(err, &refusal) && slices.Contains([]string{"40001", "0A000", "55000"}, refusal.Code)
}

// sending runs a statement on a server, and reports whether anybody has heard of what it answered.
type sending func(on backends.Runner) (heard bool, err error)

// replicaFirst knows where a reader's statements go.
type replicaFirst interface {
	// try has send run on a replica, and again on the primary where the replica failed it before anything was heard.
	try(ctx context.Context, send sending) error
}

// readRunner runs statements as a firstTry does.
type readRunner struct{ replicaFirst }

// Exec implements backends.Runner.
func (r readRunner) Exec(ctx context.Context, stmt backends.Stmt) (res Result, err error) {
	err = r.try(ctx, func(on backends.Runner) (_ bool, err error) {
		res, err = on.Exec(ctx, stmt)
		return false, err
	})
	return res, err
}

// Query implements backends.Runner.
func (r readRunner) Query(ctx context.Context, stmt backends.Stmt) (rows Rows, err error) {
	err = r.try(ctx, func(on backends.Runner) (_ bool, err error) {
		if rows, err = on.Query(ctx, stmt); err == nil {
			rows, err = aheadOf(rows)
		}
		return false, err
	})
	return rows, err
}

// Pipeline implements backends.Runner.
func (r readRunner) Pipeline(ctx context.Context, stmts []backends.Stmt, o backends.PipelineOptions, each backends.Each) error {
	return r.try(ctx, func(on backends.Runner) (heard bool, err error) {
		err = on.Pipeline(ctx, stmts, o, func(i int, rows backends.Rows, res backends.Result) (err error) {
			if rows != nil {
				if rows, err = aheadOf(rows); err != nil {
					return err
				}
			}
			heard = true
			return each(i, rows, res)
		})
		return heard, err
	})
}

// readAlone is a read-only session that reads without a transaction.
type readAlone struct{ session *Session }

func (r readAlone) try(ctx context.Context, send sending) error {
	pool, err := r.session.server(ctx)
	if err != nil {
		return err
	}
	heard, err := send(pool)
	if !heard && r.session.movesToPrimary(ctx, err) {
		_, err = send(r.session.engine.pool)
	}
	return err
}

// readUnit is the transaction of a read-only session on a replica.
type readUnit struct {
	readRunner
	session *Session
	options backends.TxOptions
	on      backends.UnitOfWork
	begun   bool // something was heard from it, or it was handed out
}

func newReadUnit(s *Session, on backends.UnitOfWork, o backends.TxOptions) *readUnit {
	u := &readUnit{session: s, options: o, on: on}
	u.readRunner = readRunner{u}
	return u
}

func (u *readUnit) try(ctx context.Context, send sending) error {
	heard, err := send(u.on)
	if u.begun = u.begun || heard || err == nil; u.begun || !u.session.movesToPrimary(ctx, err) {
		return err
	}
	_ = u.on.Rollback(ctx) // whatever it answers, the connection is back
	anew, failed := u.session.engine.pool.Begin(ctx, u.options)
	if failed != nil {
		return failed
	}
	u.on, u.begun = anew, true
	_, err = send(anew)
	return err
}

// Commit implements backends.UnitOfWork.
func (u *readUnit) Commit(ctx context.Context) error { return u.on.Commit(ctx) }

// Rollback implements backends.UnitOfWork.
func (u *readUnit) Rollback(ctx context.Context) error { return u.on.Rollback(ctx) }

// unwrapUnit returns the unit of work underneath, for whoever goes on with it.
func unwrapUnit(u backends.UnitOfWork) backends.UnitOfWork {
	if r, ok := u.(*readUnit); ok {
		r.begun = true
		return r.on
	}
	return u
}
