package atlas

import "context"

const deferrableQuery = `SELECT n.nspname, r.relname, c.conname FROM pg_catalog.pg_constraint c
	JOIN pg_catalog.pg_class r ON r.oid = c.conrelid JOIN pg_catalog.pg_namespace n ON n.oid = r.relnamespace
	WHERE c.contype = 'f' AND c.condeferred`

// readDeferrable marks the foreign keys of a model that are checked at commit, which atlas does not tell.
func (d *Database) readDeferrable(ctx context.Context, m Model) error {
	rows, err := d.db.QueryContext(ctx, deferrableQuery)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var schema, table, name string
		if err := rows.Scan(&schema, &table, &name); err != nil {
			return err
		}
		if schema == d.current {
			schema = ""
		}
		m.markDeferrable(schema, table, name)
	}
	return rows.Err()
}

func (m Model) markDeferrable(schema, table, name string) {
	for _, t := range m.Tables {
		for i := range t.ForeignKeys {
			if fk := &t.ForeignKeys[i]; t.Schema == schema && t.Name == table && fk.Name == name {
				fk.Deferrable = true
			}
		}
	}
}
