package sqltext

import (
	"fmt"
	"hash/fnv"
	"strings"
)

// LongestName is how long a name may be, in bytes: PostgreSQL cuts longer ones.
const LongestName = 63

// Conventional is the name of a constraint or an index that the models do not name: parts joined with _, cut to what fits with
// a hash of the rest, so that two long names stay apart.
func Conventional(prefix string, parts ...string) string {
	name := prefix + "_" + strings.Join(parts, "_")
	if len(name) <= LongestName {
		return name
	}
	h := fnv.New32a()
	_, _ = h.Write([]byte(name))
	tail := fmt.Sprintf("_%08x", h.Sum32())
	return strings.ToValidUTF8(name[:LongestName-len(tail)], "") + tail
}

// Suffixed is a name as PostgreSQL makes it: the longer one of the table and the columns is cut until all fits.
func Suffixed(table, columns, suffix string) string {
	room := LongestName - len(suffix) - 1
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
