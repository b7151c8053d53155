package schema

import (
	"fmt"
	"hash/fnv"
	"strings"
)

// longest is how long a name may be, in bytes: PostgreSQL cuts longer ones.
const longest = 63

// orConventional is a name, or the conventional one without it, and whether it was given. The conventional one counts as none.
func orConventional(name, prefix, table string, columns []string) (string, bool) {
	made := conventional(prefix, append([]string{table}, columns...)...)
	if name == "" || name == made {
		return made, false
	}
	return name, true
}

// conventional is the name of a constraint or an index that the models do not name: parts joined with _, cut to what fits with
// a hash of the rest, so that two long names stay apart.
func conventional(prefix string, parts ...string) string {
	name := prefix + "_" + strings.Join(parts, "_")
	if len(name) <= longest {
		return name
	}
	h := fnv.New32a()
	_, _ = h.Write([]byte(name))
	tail := fmt.Sprintf("_%08x", h.Sum32())
	return strings.ToValidUTF8(name[:longest-len(tail)], "") + tail
}
