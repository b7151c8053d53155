package atlas

import (
	"context"
	"slices"
	"strings"
)

// lackedFirst returns what makes those objects of a model that stand before its tables and are not there, and in front of them the enums that are
// not, which they may be of.
func (d *Database) lackedFirst(ctx context.Context, m Model) ([]string, error) {
	objects, err := d.missingFirst(ctx, m)
	if err != nil || len(objects) == 0 {
		return nil, err
	}
	present, err := d.Present(ctx, m)
	if err != nil {
		return nil, err
	}
	enums, err := d.creating(Model{Enums: m.Enums}, present, d.current)
	return append(enums, objects...), err
}

// missingFirst returns what makes those objects of a model that stand before its tables and are not there.
func (d *Database) missingFirst(ctx context.Context, m Model) (statements []string, err error) {
	for _, o := range m.First {
		there, err := d.HasObject(ctx, m, o)
		if err != nil {
			return nil, err
		}
		if !there {
			statements = append(statements, o.Create)
		}
	}
	return statements, nil
}

// withFirst puts what makes objects in front of the statements of tables, behind the enums that these begin with.
func withFirst(statements, objects []string) []string {
	at := 0
	for i, s := range statements {
		if strings.HasPrefix(s, "CREATE TABLE ") || strings.HasPrefix(s, "ALTER TABLE ") {
			break
		}
		if strings.HasPrefix(s, "CREATE TYPE ") {
			at = i + 1
		}
	}
	return slices.Concat(statements[:at], objects, statements[at:])
}

// withoutFirst puts what drops objects behind the statements of tables, and the enums behind these, which may be of them.
func withoutFirst(statements, objects []string) []string {
	if len(objects) == 0 {
		return statements
	}
	isEnum := func(s string) bool { return strings.HasPrefix(s, "DROP TYPE ") }
	tables := slices.DeleteFunc(slices.Clone(statements), isEnum)
	enums := slices.DeleteFunc(slices.Clone(statements), func(s string) bool { return !isEnum(s) })
	return slices.Concat(tables, objects, enums)
}

// creates and drops are the texts of the objects of a model that stand before its tables.
func (m Model) creates() (list []string) {
	for _, o := range m.First {
		list = append(list, o.Create)
	}
	return list
}

func (m Model) drops() (list []string) {
	for _, o := range slices.Backward(m.First) {
		list = append(list, o.Drop)
	}
	return list
}

// presentDrops are the texts that drop those objects of a model that stand before its tables and are there.
func (d *Database) presentDrops(ctx context.Context, m Model) (list []string, err error) {
	for _, o := range slices.Backward(m.First) {
		there, err := d.HasObject(ctx, m, o)
		if err != nil {
			return nil, err
		}
		if there {
			list = append(list, o.Drop)
		}
	}
	return list, nil
}

// ownNames asks which names are none of PostgreSQL's own, which it takes where no schema is said.
const ownNames = `SELECT o.name FROM unnest(string_to_array($1, chr(10))) AS o(name) WHERE NOT EXISTS (SELECT 1 FROM pg_catalog.pg_proc WHERE proname = o.name AND pronamespace = 'pg_catalog'::regnamespace)
	AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_type WHERE typname = o.name AND typnamespace = 'pg_catalog'::regnamespace)`

// unplaced has statements of tables call what stands before these as they call the tables: without the current schema, so that they make another one as well.
func (d *Database) unplaced(ctx context.Context, m Model, lists ...[]string) error {
	if !d.schemas || len(m.First) == 0 {
		return nil
	}
	var first []string
	for _, o := range m.First {
		_, own := split(o.Name)
		first = append(first, own)
	}
	var names []string
	err := eachRow(ctx, d.db, ownNames, func(scan func(...any) error) error {
		names = append(names, "")
		return scan(&names[len(names)-1])
	}, strings.Join(first, "\n"))
	for _, statements := range lists {
		for i, s := range statements {
			statements[i] = withoutSchema(s, d.current, names)
		}
	}
	return err
}

// withoutSchema is SQL in which names stand without a schema.
func withoutSchema(sql, schema string, names []string) (text string) {
	list, at := tokens(sql), 0
	for i := 0; i+2 < len(list); i++ {
		isName := list[i].kind <= nameToken && list[i+1].text == "." && list[i+2].kind <= nameToken && (i == 0 || list[i-1].text != ".")
		if isName && list[i].folded() == schema && slices.Contains(names, list[i+2].folded()) {
			text, at = text+sql[at:list[i].at], list[i+2].at
		}
	}
	return text + sql[at:]
}
