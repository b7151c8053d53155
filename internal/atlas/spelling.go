package atlas

import (
	"strings"

	"ariga.io/atlas/sql/schema"
)

// spelled is a table's name as the model has it where it is the same to SQLite, which does not tell capitals from small letters.
func (m Model) spelled(table string) string {
	for _, t := range m.Tables {
		if strings.EqualFold(t.Name, table) {
			return t.Name
		}
	}
	return table
}

// spellAs gives tables, columns and indexes of SQLite's the names of a model's that are the same to it.
func spellAs(s *schema.Schema, m Model) {
	for _, t := range s.Tables {
		t.Name = m.spelled(t.Name)
		for _, own := range m.Tables {
			if own.Name == t.Name {
				spellPartsAs(t, own)
			}
		}
	}
}

func spellPartsAs(t *schema.Table, own Table) {
	for _, c := range t.Columns {
		for _, o := range own.Columns {
			if strings.EqualFold(o.Name, c.Name) {
				c.Name = o.Name
			}
		}
	}
	for _, i := range t.Indexes {
		for _, o := range own.Indexes {
			if strings.EqualFold(o.Name, i.Name) {
				i.Name = o.Name
			}
		}
		for _, o := range own.Uniques {
			if strings.EqualFold(o.Name, i.Name) {
				i.Name = o.Name
			}
		}
	}
}
