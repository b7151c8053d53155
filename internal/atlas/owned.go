package atlas

import (
	"slices"

	"ariga.io/atlas/sql/schema"
)

// versionTables are those in which migration tools write how far they are.
var versionTables = []string{"drey_version", "goose_db_version", "alembic_version", "schema_migrations", "atlas_schema_revisions"}

// withoutOthers takes out of what was inspected what is no table of a model's: version tables.
func withoutOthers(r *schema.Realm) {
	for _, s := range r.Schemas {
		s.Tables = slices.DeleteFunc(s.Tables, func(t *schema.Table) bool { return slices.Contains(versionTables, t.Name) })
	}
}
