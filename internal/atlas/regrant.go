package atlas

import (
	"context"
	"strings"

	"github.com/drey-db/drey/internal/sqltext"
)

// keptOfViews is, as statements, what the views $views have beside their queries, which goes when they are dropped:
// grants on them and on their columns, options, comments and their owner, and triggers, rules, defaults and indexes. They are read by the revision itself, since each database has its own.
const keptOfViews = `CREATE TEMPORARY TABLE drey_kept AS
WITH views AS (
	SELECT c.*, c.oid::regclass AS named, CASE c.relkind WHEN 'm' THEN 'MATERIALIZED VIEW' ELSE 'VIEW' END AS kind
	FROM pg_catalog.pg_class c WHERE c.oid IN ($views) AND c.relkind IN ('v', 'm')
), grants AS (
	SELECT v.oid, v.named, v.relowner, '' AS columns, (aclexplode(v.relacl)).* FROM views v
	UNION ALL
	SELECT v.oid, v.named, v.relowner, format(' (%I)', a.attname), (aclexplode(a.attacl)).* FROM views v JOIN pg_catalog.pg_attribute a ON a.attrelid = v.oid AND NOT a.attisdropped
)
SELECT format('ALTER %s %s SET (%s)', kind, named, array_to_string(reloptions, ', ')) AS statement FROM views WHERE reloptions IS NOT NULL
UNION ALL
SELECT format('COMMENT ON %s %s IS %L', kind, named, obj_description(oid, 'pg_class')) FROM views WHERE obj_description(oid, 'pg_class') IS NOT NULL
UNION ALL
SELECT format('COMMENT ON COLUMN %s.%I IS %L', v.named, a.attname, col_description(v.oid, a.attnum)) FROM views v
JOIN pg_catalog.pg_attribute a ON a.attrelid = v.oid AND NOT a.attisdropped AND a.attnum > 0 WHERE col_description(v.oid, a.attnum) IS NOT NULL
UNION ALL
SELECT format('GRANT %s%s ON %s TO %s%s', privilege_type, columns, named, CASE grantee WHEN 0 THEN 'PUBLIC' ELSE grantee::regrole::text END,
	CASE WHEN is_grantable THEN ' WITH GRANT OPTION' ELSE '' END) FROM grants WHERE grantee <> relowner
UNION ALL
SELECT format('ALTER VIEW %s ALTER COLUMN %I SET DEFAULT %s', v.named, a.attname, pg_get_expr(d.adbin, d.adrelid)) FROM views v
JOIN pg_catalog.pg_attrdef d ON d.adrelid = v.oid JOIN pg_catalog.pg_attribute a ON a.attrelid = v.oid AND a.attnum = d.adnum
UNION ALL
SELECT pg_get_triggerdef(t.oid) FROM views v JOIN pg_catalog.pg_trigger t ON t.tgrelid = v.oid WHERE NOT t.tgisinternal
UNION ALL
SELECT pg_get_ruledef(r.oid) FROM views v JOIN pg_catalog.pg_rewrite r ON r.ev_class = v.oid WHERE r.rulename <> '_RETURN'
UNION ALL
SELECT pg_get_indexdef(i.indexrelid) FROM views v JOIN pg_catalog.pg_index i ON i.indrelid = v.oid
UNION ALL
SELECT format('ALTER %s %s OWNER TO %s', kind, named, relowner::regrole) FROM views WHERE relowner <> current_user::regrole`

// givenBack has views made anew have what was kept, but for what is said of columns that they have no longer, and what was declared and is
// there again.
const givenBack = `DO $drey$
DECLARE
	kept text;
BEGIN
	FOR kept IN SELECT statement FROM pg_temp.drey_kept LOOP
		BEGIN
			EXECUTE kept;
		EXCEPTION WHEN undefined_column OR duplicate_object OR duplicate_table THEN
			RAISE NOTICE 'not made again: %', kept;
		END;
	END LOOP;
	DROP TABLE pg_temp.drey_kept;
END
$drey$`

// keeping are the statements before and behind those that make views of PostgreSQL's anew; none where there are no views.
func keeping(views []string) (before, behind []string) {
	if len(views) == 0 {
		return nil, nil
	}
	found := make([]string, len(views))
	for i, name := range views {
		found[i] = "to_regclass(" + sqltext.Literal(qualified(name)) + ")"
	}
	return []string{strings.Replace(keptOfViews, "$views", strings.Join(found, ", "), 1)}, []string{givenBack}
}

// keptOfType is, as statements, what the type $type has beside its values: who may use it, its comment and its owner.
const keptOfType = `CREATE TEMPORARY TABLE drey_kept_type AS
WITH types AS (
	SELECT t.*, t.oid::regtype AS named FROM pg_catalog.pg_type t WHERE t.oid = to_regtype($type)
)
SELECT format('COMMENT ON TYPE %s IS %L', named, obj_description(oid, 'pg_type')) AS statement FROM types WHERE obj_description(oid, 'pg_type') IS NOT NULL
UNION ALL
SELECT format('REVOKE ALL ON TYPE %s FROM PUBLIC', named) FROM types WHERE typacl IS NOT NULL
UNION ALL
SELECT format('GRANT %s ON TYPE %s TO %s%s', g.privilege_type, t.named, CASE g.grantee WHEN 0 THEN 'PUBLIC' ELSE g.grantee::regrole::text END,
	CASE WHEN g.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END) FROM types t, aclexplode(t.typacl) g WHERE g.grantee <> t.typowner
UNION ALL
SELECT format('ALTER TYPE %s OWNER TO %s', named, typowner::regrole) FROM types WHERE typowner <> current_user::regrole`

// keepingType are the statements before and behind those that make a type of PostgreSQL's anew.
func keepingType(name string) (before, behind string) {
	return strings.Replace(keptOfType, "$type", sqltext.Literal(name), 1), strings.ReplaceAll(givenBack, "drey_kept", "drey_kept_type")
}

// keptOfColumns is, as statements, what the columns $columns have beside their definitions: grants, and how they are stored and counted.
const keptOfColumns = `
WITH columns AS (
	SELECT a.*, c.oid::regclass AS named, c.relowner FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
	WHERE (c.oid, a.attname::text) IN ($columns) AND NOT a.attisdropped
)
SELECT format('ALTER TABLE %s ALTER COLUMN %I SET STATISTICS %s', named, attname, attstattarget) AS statement FROM columns WHERE coalesce(attstattarget, -1) >= 0
UNION ALL
SELECT format('ALTER TABLE %s ALTER COLUMN %I SET STORAGE %s', named, attname, CASE attstorage WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL' WHEN 'm' THEN 'MAIN' ELSE 'EXTENDED' END)
FROM columns WHERE attstorage <> (SELECT typstorage FROM pg_catalog.pg_type t WHERE t.oid = atttypid)
UNION ALL
SELECT format('ALTER TABLE %s ALTER COLUMN %I SET COMPRESSION %s', named, attname, CASE to_jsonb(c)->>'attcompression' WHEN 'p' THEN 'pglz' ELSE 'lz4' END)
FROM columns c WHERE to_jsonb(c)->>'attcompression' IN ('p', 'l')
UNION ALL
SELECT format('ALTER TABLE %s ALTER COLUMN %I SET (%s)', named, attname, array_to_string(attoptions, ', ')) FROM columns WHERE attoptions IS NOT NULL
UNION ALL
SELECT format('GRANT %s (%I) ON %s TO %s%s', g.privilege_type, attname, named, CASE g.grantee WHEN 0 THEN 'PUBLIC' ELSE g.grantee::regrole::text END,
	CASE WHEN g.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END) FROM columns, aclexplode(attacl) g WHERE g.grantee <> relowner`

// keepingColumns are the statements before and behind those that make columns of PostgreSQL's anew; none where they have nothing of the kind.
func (d *Database) keepingColumns(ctx context.Context, columns []namedColumn) (before, behind []string, err error) {
	list, err := d.keptOf(ctx, columns)
	if err != nil || len(list) == 0 {
		return nil, nil, err
	}
	return []string{"CREATE TEMPORARY TABLE drey_kept_columns AS" + keptOfThose(columns)}, []string{givenToColumns}, nil
}

// givenToColumns is givenBack of columns, of which another type may not be stored as the old one was.
var givenToColumns = strings.NewReplacer("drey_kept", "drey_kept_columns", "duplicate_table THEN", "duplicate_table OR feature_not_supported THEN").Replace(givenBack)

// namedColumn is a column, by its table's name as statements write it and its own.
type namedColumn struct{ table, name string }

func keptOfThose(columns []namedColumn) string {
	found := make([]string, len(columns))
	for i, c := range columns {
		found[i] = "(to_regclass(" + sqltext.Literal(c.table) + "), " + sqltext.Literal(c.name) + ")"
	}
	return strings.Replace(keptOfColumns, "$columns", strings.Join(found, ", "), 1)
}

// keptOf are the statements that give columns what they have beside their definitions.
func (d *Database) keptOf(ctx context.Context, columns []namedColumn) (list []string, err error) {
	if len(columns) == 0 {
		return nil, nil
	}
	err = eachRow(ctx, d.db, keptOfThose(columns), func(scan func(...any) error) error {
		list = append(list, "")
		return scan(&list[len(list)-1])
	})
	return list, err
}
