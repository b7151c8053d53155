package schema

import (
	"regexp"
	"slices"
	"strings"

	"github.com/drey-db/drey/internal/sqltext"
)

// valueWords are words that stand for a value without parentheses behind them.
var valueWords = strings.Fields(`null true false current_date current_time current_timestamp current_user current_role current_catalog
	current_schema session_user system_user user localtime localtimestamp`)

// isName reports whether SQL is one word that names a column at most: a text whose quotes were forgotten.
func isName(sql string) bool {
	scan := sqltext.Postgres.Scan(sql)
	t, ok := scan.Next()
	return ok && t.Kind == sqltext.Word && scan.Rest() == "" && !slices.Contains(valueWords, strings.ToLower(sql))
}

// frozen are the texts that PostgreSQL reads as a moment near the one at which it reads them.
// Source: PostgreSQL, "Date/Time Input", special values.
var frozen = regexp.MustCompile(`(?i)^\(?\s*'[\s(]*(now|today|tomorrow|yesterday)[\s()]*'\s*(::\s*(date|time)[\w\s]*(\(\d\))?)?\)?$`)

// isFrozen reports whether a default is one of these, of a time or cast to one.
func isFrozen(sql, typ string) bool {
	m := frozen.FindStringSubmatch(strings.TrimSpace(sql))
	isTime := slices.ContainsFunc([]string{"date", "time"}, func(begins string) bool { return strings.HasPrefix(strings.ToLower(typ), begins) })
	return m != nil && (isTime || m[2] != "")
}
