package atlas

import (
	"ariga.io/atlas/sql/postgres"
	"ariga.io/atlas/sql/schema"
)

// partAttributes returns the operator class of a part of an index and where it puts NULLs, where those are not the usual ones.
func partAttributes(p *schema.IndexPart) (class, nulls string) {
	for _, a := range p.Attrs {
		switch a := a.(type) {
		case *postgres.IndexOpClass:
			if !a.Default {
				class = a.Name
			}
		case *postgres.IndexColumnProperty:
			if a.NullsFirst && !p.Desc {
				nulls = "FIRST"
			} else if a.NullsLast && p.Desc {
				nulls = "LAST"
			}
		}
	}
	return class, nulls
}

func addPartAttributes(made *schema.IndexPart, p Part) {
	if p.Class != "" {
		made.AddAttrs(&postgres.IndexOpClass{Name: p.Class})
	}
	if p.Nulls != "" {
		made.AddAttrs(&postgres.IndexColumnProperty{NullsFirst: p.Nulls == "FIRST", NullsLast: p.Nulls == "LAST"})
	}
}
