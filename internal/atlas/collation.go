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
	for _, t := range m.Tables {
		for _, c := range t.Columns {
			collation := d.collation(c.Collate)
			if collation != "" && !slices.ContainsFunc(known, func(s string) bool { return strings.EqualFold(s, collation) }) {
				return fmt.Errorf("table %s, column %s: SQLite has no collation %s: say one of %s in collate=, or register it with the driver",
					t.Name, c.Name, collation, strings.Join(known, ", "))
			}
		}
	}
	return nil
}
