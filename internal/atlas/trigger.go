package atlas

import (
	"context"
	"slices"
	"strings"
)

// failingTriggers are the tables and views of SQLite's whose triggers do not work, with the reason: SQLite reads a trigger when a
// statement fires it, and not before.
func (d *Database) failingTriggers(ctx context.Context) map[string]string {
	failing := map[string]string{}
	if d.schemas {
		return failing
	}
	var tables []string
	_ = eachRow(ctx, d.db, "SELECT DISTINCT tbl_name FROM sqlite_master WHERE type = 'trigger' ORDER BY 1", func(scan func(...any) error) error {
		tables = append(tables, "")
		return scan(&tables[len(tables)-1])
	})
	for _, table := range tables {
		for _, statement := range d.firing(ctx, table) {
			err := d.tried(ctx, func() error {
				return eachRow(ctx, d.db, "EXPLAIN "+statement, func(func(...any) error) error { return nil })
			})
			if err != nil && !strings.Contains(err.Error(), "because it is a view") { // which no trigger says how to do
				failing[table] = err.Error()
			}
		}
	}
	return failing
}

// firing are statements that fire the triggers of a table or view.
func (d *Database) firing(ctx context.Context, table string) []string {
	name := identifier(table)
	list := []string{"INSERT INTO " + name + " DEFAULT VALUES", "DELETE FROM " + name}
	var columns []string
	_ = eachRow(ctx, d.db, "SELECT name FROM pragma_table_info(?)", func(scan func(...any) error) error {
		var column string
		err := scan(&column)
		columns = append(columns, identifier(column)+" = "+identifier(column))
		return err
	}, table)
	if len(columns) > 0 {
		list = append(list, "UPDATE "+name+" SET "+strings.Join(columns, ", "))
	}
	return list
}

// triggersOf are the names of a table's triggers, each as "trigger name".
func (d *Database) triggersOf(ctx context.Context, table string) (names []string) {
	list, _ := d.readTriggers(ctx, table)
	for _, t := range list {
		names = append(names, "trigger "+t.name)
	}
	slices.Sort(names)
	return names
}

// sqliteTrigger is a trigger of a table or view of SQLite's, which goes with it.
type sqliteTrigger struct{ name, sql string }

// readTriggers returns the triggers of a table or view of SQLite's, as they were made.
func (d *Database) readTriggers(ctx context.Context, table string) (list []sqliteTrigger, err error) {
	err = eachRow(ctx, d.db, "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ? COLLATE NOCASE ORDER BY rowid", func(scan func(...any) error) error {
		var t sqliteTrigger
		err := scan(&t.name, &t.sql)
		list = append(list, t)
		return err
	}, table)
	return list, err
}
