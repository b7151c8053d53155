package pgxbackend

import (
	"errors"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/drey-db/drey/backends"
)

// stalePrefix begins the text that a counted statement fails to read as a number.
const stalePrefix = "drey-stale-"

// counted is s in a form that fails on the server when it does not match s.Expect rows, for a COMMIT that rides behind it.
// Its first column is the verdict. The verdict is an aggregate, so that it is there when nothing matched, and selected, so
// that the planner cannot drop it; a window function or an unread guard lets a stale commit pass.
func counted(s backends.Stmt) backends.Stmt {
	expected := "$" + strconv.Itoa(len(s.Args)+1)
	verdict := "CASE WHEN count(*) = " + expected + " THEN 0 ELSE ('" + stalePrefix + "' || count(*))::int END"
	sql := "WITH w AS (" + s.SQL + " RETURNING 1) SELECT " + verdict + ", count(*) FROM w"
	if s.Rows {
		sql = "WITH w AS (" + s.SQL + "), g AS (SELECT " + verdict + " AS ok FROM w) SELECT g.ok, w.* FROM g LEFT JOIN w ON true"
	}
	return backends.Stmt{SQL: sql, Args: append(s.Args[:len(s.Args):len(s.Args)], s.Expect), Rows: true, Expect: s.Expect}
}

// verdictOf makes err, which the server answered in the place of a counted statement, an ErrStale if the verdict is in it.
func verdictOf(err error, s backends.Stmt) error {
	var refusal *pgconn.PgError
	if !errors.As(err, &refusal) || refusal.Code != "22P02" {
		return err
	}
	_, number, ok := strings.Cut(refusal.Message, `"`+stalePrefix)
	matched, notNumber := strconv.ParseInt(strings.TrimSuffix(number, `"`), 10, 64)
	if !ok || notNumber != nil {
		return err
	}
	return backends.Stale(s.Expect, matched)
}
