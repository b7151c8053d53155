package schema

import (
	"context"
	"fmt"
	"slices"

	"github.com/drey-db/drey/internal/atlas"
	"github.com/drey-db/drey/repo"
)

// ReflectOption narrows a [Reflect].
type ReflectOption func(*reflecting)

type reflecting struct {
	only   []string
	schema string
}

// Only reflects these tables alone.
func Only(tables ...string) ReflectOption {
	return func(r *reflecting) { r.only = append(r.only, tables...) }
}

// InSchema reflects the tables of another schema than the current one.
func InSchema(name string) ReflectOption { return func(r *reflecting) { r.schema = name } }

// Reflect describes the tables of a database. What it cannot describe, [MetaData.Unseen] tells.
func Reflect(ctx context.Context, engine *repo.Engine, opts ...ReflectOption) (*MetaData, error) {
	if engine == nil {
		return nil, errNoEngine
	}
	var o reflecting
	for _, opt := range opts {
		opt(&o)
	}
	m := &MetaData{found: &atlas.Model{}, dialect: engine.Dialect().Name}
	err := looking(ctx, engine, false, func(db *atlas.Database) error {
		enums, err := db.EnumsOf(ctx, o.schema)
		if err != nil {
			return err
		}
		found, err := db.Present(ctx, atlas.Model{Tables: []atlas.Table{{Schema: o.schema, Name: "any"}}, Enums: enums})
		if err != nil {
			return err
		}
		found.Tables = slices.DeleteFunc(found.Tables, func(t atlas.Table) bool {
			return t.Schema != o.schema || len(o.only) > 0 && !slices.Contains(o.only, t.Name)
		})
		found.Enums = slices.DeleteFunc(found.Enums, func(e atlas.Enum) bool {
			used := func(other atlas.Enum) bool { return other.Schema == e.Schema && other.Name == e.Name }
			return e.Schema != o.schema && !slices.ContainsFunc(enums, used)
		})
		*m.found = found
		m.unseen, err = o.unseen(ctx, db)
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

// missing refuses names of Only that no table has.
func (r reflecting) missing(tables []atlas.Table) error {
	for _, name := range r.only {
		if !slices.ContainsFunc(tables, func(t atlas.Table) bool { return t.Name == name }) {
			return refusal(fmt.Sprintf("Only names %q, and there is no such table: give a table's name as the database has it, and its schema to InSchema", name))
		}
	}
	return nil
}

// unseen is what stands beside the tables that are reflected, and in them without being reflected.
func (r reflecting) unseen(ctx context.Context, db *atlas.Database) (list []Change, err error) {
	objects, err := db.Objects(ctx, atlas.Model{Tables: []atlas.Table{{Schema: r.schema, Name: "any"}}})
	for _, o := range objects {
		wanted := len(r.only) == 0 || o.Table != "" && slices.Contains(r.only, o.Table)
		if wanted && (o.Schema == r.schema || r.schema == db.Current() && o.Schema == "") {
			list = append(list, unseenChange(o))
		}
	}
	return list, err
}
