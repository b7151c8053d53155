package migratetest

import (
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/atlas"
	"github.com/drey-db/drey/internal/sqldb"
	"github.com/drey-db/drey/schema"
)

// state is what a database holds.
type state struct {
	schema []string // a line a thing, sorted
	tables map[string]table
}

// table is the rows of a table, as SQL literals.
type table struct {
	columns []string
	rows    [][]string
}

// look reads the database.
func (r *roundtrip) look() state {
	r.Helper()
	s := state{tables: map[string]table{}}
	for _, t := range r.reflected() {
		s.schema = append(s.schema, lines(t, r.says)...)
		s.tables[named(t)] = r.content(t)
	}
	for _, object := range r.strings(objects[r.engine.Dialect().Name]) {
		s.schema = append(s.schema, object[0]+r.says(object[1]))
	}
	slices.Sort(s.schema)
	return s
}

// reflected are the tables, but the one in which revisions are kept.
func (r *roundtrip) reflected() (tables []schema.Table) {
	r.Helper()
	found, err := schema.Reflect(r.Context(), r.engine)
	r.must("reflect", err)
	tables = found.Tables()
	if r.postgres() {
		for _, name := range r.strings(otherSchemas) {
			found, err := schema.Reflect(r.Context(), r.engine, schema.InSchema(name[0]))
			r.must("reflect "+name[0], err)
			tables = append(tables, found.Tables()...)
		}
	}
	version := r.config.Table
	return slices.DeleteFunc(tables, func(t schema.Table) bool { return t.Name == version || named(t) == version })
}

// says is SQL without what is no difference: SQLite keeps it as it was typed, and puts quotes around a name when it renames a column.
func (r *roundtrip) says(sql string) string {
	if r.postgres() {
		return sql
	}
	return atlas.Canonical(sql)
}

func (r *roundtrip) postgres() bool { return r.engine.Dialect().Name == builder.Postgres().Name }

const otherSchemas = `SELECT nspname FROM pg_catalog.pg_namespace WHERE nspname NOT LIKE 'pg\_%' AND nspname NOT IN ('information_schema', current_schema())`

// objects are what stands beside tables, each by its name and its text.
var objects = map[string]string{
	builder.Postgres().Name: `
SELECT 'enum ' || t.oid::regtype || ': ', string_agg(e.enumlabel, ', ' ORDER BY e.enumsortorder) FROM pg_catalog.pg_type t JOIN pg_catalog.pg_enum e ON e.enumtypid = t.oid GROUP BY t.oid
UNION ALL SELECT 'view ' || c.oid::regclass || ': ', pg_get_viewdef(c.oid) FROM pg_catalog.pg_class c
	WHERE c.relkind IN ('v', 'm') AND c.relnamespace::regnamespace::text NOT IN ('pg_catalog', 'information_schema')
UNION ALL SELECT 'trigger ', pg_get_triggerdef(t.oid) FROM pg_catalog.pg_trigger t WHERE NOT t.tgisinternal
UNION ALL SELECT 'policy ' || p.polrelid::regclass || '.' || p.polname || ': ', coalesce(pg_get_expr(p.polqual, p.polrelid), '') || coalesce(pg_get_expr(p.polwithcheck, p.polrelid), '')
	FROM pg_catalog.pg_policy p
UNION ALL SELECT 'function ', pg_get_functiondef(p.oid) FROM pg_catalog.pg_proc p
	WHERE p.prokind IN ('f', 'p') AND p.pronamespace::regnamespace::text NOT IN ('pg_catalog', 'information_schema')
	AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')`,
	builder.SQLite().Name: "SELECT type || ' ' || name || ': ', sql FROM sqlite_master WHERE type IN ('view', 'trigger')",
}

// strings are the rows of a query, all of whose columns are text.
func (r *roundtrip) strings(query string) (found [][]string) {
	r.Helper()
	db := sqldb.Open(r.engine.Runner())
	defer db.Close()
	rows, err := db.QueryContext(r.Context(), query)
	r.must(query, err)
	defer rows.Close()
	columns, err := rows.Columns()
	r.must(query, err)
	for rows.Next() {
		values, places := make([]sql.NullString, len(columns)), make([]any, len(columns))
		for i := range values {
			places[i] = &values[i]
		}
		r.must(query, rows.Scan(places...))
		row := make([]string, len(columns))
		for i, v := range values {
			row[i] = v.String
		}
		found = append(found, row)
	}
	r.must(query, rows.Err())
	return found
}

// content reads the rows of a table.
func (r *roundtrip) content(t schema.Table) table {
	r.Helper()
	found := table{}
	values := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		found.columns = append(found.columns, c.Name)
		values[i] = "quote(" + quoted(c.Name) + ")"
		if r.postgres() {
			values[i] = "quote_nullable(CAST(" + quoted(c.Name) + " AS text))"
		}
	}
	if len(values) > 0 {
		found.rows = r.strings("SELECT " + strings.Join(values, ", ") + " FROM " + qualified(t.Schema, t.Name))
	}
	return found
}

func quoted(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

func qualified(schema, table string) string {
	if schema == "" {
		return quoted(table)
	}
	return quoted(schema) + "." + quoted(table)
}

func named(t schema.Table) string {
	if t.Schema == "" {
		return t.Name
	}
	return t.Schema + "." + t.Name
}

// lines describe a table, whose expressions are as says has them.
func lines(t schema.Table, says func(sql string) string) []string {
	name := named(t)
	list := []string{name}
	add := func(format string, args ...any) { list = append(list, name+": "+fmt.Sprintf(format, args...)) }
	for _, c := range t.Columns {
		add("%s", described("column "+c.Name+" "+c.Type, "NULL", c.Nullable, "DEFAULT", says(c.Default), "GENERATED", says(c.Generated), "IDENTITY", c.Identity,
			"COLLATE", c.Collate, "COMMENT", c.Comment))
	}
	if t.Key != nil {
		add("primary key %s (%s)", t.Key.Name, strings.Join(t.Key.Columns, ", "))
	}
	for _, fk := range t.ForeignKeys {
		add("%s", described(fmt.Sprintf("foreign key %s (%s) to %s (%s)", fk.Name, strings.Join(fk.Columns, ", "),
			qualified(fk.RefSchema, fk.RefTable), strings.Join(fk.RefColumns, ", ")), "ON DELETE", fk.OnDelete, "ON UPDATE", fk.OnUpdate, "DEFERRABLE", fk.Deferrable))
	}
	for _, u := range t.Uniques {
		add("unique %s (%s)", u.Name, strings.Join(u.Columns, ", "))
	}
	for _, i := range t.Indexes {
		add("%s", index(i, says))
	}
	for _, c := range t.Checks {
		add("check %s (%s)", c.Name, says(c.Expression))
	}
	if t.Comment != "" {
		add("comment %s", t.Comment)
	}
	return list
}

func index(i schema.IndexInfo, says func(sql string) string) string {
	parts := make([]string, len(i.Parts))
	for k, p := range i.Parts {
		parts[k] = described(p.Column+says(p.Expression), "DESC", p.Descending, "CLASS", p.Class, "NULLS", p.Nulls)
	}
	return described("index "+i.Name+" ("+strings.Join(parts, ", ")+")", "UNIQUE", i.Unique, "WHERE", says(i.Where), "USING", i.Using, "INCLUDE", strings.Join(i.Include, ", "))
}

// described is text with those words behind it that are true, or have a text.
func described(text string, pairs ...any) string {
	for i := 0; i < len(pairs); i += 2 {
		switch said := pairs[i+1].(type) {
		case bool:
			if said {
				text += fmt.Sprintf(" %s", pairs[i])
			}
		case string:
			if said != "" {
				text += fmt.Sprintf(" %s %s", pairs[i], said)
			}
		}
	}
	return text
}
