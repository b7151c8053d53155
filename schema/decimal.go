package schema

import (
	"slices"
	"strings"

	"github.com/drey-db/drey/internal/atlas"
	"github.com/drey-db/drey/internal/render"
	"github.com/drey-db/drey/internal/sqltext"
)

// compareDecimals has checks and the conditions of indexes compare decimals as numbers where they are kept as text, as queries do.
func (b *modelling) compareDecimals() {
	if !b.dialect.Has(render.TextDecimals) {
		return
	}
	for i := range b.model.Tables {
		t := &b.model.Tables[i]
		decimals := decimalsOf(t)
		if len(decimals) == 0 {
			continue
		}
		for j := range t.Checks {
			t.Checks[j].Expression = asNumbers(t.Checks[j].Expression, decimals)
		}
		for j := range t.Indexes {
			t.Indexes[j].Where = asNumbers(t.Indexes[j].Where, decimals)
		}
	}
}

// decimalsOf are the names of the columns of decimals that are text, in lower case.
func decimalsOf(t *atlas.Table) (names []string) {
	for _, c := range t.Columns {
		if c.Type == "numeric_text" {
			names = append(names, strings.ToLower(c.Name))
		}
	}
	return names
}

// asNumbers returns a condition with its decimals cast, but for those that are cast already.
func asNumbers(condition string, decimals []string) string {
	var out strings.Builder
	var before [2]sqltext.Token // the two tokens in front that say something
	scan := sqltext.SQLite.Scan(condition)
	for t, ok := scan.Next(); ok; t, ok = scan.Next() {
		isCast := before[1].Text == "(" && before[0].Is("CAST")
		if isOneOf(t, decimals) && !isCast && before[1].Text != "." {
			out.WriteString("CAST(" + t.Text + " AS NUMERIC)")
		} else {
			out.WriteString(t.Text)
		}
		if !t.Blank() {
			before[0], before[1] = before[1], t
		}
	}
	return out.String()
}

// isOneOf reports whether t is one of names, with quotes or without.
func isOneOf(t sqltext.Token, names []string) bool {
	text := t.Text
	if t.Kind == sqltext.Name {
		text = strings.Trim(text, "\"`[]")
	}
	return (t.Kind == sqltext.Word || t.Kind == sqltext.Name) && slices.Contains(names, strings.ToLower(text))
}
