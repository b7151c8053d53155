package schema

import (
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
