package migrate

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"github.com/drey-db/drey/backends/sqlxbackend"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// known are the dialects that revisions are written for.
var known = []string{builder.Postgres().Name, builder.SQLite().Name}

// elsewhere is a draft for another dialect than the engine's; can is false where there is none.
func (m *Migrator) elsewhere(ctx context.Context, dialect string, d draft, autogenerate *NewRevision) (_ draft, can bool, err error) {
	can, err = m.continues(dialect, d)
	if err != nil || !can || autogenerate == nil {
		return d, can, err
	}
	planned, can, err := m.replanned(ctx, dialect, d, *autogenerate)
	if err != nil {
		err = fmt.Errorf("migrate: the same change cannot be written for %s, which has the folder %s as well: %w\n"+
			"A program that never runs on it needs no such folder: delete it, and its name where the files are embedded", dialect, m.config.Dir+"/"+dialect, err)
	}
	return planned, can, err
}

// continues reports whether a draft goes on where the history of a dialect ends, as it does here: another one would not fit together with it,
// and one that has gone on would get a second head.
func (m *Migrator) continues(dialect string, d draft) (bool, error) {
	there, err := m.config.graphElsewhere(dialect)
	if err != nil {
		return false, err
	}
	if len(d.Parents) == 0 || there.nodes[d.ID] != nil {
		return len(there.order) == 0, nil
	}
	m.mutex.Lock()
	defer m.mutex.Unlock()
	return !slices.ContainsFunc(d.Parents, func(id string) bool {
		n, own := there.nodes[id], m.graph.nodes[id]
		return n == nil || own.isHead() && !n.isHead()
	}), nil
}

// sameRevision is the revision of another dialect's folder that a draft is for this one: it follows the same, says the same and is not here. With its
// id both histories are one. nil where there is none.
func (m *Migrator) sameRevision(g *graph, d draft) (*node, error) {
	for _, other := range m.config.folders(m.dialect())[1:] {
		there, err := m.config.graphElsewhere(other)
		if err != nil {
			return nil, err
		}
		for _, n := range there.order {
			if g.nodes[n.ID] == nil && n.Message == d.Message && slices.Equal(n.Parents, d.Parents) {
				return n, nil
			}
		}
	}
	return nil, nil
}

// replanned is a draft for another dialect than the engine's: its files are run on a database in memory, which is then
// compared with the models. can is false where that needs a server. A draft without statements keeps the histories alike.
func (m *Migrator) replanned(ctx context.Context, dialect string, d draft, n NewRevision) (_ draft, can bool, err error) {
	if dialect != builder.SQLite().Name || !slices.Contains(sql.Drivers(), builder.SQLite().Name) {
		return d, false, nil
	}
	memory, err := repo.Open(ctx, "sqlite:///:memory:", repo.WithBackend(sqlxbackend.Backend{}))
	if err != nil {
		return d, false, fmt.Errorf("migrate: %w", err)
	}
	defer func() { _ = memory.Close() }() // it is in memory
	c := m.config
	c.OnEvent, c.MetaData = nil, m.config.MetaData
	other, err := New(memory, c)
	if err != nil {
		return d, false, err
	}
	if err := other.Upgrade(ctx, heads); err != nil {
		return d, false, fmt.Errorf("migrate: the revisions of %s/%s on a database in memory: %w", c.Dir, dialect, err)
	}
	plan, err := other.plan(ctx, n, schema.Retyped(retyped(d.Changes)...))
	d.planned(plan)
	return d, true, err
}

// retyped are the columns that get a narrower type, or are converted by using=, by table and column: a database in memory has no rows that would
// tell of it.
func retyped(changes []schema.Change) (columns []string) {
	for _, c := range changes {
		if c.Kind == schema.ModifyColumn && (c.Using || c.Destructive && strings.HasPrefix(c.From, "type ")) {
			columns = append(columns, c.Table+"."+c.Name)
		}
	}
	return columns
}
