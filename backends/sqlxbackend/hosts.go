package sqlxbackend

import (
	"cmp"
	"context"
	"database/sql/driver"
	"maps"
	"net/url"
	"os"
	"slices"
	"strings"

	"github.com/drey-db/drey/backends"
)

// sessionAttrs is the query value that says which of several hosts will do, and these are its values.
// Source: PostgreSQL's documentation, "Database Connection Control Functions".
const (
	sessionAttrs  = "target_session_attrs"
	anyServer     = "any"
	readOnly      = "read-only"
	standby       = "standby"
	preferStandby = "prefer-standby"
)

var knownAttrs = []string{anyServer, "read-write", readOnly, "primary", standby, preferStandby}

// checkAttrs refuses a value that no server could have, before anything is connected.
func checkAttrs(u backends.URL) error {
	if v := u.Query.Get(sessionAttrs); v != "" && !slices.Contains(knownAttrs, v) {
		return wrongOption("%s is %q: take one of %s", sessionAttrs, v, strings.Join(knownAttrs, ", "))
	}
	return nil
}

// turns are what lib/pq is asked for, first and otherwise, in place of what it does differently from libpq: with prefer-standby it
// never stops trying while no host answers, and to it a standby is not read-only.
var turns = map[string][2]string{preferStandby: {standby, anyServer}, readOnly: {standby, readOnly}}

// inTurn returns u as lib/pq is given it, and as it is given when that reaches no server; split is false where once is enough.
func inTurn(u backends.URL) (first, otherwise backends.URL, split bool) {
	turn, split := turns[cmp.Or(u.Query.Get(sessionAttrs), os.Getenv("PGTARGETSESSIONATTRS"))]
	if !split {
		return u, u, false
	}
	return withAttrs(u, turn[0]), withAttrs(u, turn[1]), true
}

func withAttrs(u backends.URL, attrs string) backends.URL {
	query := url.Values{}
	maps.Copy(query, u.Query)
	query.Set(sessionAttrs, attrs)
	u.Query = query
	return u
}

// preferring connects as its Connector does or, when that cannot, otherwise.
type preferring struct {
	driver.Connector
	otherwise driver.Connector
}

// Connect implements driver.Connector.
func (p preferring) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := p.Connector.Connect(ctx)
	if err == nil || ctx.Err() != nil {
		return conn, err
	}
	return p.otherwise.Connect(ctx)
}
