package atlas

import (
	"slices"
	"strconv"
	"strings"

	"ariga.io/atlas/sql/schema"
)

// fitting finds a value for rows in a column that comes back and takes no NULL: one that its checks hold for, where the zero of its type is
// none. It is chosen row by row, since checks may speak of other columns.
type fitting struct {
	column string
	zero   string
	checks []string
	typed  func(value string) string
}

// checksOn are the conditions of checks that speak of a column, and of no column of unknown.
func checksOn(checks []*schema.Check, column string, unknown []string) (list []string) {
	for _, c := range checks {
		found, fits := false, true
		for _, t := range opened(c.Expr) {
			if t.kind != wordToken && t.kind != nameToken {
				continue
			}
			found = found || strings.EqualFold(t.named(), column)
			fits = fits && !slices.ContainsFunc(unknown, func(name string) bool { return strings.EqualFold(t.named(), name) })
		}
		if found && fits {
			list = append(list, "("+c.Expr+")")
		}
	}
	return list
}

// demandsOn are the conditions under which a table takes a value in a column: its checks and, where columns are made of it, those of these, which
// may take no NULL.
func demandsOn(checks []*schema.Check, columns []*schema.Column, column string, unknown []string) []string {
	list := checksOn(checks, column, unknown)
	for _, g := range columns {
		made := schema.NewCheck().SetExpr(generatedBy(g))
		if made.Expr == "" || len(checksOn([]*schema.Check{made}, column, unknown)) == 0 {
			continue
		}
		if !g.Type.Null {
			list = append(list, "(("+made.Expr+") IS NOT NULL)")
		}
		others := slices.DeleteFunc(slices.Clone(unknown), func(name string) bool { return strings.EqualFold(name, g.Name) })
		for _, condition := range checksOn(checks, g.Name, others) {
			list = append(list, put(condition, g.Name, "("+made.Expr+")"))
		}
	}
	return list
}

// put is SQL with an expression in the place of a name.
func put(sql, name, expression string) string {
	var text strings.Builder
	from := 0
	for _, t := range tokens(sql) {
		if t.kind <= nameToken && strings.EqualFold(t.named(), name) {
			text.WriteString(sql[from:t.at] + expression)
			from = t.end
		}
	}
	return text.String() + sql[from:]
}

// opened are the tokens of SQL, with those in brackets: a list of PostgreSQL's, or a name of SQLite's.
func opened(sql string) []token {
	list := tokens(strings.NewReplacer("[", "(", "]", ")").Replace(sql))
	for i, t := range list {
		if t.kind != signToken {
			list[i].text = sql[t.at:t.end]
		}
	}
	return list
}

// value is the zero, or SQL that looks for another value.
func (f fitting) value() string {
	if len(f.checks) == 0 {
		return f.zero
	}
	name, values := identifier(f.column), f.candidates()
	rows := make([]string, len(values))
	for i, v := range values {
		rows[i] = "SELECT " + strconv.Itoa(i) + ", " + f.typed(v)
	}
	rows[0] = "SELECT 0 AS " + identifier(orderColumn) + ", " + f.typed(values[0]) + " AS " + name
	return "coalesce((SELECT " + name + " FROM (" + strings.Join(rows, " UNION ALL ") + ") AS " + identifier("drey_fits") +
		" WHERE " + strings.Join(f.checks, " AND ") + " ORDER BY " + identifier(orderColumn) + " LIMIT 1), " + f.zero + ")"
}

const orderColumn = "drey_order"

// candidates are the zero, what the checks themselves name, and what lies beside it.
func (f fitting) candidates() []string {
	list := []string{f.zero}
	text := strings.HasPrefix(f.zero, "'")
	if text {
		list = append(list, "'x'", "'y'")
	} else {
		list = append(list, "1", "-1")
	}
	for _, t := range opened(strings.Join(f.checks, " ")) {
		number, err := strconv.ParseInt(t.named(), 10, 32) // PostgreSQL writes '-10'::integer
		switch {
		case text && t.kind == textToken:
			list = append(list, t.text)
		case !text && err == nil:
			for _, near := range []int64{number, number + 1, number - 1, -number, -number - 1, 1 - number} {
				list = append(list, strconv.FormatInt(near, 10))
			}
		}
	}
	slices.Sort(list[1:])
	return append(list[:1:1], slices.DeleteFunc(slices.Compact(list[1:]), func(v string) bool { return v == f.zero })...)
}
