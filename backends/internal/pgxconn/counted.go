package pgxconn

import (
	"errors"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/kit"
	"github.com/drey-db/drey/internal/kept"
)

// stalePrefix begins the text that a counted statement fails to read as a number.
const stalePrefix = "drey-stale-"

// counted returns s in a form that fails on the server when it does not match s.Expect rows, for a COMMIT that rides behind it.
// Its first column is the verdict. The verdict is an aggregate, so that it is there when nothing matched, and selected, so
// that the planner cannot drop it; a window function or an unread guard lets a stale commit pass.
func counted(s backends.Stmt) backends.Stmt {
	args := make([]any, len(s.Args)+1)
	args[copy(args, s.Args)] = s.Expect
	key := countedText{s.SQL, len(s.Args), s.Rows}
	sql, ok := countedTexts.Get(key)
	if !ok {
		sql = countedTexts.Put(key, key.render())
	}
	return backends.Stmt{SQL: sql, Args: args, Rows: true, Expect: s.Expect}
}

// countedText names the text that counts for a statement.
type countedText struct {
	sql  string
	args int
	rows bool
}

var countedTexts kept.Map[countedText, string]

func (c countedText) render() string {
	verdict := "CASE WHEN count(*) = $" + strconv.Itoa(c.args+1) + " THEN 0 ELSE ('" + stalePrefix + "' || count(*))::int END"
	if c.rows {
		return "WITH w AS (" + c.sql + "), g AS (SELECT " + verdict + " AS ok FROM w) SELECT g.ok, w.* FROM g LEFT JOIN w ON true"
	}
	return "WITH w AS (" + c.sql + " RETURNING 1) SELECT " + verdict + ", count(*) FROM w"
}

// verdictOf makes err, which the server answered in the place of a counted statement, an ErrStale if the verdict is in it. Around the verdict stand
// the words of the server's language.
func verdictOf(err error, s backends.Stmt) error {
	var refusal *pgconn.PgError
	if !errors.As(err, &refusal) || refusal.Code != "22P02" {
		return err
	}
	_, number, _ := strings.Cut(refusal.Message, stalePrefix)
	digits := strings.TrimLeft(number, "0123456789")
	matched, notNumber := strconv.ParseInt(strings.TrimSuffix(number, digits), 10, 64)
	if notNumber != nil {
		return err
	}
	return kit.Stale(s.Expect, matched)
}
