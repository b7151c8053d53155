package atlas

import (
	"context"
	"slices"
	"strings"

	"ariga.io/atlas/sql/schema"
)

// Options are what a comparison is told beside the model.
type Options struct {
	Keep  func(kind, table, name string) bool // leaves out what it does not want; nil keeps all
	Hints []Hint
}

// Migration is a comparison with the statements that make a database as a model is, and those that take it back.
type Migration struct {
	Changes      []Change
	Up, Down     []string
	Irreversible string // why there is no way back
}

// Plan compares a database with a model and plans the way there and back. The transaction is to be rolled back: what hints rename
// is renamed in it.
func (d *Database) Plan(ctx context.Context, m Model, o Options) (Migration, error) {
	var made Migration
	renamed, err := d.renameFirst(ctx, m, o.Hints)
	if err != nil {
		return made, err
	}
	changes, err := d.differences(ctx, m, o.Keep)
	if err != nil {
		return made, err
	}
	before, err := d.Present(ctx, m)
	if err != nil {
		return made, err
	}
	there, err := d.way(ctx, m, o.Keep, false)
	if err != nil {
		return made, err
	}
	up, err := d.planned(there.changes, m, d.current, there.from, there.to)
	if err != nil {
		return made, err
	}
	back, err := d.way(ctx, m, o.Keep, true)
	if err != nil {
		return made, err
	}
	down, err := d.planned(back.changes, before, d.current, back.from, back.to)
	if err != nil {
		return made, err
	}
	made.Up, made.Down = withoutPragmas(up), withoutPragmas(down)
	made.Changes = append(changesOf(renamed), changes...)
	made.Up, made.Down = aroundRenames(renamed, made.Up, made.Down)
	return made, nil
}

// aroundRenames puts renames before all else on the way there, and behind all else on the way back.
func aroundRenames(renamed []renaming, up, down []string) (there, back []string) {
	for _, one := range renamed {
		there = append(there, one.up...)
	}
	for _, one := range slices.Backward(renamed) {
		down = append(down, one.down...)
	}
	return append(there, up...), down
}

func changesOf(renamed []renaming) (changes []Change) {
	for _, one := range renamed {
		changes = append(changes, one.change)
	}
	return changes
}

// way is what atlas changes between a database and a model, one way or the other.
type way struct {
	from, to *schema.Realm
	changes  []schema.Change
}

func (d *Database) way(ctx context.Context, m Model, keep func(kind, table, name string) bool, back bool) (way, error) {
	found, err := d.compared(ctx, m, back)
	if err != nil {
		return way{}, err
	}
	return way{from: found.from, to: found.to, changes: d.kept(found.changes, keep)}, nil
}

// kept leaves out what a filter does not want.
func (d *Database) kept(changes []schema.Change, keep func(kind, table, name string) bool) (left []schema.Change) {
	wanted := func(list []Change) bool {
		return !slices.ContainsFunc(list, func(c Change) bool { return !keep(c.subject()) })
	}
	for _, c := range changes {
		modify, ok := c.(*schema.ModifyTable)
		if keep == nil || !ok && wanted(d.changes(c)) {
			left = append(left, c)
			continue
		}
		if !ok {
			continue
		}
		part := &schema.ModifyTable{T: modify.T}
		for _, inner := range modify.Changes {
			if wanted(d.changes(&schema.ModifyTable{T: modify.T, Changes: []schema.Change{inner}})) {
				part.Changes = append(part.Changes, inner)
			}
		}
		if len(part.Changes) > 0 {
			left = append(left, part)
		}
	}
	return left
}

// withoutPragmas takes out the switching of foreign keys, which does nothing in a transaction.
func withoutPragmas(statements []string) []string {
	return slices.DeleteFunc(statements, func(s string) bool { return strings.HasPrefix(s, "PRAGMA foreign_keys") })
}
