package schema

import (
	"context"
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

// Reflect describes the tables of a database.
func Reflect(ctx context.Context, engine *repo.Engine, opts ...ReflectOption) (*MetaData, error) {
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
		return nil
	})
	if err != nil {
		return nil, wrapped("reflect", err)
	}
	return m, nil
}
