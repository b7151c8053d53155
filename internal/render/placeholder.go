package render

import (
	"fmt"

	"github.com/drey-db/drey/internal/sqltext"
)

// unfilled refuses a placeholder that somebody's own text has as the database writes them: it would take the value of an argument
// that stands elsewhere in the statement.
func (n *numberer) unfilled() error {
	if !n.checked {
		return nil
	}
	found := sqltext.Of(n.dialect.Name).Unfilled(n.text.String(), n.written)
	if found == "" {
		return nil
	}
	return fmt.Errorf(`text has %s, which takes none of its arguments: write :name with sql.Named("name", value) in a Text, ? with a value in Raw and squirrel's Expr`, found)
}

// mayHavePlaceholders reports whether canonical text has a character with which a placeholder of d begins, or digits behind one.
func mayHavePlaceholders(text string, d Dialect) bool {
	isSQLite := d.Name == "sqlite"
	if !isSQLite && d.Name != "postgres" {
		return false
	}
	marked := false // a ? stands before this character
	for i := 0; i < len(text); i++ {
		c := text[i]
		if c == '$' || isSQLite && (c == ':' || c == '@' || c == '#') || marked && c >= '0' && c <= '9' {
			return true
		}
		marked = c == '?'
	}
	return false
}

// WritesRows reports whether text changes something by its words; rows that it locks stay as they are.
func (d Dialect) WritesRows(text string) bool { return sqltext.Of(d.Name).WritesRows(text) }

// AnswersNothing reports whether text is one statement whose words say that it answers no rows.
func (d Dialect) AnswersNothing(text string) bool { return sqltext.Of(d.Name).AnswersNothing(text) }
