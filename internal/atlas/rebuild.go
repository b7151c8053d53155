package atlas

import (
	"slices"
	"strings"

	"ariga.io/atlas/sql/schema"

	"github.com/drey-db/drey/internal/sqltext"
)

// shape is a table of SQLite's in one state.
type shape struct {
	columns []*schema.Column
	create  string   // of a table that is called provisional
	indexes []string // that are created behind it
	checks  []*schema.Check
}

// rebuild makes a table of another shape: it is made beside the old one, the rows are copied, and it takes the old one's place.
type rebuild struct {
	d         *Database
	table     string
	triggers  []string
	mentioned bool // by views, or by triggers of others
	counted   bool // by AUTOINCREMENT
	using     *conversions
	fill      map[string]string
}

// provisional is what a table is called until it takes the place of the old one.
func (r rebuild) provisional() string { return provisional + r.table }

const provisional = "drey_new_" // package migrate takes it out of errors

func (r rebuild) statements(from, to shape, back bool) []string {
	rows := copying{d: r.d, table: r.table, from: from.columns, to: to.columns, using: r.using, fill: r.fill, back: back, checks: to.checks}
	list := append([]string{to.create}, rows.statements(r.provisional())...)
	if strings.Contains(strings.ToUpper(to.create), "CONFLICT") {
		list = append(list, guard(r.table+": rows would be lost to ON CONFLICT", "SELECT (SELECT count(*) FROM "+identifier(r.table)+") - (SELECT count(*) FROM "+identifier(r.provisional())+")")...)
	}
	if r.counted {
		list = append(list, r.countOn()...)
	}
	list = append(list, "DROP TABLE "+identifier(r.table))
	list = append(list, r.takePlace()...)
	return slices.Concat(list, to.indexes, r.triggers)
}

// countOn has AUTOINCREMENT go on where it was.
func (r rebuild) countOn() []string {
	from, to := sqltext.Literal(r.table), sqltext.Literal(r.provisional())
	return []string{
		"DELETE FROM sqlite_sequence WHERE name = " + to,
		"INSERT INTO sqlite_sequence (name, seq) SELECT " + to + ", seq FROM sqlite_sequence WHERE lower(name) = lower(" + from + ")",
	}
}

// takePlace gives the new table the name of the old one. Views and triggers that name it stay as they are.
func (r rebuild) takePlace() []string {
	name := "ALTER TABLE " + identifier(r.provisional()) + " RENAME TO " + identifier(r.table)
	if !r.mentioned {
		return []string{name}
	}
	return []string{"PRAGMA legacy_alter_table = on", name, "PRAGMA legacy_alter_table = off"}
}

// renamedText is a CREATE TABLE for a table of another name.
func renamedText(sql, name string) string {
	list := tokens(sql)
	at := slices.IndexFunc(list, func(t token) bool { return t.is("TABLE") }) + 1
	if at+2 < len(list) && list[at].is("IF") {
		at += 3
	}
	if at+2 < len(list) && list[at+1].text == "." {
		at += 2
	}
	return "CREATE TABLE " + identifier(name) + sql[list[at].end:]
}
