package atlas

import (
	"slices"

	"ariga.io/atlas/sql/schema"
)

// strict marks a table of SQLite's that is STRICT: its columns are declared as one of a few types.
type strict struct{ schema.Attr }

func isStrict(t *schema.Table) bool {
	return slices.ContainsFunc(t.Attrs, func(a schema.Attr) bool { _, ok := a.(strict); return ok })
}

// storages are the types that a STRICT table knows, by the class of what is kept so; all others are text.
var storages = map[string]string{"integer": "integer", "boolean": "integer", "real": "real", "numeric": "real", "blob": "blob"}

// declareStrictly has a table's columns be declared as a STRICT table can say it.
func (d dialect) declareStrictly(t *schema.Table) error {
	for _, c := range t.Columns {
		name := firstOrNone(storages[DeclaredClass(d.declared(c))], "text")
		typ, err := d.parseType(name)
		if err != nil {
			return err
		}
		c.Type.Type, c.Type.Raw = typ, name
	}
	return nil
}
