package atlas

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// written is a view or a trigger of SQLite's, as its text has it.
type written struct{ kind, name, on, sql string }

// setAside drops declared views before a rename that SQLite refuses, since they would no longer say what is there: it respells the views
// on a table, and not those on these. They are created behind, as they are declared, and on the way back as they were.
func (d *Database) setAside(ctx context.Context, one *renaming, declared []Declared, refused error) error {
	reason := broken.FindStringSubmatch(refused.Error())
	views, err := d.viewsOver(ctx, one.change.Table)
	if err != nil {
		return err
	}
	var drops []string
	for _, w := range views {
		at := slices.IndexFunc(declared, func(o Declared) bool { return strings.EqualFold(o.Name, w.name) })
		if at < 0 {
			return &Unplannable{Object: w.kind + " " + w.name, Reason: fmt.Sprintf(
				"SQLite cannot respell it for the rename of %s (%s): declare it with schema.View or schema.Raw, or drop it first", one.change.From, reason[2])}
		}
		if w.kind == "view" {
			drops = append([]string{"DROP VIEW " + identifier(w.name)}, drops...)
			if d.aside[strings.ToLower(w.name)], _, err = d.viewOfSQLite(ctx, w.name, ""); err != nil {
				return err
			}
		}
		one.down = append(one.down, w.sql)
	}
	if len(drops) == 0 {
		return refused
	}
	one.up = append(drops, one.up...)
	return d.Exec(ctx, one.up...)
}

// viewsOver are the views on a table of SQLite's, those on these, and the triggers of them all, in the order in which they were created.
func (d *Database) viewsOver(ctx context.Context, table string) (views []written, err error) {
	var all []written
	const query = "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE type IN ('view', 'trigger') ORDER BY type DESC, rowid"
	err = eachRow(ctx, d.db, query, func(scan func(...any) error) error {
		var w written
		err := scan(&w.kind, &w.name, &w.on, &w.sql)
		all = append(all, w)
		return err
	})
	names, found := []string{table}, map[string]bool{}
	for again := true; again; {
		again = false
		for _, w := range all {
			uses := func(name string) bool {
				return w.kind == "view" && mentions(w.sql, name) || w.kind == "trigger" && strings.EqualFold(w.on, name) && name != table
			}
			if !found[w.name] && slices.ContainsFunc(names, uses) {
				found[w.name], again = true, true
				names = append(names, w.name)
			}
		}
	}
	for _, w := range all {
		if found[w.name] {
			views = append(views, w)
		}
	}
	return views, err
}

// Aside returns the query of a view that had to go for a rename, and comes back as it is declared.
func (d *Database) Aside(name string) (query string, ok bool) {
	query, ok = d.aside[strings.ToLower(name)]
	return query, ok
}

// SameQuery reports whether two queries say the same, but for how they are written.
func SameQuery(a, b string) bool { return Canonical(asQuery(a)) == Canonical(asQuery(b)) }
