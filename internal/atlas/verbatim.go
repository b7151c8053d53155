package atlas

import (
	"context"
	"encoding/json"
	"slices"

	"ariga.io/atlas/sql/schema"
)

// verbatim is a constraint, an index or statistics of a table of PostgreSQL's of which models say a part at most, with the statements that
// make it as it is.
type verbatim struct {
	in, table, name string
	kind            string // that of a constraint in pg_constraint, else index or statistics
	columns         []string
	statements      []string
}

// verbatimOfPostgres asks for what the tables of the schemas in $1 have: schema, table, name, kind, the columns that it is of, and what
// makes it, both as JSON.
const verbatimOfPostgres = `
WITH tables AS (
	SELECT c.oid, c.relname, n.nspname, CASE WHEN n.nspname = current_schema() THEN '' ELSE format('%I.', n.nspname) END AS within
	FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
	WHERE n.nspname = ANY($1) AND c.relkind IN ('r', 'p') AND NOT c.relispartition
), called AS (
	SELECT *, within || quote_ident(relname) AS called FROM tables
), found AS (
	SELECT t.*, k.conname AS named, k.contype::text AS kind, 'pg_constraint'::regclass AS class, k.oid AS own, CASE WHEN k.contype IN ('u', 'x') THEN k.conindid END AS index,
		ARRAY[format('ALTER TABLE %s ADD CONSTRAINT %I %s', called, k.conname, pg_get_constraintdef(k.oid)),
			format('COMMENT ON CONSTRAINT %I ON %s IS ', k.conname, called) || quote_literal(obj_description(k.oid, 'pg_constraint')),
			(SELECT format('ALTER INDEX %s SET (%s)', within || quote_ident(i.relname), array_to_string(i.reloptions, ', '))
				FROM pg_catalog.pg_class i WHERE i.oid = k.conindid AND k.contype IN ('u', 'x') AND i.reloptions IS NOT NULL)] AS made
	FROM called t JOIN pg_catalog.pg_constraint k ON k.conrelid = t.oid AND k.contype IN ('c', 'f', 'u', 'x') AND k.conparentid = 0 AND k.coninhcount = 0
	UNION ALL
	SELECT t.*, i.relname, 'index', 'pg_class'::regclass, i.oid, i.oid, ARRAY[replace(replace(pg_get_indexdef(i.oid),
		format(' ON %I.%I ', t.nspname, t.relname), ' ON ' || called || ' '), format(' ON ONLY %I.%I ', t.nspname, t.relname), ' ON ONLY ' || called || ' ')]
	FROM called t JOIN pg_catalog.pg_index x ON x.indrelid = t.oid JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
	WHERE NOT EXISTS (SELECT 1 FROM pg_catalog.pg_constraint k WHERE k.conindid = i.oid AND k.contype IN ('p', 'u', 'x'))
	UNION ALL
	SELECT t.*, s.stxname, 'statistics', 'pg_statistic_ext'::regclass, s.oid, NULL, ARRAY[
		replace(pg_get_statisticsobjdef(s.oid), format('STATISTICS %I.%I ', n.nspname, s.stxname), format('STATISTICS %s%I ', CASE n.nspname WHEN t.nspname THEN within ELSE quote_ident(n.nspname) || '.' END, s.stxname))]
	FROM called t JOIN pg_catalog.pg_statistic_ext s ON s.stxrelid = t.oid JOIN pg_catalog.pg_namespace n ON n.oid = s.stxnamespace
)
SELECT f.nspname, f.relname, f.named, f.kind, (
	SELECT coalesce(json_agg(DISTINCT a.attname), '[]')::text FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_attribute a ON a.attrelid = f.oid AND a.attnum = d.refobjsubid
	WHERE d.classid = f.class AND d.objid = f.own AND d.refclassid = 'pg_class'::regclass AND d.refobjid = f.oid AND a.attnum > 0),
	array_to_json(array_remove(f.made || ARRAY[
		format('COMMENT ON INDEX %s IS ', f.within || quote_ident(i.relname)) || quote_literal(obj_description(i.oid, 'pg_class')),
		CASE WHEN x.indisclustered THEN format('ALTER TABLE %s CLUSTER ON %I', f.called, i.relname) END,
		CASE WHEN x.indisreplident THEN format('ALTER TABLE %s REPLICA IDENTITY USING INDEX %I', f.called, i.relname) END], NULL))::text
FROM found f LEFT JOIN pg_catalog.pg_class i ON i.oid = f.index LEFT JOIN pg_catalog.pg_index x ON x.indexrelid = f.index
ORDER BY 1, 2, 3`

// verbatims returns what tables have of which models cannot say all.
func (d *Database) verbatims(ctx context.Context, m Model) (list []verbatim, err error) {
	said, err := d.undeclared(ctx, m)
	if err != nil {
		return nil, err
	}
	err = eachRow(ctx, d.db, verbatimOfPostgres, func(scan func(...any) error) error {
		var v verbatim
		var columns, made []byte
		if err := scan(&v.in, &v.table, &v.name, &v.kind, &columns, &made); err != nil {
			return err
		}
		if v.kind != "statistics" && !slices.ContainsFunc(said, func(o Object) bool { return o.Schema == v.in && o.Table == v.table && o.Name == v.name }) {
			return nil
		}
		if err := json.Unmarshal(columns, &v.columns); err != nil {
			return err
		}
		list = append(list, v)
		return json.Unmarshal(made, &list[len(list)-1].statements)
	}, d.schemasOf(m))
	return list, err
}

// makeVerbatim has what is made again be what it was, where models cannot say all of it: what had to go for a while and, on the way back, what
// the way there dropped.
func (m *move) makeVerbatim() {
	if len(m.verbatims) == 0 {
		return
	}
	for _, c := range slices.Concat(m.changes, m.keys) {
		if modify, ok := c.(*schema.ModifyTable); ok {
			modify.Changes = slices.DeleteFunc(m.splitIndexes(modify), func(inner schema.Change) bool { return m.takesVerbatim(modify.T, addedName(inner)) })
			m.makeUnsaid(modify)
		}
	}
	empty := func(c schema.Change) bool {
		modify, ok := c.(*schema.ModifyTable)
		return ok && len(modify.Changes) == 0
	}
	m.changes, m.keys = slices.DeleteFunc(m.changes, empty), slices.DeleteFunc(m.keys, empty)
}

// takesVerbatim reports whether what is added to a table is made verbatim, and plans that.
func (m *move) takesVerbatim(t *schema.Table, name string) bool {
	v := m.verbatimOf(t, name)
	if v == nil || !m.back && !slices.Contains(m.anew, m.name(t)+"."+name) {
		return false
	}
	m.makeAgain(*v)
	return true
}

func (m *move) verbatimOf(t *schema.Table, name string) *verbatim {
	at := slices.IndexFunc(m.verbatims, func(v verbatim) bool { return v.isOf(t) && v.name == name })
	if at < 0 {
		return nil
	}
	return &m.verbatims[at]
}

// makeAgain makes foreign keys behind all else, which they may need.
func (m *move) makeAgain(v verbatim) {
	if v.kind == "f" {
		m.end = append(m.end, v.statements...)
	} else {
		m.behind = append(m.behind, v.statements...)
	}
}

// splitIndexes returns the changes of a table with an index that gets back what it was dropped, and added.
func (m *move) splitIndexes(modify *schema.ModifyTable) (list []schema.Change) {
	for _, inner := range modify.Changes {
		if index, ok := inner.(*schema.ModifyIndex); ok && m.back && m.verbatimOf(modify.T, index.To.Name) != nil {
			list = append(list, &schema.DropIndex{I: index.From}, &schema.AddIndex{I: index.To})
		} else {
			list = append(list, inner)
		}
	}
	return list
}

// makeUnsaid makes what models say nothing of and goes with columns that are made anew, or come back, but what goes with another column for good.
func (m *move) makeUnsaid(modify *schema.ModifyTable) {
	var made, gone []string
	for _, inner := range modify.Changes {
		switch c := inner.(type) {
		case *schema.AddColumn:
			made = append(made, c.C.Name)
		case *schema.DropColumn:
			gone = append(gone, c.C.Name)
		}
	}
	gone = slices.DeleteFunc(gone, func(name string) bool { return slices.Contains(made, name) })
	known := tableLike(m.from, modify.T)
	if m.back {
		known = modify.T
	}
	for _, v := range m.verbatims {
		if v.isOf(modify.T) && !hasNamed(known, v.name) && v.isOn(made) && !v.isOn(gone) {
			m.makeAgain(v)
		}
	}
}

func (v verbatim) isOf(t *schema.Table) bool { return v.table == t.Name && v.in == t.Schema.Name }

// isOn reports whether one of some columns is v's.
func (v verbatim) isOn(columns []string) bool {
	return slices.ContainsFunc(v.columns, func(name string) bool { return slices.Contains(columns, name) })
}

// hasNamed reports whether a table has an index, check or foreign key of a name.
func hasNamed(t *schema.Table, name string) bool {
	_, index := t.Index(name)
	_, key := t.ForeignKey(name)
	return index || key || hasCheck(t, name)
}

// addedName is the name of what a change adds to a table beside columns; "" where it does not.
func addedName(c schema.Change) string {
	switch c := c.(type) {
	case *schema.AddIndex:
		return c.I.Name
	case *schema.AddCheck:
		return c.C.Name
	case *schema.AddForeignKey:
		return c.F.Symbol
	}
	return ""
}
