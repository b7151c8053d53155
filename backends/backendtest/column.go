package backendtest

import (
	"fmt"
	"reflect"
	"strconv"
	"testing"
	"time"
	"unsafe"

	"github.com/google/uuid"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/kit"
)

func columnTopic() topic {
	return topic{name: "a column of values", needs: Lists, tests: []test{
		{name: "is one argument, read in place from the rows of a caller", run: columnInPlace},
		{name: "is searched for a value", run: columnSearched},
		{name: "of hundreds is inserted by one statement", run: columnInserted},
		{name: "is longer than any list of parameters", run: columnLong},
		{name: "goes in a pipeline", run: columnPipelined},
	}}
}

type toy struct {
	id   int64
	name string
}

func columnsOf(toys []*toy) (ids, names *kit.Column) {
	ids = &kit.Column{Type: reflect.TypeFor[int64](), Offset: unsafe.Offsetof(toy{}.id)}
	names = &kit.Column{Type: reflect.TypeFor[string](), Offset: unsafe.Offsetof(toy{}.name)}
	for _, each := range toys {
		ids.Rows = append(ids.Rows, unsafe.Pointer(each))
		names.Rows = append(names.Rows, unsafe.Pointer(each))
	}
	return ids, names
}

func columnInPlace(t *testing.T, db *database) {
	ids, names := columnsOf([]*toy{{3, `b"all`}, {1, "k,ite"}, {2, "{net}"}})
	rows := db.query(t, db.pool, db.h.Dialect.Unnest, ids, names)
	var got []toy
	for rows.Next() {
		var each toy
		must(t, rows.Scan(&each.id, &each.name))
		got = append(got, each)
	}
	must(t, rows.Err())
	equal(t, "what was unnested", got, []toy{{3, `b"all`}, {1, "k,ite"}, {2, "{net}"}})
	none, nothing := columnsOf(nil)
	equal(t, "what no rows unnest to", db.countRows(t, db.h.Dialect.Unnest, none, nothing), 0)
}

func (db *database) countRows(t *testing.T, sql string, args ...any) (n int) {
	t.Helper()
	rows := db.query(t, db.pool, sql, args...)
	for rows.Next() {
		n++
	}
	must(t, rows.Err())
	must(t, rows.Close())
	return n
}

// columnSearched finds each row by a list that holds its value, by a slice and by a Column, and not by another.
func columnSearched(t *testing.T, db *database) {
	at := time.Date(2026, 1, 2, 3, 4, 5, 6_000, time.UTC)
	other := uuid.MustParse("018f2f4e-0000-7000-8000-000000000002")
	for c, lists := range map[ColumnType][2]any{
		Bigint: {[]int64{5, 7}, []int64{8}}, Integer: {[]int32{7}, []int32{}}, Text: {[]string{"a", `b,"}`}, []string{"A"}},
		UUID: {[]uuid.UUID{other, id}, []uuid.UUID{other}}, Time: {[]time.Time{at}, []time.Time{at.Add(time.Second)}},
		Enum: {[]mood{"sad"}, []mood{"happy"}}, Double: {[]float64{1.5}, []float64{2}},
	} {
		table := db.kinds(t)
		db.exec(t, db.pool, "insert into "+table+" (id, a_bigint, a_integer, a_text, a_uuid, a_time, a_enum, a_double) values (1, 7, 7, ?, ?, ?, ?, 1.5)",
			`b,"}`, id, at, mood("sad"))
		sql := "select id from " + table + " where " + db.h.Dialect.AnyOf(c.column(), c)
		for i, list := range lists {
			found := 1 - i
			equal(t, fmt.Sprintf("what a slice of %s finds", c), len(db.ints(t, db.pool, sql, list)), found)
			equal(t, fmt.Sprintf("what a Column of %s finds", c), len(db.ints(t, db.pool, sql, kit.ColumnOf(reflect.ValueOf(list)))), found)
		}
	}
}

func hundreds() []*toy {
	toys := make([]*toy, 300)
	for i := range toys {
		toys[i] = &toy{int64(i), "toy " + strconv.Itoa(i)}
	}
	return toys
}

func columnInserted(t *testing.T, db *database) {
	table := db.table(t, "id bigint, name text")
	ids, names := columnsOf(hundreds())
	equal(t, "the rows touched", db.exec(t, db.pool, "insert into "+table+" "+db.h.Dialect.Unnest, ids, names), int64(300))
	equal(t, "the rows stored", db.ints(t, db.pool, "select count(*) from "+table+" where name = 'toy ' || cast(id as text)"), []int64{300})
}

func columnLong(t *testing.T, db *database) {
	table := db.table(t, "id bigint")
	db.exec(t, db.pool, "insert into "+table+" values (0), (70000), (99999), (100000)")
	list := make([]int64, 100_000)
	for i := range list {
		list[i] = int64(i)
	}
	found := db.ints(t, db.pool, "select id from "+table+" where "+db.h.Dialect.AnyOf("id", Bigint)+" order by id", list)
	equal(t, "what is found", found, []int64{0, 70_000, 99_999})
}

func columnPipelined(t *testing.T, db *database) {
	table := db.table(t, "id bigint, name text")
	ids, names := columnsOf(hundreds())
	insert := db.stmt("insert into "+table+" "+db.h.Dialect.Unnest, ids, names)
	must(t, db.pool.Pipeline(t.Context(), []backends.Stmt{insert, insert}, backends.PipelineOptions{}, nil))
	equal(t, "the rows stored", db.count(t, table), int64(600))
}
