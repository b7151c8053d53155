package backendtest

import (
	"database/sql"
	"fmt"

	"github.com/drey-db/drey/backends"
)

// SQLite is the Dialect of SQLite. Lists are JSON there.
func SQLite() Dialect {
	return Dialect{
		Name:   "sqlite",
		Types:  sqliteTypes(),
		Strict: " strict",
		Body:   "create trigger never after insert on {table} begin delete from {table}; select case 1 when 1 then 2 end; end",
		Slow:   "with recursive c(n) as (select 1 union all select n + 1 from c) select count(*) as n from c where n > ?",
		Series: func(n int) string {
			return fmt.Sprintf("with recursive c(n) as (select 1 union all select n + 1 from c limit %d) select n from c", n)
		},
		Late: "select case n when 3 then json('{') else n end as n from (select 1 as n union all select 2 union all select 3)",
		AnyOf: func(column string, _ ColumnType) string {
			return column + " in (select value from json_each(?))"
		},
		Unnest:   "select a.value, b.value from json_each(?) as a join json_each(?) as b on a.key = b.key order by a.key",
		Levels:   map[sql.IsolationLevel]string{sql.LevelDefault: "", sql.LevelSerializable: ""},
		Readings: sqliteReadings(),
		Refusals: sqliteRefusals(),
	}
}

func sqliteTypes() map[ColumnType]string {
	types := map[ColumnType]string{
		Smallint: "smallint", Integer: "integer", Bigint: "bigint", Real: "real", Double: "double", Boolean: "boolean",
		Bytes: "blob", Time: "timestamp", LocalTime: "datetime", Date: "date",
	}
	for _, c := range columnTypes() {
		if types[c] == "" {
			types[c] = "text"
		}
	}
	return types
}

func sqliteRefusals() map[Violation]backends.Error {
	return map[Violation]backends.Error{
		PrimaryKey: {Kind: backends.ErrUniqueViolation, Code: "1555", Table: "heroes", Column: "id"},
		Unique:     {Kind: backends.ErrUniqueViolation, Code: "2067", Table: "heroes", Column: "name"},
		ForeignKey: {Kind: backends.ErrForeignKeyViolation, Code: "787"},
		NotNull:    {Kind: backends.ErrNotNullViolation, Code: "1299", Table: "heroes", Column: "name"},
		Check:      {Kind: backends.ErrCheckViolation, Code: "275", Constraint: "power_positive"},
		Misfit:     {Kind: backends.ErrDataException, Code: "3091"},
	}
}
