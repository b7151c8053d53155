package atlas

import (
	"context"
	"strings"
)

// Element returns the type of the elements of an array's, and how many dimensions that has: 0 of a type that is none.
func Element(name string) (element string, dimensions int) {
	for strings.HasSuffix(name, "[]") {
		name, dimensions = strings.TrimSuffix(name, "[]"), dimensions+1
	}
	return name, dimensions
}

// dimensionsOfPostgres asks for the columns of the schemas in $1 that were declared as arrays of several dimensions.
const dimensionsOfPostgres = `
SELECT n.nspname, c.relname, a.attname, s.dimensions FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
CROSS JOIN LATERAL (SELECT CASE t.typtype WHEN 'd' THEN t.typndims ELSE a.attndims END AS dimensions) AS s
WHERE n.nspname = ANY($1) AND a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'f') AND s.dimensions > 1`

// Reflected is Present with the types of arrays as they were declared, integer[][]: PostgreSQL takes arrays of any dimensions all the
// same, and Diff finds no difference.
func (d *Database) Reflected(ctx context.Context, m Model) (Model, error) {
	found, err := d.Present(ctx, m)
	if err != nil || !d.schemas {
		return found, err
	}
	return found, eachRow(ctx, d.db, dimensionsOfPostgres, func(scan func(...any) error) error {
		var schema, table, column string
		var dimensions int
		err := scan(&schema, &table, &column, &dimensions)
		if schema == d.current {
			schema = ""
		}
		found.declare(schema, table, column, dimensions)
		return err
	}, d.schemasOf(m))
}

// declare has the type of a column that is an array say how many dimensions it was declared with.
func (m *Model) declare(schema, table, column string, dimensions int) {
	for _, t := range m.Tables {
		for i := range t.Columns {
			c := &t.Columns[i]
			if element, known := Element(c.Type); t.Schema == schema && t.Name == table && c.Name == column && known > 0 {
				c.Type = element + strings.Repeat("[]", dimensions)
			}
		}
	}
}
