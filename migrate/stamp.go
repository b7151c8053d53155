package migrate

import (
	"context"
	"database/sql"

	"github.com/drey-db/drey/repo"
)

// Stamp has the version table say that the database is at a target, and changes nothing else: how a database that exists is
// taken over, and how an edited file is taken as it is. Revisions of other branches stay; those without a file are forgotten.
func (m *Migrator) Stamp(ctx context.Context, target string) error {
	g, err := m.present(ctx)
	if err != nil {
		return err
	}
	t, err := parseFixed(target)
	if err != nil {
		return err
	}
	to, err := g.resolve(t)
	if err != nil {
		return err
	}
	return m.exclusively(ctx, func(s *step, r *execution) error { return r.stamp(g, to) })
}

// exclusively runs do in a transaction of its own, under the lock.
func (m *Migrator) exclusively(ctx context.Context, do func(*step, *execution) error) error {
	s := &step{m: m, on: m.engine, node: &node{}, key: lockKey(m.versions.table)}
	s.patience = newPatience(m.config.LockTimeout)
	var options []repo.SessionOption
	if m.versions.postgres {
		options = append(options, repo.WithIsolation(sql.LevelReadCommitted))
	}
	for {
		r := &execution{step: s, ctx: ctx, session: m.engine.Session(options...)}
		err := r.locked()
		if err == nil {
			err = do(s, r)
		}
		if err == nil {
			err = r.session.Commit(ctx)
		}
		if closing := r.session.Close(); err == nil {
			err = closing
		}
		if err == nil || !again(err) {
			return err
		}
		if waiting := s.pause(ctx, err); waiting != nil {
			return waiting
		}
	}
}

// stamp has the table say that to are applied and what they follow, and that what follows them is not.
func (r *execution) stamp(g *graph, to []*node) error {
	wanted := upTo(to...)
	above := downFrom(to...)
	for id := range r.records {
		n := g.nodes[id]
		if n != nil && (wanted[n] || len(to) > 0 && !above[n]) {
			continue
		}
		if err := send(r.ctx, r.session.Runner(), r.m.versions.delete(id)); err != nil {
			return err
		}
	}
	for _, n := range g.order {
		if !wanted[n] {
			continue
		}
		text := r.m.versions.insert(n)
		if _, there := r.records[n.ID]; there {
			text = r.m.versions.update(n)
		}
		if err := send(r.ctx, r.session.Runner(), text); err != nil {
			return err
		}
	}
	return nil
}
