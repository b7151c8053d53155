package backendtest

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/drey-db/drey/backends"
)

// tornMark stands in the row that is torn.
const tornMark = "torn-here"

// tornDoor is a way to a row. Where COMMIT was sent along with what writes it, what became of that is unknown.
type tornDoor struct {
	name    string
	writes  bool
	commits func(h Harness) bool // nil: whenever it writes
	read    func(t *testing.T, db *database, s backends.Stmt) error
}

func tornDoors() []tornDoor {
	return []tornDoor{
		{name: "Query", read: func(t *testing.T, db *database, s backends.Stmt) error {
			return readWide(db.pool.Query(t.Context(), s))
		}},
		{name: "Query that writes", writes: true, read: func(t *testing.T, db *database, s backends.Stmt) error {
			return readWide(db.pool.Query(t.Context(), s))
		}},
		{name: "Exec that writes", writes: true, read: func(t *testing.T, db *database, s backends.Stmt) error {
			s.Rows = false
			_, err := db.pool.Exec(t.Context(), s)
			return err
		}},
		{name: "Pipeline", writes: true, commits: func(h Harness) bool { return h.Trips.Pipelined }, read: func(t *testing.T, db *database, s backends.Stmt) error {
			return db.pool.Pipeline(t.Context(), []backends.Stmt{s}, backends.PipelineOptions{}, readsWide)
		}},
		{name: "Pipeline that commits a unit", writes: true, commits: func(h Harness) bool { return h.Trips.Pipelined }, read: func(t *testing.T, db *database, s backends.Stmt) error {
			u := db.begun(t)
			err := u.Pipeline(t.Context(), []backends.Stmt{s}, backends.PipelineOptions{Commit: true}, readsWide)
			db.requireEnded(t, u)
			return err
		}},
		{name: "Query first in a unit", read: func(t *testing.T, db *database, s backends.Stmt) error {
			return db.inUnit(t, db.begin(t, backends.TxOptions{}), func(u backends.UnitOfWork) error { return readWide(u.Query(t.Context(), s)) })
		}},
		{name: "Query later in a unit", read: func(t *testing.T, db *database, s backends.Stmt) error {
			return db.inUnit(t, db.begun(t), func(u backends.UnitOfWork) error { return readWide(u.Query(t.Context(), s)) })
		}},
		{name: "Exec in a unit", read: func(t *testing.T, db *database, s backends.Stmt) error {
			s.Rows = false
			return db.inUnit(t, db.begun(t), func(u backends.UnitOfWork) error { _, err := u.Exec(t.Context(), s); return err })
		}},
		{name: "Pipeline in a unit", read: func(t *testing.T, db *database, s backends.Stmt) error {
			return db.inUnit(t, db.begun(t), func(u backends.UnitOfWork) error {
				return u.Pipeline(t.Context(), []backends.Stmt{s}, backends.PipelineOptions{}, readsWide)
			})
		}},
	}
}

// inUnit calls f, which loses the unit's connection: nothing but Rollback is left.
func (db *database) inUnit(t *testing.T, u backends.UnitOfWork, f func(backends.UnitOfWork) error) error {
	t.Helper()
	err := f(u)
	db.broken(t, u)
	return err
}

// tornAnswer tears an answer with a row of columns of many types, anywhere but at its last byte, which says that all was answered: for one door
// at every third byte, for the others at some of them each. What a reader takes for values before it meets the end is no row: the error of the
// connection is that of the rows, and no driver panics.
func tornAnswer(t *testing.T, db *database) {
	table := db.table(t, "a text, b double precision, c bytea, d boolean, e integer, f numeric, g json, h timestamp")
	db.exec(t, db.pool, "insert into "+table+" values ('"+tornMark+"', 1.5, 'four', true, 77, 12.25, '{\"a\": 1}', '2024-05-06 07:08:09')")
	for i, door := range tornDoors() {
		t.Run(door.name, func(t *testing.T) {
			s := db.rowsStmt("select * from " + table)
			if door.writes {
				s = db.rowsStmt("update " + table + " set e = e + 1 returning *")
			}
			unknown := door.writes && (door.commits == nil || door.commits(db.h))
			length, step := 1, 16
			if i == 0 {
				step = 3
			}
			for at, turn := i%step, 0; at < length-1 || at < step; at, turn = at+step, turn+1 {
				db.ints(t, db.pool, "select 1") // there is a connection
				db.counter.TearAnswer(tornMark, at, [2]string{"FATAL", "ERROR"}[turn%2])
				err := door.tear(t, db, s)
				length = db.counter.tornAnswer()
				if !errors.Is(err, backends.ErrConnection) || errors.Is(err, backends.ErrCommitUnknown) != unknown {
					t.Fatalf("an answer that was torn at %d of its %d bytes is the error %v", at, length, err)
				}
				db.settled(t)
			}
			equal(t, "the row", len(db.ints(t, db.pool, "select e from "+table)), 1)
		})
	}
}

// tear reads, and makes a panic an error.
func (d tornDoor) tear(t *testing.T, db *database, s backends.Stmt) (err error) {
	t.Helper()
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("the driver panicked: %v", p)
		}
	}()
	return d.read(t, db, s)
}

// readsWide is the listener of a pipeline of one row. Its own error would stand in for the pipeline's.
func readsWide(_ int, r backends.Rows, _ backends.Result) error {
	_ = readWide(r, nil)
	return nil
}

// readWide reads rows of the columns that tornAnswer has, as whoever reads them does: the error of the rows says more than that of a value.
func readWide(rows backends.Rows, err error) error {
	if err != nil {
		return err
	}
	var wide struct {
		text, number string
		float        float64
		bytes        []byte
		at           time.Time
		truth        bool
		n            int
		document     json.RawMessage
	}
	var misread error
	for misread == nil && rows.Next() {
		misread = rows.Scan(&wide.text, &wide.float, &wide.bytes, &wide.truth, &wide.n, &wide.number, &wide.document, &wide.at)
	}
	return cmp.Or(rows.Close(), rows.Err(), misread)
}
