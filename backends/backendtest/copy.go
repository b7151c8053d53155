package backendtest

import (
	"context"
	"errors"
	"io"
	"testing"
	"time"

	"github.com/drey-db/drey/backends"
)

func copyTopic() topic {
	return topic{name: "COPY", tests: []test{
		{name: "is there where it is announced, and only there", run: copyAnnounced},
		{name: "stores rows of every kind", run: ifCopies(copyRows)},
		{name: "is part of its transaction", run: ifCopies(copyRollsBack)},
		{name: "ends with the error of its source", run: ifCopies(copySourceFails)},
		{name: "is refused as a whole", run: ifCopies(copyRefused)},
		{name: "keeps the rules of a unit", run: ifCopies(copyRules)},
	}}
}

func copyAnnounced(t *testing.T, db *database) {
	_, ok := db.begin(t, backends.TxOptions{}).(backends.Copier)
	equal(t, "whether a unit is a Copier", ok, db.pool.Capabilities().Copy)
}

// ifCopies leaves a test out where Capabilities say that there is no COPY.
func ifCopies(f func(t *testing.T, db *database)) func(t *testing.T, db *database) {
	return func(t *testing.T, db *database) {
		if db.pool.Capabilities().Copy {
			f(t, db)
		}
	}
}

// source gives rows one by one and then err.
func source(err error, rows ...[]any) func() ([]any, error) {
	return func() ([]any, error) {
		if len(rows) == 0 {
			return nil, err
		}
		row := rows[0]
		rows = rows[1:]
		return row, nil
	}
}

func (db *database) copier(t *testing.T) (backends.UnitOfWork, backends.Copier) {
	t.Helper()
	u := db.begin(t, backends.TxOptions{})
	return u, u.(backends.Copier)
}

func copyRows(t *testing.T, db *database) {
	values := []Value{
		{"int", Bigint, 7, 7}, {"int8", Smallint, int8(7), int8(7)}, {"string", Text, "tab\tand \\N", "tab\tand \\N"}, {"bool", Boolean, true, true},
		{"bytes", Bytes, []byte{0, 255}, []byte{0, 255}}, {"uuid", UUID, id, id}, {"decimal", Decimal, digits{"1.50"}, digits{"1.50"}},
		{"time", Time, time.Date(2026, 1, 2, 3, 4, 5, 6_789, time.FixedZone("x", 3600)), time.Date(2026, 1, 2, 2, 4, 5, 6_000, time.UTC)},
		{"struct", JSON, doc{1, "x"}, doc{1, "x"}}, {"list", Bigints, []int64{1, 2}, []int64{1, 2}}, {"enum", Enum, mood("sad"), mood("sad")},
		{"pointer", Integer, pointer(5), 5}, {"float", Double, float32(1.5), 1.5}, {"nil", Text, nil, (*string)(nil)},
	}
	for _, v := range values {
		t.Run(v.Name, func(t *testing.T) {
			table := db.kinds(t)
			u, copier := db.copier(t)
			n, err := copier.CopyFrom(t.Context(), table, []string{v.Type.column(), "id"}, source(io.EOF, []any{v.Arg, 1}, []any{nil, 2}))
			must(t, err)
			equal(t, "the rows copied", n, int64(2))
			must(t, u.Commit(t.Context()))
			v.expect(t, db.query(t, db.pool, v.read(table), 1))
		})
	}
}

func copyRollsBack(t *testing.T, db *database) {
	table := db.table(t, "n integer")
	u, copier := db.copier(t)
	db.exec(t, u, "insert into "+table+" values (1)")
	for range 2 {
		_, err := copier.CopyFrom(t.Context(), table, []string{"n"}, source(io.EOF, []any{2}, []any{3}))
		must(t, err)
	}
	n, err := copier.CopyFrom(t.Context(), table, []string{"n"}, source(io.EOF))
	must(t, err)
	equal(t, "the rows of nothing", n, int64(0))
	equal(t, "the rows for itself", db.ints(t, u, "select count(*) from "+table), []int64{5})
	must(t, u.Rollback(t.Context()))
	equal(t, "the rows stored", db.count(t, table), int64(0))
}

func copySourceFails(t *testing.T, db *database) {
	own := errors.New("dry")
	table := db.table(t, "n integer")
	u, copier := db.copier(t)
	_, err := copier.CopyFrom(t.Context(), table, []string{"n"}, source(own, []any{1}))
	equal(t, "the error", err, own)
	must(t, u.Rollback(t.Context()))
	u, copier = db.copier(t)
	_, err = copier.CopyFrom(t.Context(), table, []string{"n"}, source(io.EOF, []any{1}, []any{make(chan int)}))
	refused(t, err, backends.ErrUnsupported)
	must(t, u.Rollback(t.Context()))
	equal(t, "the rows stored", db.count(t, table), int64(0))
}

func copyRefused(t *testing.T, db *database) {
	table := db.table(t, "id integer, name text primary key")
	u, copier := db.copier(t)
	_, err := copier.CopyFrom(t.Context(), table, []string{"id", "name"}, source(io.EOF, []any{1, secret}, []any{2, secret}))
	refused(t, err, backends.ErrUniqueViolation)
	refused(t, db.try(t.Context(), u, "select 1"), backends.ErrTxAborted)
	must(t, u.Rollback(t.Context()))
	u, copier = db.copier(t)
	_, err = copier.CopyFrom(t.Context(), table, []string{"id", "name"}, source(io.EOF, []any{secret, "x"}))
	refused(t, err, backends.ErrDataException)
	must(t, u.Rollback(t.Context()))
	equal(t, "the rows stored", db.count(t, table), int64(0))
}

func copyRules(t *testing.T, db *database) {
	table := db.table(t, "n integer")
	u, copier := db.copier(t)
	try := func(ctx context.Context) error {
		_, err := copier.CopyFrom(ctx, table, []string{"n"}, source(io.EOF, []any{1}))
		return err
	}
	refused(t, try(ended(t)), backends.ErrCanceled, context.Canceled)
	rows := db.query(t, u, db.h.Dialect.Series(10))
	refused(t, try(t.Context()), backends.ErrBusy)
	must(t, rows.Close())
	must(t, try(t.Context()))
	must(t, u.Commit(t.Context()))
	refused(t, try(t.Context()), backends.ErrTxDone)
	equal(t, "the rows stored", db.count(t, table), int64(1))
}
