package atlas

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// Declared is an object that is created and dropped by text: View or Raw.
type Declared struct {
	Kind, Name, Create, Drop, Query string
	First                           bool // it is made before the tables, and dropped after them
}

// declared is such an object as the database has it.
type declared struct {
	Declared
	there, changed, around bool
	old                    string // what created it
	called                 string // its name, with its schema where that is not the current one
	triggers               []sqliteTrigger
}

// Unplannable says what cannot be planned.
type Unplannable struct{ Object, Reason string }

// Error implements error.
func (e *Unplannable) Error() string { return e.Object + ": " + e.Reason }

// declaredAs returns the objects that are declared, as the database has them. Forced are those that are made anew in any case.
func (d *Database) declaredAs(ctx context.Context, m Model, list, forced []Declared) (states []declared, err error) {
	for _, o := range list {
		own := declared{Declared: o, old: o.Create, changed: slices.Contains(forced, o)}
		if own.called, err = d.Called(ctx, m, o); err != nil {
			return nil, err
		}
		if own.there, err = d.HasObject(ctx, m, o); err != nil {
			return nil, err
		}
		if own.there && o.Kind == "View" {
			found, same, err := d.View(ctx, o.Name, o.Query)
			if err != nil {
				return nil, err
			}
			own.changed, own.old = own.changed || !same, "CREATE VIEW "+qualified(o.Name)+" AS "+found
		}
		if own.there && o.Kind == "View" && !d.schemas {
			if own.triggers, err = d.readTriggers(ctx, o.Name); err != nil {
				return nil, err
			}
		}
		states = append(states, own)
	}
	return states, nil
}

// again are the statements that make the triggers of a view of SQLite's again, but for those that are declared and made anew as well.
func (o declared) again(states []declared) (list []string) {
	for _, t := range o.triggers {
		if !slices.ContainsFunc(states, func(other declared) bool { return other.replaced() && strings.EqualFold(other.Name, t.name) }) {
			list = append(list, t.sql)
		}
	}
	return list
}

// replaced reports whether an object is dropped and made anew.
func (o declared) replaced() bool { return o.there && (o.changed || o.around) }

// surrounded puts around the statements of tables those of objects: dropped before, the last one first, and created behind, but for those that
// come first and are not there. What PostgreSQL knows of views beside their queries is kept.
func (d *Database) surrounded(states []declared, up, down []string) (there, back []string) {
	var create, again, views, first, gone []string
	for _, o := range states {
		if o.First && !o.there {
			first, gone = append(first, o.Create), append([]string{o.Drop}, gone...)
			continue
		}
		replaced := o.replaced()
		if replaced && d.schemas && strings.Contains(strings.ToUpper(o.old), "VIEW") {
			views = append(views, o.called)
		}
		if replaced {
			there, again = append([]string{o.Drop}, there...), append(append(again, o.old), o.again(states)...)
		}
		if replaced || !o.there {
			create, back = append(create, o.Create), append([]string{o.Drop}, back...)
		}
		if replaced {
			create = append(create, o.again(states)...)
		}
	}
	up, down = withFirst(up, first), withoutFirst(down, gone)
	keep, give := keeping(views)
	return slices.Concat(keep, there, up, create, give), slices.Concat(keep, back, down, again, give)
}

// dependency is an object that uses a column, or a table or view as a whole.
type dependency struct{ kind, name, on, column string }

// dependents asks for what keeps PostgreSQL from changing a column: kind, schema, name, and the schema, table and column that it uses.
const dependents = `
SELECT CASE v.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' ELSE 'rule' END, vn.nspname,
	CASE WHEN v.relkind IN ('v', 'm') THEN v.relname ELSE r.rulename END, cn.nspname, c.relname, coalesce(a.attname, '')
FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_rewrite r ON d.classid = 'pg_rewrite'::regclass AND r.oid = d.objid
JOIN pg_catalog.pg_class v ON v.oid = r.ev_class JOIN pg_catalog.pg_namespace vn ON vn.oid = v.relnamespace
JOIN pg_catalog.pg_class c ON d.refclassid = 'pg_class'::regclass AND c.oid = d.refobjid JOIN pg_catalog.pg_namespace cn ON cn.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.refobjsubid AND a.attnum > 0
WHERE (c.oid <> v.oid OR v.relkind NOT IN ('v', 'm') AND d.refobjsubid > 0) AND vn.nspname <> 'pg_catalog' AND vn.nspname <> 'information_schema'
UNION
SELECT CASE d.classid WHEN 'pg_trigger'::regclass THEN 'trigger' ELSE 'policy' END, cn.nspname, coalesce(t.tgname, p.polname), cn.nspname, c.relname, a.attname
FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_class c ON d.refclassid = 'pg_class'::regclass AND c.oid = d.refobjid
JOIN pg_catalog.pg_namespace cn ON cn.oid = c.relnamespace JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.refobjsubid AND a.attnum > 0
LEFT JOIN pg_catalog.pg_trigger t ON d.classid = 'pg_trigger'::regclass AND t.oid = d.objid AND NOT t.tgisinternal
LEFT JOIN pg_catalog.pg_policy p ON d.classid = 'pg_policy'::regclass AND p.oid = d.objid
WHERE coalesce(t.tgname, p.polname) IS NOT NULL
ORDER BY 1, 2, 3, 4, 5, 6`

func (d *Database) dependencies(ctx context.Context) (list []dependency, err error) {
	err = eachRow(ctx, d.db, dependents, func(scan func(...any) error) error {
		var one dependency
		var in, onSchema string
		if err := scan(&one.kind, &in, &one.name, &onSchema, &one.on, &one.column); err != nil {
			return err
		}
		one.name, one.on = d.unqualified(in, one.name), d.unqualified(onSchema, one.on)
		list = append(list, one)
		return nil
	})
	return list, err
}

// unqualified is a name with its schema, where that is not the current one.
func (d *Database) unqualified(in, name string) string {
	if in == d.current {
		return name
	}
	return in + "." + name
}

// stepAside marks the declared objects that are dropped around the changes of columns, since they use them. One that nothing declares
// cannot be, and is an error. Disturbed are the columns that change, by table; "*" among them is a table or view that goes.
func (d *Database) stepAside(ctx context.Context, states []declared, disturbed map[string][]string) error {
	list, err := d.dependencies(ctx)
	if err != nil {
		return err
	}
	waiting := slices.Clone(states)
	for _, o := range waiting {
		if o.there && o.changed {
			disturbed[o.called] = append(disturbed[o.called], "*")
		}
	}
	for again := true; again; {
		again = false
		for _, one := range list {
			if !one.meets(disturbed[one.on]) || slices.Contains(disturbed[one.name], "*") {
				continue
			}
			at := slices.IndexFunc(states, func(o declared) bool { return strings.EqualFold(o.called, one.name) })
			if at < 0 {
				return &Unplannable{Object: strings.Trim(one.on+"."+one.column, "."), Reason: fmt.Sprintf(
					"%s %s uses it, and nothing declares how to make that again: declare it with schema.View or schema.Raw, or drop it first", one.kind, one.name)}
			}
			states[at].around, again = true, true
			disturbed[one.name] = append(disturbed[one.name], "*")
		}
	}
	return nil
}

// meets reports whether an object is in the way of changes. Triggers, rules and policies go with their table.
func (o dependency) meets(disturbed []string) bool {
	view := strings.HasSuffix(o.kind, "view")
	return view && slices.Contains(disturbed, "*") || o.column != "" && slices.Contains(disturbed, o.column)
}
