package atlas

import (
	"slices"
	"strings"

	"ariga.io/atlas/sql/schema"
)

// kept are, by what SQLite keeps in a column, the condition under which a value, %, keeps what it says there. The affinity of a column
// makes a number of '007', and a float of a long number, without a word.
var kept = map[string]string{
	"integer": "typeof(%) = 'integer' OR typeof(%) = 'real' AND CAST(% AS integer) = % OR typeof(%) = 'text' AND CAST(CAST(% AS integer) AS text) = %",
	"real":    "typeof(%) = 'real' OR typeof(%) = 'integer' AND CAST(CAST(% AS real) AS integer) = % OR " + writtenNumber,
	"numeric": "typeof(%) IN ('integer', 'real') OR CAST(CAST(% AS integer) AS text) = % OR " + writtenNumber,
	"boolean": "typeof(%) <> 'blob' AND CAST(% AS text) IN ('0', '1', 'true', 'false')",
	"text":    "typeof(%) IN ('integer', 'text') OR typeof(%) = 'real' AND CAST(CAST(% AS text) AS real) = % OR typeof(%) = 'blob' AND CAST(CAST(% AS text) AS blob) = %",
	"date":    writtenDay + " AND coalesce(time(%), '') = '00:00:00'",
}

const (
	// writtenNumber is a number as a text that a float holds in whole.
	writtenNumber = "typeof(%) = 'text' AND CASE WHEN json_valid(%) THEN json_type(%) IN ('integer', 'real') AND length(%) <= 15 END"
	writtenDay    = "typeof(%) = 'text' AND % GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]*' AND date(substr(%, 1, 10)) IS NOT NULL"
)

// wholeNumber is a float as a text: without .0 where it is whole, as PostgreSQL writes it.
const wholeNumber = "CASE WHEN % = CAST(% AS integer) AND abs(%) < 1e15 THEN CAST(CAST(% AS integer) AS text) ELSE CAST(% AS text) END"

func init() { kept["timestamp"] = writtenDay }

// loss is the condition under which a value of a column does not keep what it says in one of another type; "" where it always does.
func loss(column, from, to string) string {
	was, is := DeclaredClass(from), DeclaredClass(to)
	condition := holds(is)
	switch {
	case was == is, condition == "", (was == "integer" || isTextual(was)) && is == "text":
		return ""
	case is == "timestamp" && was != "text" && was != "blob" && kept[was] == writtenDay:
		return ""
	}
	return notHeld(column, condition)
}

// notHeld is the condition under which a value of a column breaks another.
func notHeld(column, condition string) string {
	return identifier(column) + " IS NOT NULL AND NOT coalesce(" + strings.ReplaceAll(condition, "%", identifier(column)) + ", 0)"
}

// converted is what is copied of a column into one of another type.
func converted(column, from, to string) string {
	was, is := DeclaredClass(from), DeclaredClass(to)
	name := identifier(column)
	switch {
	case was == is:
		return name
	case was == "boolean" && isTextual(is):
		return "CASE " + name + " WHEN 1 THEN 'true' WHEN 0 THEN 'false' END"
	case is == "boolean" && isTextual(was):
		return "CASE " + name + " WHEN 'true' THEN 1 WHEN 'false' THEN 0 ELSE " + name + " END"
	case is == "date" || is == "date_text":
		return "substr(" + name + ", 1, 10)"
	case was == "real" && isTextual(is):
		return strings.ReplaceAll(wholeNumber, "%", name)
	case isTextual(is):
		return "CAST(" + name + " AS text)"
	case is == "blob":
		return "CAST(" + name + " AS blob)"
	}
	return name
}

// zeros are values for rows that come back to a column which takes no NULL, by its class: what it held is gone.
var zeros = map[string]string{
	"integer": "0", "real": "0", "numeric": "0", "boolean": "0", "blob": "x''",
	"timestamp": "'0001-01-01 00:00:00'", "date": "'0001-01-01'", "date_text": "'0001-01-01'",
	"uuid_text": "'00000000-0000-0000-0000-000000000000'", "json_text": "'null'", "numeric_text": "'0'", "time_text": "'00:00:00'",
}

func zero(declared string) string {
	class := DeclaredClass(declared)
	switch {
	case ElementOf(class) != "":
		return "'[]'"
	case zeros[class] != "":
		return zeros[class]
	}
	return "''"
}

// copying copies the rows of a table into another.
type copying struct {
	d        *Database
	table    string
	from, to []*schema.Column
	using    map[string]string
	back     bool
	checks   []*schema.Check // of to

	names, values []string
	guards        []string
}

// statements are what copies rows into a table of a name, behind guards that fail where a value would not be kept.
func (c *copying) statements(into string) []string {
	for _, column := range c.to {
		if generatedBy(column) == "" {
			c.column(column)
		}
	}
	if len(c.names) == 0 {
		return append(c.guards, "INSERT INTO "+identifier(into)+" DEFAULT VALUES")
	}
	return append(c.guards, "INSERT INTO "+identifier(into)+" ("+strings.Join(c.names, ", ")+") SELECT "+strings.Join(c.values, ", ")+" FROM "+identifier(c.table))
}

func (c *copying) column(to *schema.Column) {
	var from *schema.Column
	for _, own := range c.from {
		if strings.EqualFold(own.Name, to.Name) {
			from = own
		}
	}
	value := ""
	switch {
	case from != nil:
		value = c.value(from, to)
	case c.back && needsValue(&schema.Table{Columns: c.to}, to):
		value = c.restoredValue(to)
	default:
		return
	}
	c.names, c.values = append(c.names, identifier(to.Name)), append(c.values, value)
}

// restoredValue is a value for rows in a column that comes back. Of other columns that come back with it their checks cannot speak yet.
func (c *copying) restoredValue(to *schema.Column) string {
	var unknown []string
	for _, other := range c.to {
		if other != to && !slices.ContainsFunc(c.from, func(own *schema.Column) bool { return strings.EqualFold(own.Name, other.Name) }) {
			unknown = append(unknown, other.Name)
		}
	}
	f := fitting{column: to.Name, zero: zero(c.d.declared(to)), typed: func(value string) string { return value }}
	if slices.Contains([]string{"integer", "real", "numeric", "text"}, DeclaredClass(c.d.declared(to))) {
		f.checks = demandsOn(c.checks, c.to, to.Name, unknown)
	}
	return f.value()
}

func (c *copying) value(from, to *schema.Column) string {
	was, is := c.d.declared(from), c.d.declared(to)
	value := converted(from.Name, was, is)
	if text := c.using[c.table+"."+to.Name]; text != "" && !c.back {
		value = text
	} else if condition := c.loss(from, to); condition != "" {
		message := c.table + "." + to.Name + ": " + is + " would not keep all that is there as " + was + ": convert it by using= in the tag, or mend the rows first"
		c.guards = append(c.guards, guard(message, "SELECT count(*) FROM "+identifier(c.table)+" WHERE "+condition)...)
	}
	if made := defaultOf(to); from.Type.Null && !to.Type.Null && made != "" {
		value = "coalesce(" + value + ", " + made + ")"
	}
	return value
}

// loss is the condition under which a value of a column is not kept in another.
func (c *copying) loss(from, to *schema.Column) string {
	if u := unfitOf(to); u != nil {
		return u.condition
	}
	return loss(from.Name, c.d.declared(from), c.d.declared(to))
}

// declared is the type that a column of SQLite's declares.
func (d dialect) declared(c *schema.Column) string {
	if name, err := d.writeType(c.Type.Type); err == nil {
		return name
	}
	return c.Type.Raw
}
