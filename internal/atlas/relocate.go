package atlas

import (
	"context"
	"slices"
	"strconv"
)

// relocation is a rename of a table, as statements that each have one that undoes it.
type relocation struct {
	d        *Database
	one      *renaming
	old, now string
}

// relocate finds the statements that rename a table, and move it to another schema where the names say so. What has a name there that another
// has for now is set aside before: inTurnOf gives it its name.
func (d *Database) relocate(ctx context.Context, one *renaming) error {
	r := relocation{d: d, one: one, old: one.from, now: one.to}
	from, was := split(r.old)
	to, is := split(r.now)
	if from == to {
		r.rename(was, is)
		return nil
	}
	there, err := d.relations(ctx, to)
	if err != nil {
		return err
	}
	if err := r.clear(ctx, there); err != nil {
		return err
	}
	if was != is && slices.Contains(there, was) {
		here, err := d.relations(ctx, from)
		if err != nil {
			return err
		}
		free := is
		if slices.Contains(here, is) {
			free = d.asideName("")
		}
		r.rename(was, free)
		was = free
	}
	r.do("ALTER TABLE "+qualified(joined(from, was))+" SET SCHEMA "+identifier(firstOrNone(to, d.current)),
		"ALTER TABLE "+qualified(joined(to, was))+" SET SCHEMA "+identifier(firstOrNone(from, d.current)))
	r.old = joined(to, was)
	if was != is {
		r.rename(was, is)
	}
	return nil
}

// do adds a statement, and the one that undoes it.
func (r *relocation) do(up, down string) {
	r.one.up = append(r.one.up, up)
	r.one.down = append([]string{down}, r.one.down...)
}

// rename renames the table in its schema.
func (r *relocation) rename(was, is string) {
	in, _ := split(r.old)
	r.do("ALTER TABLE "+qualified(r.old)+" RENAME TO "+identifier(is), "ALTER TABLE "+qualified(joined(in, is))+" RENAME TO "+identifier(was))
	r.old = joined(in, is)
}

// clear sets aside what goes along with the table, and has the name of something there.
func (r *relocation) clear(ctx context.Context, there []string) error {
	in, table := split(r.old)
	all, err := r.d.readNamed(ctx, Model{Tables: []Table{{Schema: in, Name: table}}})
	if err != nil {
		return err
	}
	for _, n := range all {
		if n.schema != in || n.table != table || n.ofTable() || !slices.Contains(there, n.name) {
			continue
		}
		aside := r.d.asideName(n.name)
		up, down, err := r.d.renameNamed(ctx, carried{n, aside})
		if err != nil {
			return err
		}
		r.do(up[0], down[0])
	}
	return nil
}

// relations are the names that are taken in a schema of PostgreSQL's.
func (d *Database) relations(ctx context.Context, in string) (names []string, err error) {
	err = eachRow(ctx, d.db, "SELECT c.relname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1",
		func(scan func(...any) error) error {
			var name string
			err := scan(&name)
			names = append(names, name)
			return err
		}, firstOrNone(in, d.current))
	return names, err
}

// asideName is a name that nothing has, for something that has another one before and behind the renames.
func (d *Database) asideName(of string) string {
	name := "drey_aside_" + strconv.Itoa(len(d.former)+1)
	d.former[name] = of
	return name
}

// calledBefore is the name that something had before it was set aside.
func (d *Database) calledBefore(name string) (before string, aside bool) {
	before, aside = d.former[name]
	return firstOrNone(before, name), aside
}
