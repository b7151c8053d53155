package atlas

import (
	"context"
	"database/sql"
	"strings"

	"ariga.io/atlas/sql/schema"
)

// asking gives what atlas asks as it opens a database the caller's context, for the hooks that are told of it: atlas has none there.
type asking struct {
	opening context.Context
	schema.ExecQuerier
}

// QueryContext implements schema.ExecQuerier.
func (a asking) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if ctx == context.Background() {
		ctx = a.opening
	}
	return a.ExecQuerier.QueryContext(ctx, query, args...)
}

// served mends what atlas asks PostgreSQL: tables and columns come from the catalog, since the information schema hides those that a role
// may not read; and of unique constraints it leaves out the foreign keys that their index serves, which atlas takes for the constraint. What
// PostgreSQL itself has, whose OIDs are below 16384, nobody asks for. Nor are columns joined with what they come from
// once more, which took longer to plan than to read. Source: PostgreSQL, access/transam.h, FirstNormalObjectId.
type served struct{ *sql.DB }

// QueryContext implements schema.ExecQuerier.
func (s served) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return s.DB.QueryContext(ctx, mended.Replace(query), args...)
}

var mended = strings.NewReplacer(
	"group by conindid", "where contype <> 'f' and conindid >= 16384 group by conindid",
	"from pg_index i\n", "from pg_index i where i.indexrelid >= 16384\n",
	"INFORMATION_SCHEMA.TABLES AS t1", everyTable+" AS t1",
	`"information_schema"."columns" AS t1
	JOIN pg_catalog.pg_namespace AS t2 ON t2.nspname = t1.table_schema
	JOIN pg_catalog.pg_class AS t3 ON t3.relnamespace = t2.oid AND t3.relname = t1.table_name
	JOIN pg_catalog.pg_attribute AS a ON a.attrelid = t3.oid AND a.attname = t1.column_name
	LEFT JOIN pg_catalog.pg_type AS t4 ON t4.oid = a.atttypid`, everyColumn+` AS t1
	CROSS JOIN LATERAL (SELECT t1.relation AS oid) AS t3
	CROSS JOIN LATERAL (SELECT t1.atttypid, t1.atttypmod, t1.attnum) AS a
	CROSS JOIN LATERAL (SELECT t1.typtype, t1.typelem, t1.type AS oid) AS t4`,
)

// everyTable is the information schema's view of tables, of a role that may read all.
const everyTable = `(
	SELECT n.nspname AS table_schema, c.relname AS table_name,
		CASE WHEN n.oid = pg_my_temp_schema() THEN 'LOCAL TEMPORARY' ELSE 'BASE TABLE' END AS table_type
	FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
	WHERE c.relkind IN ('r', 'p') AND NOT pg_is_other_temp_schema(n.oid)
)`

// everyColumn is the same of columns, as far as atlas asks for it. A numeric's scale has a sign in it, which that view overlooks.
// Source: PostgreSQL, numeric_typmod_scale in utils/adt/numeric.c.
const everyColumn = `(
	SELECT c.oid AS relation, a.attnum, a.atttypid, a.atttypmod, t.oid AS type, t.typtype, t.typelem,
		n.nspname AS table_schema, c.relname AS table_name, a.attname AS column_name, a.attnum::integer AS ordinal_position,
		CASE WHEN b.typelem <> 0 AND b.typlen = -1 THEN 'ARRAY'
			WHEN b.typnamespace = 'pg_catalog'::regnamespace THEN format_type(b.oid, NULL) ELSE 'USER-DEFINED' END AS data_type,
		CASE WHEN a.attnotnull OR t.typtype = 'd' AND t.typnotnull THEN 'NO' ELSE 'YES' END AS is_nullable,
		CASE WHEN a.atthasdef AND a.attgenerated = '' THEN (
			SELECT pg_get_expr(d.adbin, d.adrelid) FROM pg_catalog.pg_attrdef d WHERE d.adrelid = a.attrelid AND d.adnum = a.attnum) END AS column_default,
		CASE WHEN a.atthasdef AND a.attgenerated <> '' THEN (
			SELECT pg_get_expr(d.adbin, d.adrelid) FROM pg_catalog.pg_attrdef d WHERE d.adrelid = a.attrelid AND d.adnum = a.attnum) END AS generation_expression,
		information_schema._pg_char_max_length(b.oid, s.mod) AS character_maximum_length,
		information_schema._pg_numeric_precision(b.oid, s.mod) AS numeric_precision, CASE WHEN b.oid = 'numeric'::regtype AND s.mod >= 4
			THEN (((s.mod - 4) & 2047) # 1024) - 1024 ELSE information_schema._pg_numeric_scale(b.oid, s.mod) END AS numeric_scale,
		information_schema._pg_datetime_precision(b.oid, s.mod) AS datetime_precision, information_schema._pg_interval_type(b.oid, s.mod) AS interval_type,
		NULL::text AS character_set_name, (
			SELECT l.collname FROM pg_catalog.pg_collation l
			WHERE l.oid = a.attcollation AND NOT (l.collname = 'default' AND l.collnamespace = 'pg_catalog'::regnamespace)) AS collation_name,
		CASE WHEN a.attidentity <> '' THEN 'YES' ELSE 'NO' END AS is_identity,
		CASE WHEN a.attidentity <> '' THEN (
			SELECT i.seqstart::text FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_sequence i ON i.seqrelid = d.objid WHERE d.classid = 'pg_class'::regclass
			AND d.deptype = 'i' AND d.refclassid = 'pg_class'::regclass AND d.refobjid = a.attrelid AND d.refobjsubid = a.attnum) END AS identity_start,
		CASE WHEN a.attidentity <> '' THEN (
			SELECT i.seqincrement::text FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_sequence i ON i.seqrelid = d.objid WHERE d.classid = 'pg_class'::regclass
			AND d.deptype = 'i' AND d.refclassid = 'pg_class'::regclass AND d.refobjid = a.attrelid AND d.refobjsubid = a.attnum) END AS identity_increment,
		CASE a.attidentity WHEN 'a' THEN 'ALWAYS' WHEN 'd' THEN 'BY DEFAULT' END AS identity_generation
	FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
	JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
	JOIN pg_catalog.pg_type b ON b.oid = CASE t.typtype WHEN 'd' THEN t.typbasetype ELSE t.oid END
	CROSS JOIN LATERAL (SELECT CASE t.typtype WHEN 'd' THEN t.typtypmod ELSE a.atttypmod END AS mod) AS s
	WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'f', 'v')
)`
