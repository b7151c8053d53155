package migrate

import (
	"context"
	"slices"
	"time"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/internal/sqltext"
	"github.com/drey-db/drey/repo"
)

// enter readies a revision that runs without a transaction: under a lock of the connection's session, and with a row that
// says how far it is, so that one that was cut off goes on where it stopped.
func (r *execution) enter() error {
	if r.m.versions.postgres {
		if err := r.advisory(r.ctx, r.on, "pg_try_advisory_lock"); err != nil {
			return err
		}
	}
	err := r.claim()
	if err != nil {
		r.leave()
	}
	return err
}

func (r *execution) claim() error {
	if err := r.makeTable(r.ctx, r.on, r.on.Runner()); err != nil {
		return err
	}
	if err := r.reload(); err != nil {
		return err
	}
	if err := r.way(); err != nil {
		return err
	}
	if err := r.unchanged(); err != nil {
		return err
	}
	r.start()
	if !r.down {
		if err := send(r.ctx, r.on.Runner(), r.m.versions.begin(r.node, sumOf(nil))); err != nil {
			return err
		}
	} else if p := r.progress(); p.whole {
		if _, err := r.progressed(p, progress{down: true}); err != nil {
			return err
		}
	}
	return nil
}

// reload reads the version table anew, and looks whether the step is still to be taken.
func (r *execution) reload() error {
	err := r.inOwnTransaction(r.ctx, func(reader repo.Reader, _ backends.Runner) (err error) {
		r.records, err = r.m.versions.read(r.ctx, reader)
		return err
	})
	if err != nil {
		return err
	}
	return r.pending(r.records)
}

// unchanged finds a file whose statements that are done are others now: what follows them would be counted wrongly.
func (r *execution) unchanged() error {
	p := r.progress()
	if _, begun := r.records[r.node.ID]; !begun || p.whole || r.records[r.node.ID].Checksum == r.sum(p) {
		return nil
	}
	return r.edited()
}

// sum is the checksum of the statements that are done.
func (r *execution) sum(p progress) string { return r.script.sum(p.done) }

func (r *execution) progress() progress { return r.records[r.node.ID].progress() }

// noteLimit bounds a statement of our own that the caller's context does not end.
const noteLimit = 10 * time.Second

// noting is the context of what must be written also when the caller has given up.
func (r *execution) noting() (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(r.ctx), noteLimit)
}

// note sends what must be written also when the caller has given up: what the revision did is done.
func (r *execution) note(text string) error {
	ctx, cancel := r.noting()
	defer cancel()
	return r.m.versions.unrecorded(r.inOwnTransaction(ctx, func(_ repo.Reader, runner backends.Runner) error { return send(ctx, runner, text) }))
}

// progressed writes how far the revision is, and reports whether it was as far as was: nobody else does the same.
func (r *execution) progressed(was, is progress) (noted bool, err error) {
	ctx, cancel := r.noting()
	defer cancel()
	note := r.m.versions.progress(r.node.ID, was, is, r.sum(is))
	for {
		err := r.inOwnTransaction(ctx, func(_ repo.Reader, runner backends.Runner) error {
			res, err := runner.Exec(ctx, backends.Stmt{SQL: note})
			noted = res.RowsAffected == 1
			return err
		})
		if err == nil || !again(err) || ctx.Err() != nil {
			return noted, r.m.versions.unrecorded(err)
		}
		time.Sleep(pollPause) // others look whether a revision was cut off
	}
}

// alone runs a statement that must not be in a transaction, unless it was done before the revision was cut off.
func (r *execution) alone(stmt backends.Stmt) (backends.Result, error) {
	before, after := progress{down: r.down, done: r.statements - 1}, progress{down: r.down, done: r.statements}
	running := before
	running.running = true
	done, err := r.turn(stmt.SQL, before, running)
	if err != nil || done && !r.m.sets(stmt.SQL) {
		return backends.Result{}, err
	}
	r.changed = r.changed || !slices.Contains(quiet, sqltext.Of(r.m.dialect()).Verb(stmt.SQL))
	res, err := r.on.Runner().Exec(r.ctx, stmt)
	if done {
		return res, err
	}
	switch {
	case err == nil:
		_, err = r.progressed(running, after)
	case refused(err):
		_, _ = r.progressed(running, before) // else it is as if it was cut off
	}
	return res, err
}

// turn waits until a statement is next, and reports whether it is done.
func (r *execution) turn(text string, before, running progress) (done bool, err error) {
	idle := idleness{r: r, running: running}
	for {
		if err := r.reload(); err != nil {
			return false, err
		}
		switch is := r.progress(); {
		case is.done > before.done:
			return true, nil
		case is == before:
			if err := r.dropInvalid(text); err != nil {
				return false, err
			}
			mine, err := r.progressed(before, running)
			if err != nil || mine {
				return false, err
			}
		case r.m.versions.postgres: // under the lock nobody else runs it
			return r.again(text, running)
		default:
			if expired, err := idle.long(r.ctx); err != nil {
				return false, err
			} else if expired {
				return r.again(text, running)
			}
			if err := r.wait(r.ctx, func() string { return beginner }); err != nil {
				return false, err
			}
		}
	}
}
