package migrate

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/drey-db/drey/schema"
)

// NewRevision says what a new revision is.
type NewRevision struct {
	Message      string
	Autogenerate bool
	Renames      map[string]string // with Autogenerate: "heroes.name" -> "heroes.title", "heroes" -> "champions"; was= in a tag says the same
	Allow        []string          // with Autogenerate: destructive changes acknowledged, "heroes.power", or "*"
	Parents      []string          // the head when empty; a revision that is no head makes a branch
	Label        string
}

// Revision writes a revision: a file for the engine's dialect, and one of the same id for each other dialect's folder that can
// be planned without its server, as SQLite's can where its driver is in the program. Where another folder has the revision already, said by
// the same command, it gets that one's id. With Autogenerate it has the statements that make the database as
// MetaData is, and back; where nothing differs there is no file, and no error. Otherwise its sections are empty, for you to
// fill. What one should know of it, such as a folder that it is not written into, is in Notes.
//
// The database must be at the heads of the files, else it is a [*NotAtHeadError]; changes that lose rows or values are a
// [*DestructiveError] until Allow names them.
func (m *Migrator) Revision(ctx context.Context, n NewRevision) ([]Revision, error) {
	g, err := m.present(ctx)
	if err != nil {
		return nil, err
	}
	if strings.TrimSpace(n.Message) == "" {
		return nil, invalid(`the revision has no message: say what it does with Message, or -m "..."`)
	}
	if !n.Autogenerate && (len(n.Renames) > 0 || len(n.Allow) > 0) {
		return nil, invalid("Renames and Allow are about what Autogenerate finds, and without that the revision is empty: set Autogenerate, or leave them out")
	}
	if err := m.embedded(); err != nil {
		return nil, err
	}
	parents, err := g.parentsOf(n.Parents)
	if err != nil {
		return nil, err
	}
	d := draft{Revision: Revision{ID: newID(), Message: oneLine(n.Message), Label: n.Label, Parents: ids(parents)}}
	if n.Label != "" {
		if err := usable("label", n.Label); err != nil {
			return nil, invalid("%w", err)
		}
	}
	if n.Label != "" && g.labelled(n.Label) != nil {
		return nil, invalid("the label %q is that of revision %s: give another", n.Label, g.labelled(n.Label).ID)
	}
	twin, err := m.sameRevision(g, d)
	if err != nil {
		return nil, err
	}
	if twin != nil {
		d.ID, d.Label = twin.ID, cmp.Or(d.Label, twin.Label)
	}
	if !n.Autogenerate {
		return m.write(ctx, d, nil)
	}
	if err := m.atHeads(ctx, g); err != nil {
		return nil, err
	}
	plan, err := m.plan(ctx, n)
	if err != nil {
		return nil, err
	}
	if len(plan.Up) == 0 && twin == nil {
		return nil, nil
	}
	d.planned(plan)
	d.Changes = plan.Changes
	return m.write(ctx, d, &n)
}

// parentsOf are the revisions that a new one follows.
func (g *graph) parentsOf(named []string) (parents []*node, err error) {
	if len(named) == 0 {
		parents = g.heads()
		if len(parents) > 1 {
			return nil, &HeadsError{Heads: publish(parents)}
		}
		return parents, nil
	}
	for _, text := range named {
		t, err := g.target(text)
		if err != nil {
			return nil, err
		}
		found, err := g.resolve(t)
		if err != nil {
			return nil, err
		}
		parents = append(parents, found...)
	}
	if err := different(ids(parents)); err != nil {
		return nil, fmt.Errorf("migrate: %w", err)
	}
	return parents, nil
}

// atHeads finds a database that is not at the heads of the files.
func (m *Migrator) atHeads(ctx context.Context, g *graph) error {
	_, applied, err := m.recorded(ctx, g)
	if err != nil {
		return err
	}
	have, want := g.headsOf(applied), g.heads()
	if !slices.Equal(have, want) {
		return &NotAtHeadError{Have: ids(have), Want: ids(want)}
	}
	return nil
}

// plan compares the database with the models.
func (m *Migrator) plan(ctx context.Context, n NewRevision, opts ...schema.DiffOption) (schema.Plan, error) {
	if m.config.MetaData == nil {
		return schema.Plan{}, errNoMetaData
	}
	plan, err := m.config.MetaData.Plan(ctx, m.engine, append(m.options(n), opts...)...)
	if err != nil {
		return plan, fmt.Errorf("migrate: %w", err)
	}
	return plan, n.acknowledges(plan.Changes)
}

var errNoMetaData = invalid("Config.MetaData is nil, and it is what the database is compared with: give it schema.MustOf(models...)")

// options leave the version table alone. One in another schema is known by its columns, since the models may have a table of its name.
func (m *Migrator) options(n NewRevision) []schema.DiffOption {
	keep := func(kind, of, name string) bool {
		return of != m.config.Table && (m.config.Include == nil || m.config.Include(kind, of, name))
	}
	return []schema.DiffOption{schema.Include(keep), schema.Renames(n.Renames)}
}

// acknowledges finds destructive changes that are not allowed.
func (n NewRevision) acknowledges(changes []schema.Change) error {
	var refused []schema.Change
	for _, c := range changes {
		if c.Destructive && !slices.Contains(n.Allow, "*") && !slices.Contains(n.Allow, c.Subject()) {
			refused = append(refused, c)
		}
	}
	if len(refused) == 0 {
		return nil
	}
	unknown := slices.DeleteFunc(slices.Clone(n.Allow), func(name string) bool {
		return slices.ContainsFunc(changes, func(c schema.Change) bool { return c.Subject() == name })
	})
	return &DestructiveError{Changes: refused, unknown: unknown}
}

// Merge writes a revision without statements that follows all heads, so that there is one again.
func (m *Migrator) Merge(ctx context.Context, message string) (Revision, error) {
	g, err := m.existing(ctx)
	if err != nil {
		return Revision{}, err
	}
	ends := g.heads()
	if len(ends) < 2 {
		return Revision{}, invalid("there is nothing to merge, for one head is all there is (%s): run: drey upgrade", listed(ids(ends)))
	}
	if err := m.embedded(); err != nil {
		return Revision{}, err
	}
	d := draft{Revision: Revision{ID: newID(), Message: cmp.Or(oneLine(message), "merge "+strings.Join(ids(ends), " and ")), Parents: ids(ends)}}
	list, err := m.write(ctx, d, nil)
	if err != nil {
		return Revision{}, err
	}
	return list[0], nil
}

// Check says by what the database, which must be at the heads of the files, differs from MetaData.
func (m *Migrator) Check(ctx context.Context) (schema.Diff, error) {
	g, err := m.existing(ctx)
	if err != nil {
		return schema.Diff{}, err
	}
	if m.config.MetaData == nil {
		return schema.Diff{}, errNoMetaData
	}
	if err := m.atHeads(ctx, g); err != nil {
		return schema.Diff{}, err
	}
	d, err := m.config.MetaData.Diff(ctx, m.engine, m.options(NewRevision{})...)
	if err != nil {
		return d, fmt.Errorf("migrate: %w", err)
	}
	left, err := m.leftBehind(ctx, g)
	d.Unseen = append(d.Unseen, left...)
	return d, err
}
