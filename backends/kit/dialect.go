package kit

import (
	"fmt"
	"slices"

	"github.com/drey-db/drey/backends"
)

// others are names that other programs have in URLs for PostgreSQL and for what speaks its protocol.
var others = []string{"pg", "psql", "pgsql", "postgre", "postgis", "cockroach", "cockroachdb", "crdb", "redshift", "timescale", "timescaledb", "yugabytedb", "alloydb"}

// NamedDialect refuses a URL whose dialect is missing, or another name of PostgreSQL, and says what to write.
func NamedDialect(u backends.URL) error {
	kind, why := backends.ErrUnknownDriver, ""
	switch {
	case u.Dialect == "":
		kind, why = backends.ErrInvalidURL, "its Dialect is empty: say postgresql or sqlite"
	case u.Dialect == "pgx" || u.Dialect == "pq":
		why = fmt.Sprintf("%s:// names a driver alone: write postgresql+%[1]s://", u.Dialect)
	case slices.Contains(others, u.Dialect):
		why = fmt.Sprintf("%s:// is postgresql:// here: write that", u.Dialect)
	default:
		return nil
	}
	return &backends.Error{Kind: kind, Message: why, Stmt: -1}
}
