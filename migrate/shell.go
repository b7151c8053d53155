package migrate

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/drey-db/drey/internal/sqltext"
)

// Files that pg_dump or a shell wrote have lines for that shell, which no server knows.
var (
	shellCommand = regexp.MustCompile(`^(?:\\[a-z!?]|\.[a-z]+\b)`)
	rowsFollow   = regexp.MustCompile(`(?is)^\s*COPY\b.*\bFROM\s+STDIN\b`)
)

// ofShell reports whether a statement begins with a command for a shell, or takes rows that a shell would send.
func ofShell(statement string) bool {
	for s := sqltext.Postgres.Scan(statement); ; {
		rest := s.Rest()
		if t, ok := s.Next(); !ok || !t.Blank() {
			return shellCommand.MatchString(rest) || rowsFollow.MatchString(rest)
		}
	}
}

// foreign finds the first line of a file that is for a shell; nil where there is none.
func foreign(n *node) error {
	for i, line := range strings.Split(string(n.content), "\n") {
		switch {
		case shellCommand.MatchString(line):
			return fmt.Errorf("migrate: %s:%d: %q is for psql or another shell, and no database knows it: take it away", n.Path, i+1, strings.TrimSpace(line))
		case rowsFollow.MatchString(line):
			return fmt.Errorf("migrate: %s:%d: the rows behind COPY ... FROM stdin are for psql, which sends them: dump the tables alone (pg_dump --schema-only), "+
				"or rows as statements (pg_dump --inserts)", n.Path, i+1)
		}
	}
	return nil
}
