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

// prefixWords are words that another word may follow where a value is wanted.
var prefixWords = strings.Fields(`not case timestamp time double bit character char national nchar interval`)

// isText reports whether SQL begins with two words of which the first is neither a value nor wants the second: a text whose quotes were forgotten.
func isText(sql string) bool {
	scan := sqltext.Postgres.Scan(sql)
	var first [2]sqltext.Token
	for i := 0; i < len(first); {
		t, ok := scan.Next()
		if !ok {
			return false
		}
		if !t.Blank() {
			first[i] = t
			i++
		}
	}
	word := strings.ToLower(first[0].Text)
	return first[0].Kind == sqltext.Word && first[1].Kind == sqltext.Word && !slices.Contains(prefixWords, word) && !slices.Contains(valueWords, word)
}

// frozen are the texts that PostgreSQL reads as a moment near the one at which it reads them.
// Source: PostgreSQL, "Date/Time Input", special values.
var frozen = regexp.MustCompile(`(?i)^\(?\s*'[\s(]*(now|today|tomorrow|yesterday)[\s()]*'\s*(::\s*(date|time)[\w\s]*(\(\d\))?)?\)?$`)

// isFrozen reports whether a default is one of these, of a time or cast to one.
func isFrozen(sql, typ string) bool {
	m := frozen.FindStringSubmatch(strings.TrimSpace(sql))
	return m != nil && (ofTimes(typ) || m[2] != "")
}

// moments are the words of a time that are SQL alone in quotes, with what says it of each row.
var moments = map[string]string{"now": "now()", "today": "current_date"}

// momentOf is what says of each row the moment that a default, of a type of times, means by a name; "" for another default.
func momentOf(sql, typ string) string {
	if !isName(sql) || !ofTimes(typ) {
		return ""
	}
	return moments[strings.ToLower(sql)]
}

// ofTimes reports whether a type is one of dates or times.
func ofTimes(typ string) bool {
	return slices.ContainsFunc([]string{"date", "time"}, func(begins string) bool { return strings.HasPrefix(strings.ToLower(typ), begins) })
}
