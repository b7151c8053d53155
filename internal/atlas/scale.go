package atlas

import (
	"fmt"

	"ariga.io/atlas/sql/postgres"
	"ariga.io/atlas/sql/schema"
)

// parsePostgres is a type of PostgreSQL's by its name.
func parsePostgres(name string) (schema.Type, error) {
	t, err := postgres.ParseType(name)
	return belowZero(t), err
}

// belowZero has a numeric of a negative scale, which rounds before the point and which atlas refuses to write, be a type by its name, and so
// the elements of a list.
func belowZero(t schema.Type) schema.Type {
	switch t := t.(type) {
	case *schema.DecimalType:
		if t.Scale < 0 {
			return &postgres.UserDefinedType{T: fmt.Sprintf("numeric(%d,%d)", t.Precision, t.Scale)}
		}
	case *postgres.ArrayType:
		t.Type = belowZero(t.Type)
	}
	return t
}

// scaleBelowZero is belowZero of the columns of a realm.
func scaleBelowZero(r *schema.Realm) {
	for _, s := range r.Schemas {
		for _, t := range s.Tables {
			for _, c := range t.Columns {
				c.Type.Type = belowZero(c.Type.Type)
			}
		}
	}
}
