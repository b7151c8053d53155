package atlas

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// knowsCollations finds a collation that SQLite does not have. PostgreSQL says so itself.
func (d *Database) knowsCollations(ctx context.Context, m Model) error {
	if d.schemas {
		return nil
	}
	var known []string
	err := eachRow(ctx, d.db, "SELECT name FROM pragma_collation_list ORDER BY name", func(scan func(...any) error) error {
		known = append(known, "")
		return scan(&known[len(known)-1])
	})
	if err != nil {
		return err
	}
	lacks := func(said string) bool {
		collation := d.collation(said)
		return collation != "" && !slices.ContainsFunc(known, func(s string) bool { return strings.EqualFold(s, collation) })
	}
	for _, t := range m.Tables {
		for _, c := range t.Columns {
			if lacks(c.Collate) {
				return fmt.Errorf("table %s, column %s: SQLite has no collation %s: say one of %s in collate=, or register it with the driver",
					t.Name, c.Name, d.collation(c.Collate), strings.Join(known, ", "))
			}
		}
		for _, i := range t.Indexes {
			for _, p := range i.Parts {
				if lacks(p.Collate) {
					return fmt.Errorf("index %s: SQLite has no collation %s: say one of %s in schema.Collate, or register it with the driver", i.Name, d.collation(p.Collate), strings.Join(known, ", "))
				}
			}
		}
	}
	return nil
}
