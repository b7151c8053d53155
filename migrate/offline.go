package migrate

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
)

// current names, in SQL, the revision that the database is at.
const current = "current"

// SQL writes what Upgrade would send to go from one revision to another, or Downgrade where to comes before from, for someone
// else to run. An empty from, or "base", is an empty database; "current" is the engine's, which alone is asked. A [GoStep] on
// the way is an error that names it. Of a revision that was cut off, which "current" knows of, it is the rest.
func (m *Migrator) SQL(ctx context.Context, w io.Writer, from, to string) error {
	g, err := m.existing(ctx)
	if err != nil {
		return err
	}
	records, applied, err := m.from(ctx, g, from)
	if err != nil {
		return err
	}
	list, down, err := g.route(applied, cmp.Or(to, head))
	if err != nil {
		return err
	}
	if at := slices.IndexFunc(list, func(n *node) bool { return n.step != nil }); at >= 0 {
		n := list[at]
		return fmt.Errorf("migrate: revision %s is code, which no script can run: give a target in front of it, or run: %s", n.ID, advance(n.ID, down))
	}
	return m.writeScript(ctx, w, records, list, down)
}

// DryRun writes what Upgrade would send to the database as it is, or Downgrade where down says so, and sends nothing but the question where
// the database is. Of a [GoStep] on the way it tells that it would run, and of a revision that was cut off it writes the rest.
func (m *Migrator) DryRun(ctx context.Context, w io.Writer, target string, down bool) error {
	records, list, err := m.chosen(ctx, target, down)
	if err != nil {
		return err
	}
	return m.writeScript(ctx, w, records, list, down)
}

var errNoWriter = invalid("the writer is nil: give one, such as os.Stdout")

// writeScript writes the script of steps, or nothing of it.
func (m *Migrator) writeScript(ctx context.Context, w io.Writer, records map[string]record, list []*node, down bool) error {
	if w == nil {
		return errNoWriter
	}
	var text strings.Builder
	if len(list) > 0 {
		text.WriteString(m.stopsAtErrors())
	}
	for _, n := range list {
		if err := m.writeSQL(ctx, &text, records, n, down); err != nil {
			return err
		}
	}
	_, err := io.WriteString(w, text.String())
	return err
}

// stopsAtErrors says how the script is run: clients go on behind what failed unless they are told, up to the row that says that the
// revision is applied.
func (m *Migrator) stopsAtErrors() string {
	if m.versions.postgres {
		return "-- run it so that it stops at the first error: psql -v ON_ERROR_STOP=1 -f FILE\n\n"
	}
	return "-- run it so that it stops at the first error: sqlite3 -bail DATABASE < FILE\n\n"
}

// Back reports whether the way from one revision to another, as [Migrator.SQL] takes them, leads back.
func (m *Migrator) Back(ctx context.Context, from, to string) (bool, error) {
	g, err := m.existing(ctx)
	if err != nil {
		return false, err
	}
	_, applied, err := m.from(ctx, g, from)
	if err != nil {
		return false, err
	}
	list, down, err := g.route(applied, cmp.Or(to, head))
	return down && len(list) > 0, err
}

// from is what is applied where a script begins, with what the version table says where it was asked.
func (m *Migrator) from(ctx context.Context, g *graph, text string) (map[string]record, set, error) {
	switch text {
	case "", base:
		return nil, set{}, nil
	case current:
		return m.recorded(ctx, g)
	}
	t, err := g.target(text)
	if err != nil {
		return nil, nil, err
	}
	at, err := g.resolve(t)
	return nil, upTo(at...), err
}

// route is the steps from what is applied to a target, forward or back.
func (g *graph) route(applied set, text string) (list []*node, down bool, err error) {
	t, err := g.target(text)
	if err != nil {
		return nil, false, err
	}
	back := t.name == base || t.name == "" && t.steps < 0
	if !back && t.name != "" {
		to, err := g.resolve(t)
		if err != nil {
			return nil, false, err
		}
		back = len(g.missingFrom(applied, upTo(to...))) == 0
	}
	if back {
		list, err = g.passed(text, applied)
		return list, true, err
	}
	list, err = g.pending(text, applied)
	return list, false, err
}

func (m *Migrator) writeSQL(ctx context.Context, w *strings.Builder, records map[string]record, n *node, down bool) error {
	direction := "up"
	if down {
		direction = "down"
	}
	script, at, err := n.rest(ctx, records, down)
	if err != nil {
		return err
	}
	if n.step != nil {
		fmt.Fprintf(w, "-- %s %s: code of the program, which runs here, in a transaction of its own; what it sends shows when it runs\n\n", direction, n.Revision)
		return nil
	}
	fmt.Fprintf(w, "-- %s %s\n", direction, n.Revision)
	if script.note != "" {
		fmt.Fprintf(w, "-- %s\n", script.note)
	}
	_, begun := records[n.ID]
	whole := m.offline(n, &script, at, begun)
	if !m.versions.postgres && !n.keysOn {
		whole = append(append([]string{"PRAGMA foreign_keys = OFF"}, whole...), "PRAGMA foreign_keys = ON")
	}
	for _, s := range whole {
		fmt.Fprintf(w, "%s\n", ended(strings.TrimSuffix(strings.TrimSpace(s), ";")))
	}
	w.WriteString("\n")
	return nil
}
