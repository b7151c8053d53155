package atlas

import (
	"slices"

	"ariga.io/atlas/sql/schema"
)

// versionTables are those in which migration tools write how far they are.
var versionTables = []string{"drey_version", "goose_db_version", "alembic_version", "schema_migrations", "atlas_schema_revisions"}

// versionColumns are those of drey's, which may have any name: several programs keep their revisions apart in one database.
var versionColumns = []string{"revision", "checksum", "message", "applied_at", "progress"}

// withoutOthers takes out of what was inspected what is no table of a model's: version tables.
func (d *Database) withoutOthers(r *schema.Realm, m Model) {
	for _, s := range r.Schemas {
		s.Tables = slices.DeleteFunc(s.Tables, func(t *schema.Table) bool {
			return slices.Contains(versionTables, t.Name) || isVersionTable(t) && !m.hasTable(d.called(s, t.Name))
		})
	}
}

// isVersionTable reports whether a table says which of drey's revisions are applied, whatever it is called.
func isVersionTable(t *schema.Table) bool {
	lacks := func(name string) bool { _, ok := t.Column(name); return !ok }
	return t.PrimaryKey != nil && slices.Equal(partColumns(t.PrimaryKey.Parts), versionColumns[:1]) && !slices.ContainsFunc(versionColumns, lacks)
}
