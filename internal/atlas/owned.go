package atlas

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"ariga.io/atlas/sql/schema"
)

// versionTables are those in which migration tools write how far they are.
var versionTables = []string{"drey_version", "goose_db_version", "alembic_version", "schema_migrations", "atlas_schema_revisions"}

// withoutOthers takes out of what was inspected what is no table of a model's: version tables, and on SQLite virtual tables and
// those that stand behind them.
func (d *Database) withoutOthers(ctx context.Context, r *schema.Realm) error {
	hidden := slices.Clone(versionTables)
	if !d.schemas {
		virtual, err := d.virtual(ctx)
		if err != nil {
			return err
		}
		hidden = append(hidden, virtual...)
	}
	for _, s := range r.Schemas {
		s.Tables = slices.DeleteFunc(s.Tables, func(t *schema.Table) bool { return slices.Contains(hidden, t.Name) })
	}
	return nil
}

// virtual are the names of SQLite's virtual tables and of their shadows.
func (d *Database) virtual(ctx context.Context) (names []string, err error) {
	rows, err := d.db.QueryContext(ctx, "SELECT name FROM pragma_table_list WHERE type IN ('virtual', 'shadow') ORDER BY name")
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	return names, rows.Err()
}

// keysHold says of the columns of SQLite's primary keys that they hold no NULL, as the models say.
func keysHold(r *schema.Realm) {
	for _, s := range r.Schemas {
		for _, t := range s.Tables {
			if t.PrimaryKey == nil {
				continue
			}
			for _, p := range t.PrimaryKey.Parts {
				if p.C != nil {
					p.C.Type.Null = false
				}
			}
		}
	}
}

// keysNamed has SQLite name the column of a foreign key that refers to a table without one: its primary key.
type keysNamed struct{ schema.ExecQuerier }

// QueryContext implements schema.ExecQuerier.
func (k keysNamed) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if strings.Contains(query, "pragma_foreign_key_list") {
		query = strings.Replace(query, "`to`,", "coalesce(`to`, (SELECT k.name FROM pragma_table_info(`table`) k WHERE k.pk = seq + 1)) AS `to`,", 1)
	}
	return k.ExecQuerier.QueryContext(ctx, query, args...)
}
