package sqlxbackend

import (
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"github.com/drey-db/drey/backends"
)

// supports returns an error where the database has no o.
func (d dialect) supports(o backends.TxOptions) error {
	if o.Deferrable && d.noDeferrable != "" {
		return &backends.Error{Kind: backends.ErrUnsupported, Stmt: -1, Message: d.noDeferrable}
	}
	if o.Isolation != sql.LevelDefault && d.isolations != nil && !slices.Contains(d.isolations, o.Isolation) {
		return &backends.Error{Kind: backends.ErrUnsupported, Stmt: -1, Message: fmt.Sprintf(
			"%s has no isolation level %q: take %s, or the default", d.name, o.Isolation, levels(d.isolations))}
	}
	return nil
}

// levels returns the names of isolation levels.
func levels(list []sql.IsolationLevel) string {
	names := make([]string, len(list))
	for i, level := range list {
		names[i] = strings.ToLower(level.String())
	}
	return strings.Join(names, ", ")
}

// txOptions returns o in database/sql's words. SQLite's driver takes none: its transactions are serializable, and read-only
// is a pragma.
func (d dialect) txOptions(o backends.TxOptions) *sql.TxOptions {
	if d.writeLock {
		return nil
	}
	return &sql.TxOptions{Isolation: o.Isolation, ReadOnly: o.ReadOnly}
}

// modes returns what stands behind BEGIN and SET TRANSACTION for o in PostgreSQL, in pgx's spelling.
func modes(o backends.TxOptions) []string {
	var list []string
	if o.Isolation != sql.LevelDefault {
		list = append(list, "isolation level "+strings.ToLower(o.Isolation.String()))
	}
	if o.ReadOnly {
		list = append(list, "read only")
	}
	if o.Deferrable {
		list = append(list, "deferrable")
	}
	return list
}
