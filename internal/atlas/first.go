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
