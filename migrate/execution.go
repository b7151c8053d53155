package migrate

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/sqldb"
	"github.com/drey-db/drey/repo"
)

// execution is the database that goose runs a revision on: a session of the engine's while there is a transaction, else the
// connection as it is.
type execution struct {
	*step
	ctx        context.Context // of the caller: goose's own never ends, so that only we end transactions
	session    *repo.Session
	records    map[string]record
	statements int // that goose sent, and with it the number of the last one
	violations map[string]bool
	before     settings // of PostgreSQL's session
	changed    bool     // a statement ran without a transaction that may have changed them
	coding     bool     // a GoStep runs
	undone     bool     // it rolled the transaction back
	stop       func()
	giveUp     func()       // ends ctx
	restore    func() error // has the connection be as it was
	err        error        // the first
}

var (
	_ sqldb.Beginner    = (*execution)(nil)
	_ sqldb.Transaction = (*execution)(nil)
)

// Begin implements sqldb.Beginner: it takes the lock, and looks whether the step is still to be taken.
func (r *execution) Begin(context.Context, driver.TxOptions) (sqldb.Transaction, error) {
	var options []repo.SessionOption
	if r.m.versions.postgres {
		options = append(options, repo.WithIsolation(sql.LevelReadCommitted)) // sees what others did before they gave the lock
	}
	if r.node.step != nil {
		options = append(options, repo.WithHooks(r.guard()))
	}
	r.session = r.on.Session(options...)
	err := r.locked()
	if err == nil {
		err = r.ready()
	}
	if err != nil {
		r.err = err
		return nil, errors.Join(err, r.session.Close())
	}
	r.start()
	return r, nil
}

// locked takes the lock, which the transaction's end gives back, and reads the version table.
func (r *execution) locked() (err error) {
	if r.m.versions.postgres {
		if err := r.advisory(r.ctx, r.session, "pg_try_advisory_xact_lock"); err != nil {
			return err
		}
	}
	if err := r.makeTable(r.ctx, r.session, r.session.Runner()); err != nil {
		return err
	}
	r.records, err = r.m.versions.read(r.ctx, r.session)
	return err
}

// makeTable makes the version table where it is not there. PostgreSQL is asked first, since a role may write into it that may
// not make it; SQLite's transaction has to begin by writing, so that others wait.
func (s *step) makeTable(ctx context.Context, reader repo.Reader, r backends.Runner) error {
	if s.m.versions.postgres {
		there, err := repo.Scalar[bool](ctx, reader, builder.Text(s.m.versions.exists()))
		if err != nil || there {
			return err
		}
	}
	return send(ctx, r, s.m.versions.create())
}

// ready looks whether the step is to be taken, and what its end is compared with.
func (r *execution) ready() (err error) {
	if err := r.pending(r.records); err != nil {
		return err
	}
	if err := r.way(); err != nil {
		return err
	}
	if r.m.versions.postgres {
		return r.bound()
	}
	r.violations, err = r.broken()
	return err
}

// bound lets a statement wait for a table's lock only so long, and tells meanwhile who has it.
func (r *execution) bound() error {
	before, err := presentSettings(r.ctx, r.session, r.script.ownSettings())
	if err != nil {
		return err
	}
	wait := max(min(r.patience.left(), longestWait), time.Millisecond)
	if err := send(r.ctx, r.session.Runner(), fmt.Sprintf("SET LOCAL lock_timeout = %d", wait.Milliseconds())); err != nil {
		return err
	}
	r.before, r.stop = before, r.watch(r.ctx, before.Process, r.giveUp)
	return nil
}

// broken are the foreign keys of SQLite's that do not hold.
func (r *execution) broken() (map[string]bool, error) {
	if r.node.step != nil || r.node.keysOn {
		return nil, nil
	}
	rows, err := repo.Scalars[string](r.ctx, r.session, builder.Text(
		`SELECT 'a row of "' || "table" || '"' || coalesce(' (rowid ' || rowid || ')', '') || ' refers to a row of "' || parent || '" that is not there' FROM pragma_foreign_key_check`))
	found := map[string]bool{}
	for _, row := range rows {
		found[row] = true
	}
	return found, err
}

// Exec implements backends.Runner: a statement of the revision.
func (r *execution) Exec(_ context.Context, stmt backends.Stmt) (backends.Result, error) {
	began := time.Now()
	shown, line := r.script.shown[r.statements], r.script.lines[r.statements]
	r.statements++
	var res backends.Result
	err := r.orphaned(stmt.SQL)
	switch {
	case err != nil:
	case r.session != nil:
		res, err = r.session.Runner().Exec(r.ctx, stmt)
	default:
		res, err = r.alone(stmt)
	}
	if err != nil {
		return res, r.noteError(r.failed(err, shown, line))
	}
	r.emit(Event{Kind: StatementDone, Statement: shown, Line: line, Elapsed: time.Since(began)})
	return res, nil
}

// Query implements backends.Runner. Goose asks nothing.
func (*execution) Query(context.Context, backends.Stmt) (backends.Rows, error) {
	return nil, errors.ErrUnsupported
}

// Pipeline implements backends.Runner. Goose sends one statement at a time.
func (*execution) Pipeline(context.Context, []backends.Stmt, backends.PipelineOptions, backends.Each) error {
	return errors.ErrUnsupported
}

// record writes into the version table that the step is taken, with the session as it was before.
func (r *execution) record(context.Context) error {
	_, there := r.records[r.node.ID]
	text := r.m.versions.insert(r.node)
	switch {
	case r.down:
		text = r.m.versions.delete(r.node.ID)
	case there || r.session == nil:
		text = r.m.versions.update(r.node)
	}
	if r.session == nil {
		return r.noteError(r.note(text))
	}
	if r.m.versions.postgres {
		if err := r.before.restore(r.ctx, r.session, false); err != nil {
			return r.noteError(r.failed(err, "", 0))
		}
	}
	return r.noteError(r.m.versions.unrecorded(send(r.ctx, r.session.Runner(), text)))
}

// Commit implements sqldb.Transaction.
func (r *execution) Commit() error {
	r.unwatch()
	if err := r.unbroken(); err != nil {
		return errors.Join(r.noteError(r.failed(err, "", 0)), r.session.Close())
	}
	err := r.noteError(r.failed(r.session.Commit(r.ctx), "", 0))
	if closing := r.session.Close(); err == nil {
		err = r.noteError(closing)
	}
	return err
}

// unbroken finds foreign keys that held before.
func (r *execution) unbroken() error {
	if r.violations == nil || r.m.versions.postgres {
		return nil
	}
	rows, err := r.newlyBroken()
	if err != nil || len(rows) == 0 {
		return err
	}
	return fmt.Errorf("%s, and one did before: foreign keys, and what cascades along them, are off while a revision runs on SQLite; "+
		"have the revision delete those rows, or write %q into its header", rows[0], marker+" "+wordForeignKeys+" on")
}

// newlyBroken are the rows that refer to nothing and did not before, in order.
func (r *execution) newlyBroken() ([]string, error) {
	after, err := r.broken()
	return slices.DeleteFunc(slices.Sorted(maps.Keys(after)), func(row string) bool { return r.violations[row] }), err
}

// orphanGuard is what guards in revisions' files say, which fail where rows would refer to nothing: package schema plans them.
const orphanGuard = "see PRAGMA foreign_key_check"

// orphaned names, in the place of a guard, which no statement of SQLite's can give words of its own, the rows that it would find.
func (r *execution) orphaned(statement string) error {
	if r.session == nil || r.m.versions.postgres || !strings.Contains(statement, orphanGuard) {
		return nil
	}
	rows, err := r.newlyBroken()
	if err != nil || len(rows) == 0 {
		return err
	}
	const most = 3
	if n := len(rows) - most; n > 0 {
		rows = append(rows[:most], fmt.Sprintf("and %d more", n))
	}
	return fmt.Errorf("rows would refer to rows that are not there: %s", strings.Join(rows, ", "))
}

// Rollback implements sqldb.Transaction.
func (r *execution) Rollback() error {
	r.unwatch()
	return r.session.Close()
}

func (r *execution) unwatch() {
	if stop := r.stop; stop != nil {
		r.stop = nil
		stop()
	}
}

// noteError remembers the first error.
func (r *execution) noteError(err error) error {
	if r.err == nil {
		r.err = err
	}
	return err
}

// failed is what came of a statement, or of the code, of the revision.
func (r *execution) failed(err error, statement string, line int) error {
	if err == nil || again(err) || errors.Is(err, errPassed) {
		return err
	}
	failed := &StepError{Revision: r.node.ID, Path: r.node.Path, Statement: statement, Line: line, Err: withUserNames(err), down: r.down}
	var cut *cutOffError
	switch {
	case errors.As(err, &cut):
		failed.kept = cut.then
	case r.session == nil:
		failed.kept = fmt.Sprintf("it runs without a transaction, and %s carried out. %srun the command again: it goes on there", firstOnes(r.statements-1), failed.mend())
	case errors.Is(err, backends.ErrCommitUnknown):
		failed.kept = "it is committed as a whole or not at all. Run the command again: it goes on from where the database is"
	}
	return failed
}
