package atlas

import (
	"strings"

	"github.com/drey-db/drey/internal/sqltext"
)

// Longest is how long a name may be, in bytes: PostgreSQL cuts longer ones.
const Longest = sqltext.LongestName

// Convention names what the models do not name.
type Convention int

// The conventions.
const (
	Prefixed Convention = iota // pk_heroes, fk_heroes_team_id_teams: this module's own
	Suffixed                   // heroes_pkey, heroes_team_id_fkey: PostgreSQL's
)

// suffixes are what PostgreSQL puts behind a name, by the prefix that stands for the same.
var suffixes = map[string]string{"pk": "pkey", "uq": "key", "fk": "fkey", "ck": "check", "ix": "idx"}

// Name returns the name of a key (pk), a unique constraint (uq), a foreign key (fk), a check (ck) or an index (ix) of a table, on
// columns; of a foreign key the last part is the table that it refers to.
func (c Convention) Name(prefix, table string, parts ...string) string {
	if c == Prefixed {
		return sqltext.Conventional(prefix, append([]string{table}, parts...)...)
	}
	if prefix == "fk" {
		parts = parts[:len(parts)-1]
	}
	return sqltext.Suffixed(table, strings.Join(parts, "_"), suffixes[prefix])
}
