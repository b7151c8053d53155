package values

import (
	"database/sql"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/sqlxbackend"
	"github.com/drey-db/drey/repo"
)

// declared are types of SQLite's columns, which are no more than hints.
var declared = []string{"", "INTEGER", "REAL", "TEXT", "BLOB", "NUMERIC", "DATE", "DATETIME", "TIMESTAMP", "BOOLEAN", "JSON"}

// TestSQLite puts the same values on the same roads into SQLite. What a literal would be there nobody says: the row that
// the first road makes, as typeof and quote tell it, is what all others must make.
func TestSQLite(t *testing.T) {
	var sum tally
	for _, declaration := range declared {
		if !tried(declaration) {
			continue
		}
		b := newShelf(t, declaration)
		for _, k := range kinds {
			if k.fails == nil && (k.only == "" || k.only == "date" && declaration == "DATE" || k.only == "timestamp" && declaration == "TIMESTAMP") {
				b.try(k, &sum)
			}
		}
	}
	sum.report(t)
}

// shelf is a table of SQLite.
type shelf struct {
	t     *testing.T
	plain *sql.DB
	trial *trial
}

func newShelf(t *testing.T, declaration string) shelf {
	path := filepath.Join(t.TempDir(), "values.db")
	plain, err := sql.Open("sqlite", path)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, plain.Close()) })
	_, err = plain.Exec("CREATE TABLE cell (id integer PRIMARY KEY, v " + declaration + ")")
	require.NoError(t, err)
	engine, err := repo.Open(t.Context(), "sqlite:///"+path, repo.WithBackend(sqlxbackend.Backend{}),
		repo.WithPool(backends.PoolConfig{Size: 1, Overflow: -1}))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, engine.Close()) })
	column := column{sql: "SQLite " + declaration, base: "7", texts: []string{"", odd, `{"a": [1, null]}`, "2024-12-31", "NULL"}}
	return shelf{t, plain, &trial{ctx: t.Context(), engine: engine, backend: "sqlx+sqlite", column: column}}
}

// try goes the roads with values of a kind.
func (b shelf) try(k kind, sum *tally) {
	list := k.values(b.trial.column)
	for i, v := range list {
		if !all && i != int(pick(k.name, b.trial.column.sql)%uint32(len(list))) {
			continue
		}
		judged := &verdict{t: b.trial, kind: k, value: v}
		var outcomes []outcome
		for _, r := range some(k.writes, k.name, b.trial.column.sql) {
			outcomes = append(outcomes, b.walk(r, k.writes[0], v, otherThan(v, list)))
		}
		judged.writes(outcomes)
		if written := outcomes[0]; written.err == nil && *written.texts[0] != "null NULL" {
			judged.truth.found, judged.truth.same = 1, 1
			for _, r := range some(k.finds, k.name, b.trial.column.sql) {
				judged.finds([]outcome{b.walk(r, k.writes[0], v, v)}, false)
			}
		}
		sum.enter(judged)
	}
}

// walk goes one road. What is to stand there before is put there by the first road.
func (b shelf) walk(r, first road, v, other any) outcome {
	for id := range r.there {
		_, err := b.plain.Exec("INSERT INTO cell VALUES (?, ?)", id+1, map[content]any{baseValue: "7"}[r.holds])
		require.NoError(b.t, err)
	}
	if r.holds == theValue || r.leaves == 0 {
		b.empty()
		if _, err := b.trial.safely(first, v, v); err != nil {
			return outcome{road: r, err: err}
		}
	}
	o := outcome{road: r}
	o.found, o.err = b.trial.safely(r, v, other)
	o.texts = b.empty()
	return o
}

// empty returns what stands in the table, and empties it.
func (b shelf) empty() (list []*string) {
	rows, err := b.plain.Query("DELETE FROM cell RETURNING typeof(v) || ' ' || quote(v)")
	require.NoError(b.t, err)
	defer rows.Close()
	for rows.Next() {
		var text string
		require.NoError(b.t, rows.Scan(&text))
		list = append(list, &text)
	}
	require.NoError(b.t, rows.Err())
	return list
}
