package render

import (
	"regexp"
	"slices"
	"strings"

	sq "github.com/Masterminds/squirrel"

	"github.com/drey-db/drey/internal/ast"
)

func (r *renderer) cast(n *ast.CastExpr) sq.Sqlizer {
	switch {
	case !r.dialect.Has(Intervals) && timeTypes.MatchString(n.Type):
		return failed{r.missing("CAST to " + n.Type + ", and would make a number of it (DateTrunc makes a day of a time)")}
	case r.dialect.Has(Affinities):
		return r.castLoosely(n)
	}
	return castAs(r.value(n.Left), n.Type)
}

func castAs(value sq.Sqlizer, name string) sq.Sqlizer {
	return concat("CAST(", value, " AS "+name+")")
}

// timeTypes are types of times, which are text in a database that has no such types.
var timeTypes = regexp.MustCompile(`(?i)^(?:date|time|timetz|timestamp|timestamptz|interval)\b`)

// affine are the types of PostgreSQL that SQLite casts to, as text or numbers, and blob, which is its own.
var affine = strings.Split("text,citext,varchar,character varying,integer,int,int4,bigint,int8,real,float,float4,float8,double precision,numeric,decimal,blob", ",")

// emulated are the types that are said with SQLite's functions: from a value, and what stands for it.
var emulated = map[string]func(n *ast.Node, value sq.Sqlizer) sq.Sqlizer{
	"smallint": castSmall, "int2": castSmall, "boolean": castTruth, "bool": castTruth,
	"uuid": castUUID, "json": castJSON, "jsonb": castJSON, "bytea": castBytes,
}

// typeParts are the name of a type, its size, and the dimensions of an array.
var typeParts = regexp.MustCompile(`^([^([]*[^([ ]) *(?:\(([^)]*)\))? *((?:\[\d*\] *)*)$`)

// castLoosely renders a cast where types are affinities. An array is a JSON list there, which is text whatever its elements are.
func (r *renderer) castLoosely(n *ast.CastExpr) sq.Sqlizer {
	parts, value := typeParts.FindStringSubmatch(strings.ToLower(n.Type)), r.value(n.Left)
	if parts == nil {
		return r.uncast(n)
	}
	name, size, isArray := parts[1], parts[2], parts[3] != ""
	cast, isEmulated := emulated[name]
	switch {
	case name == "float" && !isArray, slices.Contains(affine, name) && size == "" && !isArray:
		return castAs(value, n.Type)
	case isEmulated && size == "" && !isArray:
		return cast(n.Left, r.operand(n.Left))
	case (isEmulated || slices.Contains(affine, name)) && size == "":
		return castAs(value, "text")
	case (name == "varchar" || name == "character varying") && !isArray:
		return concat("substr(", castAs(value, "text"), ", 1, "+size+")")
	}
	return r.uncast(n)
}

// uncast refuses a cast that would answer something else than it says.
func (r *renderer) uncast(n *ast.CastExpr) sq.Sqlizer {
	move := "TypeCoerce reads what is there as another Go type"
	switch name := strings.ToLower(n.Type); {
	case strings.HasPrefix(name, "numeric"), strings.HasPrefix(name, "decimal"):
		move = "say numeric, and round in Go what is read"
	case strings.HasPrefix(name, "char"), strings.HasPrefix(name, "bpchar"):
		move = "say varchar, with its length"
	}
	return failed{r.missing("CAST to " + n.Type + " (" + move + ")")}
}

// The SQLSTATEs of what cannot be answered.
const (
	notOfType   = "22P02" // invalid_text_representation
	outOfRange  = "22003" // numeric_value_out_of_range
	beyondYears = "22008" // datetime_field_overflow
)

// raised is an expression that fails with a SQLSTATE, in SQLite: its error names the path that is none, from where package sqlstate takes the code.
func raised(state string) string { return "json_extract('{}', 'SQLSTATE " + state + "')" }

// otherwise ends a CASE: what is not NULL fails.
func otherwise(value sq.Sqlizer, state string) sq.Sqlizer {
	return concat(" WHEN ", value, " IS NOT NULL THEN "+raised(state)+" END")
}

func castSmall(_ *ast.Node, value sq.Sqlizer) sq.Sqlizer {
	whole := castAs(value, "integer")
	return concat("CASE WHEN ", whole, " BETWEEN -32768 AND 32767 THEN ", whole, otherwise(value, outOfRange))
}

// castTruth reads the texts of PostgreSQL; of numbers, integers alone are true or false. What JSON has as text is no number.
// Source: PostgreSQL, "Boolean Type".
func castTruth(n *ast.Node, value sq.Sqlizer) sq.Sqlizer {
	text := concat("lower(trim(", value, ", char(9, 10, 11, 12, 13, 32)))")
	truth := concat("CASE WHEN ", text, " IN ('t', 'tr', 'tru', 'true', 'y', 'ye', 'yes', 'on', '1') THEN 1 WHEN ", text,
		" IN ('f', 'fa', 'fal', 'fals', 'false', 'n', 'no', 'of', 'off', '0') THEN 0", otherwise(value, notOfType))
	if _, isText := n.Expr().(*ast.JSONTextExpr); isText {
		return truth
	}
	return concat("CASE typeof(", value, ") WHEN 'integer' THEN ", value, " <> 0 WHEN 'text' THEN ", truth, " WHEN 'null' THEN NULL ELSE "+raised(notOfType)+" END")
}

func castUUID(_ *ast.Node, value sq.Sqlizer) sq.Sqlizer {
	digits := func(n int) string { return strings.Repeat("[0-9a-fA-F]", n) }
	form := strings.Join([]string{digits(8), digits(4), digits(4), digits(4), digits(12)}, "-")
	return concat("CASE WHEN ", value, " GLOB '"+form+"' THEN lower(", value, ")", otherwise(value, notOfType))
}

func castJSON(_ *ast.Node, value sq.Sqlizer) sq.Sqlizer {
	return concat("CASE WHEN json_valid(", value, ") THEN ", value, otherwise(value, notOfType))
}

// castBytes takes text for the bytes that it is, but for a backslash, which is the beginning of an escape.
func castBytes(_ *ast.Node, value sq.Sqlizer) sq.Sqlizer {
	return concat("CASE WHEN typeof(", value, ") = 'blob' OR typeof(", value, ") = 'text' AND instr(", value, ", '\\') = 0 THEN ", castAs(value, "blob"), otherwise(value, notOfType))
}
