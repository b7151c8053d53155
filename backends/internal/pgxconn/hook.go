package pgxconn

import (
	"context"
	"errors"
	"fmt"
	"runtime"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/drey-db/drey/backends"
)

// hook runs on a connection that goes out of the pool, or comes back.
type hook = func(ctx context.Context, c backends.Runner) error

// checkout runs the hooks on a connection that is to be used. Where one fails, or panics, the connection is closed.
func (p *pool) checkout(ctx context.Context, conn *pgxpool.Conn) (err error) {
	done := false
	defer func() {
		if !done {
			p.close(conn.Conn())
			conn.Release()
			p.spare.Add(1)
			p.endTurn()
		}
	}()
	if err = run(ctx, p.leaving, conn.Conn()); err != nil {
		return fmt.Errorf("checkout hook: %w", err)
	}
	done = true
	return nil
}

// checkin runs the hooks on a connection that was used, and closes one with which they fail, or panic. What is not sound is closed anyway.
func (p *pool) checkin(conn *pgx.Conn) {
	if conn.IsClosed() || conn.PgConn().IsBusy() || conn.PgConn().TxStatus() != 'I' {
		return
	}
	usable := false
	defer func() {
		if !usable {
			p.close(conn)
		}
	}()
	ctx, cancel := context.WithTimeout(context.Background(), rollbackTime)
	defer cancel()
	usable = run(ctx, p.returning, conn) == nil
}

// unfinished is the error of connect hooks that did not return: they panicked, or ended their goroutine.
type unfinished struct{ panicked any }

func (u *unfinished) Error() string { return fmt.Sprintf("panicked: %v", u.panicked) }

// finish runs connect hooks and waits for them. pgxpool connects on a goroutine of its own, where a panic would end the program, and an end
// of the goroutine leave the pool to wait for ever: both are an error there, with which [resume] goes on in whoever wanted the connection.
func finish(hooks func() error) error {
	err := error(&unfinished{})
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer func() {
			if r := recover(); r != nil {
				err = &unfinished{panicked: r}
			}
		}()
		err = hooks()
	}()
	<-done
	return err
}

// resume panics, or ends the goroutine, as the connect hooks did whose error err is.
func resume(err error) {
	var u *unfinished
	switch {
	case !errors.As(err, &u):
	case u.panicked != nil:
		panic(u.panicked)
	default:
		runtime.Goexit()
	}
}

// run runs hooks on a connection, which they leave as they found it: idle.
func run(ctx context.Context, hooks []hook, conn *pgx.Conn) error {
	for _, hook := range hooks {
		if err := hook(ctx, connection{conn}); err != nil {
			return err
		}
	}
	if conn.PgConn().IsBusy() {
		return &backends.Error{Kind: backends.ErrBusy, Stmt: -1, Message: "a hook left rows open: close them first"}
	}
	return nil
}

// close closes a connection, so that the pool drops it.
func (p *pool) close(conn *pgx.Conn) {
	ctx, cancel := context.WithTimeout(context.Background(), rollbackTime)
	defer cancel()
	_ = conn.Close(ctx) // it is thrown away
}
