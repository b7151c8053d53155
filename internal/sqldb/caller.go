package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"runtime"

	"github.com/drey-db/drey/backends"
)

// Caller is the goroutine that has work done by database/sql. The work runs on a goroutine of its own, and what it asks of a runner the caller
// carries out. Where that does not return, by a panic or runtime.Goexit of somebody's hook, the work gets an error and ends, and only then the panic
// goes on. Had it passed through database/sql, this would wait for ever for the connection or the transaction that it left in use.
type Caller struct {
	calls chan func()
	gone  chan struct{}
}

var errGone = errors.New("sqldb: what was called did not return")

// NewCaller returns a Caller, for one Run.
func NewCaller() *Caller { return &Caller{calls: make(chan func()), gone: make(chan struct{})} }

// Run has work end, and does what it asks for meanwhile. A panic of the work itself, or its runtime.Goexit, goes on in who called Run.
func (c *Caller) Run(work func() error) (err error) {
	ended, returned := make(chan struct{}), false
	var panicked any
	go func() {
		defer close(ended)
		defer func() { panicked = recover() }()
		err = work()
		returned = true
	}()
	defer func() {
		close(c.gone)
		<-ended
	}()
	for {
		select {
		case call := <-c.calls:
			call()
		case <-ended:
			switch {
			case panicked != nil:
				panic(panicked)
			case !returned:
				runtime.Goexit()
			}
			return err
		}
	}
}

// Do has the caller carry out call.
func (c *Caller) Do(call func() error) error {
	err, done := errGone, make(chan struct{})
	select {
	case c.calls <- func() {
		defer close(done)
		err = call()
	}:
		<-done
	case <-c.gone:
	}
	return err
}

// Run has work use r as a database. Its statements are sent by the goroutine that calls Run.
func Run(r backends.Runner, work func(db *sql.DB) error) error {
	c := NewCaller()
	return c.Run(func() error {
		db := Open(handed{r, c})
		defer func() { _ = db.Close() }() // it is r's, and stays open
		return work(db)
	})
}

// handed is a runner whose work its caller does.
type handed struct {
	runner backends.Runner
	by     *Caller
}

// Exec implements backends.Runner.
func (h handed) Exec(ctx context.Context, stmt backends.Stmt) (res backends.Result, err error) {
	err = h.by.Do(func() (err error) {
		res, err = h.runner.Exec(ctx, stmt)
		return err
	})
	return res, err
}

// Query implements backends.Runner.
func (h handed) Query(ctx context.Context, stmt backends.Stmt) (backends.Rows, error) {
	var rows backends.Rows
	err := h.by.Do(func() (err error) {
		rows, err = h.runner.Query(ctx, stmt)
		return err
	})
	if err != nil {
		return nil, err
	}
	return &handedRows{Rows: rows, by: h.by}, nil
}

// Pipeline implements backends.Runner.
func (h handed) Pipeline(ctx context.Context, stmts []backends.Stmt, o backends.PipelineOptions, each backends.Each) error {
	return h.by.Do(func() error { return h.runner.Pipeline(ctx, stmts, o, each) })
}

// handedRows are rows that the caller reads.
type handedRows struct {
	backends.Rows
	by   *Caller
	gone error
}

// Next implements backends.Rows.
func (r *handedRows) Next() (there bool) {
	r.gone = r.by.Do(func() error {
		there = r.Rows.Next()
		return nil
	})
	return there
}

// Err implements backends.Rows.
func (r *handedRows) Err() error {
	if r.gone != nil {
		return r.gone
	}
	return r.by.Do(r.Rows.Err)
}

// Scan implements backends.Rows.
func (r *handedRows) Scan(dest ...any) error {
	return r.by.Do(func() error { return r.Rows.Scan(dest...) })
}

// Close implements backends.Rows.
func (r *handedRows) Close() error { return r.by.Do(r.Rows.Close) }
