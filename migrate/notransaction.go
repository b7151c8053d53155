package migrate

import (
	"context"
	"database/sql"
	"fmt"
	"regexp"
	"strconv"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/builder"
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

func (r *execution) claim() (err error) {
	if err := send(r.ctx, r.on.Runner(), r.m.versions.create()); err != nil {
		return err
	}
	if r.records, err = r.m.versions.read(r.ctx, r.on); err != nil {
		return err
	}
	if err := r.wanted(r.records); err != nil {
		return err
	}
	r.start()
	if _, there := r.records[r.node.ID]; there {
		return nil
	}
	if err := send(r.ctx, r.on.Runner(), r.m.versions.insert(r.node)); err != nil {
		return err
	}
	return r.progressed(0)
}

// leave gives the lock back.
func (r *execution) leave() {
	if r.m.versions.postgres {
		_ = send(context.WithoutCancel(r.ctx), r.on.Runner(), fmt.Sprintf("SELECT pg_advisory_unlock(%d)", r.key)) // it ends with the connection anyway
	}
}

// progressed writes how many statements are done.
func (r *execution) progressed(done int64) error {
	if r.down {
		done = -1 - done
	}
	return send(r.ctx, r.on.Runner(), r.m.versions.update(r.node, strconv.FormatInt(done, 10)))
}

// alone runs a statement that must not be in a transaction, unless it was done before the revision was cut off.
func (r *execution) alone(stmt backends.Stmt) (backends.Result, error) {
	cutOff := r.records[r.node.ID]
	before := cutOff.statements(r.down)
	if r.statements++; r.statements <= before {
		return backends.Result{}, nil
	}
	built, err := r.rebuild(stmt.SQL, cutOff.Progress != nil)
	if err != nil || built {
		return backends.Result{}, err
	}
	res, err := r.on.Runner().Exec(r.ctx, stmt)
	if err != nil {
		return res, err
	}
	return res, r.progressed(r.statements)
}

var concurrently = regexp.MustCompile(`(?is)^\s*CREATE\s+(?:UNIQUE\s+)?INDEX\s+CONCURRENTLY\s+(?:IF\s+NOT\s+EXISTS\s+)?("(?:[^"]|"")+"|\w+)\s+ON\s+(?:ONLY\s+)?((?:(?:"(?:[^"]|"")+"|\w+)\s*\.\s*)?)`)

// rebuild looks for an index that a build which was cut off left: an invalid one is dropped, and a valid one is what was
// wanted where the revision is known to have been cut off.
func (r *execution) rebuild(text string, resumed bool) (built bool, err error) {
	found := concurrently.FindStringSubmatch(text)
	if found == nil || !r.m.versions.postgres {
		return false, nil
	}
	name := found[2] + found[1]
	valid, err := repo.Scalars[bool](r.ctx, r.on, builder.Text("SELECT indisvalid FROM pg_catalog.pg_index WHERE indexrelid = to_regclass(:name)", sql.Named("name", name)))
	if err != nil || len(valid) == 0 {
		return false, err
	}
	if valid[0] {
		return resumed, nil
	}
	return false, send(r.ctx, r.on.Runner(), "DROP INDEX CONCURRENTLY "+name)
}
