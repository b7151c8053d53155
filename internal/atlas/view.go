package atlas

import (
	"context"
	"slices"
	"strings"
)

// View returns the query of a view that is there, and whether it says what another does. One that the database does not take does not.
func (d *Database) View(ctx context.Context, name, query string) (found string, same bool, err error) {
	if !d.schemas {
		return d.viewOfSQLite(ctx, name, query)
	}
	at := strings.LastIndexByte(name, '.')
	own := Table{Schema: name[:max(at, 0)], Name: name[at+1:]}.quoted()
	const definition = "SELECT coalesce(pg_get_viewdef(to_regclass($1)), '')"
	if err := d.db.QueryRowContext(ctx, definition, own).Scan(&found); err != nil {
		return "", false, err
	}
	if err := d.Exec(ctx, "SAVEPOINT drey_scratch"); err != nil {
		return "", false, err
	}
	written := ""
	if d.Exec(ctx, "CREATE TEMPORARY VIEW drey_scratch AS "+query) == nil {
		err = d.db.QueryRowContext(ctx, definition, scratch+".drey_scratch").Scan(&written)
	}
	if undo := d.Exec(ctx, "ROLLBACK TO SAVEPOINT drey_scratch"); err == nil {
		err = undo
	}
	return asQuery(found), written == found, err
}

func (d *Database) viewOfSQLite(ctx context.Context, name, query string) (found string, same bool, err error) {
	const definition = "SELECT coalesce(max(sql), '') FROM sqlite_master WHERE type = 'view' AND name = ? COLLATE NOCASE"
	if err := d.db.QueryRowContext(ctx, definition, name).Scan(&found); err != nil {
		return "", false, err
	}
	list := tokens(found)
	if at := slices.IndexFunc(list, func(t token) bool { return t.is("AS") }); at >= 0 {
		found = source(found, list[at+1:])
	}
	return asQuery(found), Canonical(asQuery(found)) == Canonical(asQuery(query)), nil
}

// asQuery is a query without what may stand behind it.
func asQuery(sql string) string { return strings.TrimRight(strings.TrimSpace(sql), "; \n\t") }
