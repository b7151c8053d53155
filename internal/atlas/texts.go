package atlas

import (
	"context"
	"strings"
)

// tableText is a table of SQLite's as its text has it.
type tableText struct {
	sql      string
	indexes  map[string]string // CREATE INDEX, by name
	order    []string          // of the indexes
	triggers []string
}

// texts is what SQLite keeps of a database: the text of everything in it.
type texts struct {
	tables map[string]*tableText // by name in small letters
	others []string              // views, and triggers of tables and views
}

func (t texts) of(table string) *tableText {
	if found := t.tables[strings.ToLower(table)]; found != nil {
		return found
	}
	return &tableText{indexes: map[string]string{}}
}

// readTexts reads the text of a database of SQLite's.
func (d *Database) readTexts(ctx context.Context) (texts, error) {
	t := texts{tables: map[string]*tableText{}}
	const query = "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type = 'table' DESC, rowid"
	err := eachRow(ctx, d.db, query, func(scan func(...any) error) error {
		var kind, name, table, sql string
		if err := scan(&kind, &name, &table, &sql); err != nil {
			return err
		}
		switch own := t.tables[strings.ToLower(table)]; {
		case kind == "table":
			t.tables[strings.ToLower(name)] = &tableText{sql: sql, indexes: map[string]string{}}
		case kind == "index" && own != nil:
			own.indexes[name], own.order = sql, append(own.order, name)
		case kind == "trigger" && own != nil:
			own.triggers = append(own.triggers, sql)
			t.others = append(t.others, sql)
		default:
			t.others = append(t.others, sql)
		}
		return nil
	})
	return t, err
}

// mentioned reports whether a view or trigger mentions a table, other than those that are made again with it.
func (t texts) mentioned(table string) bool {
	own := t.of(table).triggers
	for _, sql := range t.others {
		if !contains(own, sql) && mentions(sql, table) {
			return true
		}
	}
	return false
}

func contains(list []string, s string) bool {
	for _, own := range list {
		if own == s {
			return true
		}
	}
	return false
}
