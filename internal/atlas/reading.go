package atlas

import (
	"context"
	"database/sql"
	"strings"
)

// reading has atlas read of SQLite what it takes for an error: foreign keys that name no columns, and so mean the key, and
// indexes whose where is in small letters. Of PostgreSQL it leaves out the foreign keys that a unique constraint's index serves,
// which atlas takes for the constraint.
type reading struct{ *sql.DB }

var readings = strings.NewReplacer(
	"group by conindid", "where contype <> 'f' group by conindid",
	"SELECT `id`, `from`, `to`,",
	"SELECT `id`, `from`, coalesce(`to`, (SELECT `name` FROM pragma_table_info(`table`) WHERE `pk` = `seq` + 1)) AS `to`,",
	"`il`.`partial`, `m`.`sql` FROM",
	"`il`.`partial`, CASE WHEN `il`.`partial` AND NOT instr(`m`.`sql`, 'WHERE') THEN"+
		" replace(replace(replace(`m`.`sql`, ' where ', ' WHERE '), char(10) || 'where ', ' WHERE '), ' Where ', ' WHERE ') ELSE `m`.`sql` END FROM",
)

// QueryContext implements schema.ExecQuerier.
func (r reading) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return r.DB.QueryContext(ctx, readings.Replace(query), args...)
}
