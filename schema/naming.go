package schema

import "github.com/drey-db/drey/internal/atlas"

// orConventional is a name, or the conventional one without it, and whether it was given. The conventional one counts as none.
func orConventional(name, prefix, table string, columns []string) (string, bool) {
	made := atlas.Conventional(prefix, append([]string{table}, columns...)...)
	if name == "" || name == made {
		return made, false
	}
	return name, true
}
