package atlas

import (
	"fmt"
	"hash/fnv"
	"strings"
)

// Longest is how long a name may be, in bytes: PostgreSQL cuts longer ones.
const Longest = 63

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
