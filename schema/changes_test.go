package schema_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// ship is what the table ships is to become.
type ship struct {
	ID     int64   `db:"id,pk"`
	Name   string  `db:"name,unique,index,check=name <> '',comment='painted on the bow'"`
	Tons   float64 `db:"tons,default=1"`
	Rig    string  `db:"rig,type=rig"`
	PortID *int64  `db:"port_id"`
	Port   *port   `rel:"belongs-to,ondelete=cascade"`
}

type port struct {
	ID int64
}

// TableName names the table.
func (ship) TableName() string { return "ships" }

// TableName names the table.
func (port) TableName() string { return "ports" }

// beforehand is what is there: of every kind of change something.
var beforehand = map[string][]string{
	"postgres": {
		"CREATE TYPE flag AS ENUM ('red', 'blue')", "CREATE TYPE rig AS ENUM ('sloop', 'brig')", "CREATE TABLE harbours (id int)",
		`CREATE TABLE ships (id bigint, name text, tons integer NOT NULL, rig rig NOT NULL, old_id bigint REFERENCES ships2 (id), PRIMARY KEY (id, name),
			CONSTRAINT tonnage CHECK (tons > 0), CONSTRAINT twice UNIQUE (tons, old_id))`,
		"CREATE INDEX heavy ON ships (tons DESC) WHERE tons > 100", "COMMENT ON TABLE ships IS 'wood'",
		"CREATE VIEW fleet AS SELECT id FROM ships", "CREATE VIEW wrecks AS SELECT 1 AS one", "CREATE SEQUENCE bells", "ALTER TABLE ships SET UNLOGGED",
	},
	"sqlite": {
		"CREATE TABLE harbours (id int)",
		`CREATE TABLE ships (id bigint, name text, tons integer NOT NULL, rig text NOT NULL, old_id bigint REFERENCES ships2 (id), PRIMARY KEY (id, name),
			CONSTRAINT tonnage CHECK (tons > 0), CONSTRAINT twice UNIQUE (tons, old_id)) WITHOUT ROWID`,
		"CREATE INDEX heavy ON ships (tons DESC) WHERE tons > 100",
		"CREATE VIEW fleet AS SELECT id FROM ships", "CREATE VIEW wrecks AS SELECT 1 AS one", "CREATE TRIGGER bells AFTER INSERT ON ships BEGIN SELECT 1; END",
	},
}

// postgresAlone are the kinds of changes that SQLite has nothing for: an enum is a check there, and there are no comments.
var postgresAlone = []schema.ChangeKind{schema.AddEnum, schema.DropEnum, schema.ModifyEnum, schema.ModifyTable}

var everyKind = []schema.ChangeKind{
	schema.AddTable, schema.DropTable, schema.ModifyTable, schema.AddColumn, schema.DropColumn, schema.ModifyColumn, schema.AddIndex, schema.DropIndex,
	schema.AddForeignKey, schema.DropForeignKey, schema.AddCheck, schema.DropCheck, schema.AddUnique, schema.DropUnique, schema.ModifyPrimaryKey,
	schema.AddEnum, schema.DropEnum, schema.ModifyEnum, schema.AddView, schema.DropView, schema.ModifyView, schema.AddRaw, schema.DropRaw, schema.Undeclared,
}

// Every change is a line that a person reads.
func TestEveryKindOfChangeIsALine(t *testing.T) {
	ships := builder.Model[ship]()
	m := schema.MustOf(ships, builder.Model[port]()).With(
		schema.Enum("rig", "sloop", "schooner"), schema.Enum("wind", "calm", "gale"), schema.Comment(ships, "iron"),
		schema.View("fleet", "SELECT id, name FROM ships"), schema.View("harbour", "SELECT 1\n\tAS one"),
		schema.Raw("whistle", "CREATE VIEW whistle AS\n SELECT 2 AS two", "DROP VIEW whistle"),
	)
	for dialect, on := range map[string]func(*testing.T) (string, *repo.Engine){"postgres": onPostgres, "sqlite": onSQLite} {
		t.Run(dialect, func(t *testing.T) {
			_, engine := on(t)
			t.Cleanup(func() { require.NoError(t, engine.Close()) })
			run(t, engine, "CREATE TABLE ships2 (id integer PRIMARY KEY)")
			run(t, engine, beforehand[dialect]...)
			d, err := m.Diff(t.Context(), engine)
			require.NoError(t, err)
			var lines []string
			seen := map[schema.ChangeKind]bool{}
			for _, c := range append(d.Changes, d.Unseen...) {
				require.NotContains(t, c.String(), "\n")
				lines, seen[c.Kind] = append(lines, c.String()), true
			}
			golden(t, "changes."+dialect+".txt", strings.Join(lines, "\n")+"\n")
			if dialect == "sqlite" {
				for _, kind := range postgresAlone {
					require.False(t, seen[kind], kind)
					seen[kind] = true
				}
			}
			for _, kind := range everyKind {
				require.True(t, seen[kind], kind)
			}
		})
	}
}
