package migrate

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/drey-db/drey/repo"
)

// Stamp has the version table say that the database is at a target, and changes nothing else: how a database that exists is
// taken over, and how an edited file is taken as it is. Revisions of other branches stay; those without a file are forgotten.
func (m *Migrator) Stamp(ctx context.Context, target string) error {
	g, to, err := m.named(ctx, target)
	if err != nil {
		return err
	}
	return m.exclusively(ctx, func(s *step, r *execution) error { return r.stamp(g, to) })
}

// named are the revisions that a target names, which does not go from where the database is.
func (m *Migrator) named(ctx context.Context, target string) (*graph, []*node, error) {
	g, err := m.existing(ctx)
	if err != nil {
		return nil, nil, err
	}
	t, err := g.fixed(target)
	if err != nil {
		return nil, nil, err
	}
	to, err := g.resolve(t)
	if err == nil && len(to) == 0 && t.name != base {
		err = invalid("there is no revision that %q could name: write one with: drey revision -m \"...\", or give another folder with --dir", target)
	}
	return g, to, err
}

// StampSQL writes what [Migrator.Stamp] would send, for someone else to run. The database is not asked.
func (m *Migrator) StampSQL(ctx context.Context, w io.Writer, target string) error {
	g, to, err := m.named(ctx, target)
	if err == nil && w == nil {
		err = errNoWriter
	}
	if err != nil {
		return err
	}
	wanted, above := upTo(to...), downFrom(to...)
	var kept, rows []string
	for _, n := range g.order {
		switch {
		case wanted[n]:
			rows = append(rows, m.versions.insert(n))
		case len(to) > 0 && !above[n]:
			kept = append(kept, m.versions.literal(n.ID))
		}
	}
	forget := "DELETE FROM " + m.versions.table
	if len(kept) > 0 {
		forget += " WHERE revision NOT IN (" + strings.Join(kept, ", ") + ")"
	}
	whole := slices.Concat([]string{"BEGIN", m.versions.create(), forget}, rows, []string{"COMMIT"})
	_, err = io.WriteString(w, strings.Join(whole, ";\n")+";\n")
	return err
}

// Forget drops the version table: the database is as one that no revision was ever applied to. It is for who drops the tables as well, so
// that the next Upgrade makes all of them.
func (m *Migrator) Forget(ctx context.Context) error {
	if _, err := m.present(ctx); err != nil {
		return err
	}
	return m.exclusively(ctx, func(_ *step, r *execution) error { return send(r.ctx, r.session.Runner(), m.ForgetSQL()) })
}

// ForgetSQL is the statement of [Migrator.Forget].
func (m *Migrator) ForgetSQL() string {
	if !m.made() {
		return ""
	}
	return "DROP TABLE IF EXISTS " + m.versions.table
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
		err := inSession(m.engine.Session(options...), func(session *repo.Session) error {
			r := &execution{step: s, ctx: ctx, session: session}
			err := r.locked()
			if err == nil {
				err = do(s, r)
			}
			if err == nil {
				err = session.Commit(ctx)
			}
			return err
		})
		var table *tableError
		if errors.As(err, &table) {
			return fmt.Errorf("migrate: %w", err)
		}
		if err == nil || !again(err) {
			return pooled(err)
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
