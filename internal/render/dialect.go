package render

import (
	"strconv"
	"strings"

	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/mapper"
	"github.com/drey-db/drey/internal/sqltext"
)

// Feature is a set of abilities of a database.
type Feature uint64

// What a database may be able to do.
const (
	Returning         Feature = 1 << iota // RETURNING
	ArrayParams                           // = ANY($1), unnest($1), typed by NULL::table
	ILike                                 // ILIKE
	TypedParams                           // parameters whose type must be known: casts where nothing else tells it
	DefaultInValues                       // DEFAULT as a value in VALUES
	BareOffset                            // OFFSET without LIMIT
	RowLocks                              // FOR UPDATE, FOR SHARE and their options
	FullJoin                              // RIGHT and FULL JOIN
	UpdateFrom                            // UPDATE .. FROM
	NullsOrder                            // NULLS FIRST, NULLS LAST
	IsDistinct                            // IS DISTINCT FROM
	RowValues                             // (a, b) as one value
	DefaultInSet                          // DEFAULT as a value in UPDATE .. SET
	ReturningFrom                         // RETURNING of what UPDATE .. FROM reads
	Cursors                               // DECLARE .. CURSOR, FETCH, CLOSE
	DistinctOn                            // DISTINCT ON
	LateralJoin                           // LATERAL
	WritingCTE                            // INSERT, UPDATE, DELETE in WITH
	Upserts                               // ON CONFLICT
	ConstraintTargets                     // ON CONFLICT ON CONSTRAINT
	SelectConflicts                       // ON CONFLICT right behind a SELECT without WHERE
	DeleteUsing                           // DELETE .. USING
	Arrays                                // arrays and their operators
	JSONOperators                         // ->, ->>, @> and ? of jsonb
	Regexps                               // ~, !~, ~*, !~*
	GroupingSets                          // GROUPING SETS, ROLLUP, CUBE
	OrderedSets                           // WITHIN GROUP
	SetAll                                // INTERSECT ALL, EXCEPT ALL
	NestedSets                            // parentheses around the queries of a UNION
	ColumnAliases                         // AS name(column, ..)
	KeyLocks                              // FOR NO KEY UPDATE, FOR KEY SHARE
	Sequences                             // nextval, pg_get_serial_sequence
	Greatest                              // greatest, least
	Series                                // generate_series
	Intervals                             // EXTRACT, date_trunc, AT TIME ZONE, make_interval
	SkipLocked                            // SKIP LOCKED
	Copy                                  // COPY .. FROM STDIN
	Deferrable                            // DEFERRABLE INITIALLY DEFERRED
	Glob                                  // LIKE does not tell a from A, and GLOB does
	TextDecimals                          // decimals are kept as text, which CAST .. AS NUMERIC makes numbers
	Affinities                            // types are SQLite's affinities: CAST makes text, numbers and bytes alone
)

// Dialect is a database's SQL as data.
type Dialect struct {
	Name        string
	Placeholder string // "$" numbers them, anything else does not
	Quote       byte   // around identifiers; 0: "
	Features    Feature
	Now         string  // how now() is spelt; "": now()
	UUID        string  // how gen_random_uuid() is spelt; "": gen_random_uuid()
	Tables      *Tables // under which names tables stand; nil: those of their mappings
}

// Plain returns the dialect of text that stands inside squirrel's, for a database that is not known yet: what has a form that
// every database understands takes that, and what has none passes through.
func Plain() Dialect {
	return Dialect{
		Placeholder: "?", Quote: '"',
		Features: Returning | RowLocks | FullJoin | UpdateFrom | NullsOrder | RowValues | DefaultInSet | ReturningFrom |
			DistinctOn | LateralJoin | WritingCTE | Upserts | ConstraintTargets | DeleteUsing | Arrays | JSONOperators | Regexps |
			GroupingSets | OrderedSets | SetAll | NestedSets | ColumnAliases | KeyLocks | Intervals | Greatest | Series | SkipLocked,
	}
}

// Has reports whether the database has every ability of f.
func (d Dialect) Has(f Feature) bool { return d.Features&f == f }

// Mark returns the placeholder of argument n, counted from 1.
func (d Dialect) Mark(n int) string {
	if d.Placeholder == "$" {
		return "$" + strconv.Itoa(n)
	}
	return "?"
}

// Identifier returns name in quotes; dots separate schema and table only in [Dialect.TableName].
func (d Dialect) Identifier(name string) string {
	quote := string(d.Quote)
	if d.Quote == 0 {
		quote = `"`
	}
	return quote + strings.ReplaceAll(name, quote, quote+quote) + quote
}

// Literal returns text as a constant.
func (d Dialect) Literal(text string) string { return sqltext.Literal(text) }

// TableName returns the name under which table stands, in quotes, each part of schema.table in its own.
func (d Dialect) TableName(table string) string {
	parts := strings.Split(d.Tables.Of(table), ".")
	for i, part := range parts {
		parts[i] = d.Identifier(part)
	}
	return strings.Join(parts, ".")
}

// LastName returns the name under which table stands, without its schema.
func (d Dialect) LastName(table string) string { return ast.LastName(d.Tables.Of(table)) }

// existing is what a table is called in an INSERT that updates rows where it has the name of those that were to be inserted, which would hide it.
const existing = "drey_existing"

// UpsertInto returns the name under which table stands behind INSERT INTO where rows that are there are updated, in quotes, with an alias
// where it needs one.
func (d Dialect) UpsertInto(table string) string {
	if name := d.ExistingRow(table); name != d.LastName(table) {
		return d.TableName(table) + " AS " + d.Identifier(name)
	}
	return d.TableName(table)
}

// ExistingRow returns the name by which DO UPDATE calls the row that is there, without a schema.
func (d Dialect) ExistingRow(table string) string {
	if name := d.LastName(table); !strings.EqualFold(name, "excluded") {
		return name
	}
	return existing
}

// Spell returns SQL that a tag gives, with now() and gen_random_uuid() as the database says them; other SQL passes through.
func (d Dialect) Spell(sql string) string {
	switch {
	case strings.EqualFold(sql, "now()") && d.Now != "":
		return d.Now
	case strings.EqualFold(sql, "gen_random_uuid()") && d.UUID != "":
		return d.UUID
	}
	return sql
}

// OnUpdate returns what a column's tag sets it to when its row is updated.
func (d Dialect) OnUpdate(c *mapper.Column) string { return d.assigned(c, c.OnUpdate) }

// Default returns what the database gives a column that an INSERT leaves out, as its tag says it.
func (d Dialect) Default(c *mapper.Column) string { return d.assigned(c, c.Default) }

// ToDefault returns what an UPDATE sets a column to for the value of a row that leaves it out: DEFAULT, or what its tag says; "" where there is neither.
func (d Dialect) ToDefault(c *mapper.Column) string {
	switch {
	case d.Has(DefaultInSet):
		return "DEFAULT"
	case c.Default != "":
		return d.Default(c)
	}
	return ""
}

// utcNow is the clock of UTC where now() is an instant.
const utcNow = "timezone('UTC', now())"

// assigned returns SQL that a tag gives for a column: now() is the present day in a date, where the database does not cut it to that,
// and the clock of UTC in a timestamp, whatever the time zone of the session.
func (d Dialect) assigned(c *mapper.Column, sql string) string {
	isNow := strings.EqualFold(sql, "now()") || strings.EqualFold(sql, "current_timestamp")
	switch {
	case isNow && c.IsDay() && d.Now != "":
		return ast.CurrentDate
	case isNow && c.IsClock() && d.Has(Intervals):
		return utcNow
	}
	return d.Spell(sql)
}
