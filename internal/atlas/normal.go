package atlas

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"ariga.io/atlas/sql/postgres"
	"ariga.io/atlas/sql/schema"
)

// scratch is the schema in which tables are made to see how the database writes a model, and rolled back.
const scratch = "pg_temp"

// scratchPath has names of types mean PostgreSQL's own first, as they do outside: else a table that is called date, which has a row type of that
// name, would hide it once it stands in scratch, which is searched before all else unless the path says so. A path on which others stand
// before PostgreSQL's own is left as it is.
const scratchPath = `SELECT set_config('search_path', concat_ws(', ', 'pg_catalog', 'pg_temp', nullif(current_setting('search_path'), '')), true)
	WHERE coalesce(array_position(current_schemas(false), 'pg_catalog'::name), 1) = 1`

// seenInScratch has atlas see temporary tables as well, which it leaves out, and names of types mean what they do outside.
var seenInScratch = strings.NewReplacer("t1.table_type = 'BASE TABLE'", "t1.table_type IN ('BASE TABLE', 'LOCAL TEMPORARY')",
	"set_config('search_path', '', false)", "set_config('search_path', 'pg_catalog, pg_temp', false)")

// normalized is a model as PostgreSQL itself writes it: types, defaults, checks and predicates in its own spelling. The tables are
// made, looked at and rolled back: as temporary ones, since names in them, of types and functions, then mean what they mean to the
// tables themselves, which a schema of their own would not promise. SQLite keeps what was typed.
func (d *Database) normalized(ctx context.Context, m Model) (*schema.Realm, error) {
	to, err := d.realm(m, d.current)
	if err != nil || !d.schemas {
		return to, err
	}
	for _, s := range to.Schemas {
		if len(s.Tables) == 0 {
			continue
		}
		if err := d.normalize(ctx, m, s); err != nil {
			return nil, err
		}
	}
	return to, nil
}

func (d *Database) normalize(ctx context.Context, m Model, s *schema.Schema) (err error) {
	if err := d.Exec(ctx, "SAVEPOINT drey_scratch"); err != nil {
		return err
	}
	defer func() {
		if undo := d.Exec(ctx, "ROLLBACK TO SAVEPOINT drey_scratch"); err == nil {
			err = undo
		}
	}()
	first, err := d.lackedFirst(ctx, m)
	if err != nil {
		return err
	}
	statements, err := d.scratchStatements(m, s)
	if err != nil {
		return err
	}
	if err := d.Exec(ctx, slices.Concat(first, []string{scratchPath}, statements)...); err != nil {
		return fmt.Errorf("the models as the database would write them: %w", err)
	}
	made, err := d.inspectScratch(ctx)
	if err != nil {
		return err
	}
	if err := d.castElsewhere(ctx, made, m); err != nil {
		return err
	}
	for _, t := range s.Tables {
		written, ok := made.Table(t.Name)
		if !ok {
			return fmt.Errorf("table %s was made and is not seen", t.Name)
		}
		d.adopt(t, written)
	}
	return nil
}

// scratchStatements are what makes the tables of a schema, without their foreign keys.
func (d *Database) scratchStatements(m Model, s *schema.Schema) ([]string, error) {
	own := Model{Enums: scratchEnums(m, d.current)}
	for _, t := range m.Tables {
		if name := t.Schema; name == s.Name || name == "" && s.Name == d.current {
			own.Tables = append(own.Tables, scratchTable(t, func(sql string) string { return scratched(sql, m, d.current) }))
		}
	}
	return d.creating(own, Model{}, "")
}

func (d *Database) inspectScratch(ctx context.Context) (*schema.Schema, error) {
	var name string
	err := d.db.QueryRowContext(ctx, "SELECT nspname FROM pg_catalog.pg_namespace WHERE oid = pg_my_temp_schema()").Scan(&name)
	if err != nil {
		return nil, err
	}
	driver, err := d.open(asking{ctx, temporaryToo{d.db}})
	if err != nil {
		return nil, err
	}
	r, err := driver.InspectRealm(ctx, &schema.InspectRealmOption{Schemas: []string{name}}) // as the database is: names of elsewhere have their schemas
	if err != nil {
		return nil, err
	}
	scaleBelowZero(r)
	if len(r.Schemas) != 1 {
		return nil, fmt.Errorf("schema %s was made and is not seen", name)
	}
	statedDefaults(r)
	if err := d.readSerial(ctx, r); err != nil {
		return nil, err
	}
	return r.Schemas[0], d.readPartCollations(ctx, r)
}

// temporaryToo asks what atlas asks of temporary tables as well.
type temporaryToo struct{ *sql.DB }

// QueryContext implements schema.ExecQuerier.
func (t temporaryToo) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return t.DB.QueryContext(ctx, mended.Replace(seenInScratch.Replace(query)), args...)
}

// adopt gives a table of the model what the database wrote for it.
func (d *Database) adopt(t, written *schema.Table) {
	for _, c := range t.Columns {
		w, ok := written.Column(c.Name)
		if !ok {
			continue
		}
		if !ofEnum(c.Type.Type) {
			c.Type = w.Type
		}
		c.Default = w.Default
		if ofEnum(c.Type.Type) {
			c.Default = withoutCast(c.Default)
		}
		c.Attrs = adopted(c.Attrs, w.Attrs)
	}
	t.Attrs = adopted(t.Attrs, written.Attrs)
	for _, i := range t.Indexes {
		if w, ok := written.Index(i.Name); ok {
			adoptIndex(t, i, w)
		}
	}
}

// withoutCast is a default that is a literal without its type, which atlas leaves on it where that is of another schema.
func withoutCast(x schema.Expr) schema.Expr {
	raw, ok := schema.UnderlyingExpr(x).(*schema.RawExpr)
	if !ok {
		return x
	}
	end := strings.LastIndex(raw.X, "'::")
	if end <= 0 || raw.X[0] != '\'' || strings.Contains(strings.ReplaceAll(raw.X[1:end], "''", ""), "'") {
		return x
	}
	return &schema.Literal{V: raw.X[:end+1]}
}

// ofEnum reports whether a type is an enum of the model or a list of one, which was made elsewhere for a moment.
func ofEnum(t schema.Type) bool {
	if list, ok := t.(*postgres.ArrayType); ok {
		t = list.Type
	}
	_, enum := t.(*schema.EnumType)
	return enum
}

// adopted is what was written, with the comments of the model, which are not made.
func adopted(own, written []schema.Attr) []schema.Attr {
	isComment := func(a schema.Attr) bool { _, ok := a.(*schema.Comment); return ok }
	kept := slices.DeleteFunc(slices.Clone(written), isComment)
	for _, a := range own {
		if isComment(a) {
			kept = append(kept, a)
		}
	}
	return kept
}

func adoptIndex(t *schema.Table, i, written *schema.Index) {
	for n, part := range i.Parts {
		if n < len(written.Parts) && part.C == nil {
			part.X = written.Parts[n].X
			if c := written.Parts[n].C; c != nil {
				part.C, _ = t.Column(c.Name)
			}
		}
		if n < len(written.Parts) {
			part.Attrs = written.Parts[n].Attrs
		}
	}
	attrs := written.Attrs
	for _, a := range i.Attrs {
		if included, ok := columnsIncluded(a); ok {
			attrs = slices.DeleteFunc(slices.Clone(attrs), func(w schema.Attr) bool { _, is := columnsIncluded(w); return is })
			attrs = append(attrs, includedIn(t, included))
		}
	}
	i.Attrs = attrs
}
