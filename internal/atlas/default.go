package atlas

import (
	"strings"

	"ariga.io/atlas/sql/schema"
)

// statedDefaults has the defaults of a realm that atlas read from PostgreSQL be written as they are. Atlas would put quotes around literals, or
// leave them out, by what it knows of the column's type: a number stays one as the default of money or of a domain.
func statedDefaults(r *schema.Realm) {
	for _, s := range r.Schemas {
		for _, t := range s.Tables {
			for _, c := range t.Columns {
				if x, ok := schema.UnderlyingExpr(c.Default).(*schema.Literal); ok {
					c.Default = &schema.RawExpr{X: literalText(x.V)}
				}
			}
		}
	}
}

// literalText is a literal as a definition has it: numbers that are words lose their quotes on the way through atlas.
func literalText(v string) string {
	switch strings.ToLower(v) {
	case "nan", "infinity", "-infinity":
		return "'" + v + "'"
	}
	return v
}
