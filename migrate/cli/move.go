package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/drey-db/drey/migrate"
)

// move is an upgrade or a downgrade.
type move struct {
	down        bool
	usual       string // the target where none is typed
	sql, dryRun bool
	skip, retry bool
	steps       *steps
}

func (t *tree) upgradeCommand() *cobra.Command {
	v := &move{usual: "head"}
	cmd := t.newCommand("upgrade [target]", "Apply revisions up to a target: head, heads, an id or its beginning, +1, id+1, label@head", cobra.MaximumNArgs(1), v.run)
	return t.movable(cmd, v)
}

func (t *tree) downgradeCommand() *cobra.Command {
	v := &move{down: true}
	cmd := t.newCommand("downgrade target", "Take revisions back down to a target: -1, base, an id or its beginning, id-1", cobra.MaximumNArgs(1), v.run)
	cmd.Example = "  downgrade -1\n  downgrade 3f2a9c81d04e\n  downgrade base --yes"
	return t.movable(cmd, v)
}

// movable gives a command the flags of a move.
func (t *tree) movable(cmd *cobra.Command, v *move) *cobra.Command {
	cmd.Flags().BoolVar(&v.sql, "sql", false, "print the statements without asking the database: from base, or from:to")
	cmd.Flags().BoolVar(&v.dryRun, "dry-run", false, "look where the database is, and print the statements instead of sending them")
	cmd.Flags().BoolVar(&v.skip, "skip", false, "the statement at which a revision without a transaction was cut off was carried out: go on behind it")
	cmd.Flags().BoolVar(&v.retry, "retry", false, "it was not carried out: begin with it")
	cmd.ValidArgsFunction = t.completeTargets(v.down)
	v.steps = addSteps(cmd)
	return cmd
}

func (v *move) run(ctx context.Context, c *call) error {
	target, err := v.target(c)
	if err != nil {
		return err
	}
	switch {
	case v.sql:
		return v.offline(ctx, c, target)
	case v.dryRun:
		return v.rehearse(ctx, c, target)
	}
	c.progress = c.newProgress()
	defer c.progress.close()
	return c.reading(ctx, func(m *migrate.Migrator) error { return v.send(ctx, c, m, target) })
}

// target is what was typed, "-1" among it.
func (v *move) target(c *call) (string, error) {
	back, target := v.steps.take(), c.target(v.usual)
	switch {
	case v.skip && v.retry:
		return "", &usageError{err: errors.New("--skip says that the statement was carried out and --retry that it was not: give one")}
	case (v.skip || v.retry) && (v.sql || v.dryRun):
		return "", &usageError{err: errors.New("--skip and --retry are for a database that is changed: give them without --sql and --dry-run")}
	case v.sql && v.dryRun:
		return "", &usageError{err: errors.New("--sql does not ask the database and --dry-run does: give one")}
	case back != "" && len(c.args) > 0:
		return "", &usageError{err: fmt.Errorf("%s and %s are two targets: give one", back, c.args[0])}
	case back != "":
		return back, nil
	case strings.Contains(target, ":") && !v.sql:
		return "", unaided("%s is a range, which is for --sql alone: without that the database says where it is: give the target", target)
	case target == "" && v.down:
		return "", &usageError{err: errors.New("downgrade needs a target: -1, base or a revision")}
	case target == "":
		return "", &usageError{err: errors.New("the target is empty: head, a revision, +1, or nothing for head")}
	}
	return target, nil
}

// offline prints what would be sent, without the database.
func (v *move) offline(ctx context.Context, c *call, target string) error {
	from, to, ranged := strings.Cut(target, ":")
	if !ranged {
		from, to = "base", target
	}
	if from == to {
		return unaided("from %s to %s is no way: give another target, or from:to with two", from, to)
	}
	if v.down && !ranged {
		return &usageError{err: errors.New("downgrade --sql cannot know where the database is: give from:to, or --dry-run, which asks it")}
	}
	return c.reading(ctx, func(m *migrate.Migrator) error {
		if err := v.forward(ctx, m, from, to); err != nil {
			return err
		}
		return v.script(ctx, c, m, from, to)
	})
}

// forward finds a range that leads the other way than the command.
func (v *move) forward(ctx context.Context, m *migrate.Migrator, from, to string) error {
	down, err := m.Back(ctx, from, to)
	if err == nil && down != v.down {
		names := map[bool]string{false: "upgrade", true: "downgrade"}
		return &usageError{err: fmt.Errorf("from %s to %s is no %s: run: drey %s --sql %s:%s, or give them the other way round", from, to, names[v.down], names[down], from, to)}
	}
	return nil // what else is wrong the script tells
}

// rehearse prints what would be sent to the database as it is.
func (v *move) rehearse(ctx context.Context, c *call, target string) error {
	return c.reading(ctx, func(m *migrate.Migrator) error {
		var text strings.Builder
		err := m.DryRun(ctx, &text, target, v.down)
		if err == nil && text.Len() == 0 {
			c.note("nothing to do")
		}
		if err != nil || text.Len() == 0 {
			return err
		}
		return c.printText("sql", text.String())
	})
}

func (v *move) script(ctx context.Context, c *call, m *migrate.Migrator, from, to string) error {
	var text strings.Builder
	if err := m.SQL(ctx, &text, from, to); err != nil {
		return err
	}
	return c.printText("sql", text.String())
}

func (v *move) send(ctx context.Context, c *call, m *migrate.Migrator, target string) error {
	if err := v.meant(ctx, c, m, target); err != nil {
		return err
	}
	if err := v.settleInterrupted(ctx, m); err != nil {
		return err
	}
	act := m.Upgrade
	if v.down {
		act = m.Downgrade
	}
	if err := act(ctx, target); err != nil {
		return err
	}
	c.progress.close()
	return v.outcome(ctx, c, m, target)
}

// settleInterrupted records of the statement that was cut off what became of it, where the user said so.
func (v *move) settleInterrupted(ctx context.Context, m *migrate.Migrator) error {
	if !v.skip && !v.retry {
		return nil
	}
	list, err := m.History(ctx)
	if err != nil {
		return err
	}
	for _, r := range list {
		if r.Interrupted != nil && r.Interrupted.Statement != "" && r.Interrupted.Down == v.down {
			return m.Settle(ctx, r.ID, v.skip)
		}
	}
	return errors.New("--skip and --retry are for a statement that was cut off, and there is none on this way: run: drey current")
}

// meant asks, where there is somebody to ask, before a downgrade that takes much back: everything that is applied, or steps of more
// than a digit, which may have been two targets.
func (v *move) meant(ctx context.Context, c *call, m *migrate.Migrator, target string) error {
	if !v.down || !c.interactive() {
		return nil
	}
	list, err := m.Passed(ctx, target)
	if err != nil || len(list) == 0 {
		return err
	}
	history, err := m.History(ctx)
	if err != nil {
		return err
	}
	left := slices.ContainsFunc(history, func(r migrate.Revision) bool {
		return r.Applied && !slices.ContainsFunc(list, func(taken migrate.Revision) bool { return taken.ID == r.ID })
	})
	many := strings.HasPrefix(target, "-") && len(target) > len("-1")
	if left && !many {
		return nil
	}
	return c.confirmed(ctx, fmt.Sprintf("downgrade %s takes back %s, with the rows of the tables that they made", target, counted(len(list), "revision")))
}

// outcome tells where the database is.
func (v *move) outcome(ctx context.Context, c *call, m *migrate.Migrator, target string) error {
	if !c.json && c.progress.done > 0 {
		return nil // the lines of the steps say it
	}
	list, err := m.Current(ctx)
	if err != nil {
		return err
	}
	at := make([]string, len(list))
	for i, r := range list {
		at[i] = r.ID
	}
	object := map[string]any{"done": c.cmd.Name(), "steps": c.progress.done, "current": at}
	return c.result(object, "nothing to do: the database is at %s%s", position(list), c.commands(v.otherWay(m, target, at)))
}

// otherWay is what to run for a target that lies behind the database, in the direction of the command; nothing for where it is.
func (v *move) otherWay(m *migrate.Migrator, target string, at []string) string {
	list, err := m.Find(target)
	reached := len(list) == 0 && len(at) == 0 || slices.ContainsFunc(list, func(r migrate.Revision) bool { return slices.Contains(at, r.ID) })
	switch {
	case err != nil || reached:
		return ""
	case v.down:
		return "; to go forward run: drey upgrade " + target
	}
	return "; to go back run: drey downgrade " + target
}

// position names revisions that a database is at.
func position(list []migrate.Revision) string {
	if len(list) == 0 {
		return "base"
	}
	names := make([]string, len(list))
	for i, r := range list {
		names[i] = r.String()
	}
	return strings.Join(names, " and ")
}
