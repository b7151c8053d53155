package backendtest

import (
	"errors"
	"testing"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/kit"
)

func statementTopic() topic {
	return topic{name: "a statement", tests: []test{
		{name: "says how many rows it touched", run: rowsAffected},
		{name: "run by Exec drops its rows", run: execDropsRows},
		{name: "answers its columns and rows in order", run: columnsInOrder},
		{name: "may answer no rows, but has columns", run: noRows},
		{name: "keeps the columns of its rows for who asked in time", run: columnsAtTheEnd},
		{name: "with RETURNING answers what it wrote, once", run: returning},
		{name: "runs again and again with other arguments", run: again},
		{name: "that the database refuses at once is refused by Query", run: earlyError},
		{name: "that fails at its third row keeps two and tells the error", run: lateError},
		{name: "that breaks a rule while it returns rows is never lost", run: returningError},
		{name: "gives its connection back when its rows are closed early", run: closedEarly},
		{name: "gives its connection back when its rows are read to the end", run: readToTheEnd},
		{name: "refuses to scan where there is no row", run: scanWithoutRow},
		{name: "refuses to scan into what is no pointer", run: scanIntoValues},
		{name: "runs on many connections at once", run: manyAtOnce},
	}}
}

func rowsAffected(t *testing.T, db *database) {
	table := db.table(t, "id integer, name text")
	equal(t, "INSERT of two rows", db.exec(t, db.pool, "insert into "+table+" values (?, ?), (?, ?)", 1, "a", 2, "b"), int64(2))
	equal(t, "UPDATE of two rows", db.exec(t, db.pool, "update "+table+" set name = ?", "c"), int64(2))
	equal(t, "UPDATE of no row", db.exec(t, db.pool, "update "+table+" set name = ? where id = ?", "c", 9), int64(0))
	equal(t, "DELETE of a row", db.exec(t, db.pool, "delete from "+table+" where id = ?", 1), int64(1))
	equal(t, "DELETE without arguments", db.exec(t, db.pool, "delete from "+table), int64(1))
	db.everywhere(t, func(t *testing.T, r backends.Runner) {
		equal(t, "INSERT of a row", db.exec(t, r, "insert into "+table+" values (?, ?)", 1, "a"), int64(1))
		equal(t, "a statement on no rows", db.exec(t, r, "alter table "+table+" rename column name to other"), int64(0))
		equal(t, "another one", db.exec(t, r, "alter table "+table+" rename column other to name"), int64(0))
		equal(t, "a SELECT of none", db.exec(t, r, "select 7 from "+table+" where id < 0"), int64(0))
	})
}

func execDropsRows(t *testing.T, db *database) {
	db.everywhere(t, func(t *testing.T, r backends.Runner) {
		db.exec(t, r, db.h.Dialect.Series(1_000))
		db.exec(t, r, "select ?", secret)
		equal(t, "what follows", db.ints(t, r, "select 1"), []int64{1})
	})
}

func columnsInOrder(t *testing.T, db *database) {
	table := db.table(t, "id integer, name text")
	db.exec(t, db.pool, "insert into "+table+" values (3, 'c'), (1, 'a'), (2, 'b')")
	db.everywhere(t, func(t *testing.T, r backends.Runner) {
		rows := db.query(t, r, "select name as b, id as a, id as a from "+table+" where id > ? order by id desc", 0)
		names, err := rows.Columns()
		must(t, err)
		equal(t, "the columns", names, []string{"b", "a", "a"})
		var got []string
		for rows.Next() {
			var name string
			var x, y int
			must(t, rows.Scan(&name, &x, &y))
			equal(t, "the third column", y, x)
			got = append(got, name)
		}
		must(t, rows.Err())
		must(t, rows.Close())
		equal(t, "the rows", got, []string{"c", "b", "a"})
	})
}

func noRows(t *testing.T, db *database) {
	db.everywhere(t, func(t *testing.T, r backends.Runner) {
		rows := db.query(t, r, "select 1 as a, 2 as b where 1 = ?", 0)
		names, err := rows.Columns()
		must(t, err)
		equal(t, "the columns", names, []string{"a", "b"})
		equal(t, "Next", rows.Next(), false)
		must(t, rows.Err())
		must(t, rows.Close())
		equal(t, "what follows", db.ints(t, r, "select 1"), []int64{1})
	})
}

func scanIntoValues(t *testing.T, db *database) {
	db.everywhere(t, func(t *testing.T, r backends.Runner) {
		rows := db.query(t, r, "select 1 as a, 2 as b")
		equal(t, "Next", rows.Next(), true)
		var a int
		var nowhere *int
		for _, wrong := range []any{a, nowhere, "a"} {
			refused(t, rows.Scan(&a, wrong), backends.ErrDataException)
		}
		must(t, rows.Scan(nil, &a))
		equal(t, "the column beside one that nil skips", a, 2)
		must(t, rows.Close())
	})
}

func columnsAtTheEnd(t *testing.T, db *database) {
	db.everywhere(t, func(t *testing.T, r backends.Runner) {
		for what, end := range map[string]func(rows backends.Rows){
			"read to the end": func(rows backends.Rows) {
				for rows.Next() {
				}
			},
			"closed": func(rows backends.Rows) { must(t, rows.Close()) },
		} {
			asked := db.query(t, r, "select 1 as a, 2 as b")
			before, err := asked.Columns()
			must(t, err)
			end(asked)
			equal(t, "what follows", db.ints(t, r, "select 1"), []int64{1})
			names, err := asked.Columns()
			must(t, err)
			equal(t, "the columns of rows that were "+what, names, before)
			unasked := db.query(t, r, "select 1 as a, 2 as b")
			end(unasked)
			names, err = unasked.Columns()
			equal(t, "the columns of rows that were "+what+" before anybody asked", len(names), 0)
			equal(t, "the error", errors.Is(err, kit.ErrRowsOver), true)
		}
	})
}

func returning(t *testing.T, db *database) {
	table := db.table(t, "id integer primary key, name text default 'sandy'")
	db.everywhere(t, func(t *testing.T, r backends.Runner) {
		rows := db.query(t, r, "insert into "+table+" (id) values (?) returning name, id", 7)
		var name string
		var got int
		equal(t, "Next", rows.Next(), true)
		must(t, rows.Scan(&name, &got))
		equal(t, "Next", rows.Next(), false)
		must(t, rows.Err())
		must(t, rows.Close())
		equal(t, "the default", name, "sandy")
		equal(t, "the id", got, 7)
		equal(t, "the rows stored", db.ints(t, r, "select count(*) from "+table), []int64{1})
		db.exec(t, r, "delete from "+table)
	})
}

func again(t *testing.T, db *database) {
	u := db.begun(t)
	for i := range 20 {
		equal(t, "the answer on the pool", db.ints(t, db.pool, "select cast(? as integer) + 1", i), []int64{int64(i + 1)})
		equal(t, "the answer in a unit", db.ints(t, u, "select cast(? as integer) + 1", i), []int64{int64(i + 1)})
	}
}

func earlyError(t *testing.T, db *database) {
	for sql, args := range map[string][]any{"selec 1": nil, "select nothing from nowhere": nil, "select ? from nowhere": {secret}} {
		db.everywhere(t, func(t *testing.T, r backends.Runner) {
			rows, err := r.Query(t.Context(), db.rowsStmt(sql, args...))
			if err == nil {
				_ = rows.Close()
			}
			e := refusal(t, err)
			equal(t, "the kind", e.Kind, backends.Kind(""))
			if e.Code == "" {
				t.Fatalf("the error has no code: %v", err)
			}
			refused(t, db.try(t.Context(), db.pool, sql, args...))
		})
	}
}

func lateError(t *testing.T, db *database) {
	db.everywhere(t, func(t *testing.T, r backends.Runner) {
		rows, err := r.Query(t.Context(), db.rowsStmt(db.h.Dialect.Late))
		got, err := drain(rows, err)
		equal(t, "the kind", refusal(t, err).Kind, db.h.Dialect.LateKind)
		if len(got) > 2 {
			t.Fatalf("%d rows came before the error, want at most 2", len(got))
		}
		if u, ok := r.(backends.UnitOfWork); ok {
			refused(t, db.try(t.Context(), u, "select 1"), backends.ErrTxAborted)
		}
	})
}

func returningError(t *testing.T, db *database) {
	table := db.table(t, "id integer, name text primary key")
	db.exec(t, db.pool, "insert into "+table+" values (1, ?)", secret)
	db.everywhere(t, func(t *testing.T, r backends.Runner) {
		rows, err := r.Query(t.Context(), db.rowsStmt("insert into "+table+" values (2, ?), (3, ?) returning id", "free", secret))
		_, err = drain(rows, err)
		refused(t, err, backends.ErrUniqueViolation)
	})
	equal(t, "the rows stored", db.count(t, table), int64(1))
}
