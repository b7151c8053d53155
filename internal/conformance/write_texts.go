package conformance

import (
	"fmt"
	"strings"
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// Wording has texts in columns of other types. None looks like the literal of an array or of a box, so that rows travel together.
type Wording struct {
	ID   int64   `db:"id,pk"`
	Page string  `db:"page,type=xml"`
	Leaf *string `db:"leaf"`
	Doc  string  `db:"doc,type=json"`
	Tree string  `db:"tree"`
	Path string  `db:"path"`
	Host string  `db:"host,type=inet"`
	Net  string  `db:"net"`
	Card string  `db:"card"`
	Bits string  `db:"bits"`
	Span string  `db:"span"`
	Rate string  `db:"rate"`
	Term string  `db:"term"`
	Slot string  `db:"slot"`
	Sign string  `db:"sign"`
}

// TableName names the table.
func (Wording) TableName() string { return "wordings" }

// wordingColumns are the table's columns on PostgreSQL but its key, and the texts that two rows have there.
var wordingColumns = []struct{ name, typ, first, second string }{
	{"page", "xml", `<a b="c,d">1</a>`, "<b/>"}, {"leaf", "xml", "<leaf/>", "two"}, {"doc", "json", `{"b":  1}`, `"x"`},
	{"tree", "jsonb", `{"b":  1}`, "null"}, {"path", "jsonpath", "$.a[*]", "$"}, {"host", "inet", "10.1.2.3/8", "::1"}, {"net", "cidr", "10.0.0.0/8", "::/0"},
	{"card", "macaddr", "0800.2b01.0203", "08:00:2b:01:02:03"}, {"bits", "varbit", "101", "1"}, {"span", "interval", "1 day 02:00", "P1Y"},
	{"rate", "numeric(9,2)", "1.005", "NaN"}, {"term", "tsvector", "'a b':1 c", "d"}, {"slot", "tstzrange", `["2024-01-01 00:00+02",)`, "empty"},
	{"sign", `"char"`, "a", "b"},
}

// wordings returns the two rows.
func wordings() []*Wording {
	var texts [2][]string
	for _, c := range wordingColumns {
		texts[0], texts[1] = append(texts[0], c.first), append(texts[1], c.second)
	}
	rows := make([]*Wording, 2)
	for i, s := range texts {
		rows[i] = &Wording{
			ID: int64(i + 1), Page: s[0], Leaf: &s[1], Doc: s[2], Tree: s[3], Path: s[4], Host: s[5], Net: s[6], Card: s[7], Bits: s[8], Span: s[9],
			Rate: s[10], Term: s[11], Slot: s[12], Sign: s[13],
		}
	}
	return rows
}

// openWordings is a database with the table, whose columns have no types where the database has none.
func (b Backend) openWordings(t *testing.T) *database {
	t.Helper()
	db := b.open(t)
	columns := []string{"id " + map[bool]string{true: "integer", false: "bigint"}[b.Dialect.Name == builder.SQLite().Name] + " PRIMARY KEY"}
	for _, c := range wordingColumns {
		if b.Dialect.Name == builder.SQLite().Name {
			c.typ = "text"
		}
		columns = append(columns, c.name+" "+c.typ)
	}
	db.exec(t, "CREATE TABLE wordings ("+strings.Join(columns, ", ")+")")
	return db
}

// printed is the two rows as the database writes them.
func (db *database) printed(t *testing.T) []string {
	t.Helper()
	var names []string
	for _, c := range wordingColumns {
		names = append(names, "coalesce(CAST("+c.name+" AS text), 'NULL')")
	}
	return value(repo.Scalars[string](t.Context(), db, builder.Text("SELECT "+strings.Join(names, " || ' | ' || ")+" FROM wordings ORDER BY id")))(t)
}

// TextsAreReadByTheirColumns: a string is the text that the column's type reads, also where several rows travel together. The truth is
// what the database makes of the same literals.
func TextsAreReadByTheirColumns(t *testing.T, b Backend) {
	db := b.openWordings(t)
	for i := range 2 {
		var literals []string
		for _, c := range wordingColumns {
			literals = append(literals, "'"+strings.ReplaceAll([]string{c.first, c.second}[i], "'", "''")+"'")
		}
		db.exec(t, fmt.Sprintf("INSERT INTO wordings VALUES (%d, %s)", i+1, strings.Join(literals, ", ")))
	}
	want, ctx := db.printed(t), t.Context()
	for what, write := range map[string]func(s *repo.Session, rows []*Wording) error{
		"one by one": func(s *repo.Session, rows []*Wording) error {
			must(t, s.Add(rows[0]))
			must(t, s.Flush(ctx))
			return s.Add(rows[1])
		},
		"together":  func(s *repo.Session, rows []*Wording) error { return s.Add(rows[0], rows[1]) },
		"InsertAll": func(s *repo.Session, rows []*Wording) error { return repo.InsertAll(ctx, s, rows) },
		"UpsertAll": func(s *repo.Session, rows []*Wording) error { return repo.UpsertAll(ctx, s, rows) },
		"UpdateAll": func(s *repo.Session, rows []*Wording) error {
			db.exec(t, "INSERT INTO wordings (id) VALUES (1), (2)")
			return repo.UpdateAll(ctx, s, rows)
		},
		"edited": func(s *repo.Session, rows []*Wording) error {
			db.exec(t, "INSERT INTO wordings (id) VALUES (1), (2)")
			for _, row := range rows {
				given := *row
				*row = Wording{ID: row.ID}
				must(t, s.Attach(row))
				*row = given
			}
			return nil
		},
	} {
		db.exec(t, "DELETE FROM wordings")
		must(t, db.Begin(ctx, func(s *repo.Session) error { return write(s, wordings()) }))
		expect(t, what, db.printed(t), want)
	}
}
