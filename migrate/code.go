package migrate

import (
	"context"
	"errors"
	"fmt"
	"runtime"

	"github.com/drey-db/drey/repo"
)

var (
	errCommitted = errors.New("its code commits, and the transaction is the revision's: return nil, and it is committed together with the row that records it")
	errUndone    = errors.New("its code rolled back the transaction, which is the revision's: return an error, and it is rolled back")
)

// guard are the hooks that keep a GoStep from ending the transaction, which has the lock and the row that records the revision.
func (r *execution) guard() repo.Hooks {
	return repo.Hooks{
		BeforeCommit: func(context.Context, *repo.Session) error {
			if r.coding {
				return errCommitted
			}
			return nil
		},
		AfterRollback: func(context.Context, *repo.Session) { r.undone = r.undone || r.coding },
	}
}

// code runs a GoStep in the session.
func (r *execution) code(context.Context) error {
	run := r.node.step.Up
	if r.down {
		run = r.node.step.Down
	}
	err := r.protect(run)
	if err == nil && r.undone {
		err = errUndone
	}
	if err == nil {
		err = r.session.Flush(r.ctx)
	}
	return r.noteError(r.failed(err, "", 0))
}

// protect runs code. A panic is an error that says where it was.
func (r *execution) protect(run func(context.Context, *repo.Session) error) (err error) {
	r.coding = true
	defer func() {
		r.coding = false
		if p := recover(); p != nil {
			err = fmt.Errorf("its code panicked: %v%s", p, panickedAt())
		}
	}()
	return run(r.ctx, r.session)
}

// panickedAt is the line that panicked, in a deferred function that recovered.
func panickedAt() string {
	const most = 32
	callers := make([]uintptr, most)
	frames := runtime.CallersFrames(callers[:runtime.Callers(1, callers)])
	panicking := false
	for {
		f, more := frames.Next()
		inRuntime := len(f.Function) > len("runtime.") && f.Function[:len("runtime.")] == "runtime."
		if panicking && !inRuntime {
			return fmt.Sprintf(", at %s:%d", f.File, f.Line)
		}
		panicking = panicking || f.Function == "runtime.gopanic"
		if !more {
			return ""
		}
	}
}
