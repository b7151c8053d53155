package pgxconn

import (
	"database/sql"
	"strings"

	"github.com/jackc/pgx/v5"
)

// levels are database/sql's isolation levels in pgx's words.
var levels = map[sql.IsolationLevel]pgx.TxIsoLevel{
	sql.LevelDefault:         "",
	sql.LevelReadUncommitted: pgx.ReadUncommitted,
	sql.LevelReadCommitted:   pgx.ReadCommitted,
	sql.LevelRepeatableRead:  pgx.RepeatableRead,
	sql.LevelSerializable:    pgx.Serializable,
}

// setTransaction returns what an implicit transaction says first in place of BEGIN's options; "" for the server's defaults.
func setTransaction(o pgx.TxOptions) string {
	if modes := modesOf(o); modes != "" {
		return "set transaction " + modes
	}
	return ""
}

// beginText returns the BEGIN of a transaction.
func beginText(o pgx.TxOptions) string {
	if modes := modesOf(o); modes != "" {
		return "begin " + modes
	}
	return "begin"
}

func modesOf(o pgx.TxOptions) string {
	var modes []string
	if o.IsoLevel != "" {
		modes = append(modes, "isolation level "+string(o.IsoLevel))
	}
	if o.AccessMode != "" {
		modes = append(modes, string(o.AccessMode))
	}
	if o.DeferrableMode != "" {
		modes = append(modes, string(o.DeferrableMode))
	}
	return strings.Join(modes, ", ")
}
