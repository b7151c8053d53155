package atlas

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"ariga.io/atlas/sql/schema"
	"ariga.io/atlas/sql/sqlite"

	"github.com/drey-db/drey/internal/sqltext"
)

// ordinary are SQLite's tables of a user's own, each with its text: no virtual ones, no shadows of those, none of SQLite's.
const ordinary = `pragma_table_list t JOIN sqlite_master m ON m.type = 'table' AND m.name = t.name
WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite\_%' ESCAPE '\'`

const tablesOfSQLite = "SELECT t.name, m.sql, t.wr, t.strict, EXISTS (SELECT 1 FROM pragma_index_list(t.name) l WHERE l.origin = 'pk') FROM " + ordinary + " ORDER BY m.rowid"

// every is what SQLite's functions tell of every table.
func every(columns, function, order string) string {
	return "SELECT t.name, " + columns + " FROM (SELECT t.name FROM " + ordinary + ") t JOIN " + function + " ORDER BY " + order
}

var (
	columnsOfSQLite = every(`x.name, x.type, x."notnull", x.dflt_value, x.pk, x.hidden`, "pragma_table_xinfo(t.name) x", "t.name, x.cid")
	indexesOfSQLite = every(`l.name, l."unique", l.partial, coalesce(m.sql, ''), x.name, x.desc, x.coll`,
		`pragma_index_list(t.name) l ON l.origin <> 'pk' LEFT JOIN sqlite_master m ON m.type = 'index' AND m.name = l.name
		JOIN pragma_index_xinfo(l.name) x ON x.key`, "t.name, l.seq DESC, x.seqno")
	keysOfSQLite = every(`f.id, f."table", f."from", f."to", f.on_update, f.on_delete`, "pragma_foreign_key_list(t.name) f", "t.name, f.id DESC, f.seq")
)

// sqliteTable is a table of SQLite's that is being read.
type sqliteTable struct {
	*schema.Table
	definition
	withoutRowID, strict bool
	indexed              bool                   // its key is an index of its own
	key                  map[int]*schema.Column // by their place in the primary key
}

// sqliteReader reads a database of SQLite's. What its functions do not tell, it reads in the tables' text.
type sqliteReader struct {
	db     *sql.DB
	schema *schema.Schema
	tables []*sqliteTable
}

// readSQLite describes the tables of a database.
func readSQLite(ctx context.Context, db *sql.DB) (*sqliteReader, error) {
	r := &sqliteReader{db: db, schema: schema.New("main")}
	for _, of := range []struct {
		query string
		row   func(scan func(...any) error) error
	}{{tablesOfSQLite, r.table}, {columnsOfSQLite, r.column}, {indexesOfSQLite, r.index}, {keysOfSQLite, r.foreignKey}} {
		if of.query == keysOfSQLite {
			r.primaryKeys()
		}
		if err := eachRow(ctx, db, of.query, of.row); err != nil {
			return nil, err
		}
	}
	for _, t := range r.tables {
		t.readChecks()
		t.nameForeignKeys()
	}
	return r, nil
}

// eachRow calls row for each row of a query.
func eachRow(ctx context.Context, db *sql.DB, query string, row func(scan func(...any) error) error, args ...any) error {
	rows, err := db.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		if err := row(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

func (r *sqliteReader) table(scan func(...any) error) error {
	t := &sqliteTable{key: map[int]*schema.Column{}}
	var called, written string
	if err := scan(&called, &written, &t.withoutRowID, &t.strict, &t.indexed); err != nil {
		return err
	}
	t.Table, t.definition = schema.NewTable(called), define(written)
	if t.strict {
		t.AddAttrs(strict{})
	}
	r.schema.AddTables(t.Table)
	r.tables = append(r.tables, t)
	return nil
}

// at is the table of a name, as SQLite tells names apart; nil without one.
func (r *sqliteReader) at(called string) *sqliteTable {
	for _, t := range r.tables {
		if strings.EqualFold(t.Name, called) {
			return t
		}
	}
	return nil
}

const (
	ordinaryColumn = 0
	hiddenColumn   = 1 // of a virtual table; the others are generated ones
)

func (r *sqliteReader) column(scan func(...any) error) error {
	var table, called, typ string
	var notNull bool
	var standard sql.NullString
	var key, hidden int
	if err := scan(&table, &called, &typ, &notNull, &standard, &key, &hidden); err != nil || hidden == hiddenColumn {
		return err
	}
	t := r.at(table)
	parsed, err := sqlite.ParseType(typ)
	if err != nil {
		parsed = &sqlite.UserDefinedType{T: typ}
	}
	c := schema.NewColumn(called).SetType(parsed).SetNull(!notNull && key == 0)
	c.Type.Raw = typ
	if standard.Valid {
		c.SetDefault(&schema.RawExpr{X: defaultText(standard.String)})
	}
	t.AddColumns(c)
	t.readColumn(c, hidden != ordinaryColumn)
	if key > 0 {
		t.key[key] = c
	}
	return nil
}

// valueWords are words that are values by themselves. Any other word, and a name in quotes, is a text where it is all of a default.
var valueWords = []string{"NULL", "TRUE", "FALSE", "CURRENT_TIME", "CURRENT_DATE", "CURRENT_TIMESTAMP"}

// defaultText is a default with apostrophes around a text that was written without them.
func defaultText(sql string) string {
	list := tokens(sql)
	if len(list) != 1 || list[0].kind > nameToken || slices.ContainsFunc(valueWords, list[0].is) {
		return sql
	}
	return sqltext.Literal(list[0].named())
}

// readColumn adds to a column what its clause says of it: the collation, and the expression that makes it.
func (t *sqliteTable) readColumn(c *schema.Column, generated bool) {
	for _, own := range t.clauses {
		if !strings.EqualFold(own.column, c.Name) {
			continue
		}
		for _, said := range own.terms {
			if collation, ok := said.after("COLLATE"); ok && said.is("COLLATE") && !strings.EqualFold(collation.named(), "BINARY") {
				c.SetCollation(collation.named())
			}
			if generated && (said.is("GENERATED") || said.is("AS")) {
				c.AddAttrs(&schema.GeneratedExpr{Expr: "(" + source(t.sql, said.inside()) + ")", Type: "STORED"})
			}
		}
	}
}

// primaryKeys gives tables their keys, with columns in the keys' order.
func (r *sqliteReader) primaryKeys() {
	for _, t := range r.tables {
		var columns []*schema.Column
		for at := range len(t.key) {
			columns = append(columns, t.key[at+1])
		}
		if len(columns) == 1 && !t.withoutRowID {
			columns[0].AddAttrs(numbering{counted: !t.indexed})
		}
		if len(columns) > 0 {
			t.SetPrimaryKey(schema.NewPrimaryKey(columns...))
			t.PrimaryKey.Name = t.nameOf("PRIMARY", "KEY")
		}
	}
}

// nameOf is the name of the first constraint of a kind; "" where it has none.
func (t *sqliteTable) nameOf(keywords ...string) string {
	for _, c := range t.clauses {
		for _, said := range c.terms {
			if said.is(keywords...) {
				return said.name
			}
		}
	}
	return ""
}

// readChecks adds the checks of columns and of the table.
func (t *sqliteTable) readChecks() {
	for _, c := range t.clauses {
		for _, said := range c.terms {
			if said.is("CHECK") {
				t.AddChecks(schema.NewCheck().SetName(said.name).SetExpr("(" + source(t.sql, said.inside()) + ")"))
			}
		}
	}
}
