package atlas

import (
	"fmt"

	"ariga.io/atlas/sql/migrate"
	"ariga.io/atlas/sql/postgres"
	"ariga.io/atlas/sql/schema"
	"ariga.io/atlas/sql/sqlite"
)

// dialect is what differs between databases in how atlas describes them.
type dialect struct {
	name      string
	differ    schema.Differ
	planner   migrate.PlanApplier
	open      func(schema.ExecQuerier) (migrate.Driver, error)
	parseType func(string) (schema.Type, error)
	writeType func(schema.Type) (string, error)
	enums     bool // there are enumerated types
	schemas   bool // tables stand in schemas that statements name
	where     func(string) schema.Attr
	wherein   func(schema.Attr) (string, bool)
}

var dialects = map[string]dialect{
	"postgres": {
		name: "postgres", differ: postgres.DefaultDiff, planner: postgres.DefaultPlan, open: postgres.Open,
		parseType: parsePostgres, writeType: postgres.FormatType, enums: true, schemas: true,
		where: func(sql string) schema.Attr { return &postgres.IndexPredicate{P: sql} },
		wherein: func(a schema.Attr) (string, bool) {
			p, ok := a.(*postgres.IndexPredicate)
			if !ok {
				return "", false
			}
			return p.P, true
		},
	},
	"sqlite": {
		name: "sqlite", differ: sqlite.DefaultDiff, planner: sqlite.DefaultPlan,
		open:      func(db schema.ExecQuerier) (migrate.Driver, error) { return sqlite.Open(db) },
		parseType: sqlite.ParseType, writeType: sqlite.FormatType,
		where: func(sql string) schema.Attr { return &sqlite.IndexPredicate{P: sql} },
		wherein: func(a schema.Attr) (string, bool) {
			p, ok := a.(*sqlite.IndexPredicate)
			if !ok {
				return "", false
			}
			return p.P, true
		},
	},
}

// dialectOf returns the dialect of a name.
func dialectOf(name string) (dialect, error) {
	d, ok := dialects[name]
	if !ok {
		return d, fmt.Errorf("tables of dialect %q cannot be described: postgres and sqlite can", name)
	}
	return d, nil
}

// Supports returns an error unless tables of a dialect can be described, and says so in words where not.
func Supports(name string) error {
	_, err := dialectOf(name)
	return err
}
