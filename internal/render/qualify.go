package render

import (
	"slices"
	"strings"

	"github.com/drey-db/drey/internal/mapper"
	"github.com/drey-db/drey/internal/sqltext"
)

// OnConflict is OnUpdate where an INSERT becomes an UPDATE: columns are of the row that is there, and say so, as the row that was to be
// inserted has the same.
func (d Dialect) OnConflict(m *mapper.Mapping, c *mapper.Column) string {
	text := d.OnUpdate(c)
	if text != c.OnUpdate { // it is drey's own, and names none
		return text
	}
	return d.qualified(m, d.Identifier(d.ExistingRow(m.Table)), text)
}

// OnUpdateBeside is OnUpdate where an UPDATE reads other tables as well: columns are of the row that is updated, which goes by a name, in
// quotes. A sub-select stays as it is: its names may be of what it reads.
func (d Dialect) OnUpdateBeside(m *mapper.Mapping, row string, c *mapper.Column) string {
	text := d.OnUpdate(c)
	if text != c.OnUpdate || slices.ContainsFunc(significant(sqltext.Of(d.Name), text), func(t spaced) bool { return t.Is("SELECT") }) {
		return text
	}
	return d.qualified(m, row, text)
}

// qualified returns text with the name of a row, in quotes, in front of its columns' names that have none.
func (d Dialect) qualified(m *mapper.Mapping, row, text string) string {
	table := row + "."
	tokens := significant(sqltext.Of(d.Name), text)
	var out strings.Builder
	for i, t := range tokens {
		if names(m, t) && !(i > 0 && standsAlone(tokens[i-1])) && !(i+1 < len(tokens) && isNoColumnBefore(tokens[i+1])) {
			out.WriteString(table)
		}
		out.WriteString(t.Text)
		out.WriteString(t.behind)
	}
	return out.String()
}

// spaced is a token with the space and comments behind it.
type spaced struct {
	sqltext.Token
	behind string
}

func significant(d *sqltext.Dialect, text string) (tokens []spaced) {
	scanner := d.Scan(text)
	for t, ok := scanner.Next(); ok; t, ok = scanner.Next() {
		if t.Blank() && len(tokens) > 0 {
			tokens[len(tokens)-1].behind += t.Text
			continue
		}
		tokens = append(tokens, spaced{Token: t})
	}
	return tokens
}

// names reports whether t is the name of a column of m.
func names(m *mapper.Mapping, t spaced) bool {
	name := t.Text
	if t.Kind == sqltext.Name {
		name = name[1 : len(name)-1]
	} else if t.Kind != sqltext.Word {
		return false
	}
	for _, c := range m.Columns {
		if c.Name == name || t.Kind == sqltext.Word && c.Name == strings.ToLower(name) {
			return true
		}
	}
	return false
}

// standsAlone reports whether what follows t is no column: part of a longer name, or a type.
func standsAlone(t spaced) bool {
	return t.Text == "." || t.Text == ":" || t.Text == "::" || t.Is("AS")
}

// isNoColumnBefore reports whether what stands before t is no column: a table, a function, or the type of a literal.
func isNoColumnBefore(t spaced) bool {
	return t.Text == "." || t.Text == "(" || t.Kind == sqltext.String
}
