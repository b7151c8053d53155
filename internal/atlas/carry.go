package atlas

import (
	"context"
	"slices"
	"strconv"
	"strings"
)

// named is a constraint, an index or a sequence of a table, under the names that there are after renames.
type named struct {
	schema, table, name string
	kind                string // "p", "u", "f", "c", "x" for constraints, "i" for an index, "s" for a sequence
	columns             []string
	referred            string // the schema and table of a foreign key
}

// namedOfPostgres asks for the constraints, indexes and sequences of the tables in the schemas $1.
const namedOfPostgres = `
SELECT n.nspname, c.relname, k.conname, k.contype::text, (
	SELECT coalesce(string_agg(a.attname, E'\x1f' ORDER BY u.ord), '') FROM unnest(k.conkey) WITH ORDINALITY u (num, ord)
	JOIN pg_catalog.pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.num), coalesce(fn.nspname || '.' || f.relname, '')
FROM pg_catalog.pg_constraint k JOIN pg_catalog.pg_class c ON c.oid = k.conrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_class f ON f.oid = k.confrelid LEFT JOIN pg_catalog.pg_namespace fn ON fn.oid = f.relnamespace
WHERE n.nspname = ANY($1) AND k.contype IN ('p', 'u', 'f', 'c', 'x') AND k.coninhcount = 0
UNION ALL
SELECT n.nspname, c.relname, i.relname, 'i', (
	SELECT coalesce(string_agg(coalesce(a.attname, ''), E'\x1f' ORDER BY u.ord), '') FROM unnest(x.indkey) WITH ORDINALITY u (num, ord)
	LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = u.num), ''
FROM pg_catalog.pg_index x JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid JOIN pg_catalog.pg_class c ON c.oid = x.indrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = ANY($1) AND NOT i.relispartition AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_constraint k WHERE k.conindid = x.indexrelid AND k.contype IN ('p', 'u', 'x'))
UNION ALL
SELECT n.nspname, c.relname, s.relname, 's', a.attname, ''
FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_class s ON s.oid = d.objid AND s.relkind = 'S' JOIN pg_catalog.pg_class c ON c.oid = d.refobjid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.refobjsubid
WHERE n.nspname = ANY($1) AND d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
ORDER BY 1, 2, 3`

// namedOfSQLite asks for the indexes, whose names are the database's. Those of constraints stand in the tables' text, and are no other's concern.
const namedOfSQLite = `
SELECT '', m.tbl_name, m.name, 'i', (SELECT group_concat(coalesce(x.name, ''), char(31)) FROM (SELECT name FROM pragma_index_info(m.name) ORDER BY seqno) x), ''
FROM sqlite_master m WHERE m.type = 'index' AND m.sql IS NOT NULL ORDER BY 2, 3`

// readNamed reads what has a name of its own.
func (d *Database) readNamed(ctx context.Context, m Model) (list []named, err error) {
	query, args := namedOfSQLite, []any(nil)
	if d.schemas {
		query, args = namedOfPostgres, []any{d.schemasOf(m)}
	}
	err = eachRow(ctx, d.db, query, func(scan func(...any) error) error {
		var n named
		var columns string
		err := scan(&n.schema, &n.table, &n.name, &n.kind, &columns, &n.referred)
		n.columns, n.referred = strings.Split(columns, "\x1f"), strings.TrimPrefix(n.referred, d.current+".")
		if n.schema == d.current {
			n.schema = ""
		}
		list = append(list, n)
		return err
	}, args...)
	return list, err
}

// before tells what tables and columns were called before renames.
type before struct {
	tables  map[string]string            // by the qualified new name
	columns map[string]map[string]string // by the qualified new name of the table, and the column's
}

func beforeOf(renamed []renaming) before {
	b := before{tables: map[string]string{}, columns: map[string]map[string]string{}}
	for _, one := range renamed {
		c := one.change
		table := joined(c.Schema, c.Table)
		switch {
		case one.passing:
		case c.Kind == "RenameTable":
			b.tables[c.To] = c.From
		case b.columns[table] == nil:
			b.columns[table] = map[string]string{c.To: c.From}
		default:
			b.columns[table][c.To] = c.From
		}
	}
	return b
}

func (b before) table(qualified string) string { return firstOrNone(b.tables[qualified], qualified) }

func (b before) column(table, name string) string {
	return firstOrNone(b.columns[table][name], name)
}

// called are the names that convention gives something, before renames and behind them; none where it gives none.
func (b before) called(n named, by Convention) (pairs [][2]string) {
	qualified := joined(n.schema, n.table)
	_, oldTable := split(b.table(qualified))
	var olds []string
	for _, c := range n.columns {
		olds = append(olds, b.column(qualified, c))
	}
	pair := func(prefix string, old, now []string) {
		pairs = append(pairs, [2]string{by.Name(prefix, oldTable, old...), by.Name(prefix, n.table, now...)})
	}
	switch n.kind {
	case "p":
		pair("pk", nil, nil)
	case "u":
		pair("uq", olds, n.columns)
	case "i":
		pair("ix", olds, n.columns)
		pair("uq", olds, n.columns)
	case "f":
		_, was := split(b.table(n.referred))
		_, is := split(n.referred)
		pair("fk", append(olds, was), append(slices.Clone(n.columns), is))
	case "c":
		for i, c := range n.columns {
			pair("ck", olds[i:i+1], []string{c})
		}
		for i := range mostChecks {
			pair("ck", []string{strconv.Itoa(i + 1)}, []string{strconv.Itoa(i + 1)})
		}
	case "s":
		pairs = append(pairs, [2]string{oldTable + "_" + olds[0] + "_seq", n.table + "_" + n.columns[0] + "_seq"})
	}
	return pairs
}

// mostChecks is how many checks without a column convention counts in a table.
const mostChecks = 30

// carryNames renames what convention named after tables and columns that were renamed, so that its name is that of its table again, and others
// may have the old one. The statements become the last rename's.
func (d *Database) carryNames(ctx context.Context, m Model, renamed []renaming) error {
	if len(renamed) == 0 {
		return nil
	}
	all, err := d.readNamed(ctx, m)
	if err != nil {
		return err
	}
	order, err := d.inTurnOf(d.carriedOf(all, beforeOf(renamed), m), all)
	if err != nil {
		return err
	}
	last := &renamed[len(renamed)-1]
	for _, c := range order {
		up, down, err := d.renameNamed(ctx, c)
		if err != nil {
			return err
		}
		if err := d.Exec(ctx, up...); err != nil {
			return err
		}
		last.up, last.down = append(last.up, up...), append(down, last.down...)
	}
	return nil
}

// names reports whether the models call something by its name themselves.
func (m Model) names(n named) bool {
	for _, t := range m.Tables {
		if t.Name == n.table && t.Schema == n.schema {
			return t.namesIndex(n.name) || t.Key != nil && t.Key.Name == n.name ||
				slices.ContainsFunc(t.ForeignKeys, func(f ForeignKey) bool { return f.Named && f.Name == n.name }) ||
				slices.ContainsFunc(t.Checks, func(c Check) bool { return c.Named && c.Name == n.name })
		}
	}
	return false
}

// renameNamed are the statements that rename something, there and back. SQLite, which renames no index, makes it anew.
func (d *Database) renameNamed(ctx context.Context, c carried) (up, down []string, err error) {
	if !d.schemas {
		var text string
		err := d.db.QueryRowContext(ctx, "SELECT sql FROM sqlite_master WHERE type = 'index' AND name = ?", c.name).Scan(&text)
		return []string{"DROP INDEX " + identifier(c.name), renamedIndex(text, c.name, c.to)}, []string{"DROP INDEX " + identifier(c.to), text}, err
	}
	rename := func(from, to string) string {
		switch c.kind {
		case "i":
			return "ALTER INDEX " + qualified(joined(c.schema, from)) + " RENAME TO " + identifier(to)
		case "s":
			return "ALTER SEQUENCE " + qualified(joined(c.schema, from)) + " RENAME TO " + identifier(to)
		}
		return "ALTER TABLE " + qualified(joined(c.schema, c.table)) + " RENAME CONSTRAINT " + identifier(from) + " TO " + identifier(to)
	}
	return []string{rename(c.name, c.to)}, []string{rename(c.to, c.name)}, nil
}

// renamedIndex is a CREATE INDEX for an index of another name.
func renamedIndex(sql, old, name string) string {
	for _, t := range tokens(sql) {
		if t.kind <= nameToken && t.named() == old {
			return sql[:t.at] + identifier(name) + sql[t.end:]
		}
	}
	return sql
}
