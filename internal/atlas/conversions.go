package atlas

import "ariga.io/atlas/sql/schema"

// conversions are what tags say by using=, by table and column, and which of these a plan has use of.
type conversions struct {
	texts map[string]string
	used  map[string]bool
}

// of is what converts the values of a column whose type changes; "" where nothing is said.
func (c *conversions) of(column string) string {
	text := c.texts[column]
	if text != "" {
		c.used[column] = true
	}
	return text
}

// mark marks the changes of columns that are converted so.
func (c *conversions) mark(changes []Change) {
	for i, one := range changes {
		changes[i].Using = one.Kind == "ModifyColumn" && c.used[joined(one.Schema, one.Table)+"."+one.Name]
	}
}

// retypes reports whether a column of SQLite's gets another type, by what is declared or by the values that are there. Where its table is made
// anew for another reason it does not.
func (d dialect) retypes(from, to *schema.Column) bool {
	return d.redeclared(from, to) || unfitOf(to) != nil
}
