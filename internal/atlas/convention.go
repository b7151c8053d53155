package atlas

import (
	"fmt"
	"hash/fnv"
	"strings"
)

// Longest is how long a name may be, in bytes: PostgreSQL cuts longer ones.
const Longest = 63

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
		return Conventional(prefix, append([]string{table}, parts...)...)
	}
	if prefix == "fk" {
		parts = parts[:len(parts)-1]
	}
	return suffixed(table, strings.Join(parts, "_"), suffixes[prefix])
}

// suffixed is a name as PostgreSQL makes it: the longer one of the table and the columns is cut until all fits.
func suffixed(table, columns, suffix string) string {
	room := Longest - len(suffix) - 1
	if columns != "" {
		room--
	}
	for len(table)+len(columns) > room {
		if len(table) > len(columns) {
			table = table[:len(table)-1]
		} else {
			columns = columns[:len(columns)-1]
		}
	}
	name := strings.ToValidUTF8(table, "")
	if columns != "" {
		name += "_" + strings.ToValidUTF8(columns, "")
	}
	return name + "_" + suffix
}

// Conventional is the name of a constraint or an index that the models do not name: parts joined with _, cut to what fits with
// a hash of the rest, so that two long names stay apart.
func Conventional(prefix string, parts ...string) string {
	name := prefix + "_" + strings.Join(parts, "_")
	if len(name) <= Longest {
		return name
	}
	h := fnv.New32a()
	_, _ = h.Write([]byte(name))
	tail := fmt.Sprintf("_%08x", h.Sum32())
	return strings.ToValidUTF8(name[:Longest-len(tail)], "") + tail
}
