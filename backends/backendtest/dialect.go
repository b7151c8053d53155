package backendtest

import (
	"database/sql"
	"fmt"
	"strconv"
	"strings"

	"github.com/drey-db/drey/backends"
)

// Dialect is what the suite must know of a database, as data. SQL in it has ? for its parameters.
type Dialect struct {
	// Name is what Pool.Dialect answers.
	Name string
	// Placeholder writes parameter n, the first being 1; nil: always ?.
	Placeholder func(n int) string
	// Setup is run once in each fresh database.
	Setup []string
	// Types has the column type for each ColumnType.
	Types map[ColumnType]string
	// Strict follows the parenthesis of a CREATE TABLE whose columns refuse values of other types.
	Strict string
	// Nests says that a comment in slashes and asterisks may hold another.
	Nests bool
	// Body makes, beside {table}, something that consists of statements, such as a trigger; "" where there is nothing like it.
	Body string
	// Rule has an UPDATE of {table} put a row with the id that it found into {table}heard as well; "" where there are no rules.
	Rule string
	// Slow takes a parameter, the number 30, and runs for at least that many seconds. It yields a row.
	Slow string
	// Series yields the integers from 1 to n, made while they are read.
	Series func(n int) string
	// Late yields two rows; the third is refused, with LateKind.
	Late     string
	LateKind backends.Kind
	// AnyOf is a condition on the column: its value is an element of the list that is the parameter.
	AnyOf func(column string, c ColumnType) string
	// Unnest yields the elements of two parameters, lists of bigints and of texts, side by side and in order.
	Unnest string
	// Levels are the isolation levels there are, with what ShowLevel yields for each; ShowLevel "" cannot tell.
	Levels    map[sql.IsolationLevel]string
	ShowLevel string
	// ShowDeferrable yields on in a transaction begun with TxOptions.Deferrable.
	ShowDeferrable string
	// ShortTimeout lets the server cancel what runs longer than a moment, until the transaction ends.
	ShortTimeout string
	// Session yields an integer that names the server's side of the connection. Of such an integer, Kill ends the session
	// and Alive yields a row while there is one.
	Session, Kill, Alive string
	// Refusals are what the database says of each Violation: Kind, Code, Constraint, Table and Column.
	Refusals map[Violation]backends.Error
	// Readings are expressions that are read into types which are not their own.
	Readings []Reading
}

// Violation names a way to break a rule of the database.
type Violation string

// The rules that the suite breaks.
const (
	PrimaryKey Violation = "primary key"
	Unique     Violation = "unique"
	ForeignKey Violation = "foreign key"
	NotNull    Violation = "not null"
	Check      Violation = "check"
	Excluded   Violation = "exclusion"
	Misfit     Violation = "misfit" // a text for an integer column
)

// PostgreSQL is the Dialect of PostgreSQL and of what speaks like it.
func PostgreSQL() Dialect {
	return Dialect{
		Name:        "postgres",
		Placeholder: func(n int) string { return "$" + strconv.Itoa(n) },
		Setup: []string{
			"create type mood as enum ('happy', 'sad', 'so-so')", "create domain whole as integer", "create domain word as text",
			"create domain truth as boolean",
		},
		Types:          postgresTypes(),
		Slow:           "select 1 as n from (select pg_sleep(?)) as nap",
		Series:         func(n int) string { return fmt.Sprintf("select generate_series(1, %d) as n", n) },
		Late:           "select 6 / (3 - n) as n from generate_series(1, 5) as n",
		LateKind:       backends.ErrDataException,
		AnyOf:          func(column string, _ ColumnType) string { return column + " = any(?)" },
		Unnest:         "select id, name from unnest(?::bigint[], ?::text[]) with ordinality as u(id, name, ord) order by ord",
		Levels:         postgresLevels(),
		ShowLevel:      "select current_setting('transaction_isolation')",
		Nests:          true,
		Body:           "create function never() returns integer begin atomic select 1; select case 1 when 1 then 2 end; end",
		Rule:           "create rule heard as on update to {table} do also insert into {table}heard values (old.id)",
		ShowDeferrable: "select current_setting('transaction_deferrable')",
		ShortTimeout:   "set local statement_timeout = 20",
		Session:        "select pg_backend_pid()",
		Kill:           "select pg_terminate_backend(?)",
		Alive:          "select 1 from pg_stat_activity where pid = ?",
		Refusals:       postgresRefusals(),
		Readings:       postgresReadings(),
	}
}

func postgresTypes() map[ColumnType]string {
	return map[ColumnType]string{
		Smallint: "smallint", Integer: "integer", Bigint: "bigint", Real: "real", Double: "double precision",
		Boolean: "boolean", Text: "text", Bytes: "bytea", Time: "timestamptz", LocalTime: "timestamp", Date: "date",
		UUID: "uuid", Decimal: "numeric", JSON: "jsonb", Enum: "mood",
		Bigints: "bigint[]", Doubles: "double precision[]", Booleans: "boolean[]", Texts: "text[]", Blobs: "bytea[]",
		Times: "timestamptz[]", UUIDs: "uuid[]", Decimals: "numeric[]", Documents: "jsonb[]", Enums: "mood[]",
	}
}

func postgresLevels() map[sql.IsolationLevel]string {
	return map[sql.IsolationLevel]string{
		sql.LevelDefault: "read committed", sql.LevelReadUncommitted: "read uncommitted",
		sql.LevelReadCommitted: "read committed", sql.LevelRepeatableRead: "repeatable read",
		sql.LevelSerializable: "serializable",
	}
}

func postgresRefusals() map[Violation]backends.Error {
	return map[Violation]backends.Error{
		PrimaryKey: {Kind: backends.ErrUniqueViolation, Code: "23505", Constraint: "heroes_pkey", Table: "heroes"},
		Unique:     {Kind: backends.ErrUniqueViolation, Code: "23505", Constraint: "heroes_name_key", Table: "heroes"},
		ForeignKey: {Kind: backends.ErrForeignKeyViolation, Code: "23503", Constraint: "toys_hero_id_fkey", Table: "toys"},
		NotNull:    {Kind: backends.ErrNotNullViolation, Code: "23502", Table: "heroes", Column: "name"},
		Check:      {Kind: backends.ErrCheckViolation, Code: "23514", Constraint: "power_positive", Table: "heroes"},
		Excluded:   {Kind: backends.ErrExclusionViolation, Code: "23P01", Constraint: "stays_span_excl", Table: "stays"},
		Misfit:     {Kind: backends.ErrDataException, Code: "22P02"},
	}
}

// number writes sql's parameters as the dialect does. The suite's own SQL has no ? but for parameters.
func (d Dialect) number(sql string) string {
	if d.Placeholder == nil {
		return sql
	}
	parts := strings.Split(sql, "?")
	var b strings.Builder
	b.WriteString(parts[0])
	for i, part := range parts[1:] {
		b.WriteString(d.Placeholder(i+1) + part)
	}
	return b.String()
}
