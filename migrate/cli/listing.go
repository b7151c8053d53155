package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/drey-db/drey/migrate"
)

func (t *tree) currentCommand() *cobra.Command {
	return t.newCommand("current", "Tell which revisions the database is at", cobra.NoArgs, func(ctx context.Context, c *call) error {
		return c.reading(ctx, func(m *migrate.Migrator) error {
			list, err := m.History(ctx)
			if err != nil {
				return err
			}
			if !slices.ContainsFunc(list, func(r migrate.Revision) bool { return r.Current }) {
				c.print("base")
			}
			list = slices.DeleteFunc(list, func(r migrate.Revision) bool { return !r.Current && r.Interrupted == nil })
			return c.results(list, c.standing)
		})
	})
}

func (t *tree) headsCommand() *cobra.Command {
	return t.newCommand("heads", "List the revisions that none follows", cobra.NoArgs, func(ctx context.Context, c *call) error {
		return c.reading(ctx, func(m *migrate.Migrator) error { return c.results(m.Heads(), titled) })
	})
}

func (t *tree) historyCommand() *cobra.Command {
	return t.newCommand("history", "List all revisions, the newest first, and which are applied", cobra.NoArgs, func(ctx context.Context, c *call) error {
		return c.reading(ctx, func(m *migrate.Migrator) error {
			list, err := m.History(ctx)
			if err != nil {
				return err
			}
			return c.results(list, func(r migrate.Revision) string { return followed(r, c.standing(r)) })
		})
	})
}

func (t *tree) branchesCommand() *cobra.Command {
	return t.newCommand("branches", "List the revisions that several follow, and those with a label", cobra.NoArgs, func(ctx context.Context, c *call) error {
		return c.reading(ctx, func(m *migrate.Migrator) error { return c.branches(m.Revisions()) })
	})
}

// branches prints where histories part.
func (c *call) branches(list []migrate.Revision) error {
	children := map[string][]string{}
	for _, r := range list {
		for _, parent := range r.Parents {
			children[parent] = append(children[parent], r.ID)
		}
	}
	for _, r := range list {
		after := children[r.ID]
		if len(after) < 2 && r.Label == "" {
			continue
		}
		object := struct {
			revisionObject
			Children []string `json:"children"`
		}{newRevisionObject(r), append([]string{}, after...)}
		line := titled(r)
		if len(after) > 0 {
			line += " -> " + strings.Join(after, ", ")
		}
		if err := c.result(object, "%s", line); err != nil {
			return err
		}
	}
	return nil
}

func (t *tree) showCommand() *cobra.Command {
	cmd := t.newCommand("show target", "Tell what the file of a revision says of it", cobra.ExactArgs(1), func(ctx context.Context, c *call) error {
		return c.reading(ctx, func(m *migrate.Migrator) error {
			list, err := m.Find(c.args[0])
			if err != nil {
				return err
			}
			return c.results(list, described)
		})
	})
	cmd.ValidArgsFunction = t.completeTargets(false)
	return cmd
}

// described is a revision in several lines.
func described(r migrate.Revision) string {
	var text strings.Builder
	line := func(name, value string) {
		if value != "" {
			fmt.Fprintf(&text, "%-9s %s\n", name+":", value)
		}
	}
	line("revision", r.ID)
	line("message", r.Message)
	line("follows", parentsOf(r))
	line("label", r.Label)
	if r.Head {
		line("head", "yes")
	}
	file := r.Path
	if file == "" {
		file = "none, it is code"
	}
	line("file", file)
	return strings.TrimSuffix(text.String(), "\n")
}
