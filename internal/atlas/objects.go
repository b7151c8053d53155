package atlas

import (
	"context"
)

// Object is something of a database that atlas does not see.
type Object struct {
	Kind                string // View or Raw
	Schema, Table, Name string
	Text                string // what it is in words: "trigger"; of what is not compared of a table, a column or a constraint, that
}

// Called is an object's name, with its schema where that is not the current one.
func (o Object) Called() string { return joined(o.Schema, o.Name) }

// objectsOfPostgres asks for the objects of the schemas named in $1: kind, schema, table, name, what it is. What extensions brought
// is left out.
const objectsOfPostgres = `
SELECT CASE WHEN c.relkind IN ('v', 'm') THEN 'View' ELSE 'Raw' END, n.nspname, '', c.relname,
	CASE c.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' ELSE 'sequence' END
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = ANY($1) AND (c.relkind IN ('v', 'm') OR c.relkind = 'S' AND NOT EXISTS (
	SELECT 1 FROM pg_catalog.pg_depend d WHERE d.objid = c.oid AND d.deptype IN ('a', 'i')))
	AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
UNION ALL
SELECT 'Raw', n.nspname, c.relname, t.tgname, 'trigger' FROM pg_catalog.pg_trigger t JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = ANY($1) AND NOT t.tgisinternal
UNION ALL
SELECT 'Raw', n.nspname, '', p.proname, CASE p.prokind WHEN 'p' THEN 'procedure' WHEN 'a' THEN 'aggregate' ELSE 'function' END FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
WHERE n.nspname = ANY($1) AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
UNION ALL
SELECT 'Raw', n.nspname, c.relname, p.polname, 'policy' FROM pg_catalog.pg_policy p JOIN pg_catalog.pg_class c ON c.oid = p.polrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = ANY($1)
UNION ALL
SELECT 'Raw', n.nspname, '', t.typname, CASE t.typtype WHEN 'd' THEN 'domain' WHEN 'r' THEN 'range type' ELSE 'type' END FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
WHERE n.nspname = ANY($1) AND (t.typtype IN ('d', 'r') OR t.typtype = 'b' AND t.typcategory <> 'A' OR t.typtype = 'c' AND EXISTS (
	SELECT 1 FROM pg_catalog.pg_class c WHERE c.oid = t.typrelid AND c.relkind = 'c')) AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d WHERE d.objid = t.oid AND d.deptype = 'e')
UNION ALL
SELECT 'Raw', n.nspname, coalesce(c.relname, ''), o.named, o.what FROM (
	SELECT oid, 'pg_collation'::regclass AS class, collnamespace AS place, 0 AS table, collname AS named, 'collation' AS what FROM pg_catalog.pg_collation
	UNION ALL SELECT oid, 'pg_statistic_ext'::regclass, stxnamespace, stxrelid, stxname, 'statistics' FROM pg_catalog.pg_statistic_ext
	UNION ALL SELECT oid, 'pg_operator'::regclass, oprnamespace, 0, oprname, 'operator' FROM pg_catalog.pg_operator
	UNION ALL SELECT oid, 'pg_opclass'::regclass, opcnamespace, 0, opcname, 'operator class' FROM pg_catalog.pg_opclass
	UNION ALL SELECT oid, 'pg_ts_config'::regclass, cfgnamespace, 0, cfgname, 'text search configuration' FROM pg_catalog.pg_ts_config
	UNION ALL SELECT oid, 'pg_ts_dict'::regclass, dictnamespace, 0, dictname, 'text search dictionary' FROM pg_catalog.pg_ts_dict
) AS o JOIN pg_catalog.pg_namespace n ON n.oid = o.place LEFT JOIN pg_catalog.pg_class c ON c.oid = o.table
WHERE n.nspname = ANY($1) AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d WHERE d.classid = o.class AND d.objid = o.oid AND d.deptype = 'e')
UNION ALL
SELECT 'Raw', r.schemaname, r.tablename, r.rulename, 'rule' FROM pg_catalog.pg_rules r WHERE r.schemaname = ANY($1)
ORDER BY 1, 2, 3, 4`

const objectsOfSQLite = `SELECT CASE type WHEN 'view' THEN 'View' ELSE 'Raw' END, '', CASE type WHEN 'view' THEN '' ELSE tbl_name END, name, type
FROM sqlite_master WHERE type IN ('view', 'trigger')
UNION ALL SELECT 'Raw', '', '', name, 'virtual table' FROM pragma_table_list WHERE schema = 'main' AND type = 'virtual' ORDER BY 1, 4`

// Objects returns what stands in the schemas of a model beside tables: views, sequences of their own, triggers, functions,
// policies and domains; and what tables have that no model can say.
func (d *Database) Objects(ctx context.Context, m Model) (list []Object, err error) {
	query, args := objectsOfSQLite, []any(nil)
	if d.schemas {
		query, args = objectsOfPostgres, []any{d.schemasOf(m)}
	}
	rows, err := d.db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var o Object
		if err := rows.Scan(&o.Kind, &o.Schema, &o.Table, &o.Name, &o.Text); err != nil {
			return nil, err
		}
		list = append(list, o)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	undeclared, err := d.undeclared(ctx, m)
	list = append(list, undeclared...)
	for i := range list {
		if list[i].Schema == d.current {
			list[i].Schema = ""
		}
	}
	return list, err
}

// objectInSchema asks whether the schema $2 has something called $1. A trigger, a policy and a rule stand where their table does.
const objectInSchema = `
SELECT EXISTS (SELECT 1 FROM (
	SELECT relnamespace AS place FROM pg_catalog.pg_class WHERE relname = $1
	UNION ALL SELECT pronamespace FROM pg_catalog.pg_proc WHERE proname = $1
	UNION ALL SELECT typnamespace FROM pg_catalog.pg_type WHERE typname = $1
	UNION ALL SELECT connamespace FROM pg_catalog.pg_constraint WHERE conname = $1
	UNION ALL SELECT c.relnamespace FROM pg_catalog.pg_trigger t JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid WHERE t.tgname = $1
	UNION ALL SELECT c.relnamespace FROM pg_catalog.pg_policy p JOIN pg_catalog.pg_class c ON c.oid = p.polrelid WHERE p.polname = $1
	UNION ALL SELECT c.relnamespace FROM pg_catalog.pg_rewrite r JOIN pg_catalog.pg_class c ON c.oid = r.ev_class WHERE r.rulename = $1
	UNION ALL SELECT collnamespace FROM pg_catalog.pg_collation WHERE collname = $1
	UNION ALL SELECT stxnamespace FROM pg_catalog.pg_statistic_ext WHERE stxname = $1
	UNION ALL SELECT oprnamespace FROM pg_catalog.pg_operator WHERE oprname = $1
	UNION ALL SELECT opcnamespace FROM pg_catalog.pg_opclass WHERE opcname = $1
	UNION ALL SELECT cfgnamespace FROM pg_catalog.pg_ts_config WHERE cfgname = $1
	UNION ALL SELECT dictnamespace FROM pg_catalog.pg_ts_dict WHERE dictname = $1
) AS o JOIN pg_catalog.pg_namespace n ON n.oid = o.place WHERE n.nspname = $2)`

// objectOfTable asks whether the table $3 in the schema $2 has a trigger, a policy, a rule or a constraint called $1: other tables may have
// one of that name too.
const objectOfTable = `
SELECT EXISTS (SELECT 1 FROM (
	SELECT tgrelid AS whose FROM pg_catalog.pg_trigger WHERE tgname = $1
	UNION ALL SELECT polrelid FROM pg_catalog.pg_policy WHERE polname = $1
	UNION ALL SELECT ev_class FROM pg_catalog.pg_rewrite WHERE rulename = $1
	UNION ALL SELECT conrelid FROM pg_catalog.pg_constraint WHERE conname = $1
) AS o JOIN pg_catalog.pg_class c ON c.oid = o.whose JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $2 AND c.relname = $3)`

// routineInSchema asks whether the schema $2 has a function or a procedure called $1.
const routineInSchema = `
SELECT EXISTS (SELECT 1 FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace WHERE p.proname = $1 AND n.nspname = $2)`

// objectOutside asks whether the database has something called $1 that stands in no schema.
const objectOutside = `
SELECT EXISTS (SELECT 1 FROM pg_catalog.pg_extension WHERE extname = $1) OR EXISTS (SELECT 1 FROM pg_catalog.pg_event_trigger WHERE evtname = $1)
	OR EXISTS (SELECT 1 FROM pg_catalog.pg_publication WHERE pubname = $1) OR EXISTS (SELECT 1 FROM pg_catalog.pg_foreign_server WHERE srvname = $1)
	OR EXISTS (SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = $1)`

// HasObject reports whether a declared view, sequence, trigger, function, policy, domain, type, extension or another object is there: by its
// name, in the schema where it is made, or on the table.
func (d *Database) HasObject(ctx context.Context, m Model, o Declared) (there bool, err error) {
	_, own := split(o.Name)
	if !d.schemas {
		err = d.db.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE name = ?)", own).Scan(&there)
		return there, err
	}
	in, err := d.schemaOf(ctx, m, o)
	if err != nil {
		return false, err
	}
	query, args := objectInSchema, []any{own, in}
	switch p := placeOf(o.Name, o.Create); {
	case in == "":
		query, args = objectOutside, args[:1]
	case p.table() != "":
		query, args = objectOfTable, append(args, p.table())
	case p.routine:
		query = routineInSchema
	}
	err = d.db.QueryRowContext(ctx, query, args...).Scan(&there)
	return there, err
}
