package atlas

import (
	"context"
	"slices"
	"strings"

	"ariga.io/atlas/sql/postgres"
	"ariga.io/atlas/sql/schema"
)

// undeclaredOfPostgres asks what the tables of the schemas in $1 have that no model can say: schema, table, name, and what it is.
// What newer servers alone know is asked for by to_jsonb.
const undeclaredOfPostgres = `
WITH tables AS (
	SELECT c.*, n.nspname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
	WHERE n.nspname = ANY($1) AND c.relkind IN ('r', 'p', 'f')
), found AS (
	SELECT t.nspname, t.relname, t.relname AS named, v.what FROM tables t, LATERAL (VALUES
		(CASE t.relkind WHEN 'f' THEN 'FOREIGN TABLE' END),
		(CASE t.relpersistence WHEN 'u' THEN 'UNLOGGED' END),
		(CASE WHEN t.relrowsecurity THEN 'ROW LEVEL SECURITY' END),
		(CASE WHEN t.relforcerowsecurity THEN 'FORCE ROW LEVEL SECURITY' END),
		(CASE t.relkind WHEN 'p' THEN 'PARTITION BY ' || pg_get_partkeydef(t.oid) END),
		(CASE WHEN t.reloftype <> 0 THEN 'OF ' || format_type(t.reloftype, NULL) END),
		(CASE WHEN t.reloptions IS NOT NULL THEN 'WITH (' || array_to_string(t.reloptions, ', ') || ')' END),
		(CASE WHEN t.reltablespace <> 0 THEN 'TABLESPACE ' || (SELECT spcname FROM pg_catalog.pg_tablespace s WHERE s.oid = t.reltablespace) END),
		(CASE WHEN t.relkind = 'r' THEN 'USING ' || (
			SELECT amname FROM pg_catalog.pg_am a WHERE a.oid = t.relam AND a.amname <> current_setting('default_table_access_method', true)) END),
		(CASE t.relreplident WHEN 'f' THEN 'REPLICA IDENTITY FULL' WHEN 'n' THEN 'REPLICA IDENTITY NOTHING' END)) AS v (what)
	UNION ALL
	SELECT t.nspname, t.relname, t.relname, CASE WHEN t.relispartition
		THEN 'PARTITION OF ' || i.inhparent::regclass || ' ' || pg_get_expr(t.relpartbound, t.oid) ELSE 'INHERITS (' || i.inhparent::regclass || ')' END
	FROM tables t JOIN pg_catalog.pg_inherits i ON i.inhrelid = t.oid
	UNION ALL
	SELECT t.nspname, t.relname, c.conname, v.what FROM tables t JOIN pg_catalog.pg_constraint c ON c.conrelid = t.oid,
	LATERAL (SELECT pg_get_constraintdef(c.oid)) AS d (def),
	LATERAL (SELECT EXISTS (SELECT 1 FROM pg_catalog.pg_attribute k WHERE k.attrelid = c.conrelid AND k.attnum = ANY(c.conkey) AND k.attnotnull)) AS a (fixed), LATERAL (VALUES
		(CASE WHEN c.confmatchtype = 'f' THEN 'MATCH FULL' END),
		(CASE WHEN NOT c.convalidated THEN 'NOT VALID' END),
		(CASE WHEN to_jsonb(c)->>'conenforced' = 'false' THEN 'NOT ENFORCED' END),
		(CASE WHEN c.condeferrable AND NOT (c.contype = 'f' AND c.condeferred)
			THEN 'DEFERRABLE' || CASE WHEN c.condeferred THEN ' INITIALLY DEFERRED' ELSE '' END END),
		(CASE WHEN c.contype = 'c' AND c.connoinherit THEN 'NO INHERIT' END),
		(CASE WHEN c.contype = 'x' THEN d.def END),
		(CASE WHEN c.contype = 'u' AND d.def LIKE 'UNIQUE NULLS NOT DISTINCT%' THEN 'NULLS NOT DISTINCT' END),
		(CASE WHEN c.contype IN ('u', 'p') THEN substring(d.def FROM 'INCLUDE \(.*\)') END),
		(CASE WHEN c.contype = 'c' AND coalesce(array_length(c.conkey, 1), 0) = 0 THEN d.def END),
		(CASE WHEN c.contype = 'f' THEN substring(d.def FROM 'ON DELETE SET (?:NULL|DEFAULT) \(.*?\)') END),
		(CASE WHEN c.contype = 'f' AND c.confupdtype = 'n' AND a.fixed THEN 'ON UPDATE SET NULL' END),
		(CASE WHEN c.contype = 'f' AND c.confdeltype = 'n' AND a.fixed AND d.def !~ 'ON DELETE SET NULL \(' THEN 'ON DELETE SET NULL' END),
		('COMMENT ' || quote_literal(obj_description(c.oid, 'pg_constraint')))) AS v (what)
	WHERE NOT t.relispartition AND (c.conparentid = 0 OR c.contype <> 'f') AND c.contype IN ('c', 'f', 'p', 'u', 'x')
	UNION ALL
	SELECT t.nspname, t.relname, i.relname, v.what FROM tables t JOIN pg_catalog.pg_index x ON x.indrelid = t.oid
	JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid, LATERAL (VALUES
		(CASE WHEN NOT x.indisvalid THEN 'INVALID' END),
		(CASE WHEN to_jsonb(x)->>'indnullsnotdistinct' = 'true' AND NOT EXISTS (
			SELECT 1 FROM pg_catalog.pg_constraint c WHERE c.conindid = x.indexrelid AND c.contype = 'u') THEN 'NULLS NOT DISTINCT' END),
		(CASE WHEN x.indisreplident THEN 'REPLICA IDENTITY' END),
		(CASE WHEN x.indisclustered THEN 'CLUSTER' END),
		(CASE WHEN i.reltablespace <> 0 THEN 'TABLESPACE ' || (SELECT spcname FROM pg_catalog.pg_tablespace s WHERE s.oid = i.reltablespace) END),
		(CASE WHEN i.reloptions IS NOT NULL THEN 'WITH (' || array_to_string(i.reloptions, ', ') || ')' END),
		((SELECT string_agg(o.opcname || ' (' || array_to_string(a.attoptions, ', ') || ')', ', ' ORDER BY a.attnum)
			FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_opclass o ON o.oid = x.indclass[a.attnum - 1] WHERE a.attrelid = i.oid AND a.attoptions IS NOT NULL)),
		('COMMENT ' || quote_literal(obj_description(i.oid, 'pg_class')))) AS v (what)
	WHERE NOT t.relispartition
	UNION ALL
	SELECT t.nspname, t.relname, a.attname, v.what FROM tables t JOIN pg_catalog.pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0,
	LATERAL (VALUES
		(CASE WHEN to_jsonb(a)->>'attgenerated' = 'v' THEN 'VIRTUAL' END),
		(CASE WHEN a.attstorage <> (SELECT typstorage FROM pg_catalog.pg_type y WHERE y.oid = a.atttypid) THEN 'STORAGE ' ||
			CASE a.attstorage WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL' WHEN 'm' THEN 'MAIN' ELSE 'EXTENDED' END END),
		(CASE to_jsonb(a)->>'attcompression' WHEN 'p' THEN 'COMPRESSION pglz' WHEN 'l' THEN 'COMPRESSION lz4' END),
		(CASE WHEN coalesce(a.attstattarget, -1) >= 0 THEN 'STATISTICS ' || a.attstattarget END),
		('WITH (' || array_to_string(a.attoptions, ', ') || ')'), ('OPTIONS (' || array_to_string(a.attfdwoptions, ', ') || ')')) AS v (what)
	WHERE NOT a.attisdropped AND NOT t.relispartition
	UNION ALL
	SELECT t.nspname, t.relname, a.attname, 'SEQUENCE' ||
		CASE WHEN s.seqstart <> 1 THEN ' START ' || s.seqstart ELSE '' END || CASE WHEN s.seqincrement <> 1 THEN ' INCREMENT ' || s.seqincrement ELSE '' END ||
		CASE WHEN s.seqmin <> 1 THEN ' MINVALUE ' || s.seqmin ELSE '' END ||
		CASE WHEN s.seqmax NOT IN (32767, 2147483647, 9223372036854775807) THEN ' MAXVALUE ' || s.seqmax ELSE '' END ||
		CASE WHEN s.seqcache <> 1 THEN ' CACHE ' || s.seqcache ELSE '' END || CASE WHEN s.seqcycle THEN ' CYCLE' ELSE '' END
	FROM tables t JOIN pg_catalog.pg_depend d ON d.refobjid = t.oid AND d.refclassid = 'pg_class'::regclass AND d.classid = 'pg_class'::regclass
	JOIN pg_catalog.pg_sequence s ON s.seqrelid = d.objid JOIN pg_catalog.pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid
	WHERE d.deptype IN ('i', 'a')
	UNION ALL
	SELECT t.nspname, t.relname, g.tgname, CASE g.tgenabled WHEN 'D' THEN 'DISABLE TRIGGER' WHEN 'R' THEN 'ENABLE REPLICA TRIGGER' WHEN 'A' THEN 'ENABLE ALWAYS TRIGGER' END
	FROM tables t JOIN pg_catalog.pg_trigger g ON g.tgrelid = t.oid AND NOT g.tgisinternal
	UNION ALL
	SELECT n.nspname, '', y.typname, 'COMMENT ' || quote_literal(obj_description(y.oid, 'pg_type'))
	FROM pg_catalog.pg_type y JOIN pg_catalog.pg_namespace n ON n.oid = y.typnamespace WHERE n.nspname = ANY($1) AND y.typtype = 'e'
)
SELECT DISTINCT nspname, relname, named, what FROM found WHERE what IS NOT NULL AND what <> 'SEQUENCE' ORDER BY 1, 2, 3, 4`

// undeclared is the kind of what no object declares either.
const undeclared = "Undeclared"

// undeclared returns what tables have that models cannot say, and that is not compared for that.
func (d *Database) undeclared(ctx context.Context, m Model) (list []Object, err error) {
	if !d.schemas {
		return d.undeclaredOfSQLite(ctx, m)
	}
	err = eachRow(ctx, d.db, undeclaredOfPostgres, func(scan func(...any) error) error {
		o := Object{Kind: undeclared}
		if err := scan(&o.Schema, &o.Table, &o.Name, &o.Text); err != nil {
			return err
		}
		if strings.HasPrefix(o.Text, "EXCLUDE") {
			o.Kind = "Raw"
		}
		list = append(list, o)
		return nil
	}, d.schemasOf(m))
	return list, err
}

// withoutUndeclared takes what no model can say out of a realm that atlas read, so that it is not taken for a difference.
func withoutUndeclared(r *schema.Realm) {
	for _, s := range r.Schemas {
		for _, t := range s.Tables {
			t.Indexes = slices.DeleteFunc(t.Indexes, isExclusion)
			for _, i := range append(t.Indexes[:len(t.Indexes):len(t.Indexes)], t.PrimaryKey) {
				if i == nil {
					continue
				}
				i.Attrs = slices.DeleteFunc(i.Attrs, func(a schema.Attr) bool { return undeclarable(a, isConstraint(i) || i == t.PrimaryKey) })
				for _, p := range i.Parts {
					p.Attrs = slices.DeleteFunc(p.Attrs, withoutParameters)
				}
			}
			t.Attrs = slices.DeleteFunc(t.Attrs, func(a schema.Attr) bool { _, ok := a.(*postgres.Partition); return ok })
			for _, c := range t.Checks() {
				c.Attrs = nil
			}
			for _, c := range t.Columns {
				withoutOptions(c)
			}
		}
	}
}

// withoutImpossible takes out of foreign keys that NULL is written into columns that take none: the database refuses that only when a row goes, and
// no model may say it. It returns what was taken out, by the foreign key.
func withoutImpossible(s *schema.Schema) map[*schema.ForeignKey]string {
	found := map[*schema.ForeignKey]string{}
	for _, t := range s.Tables {
		for _, f := range t.ForeignKeys {
			fixed := slices.ContainsFunc(f.Columns, func(c *schema.Column) bool {
				return !c.Type.Null || t.PrimaryKey != nil && slices.Contains(partColumns(t.PrimaryKey.Parts), c.Name)
			})
			if fixed && f.OnDelete == schema.SetNull {
				f.OnDelete, found[f] = schema.NoAction, "ON DELETE SET NULL"
			}
			if fixed && f.OnUpdate == schema.SetNull {
				f.OnUpdate, found[f] = schema.NoAction, strings.TrimSpace(found[f]+" ON UPDATE SET NULL")
			}
		}
	}
	return found
}

func isExclusion(i *schema.Index) bool {
	return slices.ContainsFunc(i.Attrs, func(a schema.Attr) bool { c, ok := a.(*postgres.Constraint); return ok && c.IsExclude() })
}

func undeclarable(a schema.Attr, constraint bool) bool {
	switch a.(type) {
	case *postgres.IndexNullsDistinct, *postgres.IndexStorageParams, *schema.Comment:
		return true
	case *postgres.IndexInclude:
		return constraint
	}
	return false
}

// withoutParameters takes the parameters of an operator class out of what is said of a part of an index, and reports whether nothing is left then.
func withoutParameters(a schema.Attr) bool {
	class, ok := a.(*postgres.IndexOpClass)
	if ok {
		class.Params = nil
	}
	return ok && class.Default
}

// withoutOptions has a column that is counted up begin at one, by ones.
func withoutOptions(c *schema.Column) {
	for _, a := range c.Attrs {
		if identity, ok := a.(*postgres.Identity); ok {
			identity.Sequence = &postgres.Sequence{Start: 1, Increment: 1}
		}
	}
}

// undeclaredOfSQLite is undeclared of the tables' text.
func (d *Database) undeclaredOfSQLite(ctx context.Context, m Model) (list []Object, err error) {
	r, err := readSQLite(ctx, d.db)
	if err != nil {
		return nil, err
	}
	for f, text := range withoutImpossible(r.schema) {
		list = append(list, Object{Kind: undeclared, Table: m.spelled(f.Table.Name), Name: m.spelled(f.Table.Name) + "." + f.Columns[0].Name, Text: text})
	}
	slices.SortFunc(list, func(a, b Object) int { return strings.Compare(a.Name, b.Name) })
	for _, t := range r.tables {
		called := m.spelled(t.Name)
		tell := func(name, text string) {
			list = append(list, Object{Kind: undeclared, Table: called, Name: name, Text: text})
		}
		if t.strict {
			tell(called, "STRICT")
		}
		if t.withoutRowID {
			tell(called, "WITHOUT ROWID")
		}
		for _, c := range t.clauses {
			for _, said := range c.terms {
				noteUndeclared(said, firstOf(c.column, said.name, called), tell)
			}
		}
	}
	return list, nil
}

func firstOf(names ...string) string {
	return names[slices.IndexFunc(names, func(n string) bool { return n != "" })]
}

// noteUndeclared tells of a term what no model can say.
func noteUndeclared(said term, name string, tell func(name, text string)) {
	if said.has("AUTOINCREMENT") {
		tell(name, "AUTOINCREMENT")
	}
	if action, ok := said.after("CONFLICT"); ok && said.has("ON", "CONFLICT") && !action.is("ABORT") {
		tell(name, strings.ToUpper("ON CONFLICT "+action.text))
	}
	if said.refers() && said.has("DEFERRABLE") && !said.has("NOT", "DEFERRABLE") && !said.deferred() {
		tell(name, "DEFERRABLE")
	}
	if said.is("PRIMARY", "KEY") && slices.ContainsFunc(said.tokens, func(t token) bool { return t.is("DESC") || t.is("COLLATE") }) {
		tell(name, strings.ToUpper(strings.Join(wordsOf(said.tokens), " ")))
	}
	if (said.is("GENERATED") || said.is("AS")) && !said.has("STORED") {
		tell(name, "VIRTUAL")
	}
}

// wordsOf are tokens as they are written.
func wordsOf(list []token) []string {
	spelled := make([]string, len(list))
	for i, t := range list {
		spelled[i] = t.text
	}
	return spelled
}
