package atlas

import (
	"slices"
	"strings"

	"ariga.io/atlas/sql/schema"
)

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
	using    *conversions
	fill     map[string]string
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
	case !c.back && c.fill[c.table+"."+to.Name] != "":
		value = c.fill[c.table+"."+to.Name]
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
	if u := unfitOf(to); u != nil && u.value != "" {
		value = u.value
	}
	chosen := ""
	if !c.back && c.d.retypes(from, to) {
		chosen = c.using.of(c.table + "." + to.Name)
	}
	if chosen != "" {
		value = chosen
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
		return u.refuses
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
