package builder_test

import (
	"database/sql"
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
	pgquery "github.com/wasilibs/go-pgquery"
	"pgregory.net/rapid"

	"github.com/drey-db/drey/builder"
)

// TestNesting nests constructs at random. PostgreSQL's parser reads each text, and there are as many arguments as
// placeholders. PostgreSQL answers the same rows for it as for the text with the arguments written out, and so does SQLite.
// More of them: go test ./builder -run TestNesting -rapid.checks=20000.
func TestNesting(t *testing.T) {
	conn, db := postgresLibrary(t), sqliteLibrary(t)
	_, err := db.Exec("PRAGMA case_sensitive_like = ON")
	require.NoError(t, err)
	rapid.Check(t, func(rt *rapid.T) {
		q, alike := twice(rt)
		shape, _, err := builder.Compile(alike, builder.Postgres())
		require.NoError(rt, err)
		text, args, err := builder.Compile(q, builder.Postgres()) // from the cache
		require.Equal(rt, shape, text)
		require.NoError(rt, err)
		_, err = pgquery.Parse(text)
		require.NoError(rt, err, text)
		described, err := conn.Prepare(t.Context(), "", text)
		require.NoError(rt, err, text)
		require.Len(rt, args, len(described.ParamOIDs), text)
		rows := answered(rt, conn, text, args...)
		require.Equal(rt, answered(rt, conn, pasted(rt, conn, text, described.ParamOIDs, args)), rows, text)
		text, args, err = builder.Compile(q, builder.SQLite())
		require.NoError(rt, err)
		require.Len(rt, args, strings.Count(text, "?"))
		require.Equal(rt, rows, liteAnswered(rt, db, text, args...), text)
	})
}

// twice returns a query, and another of the same shape with other values.
func twice(rt *rapid.T) (q, alike builder.Query[builder.Row]) {
	seed := rapid.Uint64().Draw(rt, "seed")
	first := &nesting{T: rt, values: rand.New(rand.NewPCG(seed, 1))}
	q = first.query(5, scope{})
	second := &nesting{T: rt, values: rand.New(rand.NewPCG(seed, 2)), again: first.drawn}
	return q, second.query(5, scope{})
}

// answered returns the rows of a query of one column, sorted.
func answered(rt *rapid.T, conn *pgx.Conn, text string, args ...any) []string {
	rows, err := conn.Query(rt.Context(), text, args...)
	require.NoError(rt, err, text)
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (string, error) {
		var n *int64
		err := row.Scan(&n)
		return written0(n), err
	})
	require.NoError(rt, err, text)
	slices.Sort(list)
	return list
}

func liteAnswered(rt *rapid.T, db *sql.DB, text string, args ...any) []string {
	list := []string{}
	rows, err := db.Query(text, args...)
	require.NoError(rt, err, text)
	defer rows.Close()
	for rows.Next() {
		var n *int64
		require.NoError(rt, rows.Scan(&n))
		list = append(list, written0(n))
	}
	require.NoError(rt, rows.Err())
	slices.Sort(list)
	return list
}

func written0(n *int64) string {
	if n == nil {
		return "NULL"
	}
	return fmt.Sprint(*n)
}

// pasted returns text with its arguments in the place of placeholders.
func pasted(rt *rapid.T, conn *pgx.Conn, text string, types []uint32, args []any) string {
	return regexp.MustCompile(`\$\d+`).ReplaceAllStringFunc(text, func(mark string) string {
		at, err := strconv.Atoi(mark[1:])
		require.NoError(rt, err)
		typ, ok := conn.TypeMap().TypeForOID(types[at-1])
		require.True(rt, ok)
		literal := fmt.Sprint(args[at-1])
		if list, ok := args[at-1].([]int64); ok {
			literal = "{" + strings.ReplaceAll(strings.Trim(fmt.Sprint(list), "[]"), " ", ",") + "}"
		}
		name := typ.Name
		if strings.HasPrefix(name, "_") {
			name = name[1:] + "[]"
		}
		return "('" + strings.ReplaceAll(literal, "'", "''") + "'::" + name + ")"
	})
}
