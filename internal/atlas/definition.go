package atlas

import (
	"slices"
	"strings"
)

// definition is a CREATE TABLE, taken apart.
type definition struct {
	sql     string
	clauses []clause // columns and constraints, in order
	options []token  // behind the last parenthesis: STRICT, WITHOUT ROWID
}

// clause is a column of a table, or a constraint.
type clause struct {
	column string // "" where it is a constraint of the table
	at     int    // where it begins in the SQL
	terms  []term
	end    int // where it ends in the SQL
}

// term is one thing that a clause says: NOT NULL, a default, a foreign key. Its tokens begin with its keyword.
type term struct {
	name   string // of the constraint, where it has one
	tokens []token
}

// define takes a CREATE TABLE apart.
func define(sql string) definition {
	d := definition{sql: sql}
	list := tokens(sql)
	open := slices.IndexFunc(list, isOpening)
	if open < 0 {
		return d
	}
	end := closing(list, open)
	d.options = list[min(end+1, len(list)):]
	for _, own := range separated(list[open+1 : min(end, len(list))]) {
		d.clauses = append(d.clauses, newClause(own))
	}
	return d
}

func isOpening(t token) bool { return t.text == "(" }

// separated splits tokens at the commas that stand in no parentheses.
func separated(list []token) (groups [][]token) {
	from := 0
	for i := 0; i < len(list); i++ {
		switch list[i].text {
		case "(":
			i = closing(list, i)
		case ",":
			groups = append(groups, list[from:i])
			from = i + 1
		}
	}
	groups = append(groups, list[min(from, len(list)):])
	return slices.DeleteFunc(groups, func(own []token) bool { return len(own) == 0 })
}

// begins are the keywords that a term of a clause begins with.
var begins = []string{"CONSTRAINT", "PRIMARY", "NOT", "NULL", "UNIQUE", "CHECK", "DEFAULT", "COLLATE", "REFERENCES", "FOREIGN", "GENERATED", "AS"}

// tableWide are the keywords that a clause that is no column begins with.
var tableWide = []string{"CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN", "EXCLUDE"}

func newClause(list []token) clause {
	c := clause{at: list[0].at, end: list[len(list)-1].end}
	if !slices.ContainsFunc(tableWide, list[0].is) {
		c.column, list = list[0].named(), list[1:]
	}
	called := ""
	for i := 0; i < len(list); {
		end := termEnd(list, i)
		if list[i].is("CONSTRAINT") && i+1 < len(list) {
			called, i = list[i+1].named(), i+2
			continue
		}
		c.terms = append(c.terms, term{name: called, tokens: list[i:end]})
		called, i = "", end
	}
	return c
}

// termEnd is where the term that begins at a place of list ends.
func termEnd(list []token, from int) int {
	for i := from + 1; i < len(list); i++ {
		switch before := list[i-1]; {
		case list[i].text == "(":
			i = closing(list, i)
		case !slices.ContainsFunc(begins, list[i].is), before.is("SET"), before.is("ALWAYS"):
		case list[i].is("NULL") && (before.is("NOT") || before.is("DEFAULT")), list[i].is("NOT") && i+1 < len(list) && list[i+1].is("DEFERRABLE"):
		case list[i].is("REFERENCES") && list[from].is("FOREIGN"):
		default:
			return i
		}
	}
	return len(list)
}

// has reports whether words stand in a term one behind the other, outside of parentheses.
func (t term) has(keywords ...string) bool {
	for i := 0; i < len(t.tokens); i++ {
		if t.tokens[i].text == "(" {
			i = closing(t.tokens, i)
			continue
		}
		if i+len(keywords) <= len(t.tokens) && slices.EqualFunc(t.tokens[i:i+len(keywords)], keywords, token.is) {
			return true
		}
	}
	return false
}

// after is the token behind a word.
func (t term) after(keyword string) (token, bool) {
	at := slices.IndexFunc(t.tokens, func(own token) bool { return own.is(keyword) })
	if at < 0 || at+1 >= len(t.tokens) {
		return token{}, false
	}
	return t.tokens[at+1], true
}

// inside are the tokens of the first parentheses.
func (t term) inside() []token {
	open := slices.IndexFunc(t.tokens, isOpening)
	if open < 0 {
		return nil
	}
	return t.tokens[open+1 : min(closing(t.tokens, open), len(t.tokens))]
}

// source is the SQL of tokens.
func source(sql string, list []token) string {
	if len(list) == 0 {
		return ""
	}
	return sql[list[0].at:list[len(list)-1].end]
}

// is reports whether a term is of a kind, by its first words.
func (t term) is(keywords ...string) bool {
	return len(keywords) <= len(t.tokens) && slices.EqualFunc(t.tokens[:len(keywords)], keywords, token.is)
}

// refers reports whether a term is a foreign key.
func (t term) refers() bool { return t.is("REFERENCES") || t.is("FOREIGN", "KEY") }

// deferred reports whether a foreign key is checked at commit.
func (t term) deferred() bool {
	return t.has("DEFERRABLE", "INITIALLY", "DEFERRED") && !t.has("NOT", "DEFERRABLE")
}

// columns are the columns that a foreign key of a clause is of.
func (t term) columns(c clause) (names []string) {
	if !t.is("FOREIGN", "KEY") {
		return []string{c.column}
	}
	for _, own := range separated(t.inside()) {
		names = append(names, own[0].named())
	}
	return names
}

// sameNames reports whether two lists are of the same names, as SQLite tells names apart.
func sameNames(a, b []string) bool { return slices.EqualFunc(a, b, strings.EqualFold) }
