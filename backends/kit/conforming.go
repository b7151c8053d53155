package kit

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
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

// Conforming returns a URL of PostgreSQL whose connections are as drey takes them to be. One that says otherwise itself is refused, and so
// is one that says a thing twice: drivers do not agree which of them counts.
func Conforming(u backends.URL) (backends.URL, error) {
	if err := checkOnce(u); err != nil {
		return u, err
	}
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

// checkOnce refuses an option that is there twice, and one that says what another part of the URL says otherwise.
func checkOnce(u backends.URL) error {
	for name, values := range u.Query {
		if len(values) > 1 {
			return &backends.Error{Kind: backends.ErrInvalidURL, Stmt: -1, Message: fmt.Sprintf("its query says %s twice: say it once", name)}
		}
	}
	port := ""
	if u.Port != 0 {
		port = strconv.Itoa(u.Port)
	}
	for name, part := range map[string]string{"dbname": u.Database, "user": u.Username, "password": u.Password, "host": u.Host, "port": port} {
		if said := u.Query.Get(name); said != "" && part != "" && said != part {
			return &backends.Error{Kind: backends.ErrInvalidURL, Stmt: -1, Message: fmt.Sprintf(
				"its query says %s, and the part in front of it says another: say it in one place", name)}
		}
	}
	return nil
}
