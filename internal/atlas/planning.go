package atlas

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"ariga.io/atlas/sql/schema"
)

// Options are what a comparison is told beside the model.
type Options struct {
	Keep  func(c Change) bool // leaves out what it does not want; nil keeps all
	Hints []Hint
	Using map[string]string // how columns are converted when their type changes, by table and column
	Fill  map[string]string // what the rows that are there get in a column that is added, by table and column

	Retyped []string // columns, table.column, that get another type where the database cannot tell

	Declared []Declared       // objects beside the tables
	Refused  func(error) bool // reports whether an error is of the rows that are there
	Held     func(error) bool // reports whether an error is of those who hold a table
}

// Migration is a comparison with the statements that make a database as a model is, and those that take it back.
type Migration struct {
	Changes      []Change
	Up, Down     []string
	Irreversible string   // why there is no way back
	Notes        []string // what one should know before the statements run
	Stray        []Object // foreign keys that are nobody's
}

// Plan compares a database with a model and plans the way there and back. The transaction is to be rolled back: what hints rename
// is renamed in it, and the statements are tried.
func (d *Database) Plan(ctx context.Context, m Model, o Options) (Migration, error) {
	o = o.called(d, d.inCurrent(m))
	renamed, err := d.renameFirst(ctx, d.inCurrent(m), o.Hints, o.Declared)
	if err != nil {
		return Migration{}, err
	}
	p := planning{d: d, model: m, Options: o}
	if p.before, err = d.Present(ctx, m); err != nil {
		return Migration{}, err
	}
	if err := p.carryValues(ctx, renamed); err != nil {
		return Migration{}, err
	}
	made, failed := p.provedOrAdding(ctx)
	defaults, err := d.failingDefaults(ctx, m, made.Changes)
	switch {
	case failed != nil && err == nil && lacking.MatchString(failed.Error()) && len(defaults) > 0:
		return made, defaults[0]
	case failed != nil || err != nil:
		return made, cmp.Or(failed, err)
	}
	for _, d := range defaults {
		made.Notes = append(made.Notes, d.Error())
	}
	made.Changes = append(changesOf(renamed), made.Changes...)
	made.Up, made.Down = aroundRenames(renamed, made.Up, made.Down)
	return made, nil
}

// planning plans a migration, under the names that there are.
type planning struct {
	d      *Database
	model  Model
	before Model // the database
	Options
	forced []Declared // that are made anew in any case
	adding bool       // values are added to enums although a definition says them: it may mean another text
	oneWay string     // why there is no way back
	using  *conversions
}

func (p *planning) plan(ctx context.Context) (made Migration, err error) {
	model := p.model
	model.retyped, model.using, p.using = p.Retyped, p.Using, &conversions{p.Using, map[string]bool{}}
	found, err := p.d.compared(ctx, model, false, p.Keep)
	if err != nil {
		return made, err
	}
	made.Changes, made.Stray = p.d.described(found.changes, p.Keep), found.stray
	states, err := p.d.declaredAs(ctx, p.model, p.Declared, p.forced)
	if err != nil {
		return made, err
	}
	plan := p.remodel
	if p.d.schemas {
		plan = p.moves
	}
	if made.Up, made.Down, err = plan(ctx, found, states); err != nil {
		return made, err
	}
	p.using.mark(made.Changes)
	p.markFilled(made.Changes)
	if err := p.d.unplaced(ctx, p.model, made.Up, made.Down); err != nil {
		return made, err
	}
	made.Up, made.Down = p.d.surrounded(states, made.Up, made.Down)
	made.Irreversible, err = p.irreversible(ctx, made.Changes)
	made.Irreversible = cmp.Or(p.oneWay, made.Irreversible)
	return made, err
}

// moves plans the way to the model, and back, on PostgreSQL.
func (p *planning) moves(ctx context.Context, found comparison, states []declared) (up, down []string, err error) {
	other, err := p.d.compared(ctx, p.model, true, p.Keep)
	if err != nil {
		return nil, nil, err
	}
	there, back := p.move(found, p.before, p.model), p.move(other, p.model, p.before)
	back.back = true
	if there.ancestors, err = p.d.ancestors(ctx); err != nil {
		return nil, nil, err
	}
	if there.ownOfHeirs, err = p.d.ownOfHeirs(ctx); err != nil {
		return nil, nil, err
	}
	if there.verbatims, err = p.d.verbatims(ctx, p.model); err != nil {
		return nil, nil, err
	}
	back.ancestors, back.ownOfHeirs, back.verbatims = there.ancestors, there.ownOfHeirs, there.verbatims
	for _, o := range states {
		there.texts, back.texts = append(there.texts, o.Create), append(back.texts, o.old)
	}
	there.prepare()
	back.prepare()
	if err := p.stepAside(ctx, states, there.disturbed, back.disturbed); err != nil {
		return nil, nil, err
	}
	if up, err = there.statements(ctx); err != nil {
		return nil, nil, err
	}
	down, err = back.statements(ctx)
	return up, down, err
}

// stepAside marks the declared objects that are dropped around the changes there and back. What nothing declares keeps the way there from
// being planned, and leaves none back where it stands in that alone.
func (p *planning) stepAside(ctx context.Context, states []declared, there, back map[string][]string) error {
	p.oneWay = ""
	both := map[string][]string{}
	for table, columns := range there {
		both[table] = slices.Clone(columns)
	}
	for table, columns := range back {
		if !slices.Contains(columns, "*") {
			both[table] = append(both[table], columns...)
		}
	}
	forth := slices.Clone(states)
	if err := p.d.stepAside(ctx, forth, there); err != nil {
		return err
	}
	err := p.d.stepAside(ctx, states, both)
	if unplannable := new(Unplannable); errors.As(err, &unplannable) {
		p.oneWay = "the way back changes " + unplannable.Error()
		copy(states, forth)
		return nil
	}
	return err
}

func (p *planning) move(found comparison, was, own Model) *move {
	return &move{d: p.d, from: found.from, to: found.to, was: was, own: own, using: p.using, fill: p.Fill, adding: p.adding, changes: p.d.kept(found.changes, p.Keep)}
}

// remodel plans the way to the model, and back, on SQLite.
func (p *planning) remodel(ctx context.Context, found comparison, _ []declared) (up, down []string, err error) {
	one := remodel{d: p.d, from: found.from, to: found.to, stray: len(found.stray) > 0, own: p.model, using: p.using, fill: p.Fill}
	return one.plan(ctx, p.d.kept(found.changes, p.Keep))
}

// markFilled marks the columns that come with a value in the rows that are there.
func (p *planning) markFilled(changes []Change) {
	for i, c := range changes {
		changes[i].Filled = c.Kind == "AddColumn" && p.Fill[joined(c.Schema, c.Table)+"."+c.Name] != ""
	}
}

// irreversible says what goes with a table that is dropped and cannot be written again; "" when nothing does.
func (p *planning) irreversible(ctx context.Context, changes []Change) (string, error) {
	dropped := map[string]bool{}
	for _, c := range changes {
		if c.Kind == "DropTable" {
			dropped[joined(c.Schema, c.Table)] = true
		}
	}
	if len(dropped) == 0 || !p.d.schemas {
		return "", nil
	}
	objects, err := p.d.Objects(ctx, p.model)
	if err != nil {
		return "", err
	}
	states, err := p.d.declaredAs(ctx, p.model, p.Declared, nil)
	if err != nil {
		return "", err
	}
	for _, o := range objects {
		if dropped[joined(o.Schema, o.Table)] && !slices.ContainsFunc(states, func(own declared) bool { return own.called == o.Called() }) {
			return "table " + o.Table + " goes with " + strings.TrimSpace(o.Name+" "+o.Text) + ", which nothing declares, so that it cannot be made again", nil
		}
	}
	return "", nil
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
		if !one.passing {
			changes = append(changes, one.change)
		}
	}
	return changes
}

// wanted reports whether a filter wants a change.
func (d dialect) wanted(c schema.Change, keep func(c Change) bool) bool {
	return keep == nil || !slices.ContainsFunc(d.changes(c), func(one Change) bool { return !keep(one) })
}

// kept leaves out what a filter does not want.
func (d *Database) kept(changes []schema.Change, keep func(c Change) bool) (left []schema.Change) {
	for _, c := range changes {
		modify, ok := c.(*schema.ModifyTable)
		if keep == nil || !ok && d.wanted(c, keep) {
			left = append(left, c)
			continue
		}
		if !ok {
			continue
		}
		part := &schema.ModifyTable{T: modify.T}
		for _, inner := range modify.Changes {
			if d.wanted(&schema.ModifyTable{T: modify.T, Changes: []schema.Change{inner}}, keep) {
				part.Changes = append(part.Changes, inner)
			}
		}
		if len(part.Changes) > 0 {
			left = append(left, part)
		}
	}
	return left
}
