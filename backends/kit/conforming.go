package kit

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/drey-db/drey/backends"
)

// settled are the settings that drey takes a connection to have, and the values that a URL may give them. Those that are sent begin with
// it, whatever a database or a role says: a parameter of the start wins over what is set elsewhere, and costs no trip. PgBouncer refuses
// others there.
var settled = []setting{
	{"standard_conforming_strings", "on", on, true, "literals are written for it"},
	{"client_encoding", "UTF8", []string{"utf8", "utf-8", "unicode"}, true, "Go's text is UTF-8: the server converts it where a database has another encoding"},
	{"array_nulls", "on", on, false, "a NULL in a list would be the text NULL"},
}

var on = []string{"on", "true", "yes", "1"}

// setting is one of them, with why it is so.
type setting struct {
	name, value string
	taken       []string
	sent        bool
	why         string
}

// Conforming returns a URL of PostgreSQL whose connections are as drey takes them to be. One that says otherwise itself is refused.
func Conforming(u backends.URL) (backends.URL, error) {
	query := url.Values{}
	maps.Copy(query, u.Query)
	for _, s := range settled {
		if said := query.Get(s.name); said != "" && !slices.Contains(s.taken, strings.ToLower(said)) {
			return u, &backends.Error{Kind: backends.ErrInvalidURL, Stmt: -1, Message: fmt.Sprintf(
				"%s is %s in every connection, as %s: take it out of the URL", s.name, s.value, s.why)}
		}
		if s.sent {
			query.Set(s.name, s.value)
		}
	}
	u.Query = query
	return u, nil
}
