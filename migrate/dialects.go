package migrate

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"github.com/drey-db/drey/backends/sqlxbackend"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// known are the dialects that revisions are written for.
var known = []string{builder.Postgres().Name, builder.SQLite().Name}

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
	plan, err := other.plan(ctx, n)
	d.up, d.down, d.irreversible = plan.Up, plan.Down, plan.Irreversible
	return d, true, err
}
