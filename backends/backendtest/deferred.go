package backendtest

import (
	"errors"
	"testing"

	"github.com/drey-db/drey/backends"
)

func deferredTopic() topic {
	return topic{name: "a deferred constraint", needs: DeferredConstraints, tests: []test{
		{name: "may be broken for a while", run: deferredMended},
		{name: "fails Commit, and blames no statement", run: deferredCommit},
		{name: "fails a pipeline that commits, and blames no statement", run: deferredPipeline},
		{name: "fails the pipeline of a pool, and blames no statement", run: deferredPool},
		{name: "that raises a code of lost connections is an answer, and leaves no doubt", needs: Sockets, run: deferredConnection},
	}}
}

// family makes parents and children; a child without a parent is refused at COMMIT. It answers the insert of a child.
func (db *database) family(t *testing.T) (parents, children string, orphan backends.Stmt) {
	t.Helper()
	parents = db.table(t, "id integer primary key")
	children = db.table(t, "id integer, parent_id integer references "+parents+" (id) deferrable initially deferred")
	return parents, children, db.rowsStmt("insert into "+children+" values (1, ?) returning id", 7)
}

func deferredMended(t *testing.T, db *database) {
	parents, children, orphan := db.family(t)
	stmts := []backends.Stmt{orphan, db.stmt("insert into "+parents+" values (?)", 7)}
	must(t, db.pool.Pipeline(t.Context(), stmts, backends.PipelineOptions{}, nil))
	equal(t, "the children stored", db.count(t, children), int64(1))
}

// orphaned expects that COMMIT was refused and that nothing is left of the transaction.
func (db *database) orphaned(t *testing.T, err error, children string) {
	t.Helper()
	refused(t, err, backends.ErrForeignKeyViolation)
	blamed(t, err, -1)
	db.settled(t)
	equal(t, "the children stored", db.count(t, children), int64(0))
}

func deferredCommit(t *testing.T, db *database) {
	_, children, orphan := db.family(t)
	u := db.begin(t, backends.TxOptions{})
	_, err := u.Exec(t.Context(), orphan)
	must(t, err)
	db.orphaned(t, u.Commit(t.Context()), children)
	db.requireEnded(t, u)
}

func deferredPipeline(t *testing.T, db *database) {
	_, children, orphan := db.family(t)
	db.units(t, func(t *testing.T, u backends.UnitOfWork) {
		delivered := 0
		err := u.Pipeline(t.Context(), []backends.Stmt{db.stmt("update " + children + " set id = 2"), orphan}, backends.PipelineOptions{Commit: true},
			func(int, backends.Rows, backends.Result) error { delivered++; return nil })
		equal(t, "the answers delivered before", delivered, 2)
		db.orphaned(t, err, children)
		must(t, u.Rollback(t.Context()))
	})
}

func deferredPool(t *testing.T, db *database) {
	_, children, orphan := db.family(t)
	db.orphaned(t, db.pool.Pipeline(t.Context(), []backends.Stmt{orphan}, backends.PipelineOptions{}, nil), children)
	_, err := db.pool.Exec(t.Context(), orphan)
	refused(t, err, backends.ErrForeignKeyViolation)
	rows, err := db.pool.Query(t.Context(), orphan)
	_, err = drain(rows, err)
	refused(t, err, backends.ErrForeignKeyViolation)
	equal(t, "the children stored", db.count(t, children), int64(0))
}

// undecided is statement_completion_unknown.
const undecided = "40003"

// deferredConnection: the server that says ERROR in answer to COMMIT has rolled back and lives on, whatever code the error has, but that of who says
// that it does not know.
func deferredConnection(t *testing.T, db *database) {
	table := db.table(t, "code text")
	raise := table + "_raise"
	db.exec(t, db.pool, "create function "+raise+"() returns trigger language plpgsql as $$begin raise exception 'late' using errcode = new.code; end$$")
	db.exec(t, db.pool, "create constraint trigger late after insert on "+table+" deferrable initially deferred for each row execute function "+raise+"()")
	for _, code := range []string{"08000", "08006", "08P01", "28000", "3D000", "53300", "57P01", "57P02", "57P03", "57P05", undecided} {
		insert := db.stmt("insert into "+table+" values (?)", code)
		for name, end := range map[string]func(backends.UnitOfWork) error{
			"COMMIT": func(u backends.UnitOfWork) error {
				db.exec(t, u, insert.SQL, insert.Args...)
				return u.Commit(t.Context())
			},
			"a pipeline": func(u backends.UnitOfWork) error {
				return u.Pipeline(t.Context(), []backends.Stmt{insert}, backends.PipelineOptions{Commit: true}, nil)
			},
			"a pipeline of the pool": func(backends.UnitOfWork) error {
				return db.pool.Pipeline(t.Context(), []backends.Stmt{insert}, backends.PipelineOptions{}, nil)
			},
		} {
			u := db.begin(t, backends.TxOptions{})
			err := end(u)
			equal(t, name+": whether it is one of the connection after "+code, errors.Is(err, backends.ErrConnection), code != undecided)
			equal(t, name+": whether the fate of COMMIT is unknown after "+code, errors.Is(err, backends.ErrCommitUnknown), code == undecided)
			must(t, u.Rollback(t.Context()))
			db.settled(t)
		}
	}
	equal(t, "the rows stored", db.count(t, table), int64(0))
}
