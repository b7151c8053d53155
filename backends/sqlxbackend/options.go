package sqlxbackend

import (
	"database/sql"
	"fmt"
	"strings"

	"github.com/drey-db/drey/backends"
)

// supports says whether the database has o.
func (d dialect) supports(o backends.TxOptions) error {
	known := o.Isolation == sql.LevelDefault || o.Isolation == sql.LevelSerializable
	switch d.name {
	case postgres:
		known = known || o.Isolation == sql.LevelReadUncommitted || o.Isolation == sql.LevelReadCommitted || o.Isolation == sql.LevelRepeatableRead
	case sqlite:
		if o.Deferrable {
			return &backends.Error{Kind: backends.ErrUnsupported, Stmt: -1, Message: "SQLite has no deferrable transactions: leave the option out"}
		}
	default:
		return nil // the driver knows
	}
	if !known {
		return &backends.Error{Kind: backends.ErrUnsupported, Stmt: -1, Message: fmt.Sprintf(
			"%s has no isolation level %q: take serializable, or the default", d.name, o.Isolation)}
	}
	return nil
}

// txOptions says o in database/sql's words. SQLite's driver takes none: its transactions are serializable, and read-only
// is a pragma.
func (d dialect) txOptions(o backends.TxOptions) *sql.TxOptions {
	if d.name == sqlite {
		return nil
	}
	return &sql.TxOptions{Isolation: o.Isolation, ReadOnly: o.ReadOnly}
}

// modes are what stands behind BEGIN and SET TRANSACTION for o in PostgreSQL, in pgx's spelling.
func modes(o backends.TxOptions) []string {
	var words []string
	if o.Isolation != sql.LevelDefault {
		words = append(words, "isolation level "+strings.ToLower(o.Isolation.String()))
	}
	if o.ReadOnly {
		words = append(words, "read only")
	}
	if o.Deferrable {
		words = append(words, "deferrable")
	}
	return words
}
