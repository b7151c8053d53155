package atlas

import (
	"context"
	"slices"
)

// overlooked returns the changes that atlas does not look for on PostgreSQL: the collation of a column, and whether a foreign
// key is checked at commit.
func (d *Database) overlooked(ctx context.Context, m Model) (list []Change, err error) {
	if !d.schemas {
		return nil, nil
	}
	present, err := d.Present(ctx, m)
	if err != nil {
		return nil, err
	}
	collations, err := d.collations(ctx, m)
	if err != nil {
		return nil, err
	}
	for _, t := range m.Tables {
		at := slices.IndexFunc(present.Tables, func(p Table) bool { return p.Qualified() == t.Qualified() })
		if at < 0 {
			continue
		}
		list = append(list, t.deferredOtherwise(present.Tables[at])...)
		for _, c := range t.Columns {
			was, there := collations[place{t.Schema, t.Name, c.Name}]
			if there && was != c.Collate {
				list = append(list, Change{Kind: "ModifyColumn", Schema: t.Schema, Table: t.Name, Name: c.Name, From: collated(was), To: collated(c.Collate)})
			}
		}
	}
	return list, nil
}

// deferredOtherwise returns a Drop and an Add of each foreign key of t that was checked at another time.
func (t Table) deferredOtherwise(was Table) (list []Change) {
	for _, fk := range t.ForeignKeys {
		for _, old := range was.ForeignKeys {
			if slices.Equal(old.Columns, fk.Columns) && old.RefTable == fk.RefTable && old.Deferrable != fk.Deferrable {
				drop := Change{Kind: "DropForeignKey", Schema: t.Schema, Table: t.Name, Name: old.Name, From: checked(old.Deferrable)}
				add := Change{Kind: "AddForeignKey", Schema: t.Schema, Table: t.Name, Name: fk.Name, To: checked(fk.Deferrable)}
				list = append(list, drop, add)
			}
		}
	}
	return list
}

func checked(late bool) string {
	if late {
		return "DEFERRABLE INITIALLY DEFERRED"
	}
	return "NOT DEFERRABLE"
}

func collated(name string) string {
	if name == "" {
		name = "default"
	}
	return "COLLATE " + name
}

// place is a column of a table.
type place struct{ schema, table, column string }

// collations are those of columns, "" where one has its type's.
func (d *Database) collations(ctx context.Context, m Model) (map[place]string, error) {
	rows, err := d.db.QueryContext(ctx, `
SELECT CASE n.nspname WHEN current_schema() THEN '' ELSE n.nspname END, c.relname, a.attname,
	CASE a.attcollation WHEN t.typcollation THEN '' ELSE o.collname END
FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_type t ON t.oid = a.atttypid JOIN pg_catalog.pg_collation o ON o.oid = a.attcollation
WHERE n.nspname = ANY($1) AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped`, d.schemasOf(m))
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	found := map[place]string{}
	for rows.Next() {
		var at place
		var name string
		if err := rows.Scan(&at.schema, &at.table, &at.column, &name); err != nil {
			return nil, err
		}
		found[at] = name
	}
	return found, rows.Err()
}
