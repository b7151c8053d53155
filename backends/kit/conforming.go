package kit

import (
	"maps"
	"net/url"

	"github.com/drey-db/drey/backends"
)

const conforming = "standard_conforming_strings"

// Conforming returns a URL of PostgreSQL whose connections read a backslash in a literal as a backslash, whatever a database or a
// role says: text is quoted, and LIKE escaped, for no other reading. One that says otherwise itself is refused.
func Conforming(u backends.URL) (backends.URL, error) {
	if said := u.Query.Get(conforming); said != "" && said != "on" {
		return u, &backends.Error{Kind: backends.ErrInvalidURL, Stmt: -1, Message: conforming +
			" is on in every connection, as literals are written for it: take it out of the URL"}
	}
	query := url.Values{}
	maps.Copy(query, u.Query)
	query.Set(conforming, "on")
	u.Query = query
	return u, nil
}
