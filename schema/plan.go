package schema

import (
	"context"
	"maps"
	"slices"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/atlas"
	"github.com/drey-db/drey/repo"
)

// Plan is a Diff with the statements that make a database as the models are, and those that take it back.
type Plan struct {
	Diff
	Up, Down     []string // one statement each, without a semicolon at the end; in one transaction each way
	Irreversible string   // why Down cannot be written; "" when it can
}

// Renames says what tables and columns were called before: "heroes" -> "champions", "heroes.name" -> "champions.title", with a
// schema in front where they stand in another than the current one. The option was= of a tag says the same of its column. A
// rename without such a hint is never guessed: it is a drop and an add. A hint whose old name is gone is done, and says nothing; one
// that fits neither the database nor the models is an error.
func Renames(names map[string]string) DiffOption {
	return func(d *diffing) {
		for _, old := range slices.Sorted(maps.Keys(names)) {
			d.hints = append(d.hints, atlas.Hint{Old: old, New: names[old]})
		}
	}
}

// Plan says by which statements the database of engine becomes as m is, and by which it goes back. It changes nothing: what it has to
// try is rolled back. The statements of SQLite are for a connection whose foreign keys are off, and say so where they are on.
func (m *MetaData) Plan(ctx context.Context, engine *repo.Engine, opts ...DiffOption) (Plan, error) {
	var o diffing
	for _, opt := range opts {
		opt(&o)
	}
	s, err := m.settle(engine.Dialect())
	if err != nil {
		return Plan{}, err
	}
	var p Plan
	writing := engine.Dialect().Name == builder.SQLite().Name
	err = looking(ctx, engine, writing, func(db *atlas.Database) error {
		made, err := db.Plan(ctx, s.model, o.with(m))
		if err != nil {
			return err
		}
		for _, c := range made.Changes {
			p.Changes = append(p.Changes, publicChange(c))
		}
		p.Up, p.Down, p.Irreversible = made.Up, made.Down, made.Irreversible
		return s.compareObjects(ctx, db, &p.Diff, o.keep)
	})
	return p, wrapped("plan", err)
}

// with are the options of a comparison, with the hints of tags.
func (o diffing) with(m *MetaData) atlas.Options {
	return atlas.Options{Keep: o.keep, Hints: append(m.hints(), o.hints...)}
}

// hints are the renames that tags tell.
func (m *MetaData) hints() (list []atlas.Hint) {
	for _, mapping := range m.mappings {
		for _, c := range mapping.Columns {
			if c.Was != "" {
				list = append(list, atlas.Hint{Old: mapping.Table + "." + c.Was, New: mapping.Table + "." + c.Name, Tagged: true})
			}
		}
	}
	return list
}
