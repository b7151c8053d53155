package atlas

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"ariga.io/atlas/sql/migrate"
	"ariga.io/atlas/sql/schema"
)

// Database is a database that is inspected, in a transaction of the caller's.
type Database struct {
	dialect
	db      *sql.DB
	driver  migrate.Driver
	current string // the schema that no name stands for
	user    string
	aside   map[string]string // queries of views that were dropped for a rename, by name in small letters
	former  map[string]string // names before renames, by those that things have while they are set aside
}

// opening asks where one is and, until the transaction ends, has PostgreSQL plan what is asked of its catalogs once, and compile none of it: the
// same large questions are asked many times, and planning one, or compiling it, takes longer than answering it.
const opening = `SELECT coalesce(current_schema(), 'public'), current_user,
	CASE WHEN current_setting('plan_cache_mode', true) IS NOT NULL THEN set_config('plan_cache_mode', 'force_generic_plan', true) END,
	CASE WHEN current_setting('jit', true) IS NOT NULL THEN set_config('jit', 'off', true) END`

// Open looks at a database of a dialect through db, which holds one connection in a transaction.
func Open(ctx context.Context, name string, db *sql.DB) (*Database, error) {
	d, err := dialectOf(name)
	if err != nil {
		return nil, err
	}
	driver, err := d.open(asking{ctx, served{db}})
	if err != nil {
		return nil, err
	}
	found := &Database{dialect: d, db: db, driver: driver, current: "main", aside: map[string]string{}, former: map[string]string{}}
	if d.schemas {
		var planned, compiled *string
		err = db.QueryRowContext(ctx, opening).Scan(&found.current, &found.user, &planned, &compiled)
	}
	return found, err
}

// schemasOf returns the schemas that a model names, the current one first, where that is the model's.
func (d *Database) schemasOf(m Model) []string {
	var names []string
	if !m.Within || len(m.Tables) == 0 {
		names = append(names, d.current)
	}
	for _, t := range m.Tables {
		if t.Schema != "" && !slices.Contains(names, t.Schema) {
			names = append(names, t.Schema)
		}
	}
	return names
}

// inspect describes the schemas of a model as they are. One that is not there is an error.
func (d *Database) inspect(ctx context.Context, m Model) (*schema.Realm, error) {
	if !d.schemas {
		r := schema.NewRealm()
		read, err := readSQLite(ctx, d.db)
		if err != nil {
			return nil, err
		}
		spellAs(read.schema, m)
		r.AddSchemas(read.schema)
		d.withoutOthers(r, m)
		withoutImpossible(read.schema)
		return r, nil
	}
	r, err := d.inspectSchemas(ctx, m)
	if err != nil {
		return nil, err
	}
	d.withoutOthers(r, m)
	withoutUndeclared(r)
	for _, s := range r.Schemas {
		withoutImpossible(s)
	}
	statedDefaults(r)
	if err := d.readDeferrable(ctx, r); err != nil {
		return nil, err
	}
	if err := d.readSerial(ctx, r); err != nil {
		return nil, err
	}
	d.castAlike(r)
	return r, d.readPartCollations(ctx, r)
}

// inspectSchemas reads the schemas of a model. Of those that its enums alone name, these are all that is looked at.
func (d *Database) inspectSchemas(ctx context.Context, m Model) (*schema.Realm, error) {
	whole, schemas := d.schemasOf(m), d.schemasOf(m)
	for _, e := range m.Enums {
		if e.Schema != "" && !slices.Contains(schemas, e.Schema) {
			schemas = append(schemas, e.Schema)
		}
	}
	r, err := d.driver.InspectRealm(ctx, &schema.InspectRealmOption{Schemas: schemas})
	if err != nil {
		return nil, err
	}
	scaleBelowZero(r)
	for _, name := range schemas {
		s, ok := r.Schema(name)
		if !ok {
			return nil, fmt.Errorf("schema %q is not there: create it, schemas are yours", name)
		}
		if slices.Contains(whole, name) {
			continue
		}
		s.Tables = nil
		s.Objects = slices.DeleteFunc(s.Objects, func(o schema.Object) bool {
			e, ok := o.(*schema.EnumType)
			return !ok || !m.hasEnum(name+"."+e.T)
		})
	}
	return r, nil
}

// EnumsOf returns the enums that the columns of a schema's tables are of, wherever they stand; "" is the current schema.
func (d *Database) EnumsOf(ctx context.Context, name string) (list []Enum, err error) {
	if !d.schemas {
		return nil, nil
	}
	const used = `
SELECT DISTINCT n.nspname, t.typname FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
JOIN pg_catalog.pg_attribute a ON a.atttypid IN (t.oid, t.typarray) AND NOT a.attisdropped
JOIN pg_catalog.pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p')
WHERE t.typtype = 'e' AND c.relnamespace = (SELECT oid FROM pg_catalog.pg_namespace WHERE nspname = $1) ORDER BY 1, 2`
	err = eachRow(ctx, d.db, used, func(scan func(...any) error) error {
		var e Enum
		err := scan(&e.Schema, &e.Name)
		if e.Schema == d.current {
			e.Schema = ""
		}
		list = append(list, e)
		return err
	}, firstOf(name, d.current))
	return list, err
}

// Exec runs statements one after the other.
func (d *Database) Exec(ctx context.Context, statements ...string) error {
	for _, s := range statements {
		if _, err := d.db.ExecContext(ctx, s); err != nil {
			return &Failed{Statement: s, Err: err}
		}
	}
	return nil
}

// Failed is a statement that the database refused, with its error.
type Failed struct {
	Statement string
	Err       error
}

// Error begins with what the statement is about.
func (f *Failed) Error() string { return excerpt(f.Statement, f.Err.Error()) + ": " + f.Err.Error() }

// Unwrap implements errors.Is.
func (f *Failed) Unwrap() error { return f.Err }

// tried does something, and undoes it.
func (d *Database) tried(ctx context.Context, do func() error) (err error) {
	if err := d.Exec(ctx, "SAVEPOINT drey_tried"); err != nil {
		return err
	}
	defer func() {
		if undo := d.Exec(ctx, "ROLLBACK TO SAVEPOINT drey_tried", "RELEASE SAVEPOINT drey_tried"); err == nil {
			err = undo
		}
	}()
	return do()
}

// attempt runs statements, or none of them.
func (d *Database) attempt(ctx context.Context, statements []string) error {
	if err := d.Exec(ctx, "SAVEPOINT drey_attempt"); err != nil {
		return err
	}
	failed := d.Exec(ctx, statements...)
	if failed != nil {
		if err := d.Exec(ctx, "ROLLBACK TO SAVEPOINT drey_attempt"); err != nil {
			return err
		}
	}
	if err := d.Exec(ctx, "RELEASE SAVEPOINT drey_attempt"); err != nil {
		return err
	}
	return failed
}

// firstLine is the beginning of a statement, for messages.
func firstLine(s string) string {
	const most = 60
	if len(s) > most {
		return s[:most] + "..."
	}
	return s
}

// meant finds what the messages of databases quote of a statement that fails.
var meant = regexp.MustCompile(`(?:at or near|near|column|token:|type) "([^"]+)"|function ([\pL_][\pL\pN_.]*)\(|no such (?:column|function): "?([^"\s]+)`)

// excerpt is the beginning of a statement, and that of its parts which a message is about.
func excerpt(s, message string) string {
	begins := firstLine(s)
	found := meant.FindStringSubmatch(message)
	if begins == s || found == nil {
		return begins
	}
	word := regexp.MustCompile(`(^|[^\pL\pN_])` + regexp.QuoteMeta(cmp.Or(found[1], found[2], found[3])) + `($|[^\pL\pN_])`)
	var about []string
	for _, part := range parts(s) {
		if word.MatchString(part) {
			about = append(about, part)
		}
	}
	if len(about) == 0 || len(about) > 3 {
		return begins
	}
	return begins + " " + strings.Join(about, " ... ") + " ..."
}

// parts are what stands between the outermost parentheses of a statement, cut at its commas.
func parts(s string) (list []string) {
	_, body, _ := strings.Cut(s, "(")
	depth, from, quote := 0, 0, rune(0)
	for i, r := range body {
		switch {
		case quote != 0:
			if r == quote {
				quote = 0
			}
		case r == '\'' || r == '"' || r == '`':
			quote = r
		case r == '(':
			depth++
		case r == ')':
			depth--
		}
		if quote == 0 && (depth < 0 || depth == 0 && r == ',') {
			list, from = append(list, strings.TrimSpace(body[from:i])), i+1
		}
		if depth < 0 {
			break
		}
	}
	return list
}

// Lock keeps others who call Lock waiting until the transaction of db ends. It is the transaction's first statement: on SQLite,
// which has one writer, a transaction that begins by writing waits for the others, and one that read before fails.
func Lock(ctx context.Context, name string, db *sql.DB) error {
	lock := "SAVEPOINT drey_schema"
	if name == "postgres" {
		lock = "SELECT pg_advisory_xact_lock(hashtext('drey schema'))"
	}
	_, err := db.ExecContext(ctx, lock)
	return err
}

// Current is the schema that no name stands for.
func (d *Database) Current() string { return d.current }

// User is the role that statements run as; "" where there are none.
func (d *Database) User() string { return d.user }
