package cli

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/drey-db/drey/migrate"
	"github.com/drey-db/drey/schema"
)

// revising is the flags of a new revision.
type revising struct {
	migrate.NewRevision
	renames []string
}

func (t *tree) revisionCommand() *cobra.Command {
	v := &revising{}
	cmd := t.newCommand("revision", "Write a new revision, with --autogenerate from the models", cobra.NoArgs, v.run)
	flags := cmd.Flags()
	flags.BoolVar(&v.Autogenerate, "autogenerate", false, "write the statements that make the database as the models are, and back")
	flags.StringVarP(&v.Message, "message", "m", "", "what the revision does")
	flags.StringArrayVar(&v.renames, "rename", nil, "what was renamed: heroes.name:title, heroes:champions")
	flags.StringArrayVar(&v.Allow, "allow", nil, "lose what this change loses: heroes.power, or * for all")
	flags.StringArrayVar(&v.Parents, "parent", nil, "the revision that it follows, where that is not the head")
	flags.StringVar(&v.Label, "label", "", "a name for the branch that begins with it")
	return cmd
}

func (v *revising) run(ctx context.Context, c *call) error {
	n := v.NewRevision
	if strings.TrimSpace(n.Message) == "" {
		return &usageError{err: errors.New(`revision needs a message: -m "create heroes"`)}
	}
	if err := v.compares(); err != nil {
		return err
	}
	var err error
	if n.Renames, err = renames(v.renames); err != nil {
		return err
	}
	if n.Autogenerate {
		if err := c.modelled(); err != nil {
			return err
		}
	}
	return c.migrator(ctx, func(m *migrate.Migrator) error {
		list, err := c.revise(ctx, m, n)
		if err != nil {
			return err
		}
		if len(list) == 0 {
			c.print("nothing differs from the models: no revision is written")
		}
		if err := c.results(list, wrote); err != nil {
			return err
		}
		if len(list) > 0 {
			c.noteUnfilled(list[0].Changes)
		}
		c.notes(list)
		return nil
	})
}

// compares refuses what is said of changes where none are looked for.
func (v *revising) compares() error {
	for _, flag := range []struct {
		name  string
		given []string
	}{{"--rename", v.renames}, {"--allow", v.Allow}} {
		if len(flag.given) > 0 && !v.Autogenerate {
			return unaided("%s is about what --autogenerate finds, and without that the revision is empty: add --autogenerate, or leave %[1]s out", flag.name)
		}
	}
	return nil
}

func wrote(r migrate.Revision) string { return "wrote " + r.Path }

// notes tells what belongs to new revisions, each note once: folders of two dialects may have the same.
func (c *call) notes(written []migrate.Revision) {
	noted := map[string]bool{}
	for _, r := range written {
		for _, note := range r.Notes {
			if !noted[note] {
				c.note("%s", c.commands(note))
			}
			noted[note] = true
		}
	}
}

// noteUnfilled tells of new columns that the rows which are there have no value for.
func (c *call) noteUnfilled(changes []schema.Change) {
	for _, change := range changes {
		filled := change.Filled || strings.Contains(change.To, " DEFAULT ") || strings.Contains(change.To, " GENERATED ")
		if change.Kind != schema.AddColumn || filled || !strings.Contains(change.To, " NOT NULL") {
			continue
		}
		c.note("%s.%s is NOT NULL and has no default: the upgrade is refused where %[1]s has rows. Give it default=, or add it as a pointer, fill it, and make it NOT NULL in a revision of its own",
			strings.TrimPrefix(change.Schema+"."+change.Table, "."), change.Name)
	}
}

// revise writes a revision. Where a column goes and one of its type comes, it asks whether that is a rename.
func (c *call) revise(ctx context.Context, m *migrate.Migrator, n migrate.NewRevision) ([]migrate.Revision, error) {
	list, err := m.Revision(ctx, n)
	var lost *migrate.DestructiveError
	if !errors.As(err, &lost) {
		return list, err
	}
	diff, checking := m.Check(ctx)
	if checking != nil {
		return nil, err
	}
	pairs := possibleRenames(diff.Changes, lost.Changes)
	if len(pairs) == 0 {
		return nil, err
	}
	if !c.interactive() {
		return nil, fmt.Errorf("%w%s", err, hints(pairs))
	}
	chosen, asking := c.confirmRenames(ctx, pairs)
	if asking != nil {
		return nil, asking
	}
	if len(chosen) == 0 {
		return nil, err
	}
	for old, now := range chosen {
		n.Renames[old] = now
	}
	return m.Revision(ctx, n)
}

func (t *tree) mergeCommand() *cobra.Command {
	var message string
	cmd := t.newCommand("merge", "Write a revision that joins all heads", cobra.NoArgs, func(ctx context.Context, c *call) error {
		return c.reading(ctx, func(m *migrate.Migrator) error {
			r, err := m.Merge(ctx, message)
			if err != nil {
				return err
			}
			return c.results(inAllFolders(r), wrote)
		})
	})
	cmd.Flags().StringVarP(&message, "message", "m", "", "what is joined")
	return cmd
}

// inAllFolders are the files of a revision that was written for each dialect.
func inAllFolders(r migrate.Revision) []migrate.Revision {
	list := []migrate.Revision{r}
	files, _ := filepath.Glob(filepath.Join(filepath.Dir(filepath.Dir(r.Path)), "*", filepath.Base(r.Path))) // the pattern is well-formed
	for _, file := range files {
		if other := r; filepath.ToSlash(file) != r.Path {
			other.Path = filepath.ToSlash(file)
			list = append(list, other)
		}
	}
	return list
}

func (t *tree) stampCommand() *cobra.Command {
	var offline bool
	cmd := t.newCommand("stamp target", "Have the database be at a target, without running anything", cobra.ExactArgs(1), func(ctx context.Context, c *call) error {
		return c.reading(ctx, func(m *migrate.Migrator) error {
			if offline {
				return c.stampSQL(ctx, m)
			}
			if err := m.Stamp(ctx, c.args[0]); err != nil {
				return err
			}
			list, err := m.Current(ctx)
			if err != nil {
				return err
			}
			if len(list) == 0 {
				c.print("stamped base")
			}
			return c.results(list, func(r migrate.Revision) string { return "stamped " + titled(r) })
		})
	})
	cmd.Flags().BoolVar(&offline, "sql", false, "print the statements without asking the database")
	cmd.ValidArgsFunction = t.completeTargets(false)
	return cmd
}

func (c *call) stampSQL(ctx context.Context, m *migrate.Migrator) error {
	var text strings.Builder
	if err := m.StampSQL(ctx, &text, c.args[0]); err != nil {
		return err
	}
	return c.printText("sql", text.String())
}

func (t *tree) checkCommand() *cobra.Command {
	return t.newCommand("check", "Compare the database with the models; the exit code is 3 where they differ", cobra.NoArgs, func(ctx context.Context, c *call) error {
		if err := c.modelled(); err != nil {
			return err
		}
		return c.reading(ctx, func(m *migrate.Migrator) error {
			diff, err := m.Check(ctx)
			if err != nil {
				return err
			}
			return c.differences(diff)
		})
	})
}

// differences prints a Diff. One that is not empty is an error.
func (c *call) differences(d schema.Diff) error {
	for _, change := range d.Changes {
		if err := c.result(newChangeObject(change, false), "%s", change); err != nil {
			return err
		}
	}
	for _, change := range d.Unseen {
		if err := c.result(newChangeObject(change, true), "not compared: %s", change); err != nil {
			return err
		}
	}
	if !d.Empty() {
		return errDifference
	}
	c.print("the database is as the models are")
	return nil
}

func newChangeObject(c schema.Change, unseen bool) changeObject {
	return changeObject{c.Kind, c.Schema, c.Table, c.Name, c.From, c.To, c.Destructive, unseen}
}
