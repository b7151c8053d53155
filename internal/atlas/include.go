package atlas

import (
	"ariga.io/atlas/sql/postgres"
	"ariga.io/atlas/sql/schema"
)

// columnsIncluded returns the columns that an index only stores.
func columnsIncluded(a schema.Attr) ([]*schema.Column, bool) {
	i, ok := a.(*postgres.IndexInclude)
	if !ok {
		return nil, false
	}
	return i.Columns, true
}

// includedIn is the attribute of an index of t that stores columns of the same names.
func includedIn(t *schema.Table, columns []*schema.Column) schema.Attr {
	own := make([]*schema.Column, 0, len(columns))
	for _, c := range columns {
		if found, ok := t.Column(c.Name); ok {
			own = append(own, found)
		}
	}
	return &postgres.IndexInclude{Columns: own}
}
