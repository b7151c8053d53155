package migrate

import (
	"context"
	"fmt"

	"github.com/drey-db/drey/repo"
)

// Targets are Alembic's: "head", "heads", "base", a revision id or a unique prefix of one, "+2", "-1", "id+1", "id-1",
// "label@head".

// Upgrade applies revisions until the database is at a target: "head", "heads", an id or the beginning of one, "+2", "id+1",
// "label@head". A target that is passed already is no work and no error; one that is out of reach is an error, and nothing is
// done. Each revision is committed on its own: where one fails, with a [*StepError], those before it stay.
func (m *Migrator) Upgrade(ctx context.Context, target string) error {
	return m.move(ctx, target, false)
}

// Downgrade takes revisions back until the database is at a target: "base", an id or the beginning of one, "-1", "id-1".
// Revisions that a revision of another branch follows too are taken back with it. A revision that cannot be taken back is an
// [*IrreversibleError] before anything is done.
func (m *Migrator) Downgrade(ctx context.Context, target string) error {
	return m.move(ctx, target, true)
}

// move takes the steps to a target.
func (m *Migrator) move(ctx context.Context, target string, down bool) (err error) {
	_, list, err := m.chosen(ctx, target, down)
	if err != nil || len(list) == 0 {
		return err
	}
	if err := readable(ctx, list, down); err != nil {
		return err
	}
	on, release, err := m.connection(ctx)
	if err != nil {
		return err
	}
	defer func() {
		if releasing := release(); err == nil {
			err = releasing
		}
	}()
	return m.steps(ctx, on, list, down)
}

// readable finds revisions that cannot be run before any is.
func readable(ctx context.Context, list []*node, down bool) error {
	for _, n := range list {
		if _, err := scriptFor(ctx, n, down); err != nil {
			return err
		}
		if !down && n.step == nil && n.irreversible == "" { // an applied file can no longer be mended
			if _, err := scriptOf(ctx, n, true); err != nil {
				return err
			}
		}
	}
	return nil
}

func (m *Migrator) steps(ctx context.Context, on *repo.Engine, list []*node, down bool) error {
	for i, n := range list {
		s := &step{m: m, on: on, node: n, down: down, n: i + 1, of: len(list), key: lockKey(m.versions.table)}
		if err := s.run(ctx); err != nil {
			return err
		}
	}
	return nil
}

// connection returns an engine that has one connection, or the engine itself where a backend holds none.
func (m *Migrator) connection(ctx context.Context) (on *repo.Engine, release func() error, err error) {
	if !m.engine.Pool().Capabilities().Pin {
		return m.engine, func() error { return nil }, nil
	}
	on, err = m.engine.Pin(ctx)
	if err != nil {
		return nil, nil, fmt.Errorf("migrate: %w", err)
	}
	return on, on.Close, nil
}
