package schema

import (
	"context"
	"fmt"
	"slices"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/atlas"
	"github.com/drey-db/drey/repo"
)

// ReflectOption narrows a [Reflect].
type ReflectOption func(*reflecting)

type reflecting struct {
	names  []string
	schema string
}

// Only reflects these tables alone.
func Only(tables ...string) ReflectOption {
	return func(r *reflecting) { r.names = append(r.names, tables...) }
}

// InSchema reflects the tables of another schema than the current one. SQLite has none.
func InSchema(name string) ReflectOption { return func(r *reflecting) { r.schema = name } }

// Reflect describes the tables of a database. What it cannot describe, [MetaData.Unseen] tells.
func Reflect(ctx context.Context, engine *repo.Engine, opts ...ReflectOption) (*MetaData, error) {
	if err := given(ctx, engine); err != nil {
		return nil, err
	}
	var o reflecting
	for _, opt := range opts {
		if opt == nil {
			return nil, mistaken([]string{"an option is nil: leave it out"})
		}
		opt(&o)
	}
	if o.schema != "" && engine.Dialect().Name == builder.SQLite().Name {
		return nil, mistaken([]string{fmt.Sprintf("InSchema(%q): SQLite has no schemas: leave it out", o.schema)})
	}
	m := &MetaData{dialect: engine.Dialect().Name}
	err := dialectModel{}.looking(ctx, engine, false, func(db *atlas.Database) error {
		if o.schema == db.Current() {
			o.schema = ""
		}
		found, err := o.tables(ctx, db)
		if err != nil {
			return err
		}
		stray := db.TakeOutStray(&found)
		m.found, m.within = &found, o
		m.unseen, err = o.unseen(ctx, db)
		for _, fk := range stray {
			m.unseen = append(m.unseen, unseenChange(fk))
		}
		return err
	})
	if err != nil {
		return nil, wrapped("reflect", err)
	}
	if err := o.missing(m.found.Tables); err != nil {
		return nil, err
	}
	return m, nil
}

// tables are the tables that are reflected, and the enums that they are of.
func (r reflecting) tables(ctx context.Context, db *atlas.Database) (atlas.Model, error) {
	enums, err := db.EnumsOf(ctx, r.schema)
	if err != nil {
		return atlas.Model{}, err
	}
	found, err := db.Reflected(ctx, atlas.Model{Tables: []atlas.Table{{Schema: r.schema, Name: "any"}}, Enums: enums})
	if err != nil {
		return found, err
	}
	found.Tables = slices.DeleteFunc(found.Tables, func(t atlas.Table) bool {
		return t.Schema != r.schema || len(r.names) > 0 && !slices.Contains(r.names, t.Name)
	})
	found.Enums = slices.DeleteFunc(found.Enums, func(e atlas.Enum) bool {
		used := func(other atlas.Enum) bool { return other.Schema == e.Schema && other.Name == e.Name }
		return e.Schema != r.schema && !slices.ContainsFunc(enums, used)
	})
	return found, nil
}

// missing refuses names of Only that no table has.
func (r reflecting) missing(tables []atlas.Table) error {
	for _, name := range r.names {
		if !slices.ContainsFunc(tables, func(t atlas.Table) bool { return t.Name == name }) {
			return refusal(fmt.Sprintf("Only names %q, and there is no such table: give a table's name as the database has it, and its schema to InSchema", name))
		}
	}
	return nil
}

// only has a filter of changes leave alone the tables and enums that a reflection left out: they are nobody's.
func (r reflecting) only(keep func(c atlas.Change) bool) func(c atlas.Change) bool {
	if r.schema == "" && len(r.names) == 0 {
		return keep
	}
	return func(c atlas.Change) bool {
		elsewhere, unnamed := r.schema != "" && c.Schema != r.schema, len(r.names) > 0 && !slices.Contains(r.names, c.Table)
		if c.Kind == "DropEnum" && elsewhere || c.Kind == "DropTable" && (elsewhere || unnamed) {
			return false
		}
		return keep == nil || keep(c)
	}
}

// unseen is what stands beside the tables that are reflected, and in them without being reflected.
func (r reflecting) unseen(ctx context.Context, db *atlas.Database) (list []Change, err error) {
	objects, err := db.Objects(ctx, atlas.Model{Tables: []atlas.Table{{Schema: r.schema, Name: "any"}}})
	for _, o := range objects {
		wanted := len(r.names) == 0 || o.Table != "" && slices.Contains(r.names, o.Table)
		if wanted && o.Schema == r.schema {
			list = append(list, unseenChange(o))
		}
	}
	return list, err
}
