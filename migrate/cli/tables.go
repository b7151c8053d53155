package cli

import (
	"bytes"
	"context"
	"embed"
	"errors"
	"fmt"
	"os/exec"
	"strings"

	"github.com/spf13/cobra"

	"github.com/drey-db/drey/migrate"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

func (t *tree) createAllCommand() *cobra.Command {
	var sql bool
	cmd := t.newCommand("create-all", "Create the tables of the models that are not there, without revisions", cobra.NoArgs, func(ctx context.Context, c *call) error {
		if err := c.modelled(); err != nil {
			return err
		}
		return c.engine(ctx, func(engine *repo.Engine) error {
			if sql {
				return c.ddl(c.config.MetaData.DDL(engine.Dialect()))
			}
			if err := c.config.MetaData.CreateAll(ctx, engine); err != nil {
				return err
			}
			return c.result(map[string]string{"done": "create-all"}, "the tables of the models are there")
		})
	})
	cmd.Flags().BoolVar(&sql, "sql", false, "print the statements for an empty database instead of sending them")
	return cmd
}

// ddl prints statements that make or drop tables.
func (c *call) ddl(list []string, err error) error {
	if err != nil || len(list) == 0 {
		return err
	}
	return c.printText("sql", strings.Join(list, ";\n")+";\n")
}

func (t *tree) dropAllCommand() *cobra.Command {
	var sql bool
	cmd := t.newCommand("drop-all", "Drop the tables of the models, with all rows, and what says which revisions are applied", cobra.NoArgs, func(ctx context.Context, c *call) error {
		if err := c.modelled(); err != nil {
			return err
		}
		if sql {
			return c.forgetting(ctx, func(engine *repo.Engine, m *migrate.Migrator) error {
				list, err := c.config.MetaData.DropDDL(engine.Dialect())
				return c.ddl(append(list, m.ForgetSQL()), err)
			})
		}
		if err := c.confirmed(ctx, fmt.Sprintf("drop-all drops %s of the models, with all rows", counted(len(c.config.MetaData.Tables()), "table"))); err != nil {
			return err
		}
		return c.forgetting(ctx, func(engine *repo.Engine, m *migrate.Migrator) error { return c.dropAll(ctx, engine, m) })
	})
	cmd.Flags().BoolVar(&sql, "sql", false, "print the statements for a database that has everything instead of sending them")
	return cmd
}

// forgetting opens the database, with a Migrator that reads no revisions: they may be anything.
func (c *call) forgetting(ctx context.Context, do func(*repo.Engine, *migrate.Migrator) error) error {
	return c.engine(ctx, func(engine *repo.Engine) error {
		m, err := migrate.New(engine, migrate.Config{FS: embed.FS{}, Table: c.config.Table, LockTimeout: c.configuration().LockTimeout})
		if err != nil {
			return err
		}
		return errors.Join(do(engine, m), m.Close())
	})
}

// dropAll drops the tables of the models, and then the version table: what it says is not true any more.
func (c *call) dropAll(ctx context.Context, engine *repo.Engine, m *migrate.Migrator) error {
	if err := c.config.MetaData.DropAll(ctx, engine); err != nil {
		return err
	}
	if err := m.Forget(ctx); err != nil {
		return fmt.Errorf("the tables of the models are gone, and the database still says that revisions are applied: run: drey stamp base: %w", err)
	}
	return c.result(map[string]string{"done": "drop-all"}, "the tables of the models are gone, and no revision is applied")
}

// reflecting is the flags of reflect.
type reflecting struct {
	source      bool
	pkg, schema string
	only        []string
}

func (t *tree) reflectCommand() *cobra.Command {
	v := &reflecting{}
	cmd := t.newCommand("reflect", "Print the tables of the database as SQL, with --go as models", cobra.NoArgs, v.run)
	flags := cmd.Flags()
	flags.BoolVar(&v.source, "go", false, "print Go source: structs with tags, and a MetaData")
	flags.StringVar(&v.pkg, "package", "models", "the package of the Go source")
	flags.StringVar(&v.schema, "schema", "", "the database schema, where it is not the current one")
	flags.StringArrayVar(&v.only, "only", nil, "this table alone; may be given several times")
	return cmd
}

func (v *reflecting) run(ctx context.Context, c *call) error {
	if c.gave("package") && !v.source {
		return unaided("--package is of Go source, and SQL has none: add --go, or leave --package out")
	}
	return c.engine(ctx, func(engine *repo.Engine) error {
		m, err := v.reflect(ctx, engine)
		if err != nil {
			return err
		}
		for _, change := range m.Unseen() {
			c.note("not reflected: %s", change)
		}
		if !v.source {
			return c.ddl(m.DDL(engine.Dialect()))
		}
		source, err := m.GoSource(v.pkg)
		if err != nil {
			return err
		}
		return c.printText("go", string(source))
	})
}

// reflect reads the tables.
func (v *reflecting) reflect(ctx context.Context, engine *repo.Engine) (*schema.MetaData, error) {
	var options []schema.ReflectOption
	if v.schema != "" {
		options = append(options, schema.InSchema(v.schema))
	}
	if len(v.only) > 0 {
		options = append(options, schema.Only(v.only...))
	}
	return schema.Reflect(ctx, engine, options...)
}

func (t *tree) erdCommand() *cobra.Command {
	var format string
	var database bool
	cmd := t.newCommand("erd", "Draw the tables of the models, or of the database where there are none", cobra.NoArgs, func(ctx context.Context, c *call) error {
		if c.config.MetaData != nil && !database {
			if c.gave("url") {
				return unaided("erd draws the models of this program: add --from-database to draw the database, or leave --url out")
			}
			return c.draw(ctx, c.config.MetaData, format)
		}
		return c.engine(ctx, func(engine *repo.Engine) error {
			m, err := (&reflecting{}).reflect(ctx, engine)
			if err != nil {
				return err
			}
			return c.draw(ctx, m, format)
		})
	})
	cmd.Flags().StringVar(&format, "format", "mermaid", "mermaid, dot or svg (by Graphviz)")
	cmd.Flags().BoolVar(&database, "from-database", false, "draw the database although there are models")
	_ = cmd.RegisterFlagCompletionFunc("format", cobra.FixedCompletions([]string{"mermaid", "dot", "svg"}, cobra.ShellCompDirectiveNoFileComp)) // the flag is there
	return cmd
}

// draw prints a diagram.
func (c *call) draw(ctx context.Context, m *schema.MetaData, format string) error {
	switch format {
	case "mermaid":
		return c.printText(format, m.Mermaid())
	case "dot":
		return c.printText(format, m.DOT())
	case "svg":
		image, err := graphviz(ctx, m.DOT())
		if err != nil {
			return err
		}
		return c.printText(format, image)
	}
	return &usageError{err: fmt.Errorf("there is no format %q: mermaid, dot and svg are", format)}
}

// graphviz has the program dot draw a graph.
func graphviz(ctx context.Context, graph string) (string, error) {
	program, err := exec.LookPath("dot")
	if err != nil {
		return "", errors.New("svg is drawn by Graphviz, whose program dot is not on this machine: install graphviz, or take --format mermaid")
	}
	var said bytes.Buffer
	dot := exec.CommandContext(ctx, program, "-Tsvg")
	dot.Stdin, dot.Stderr = strings.NewReader(graph), &said
	image, err := dot.Output()
	if err != nil {
		return "", fmt.Errorf("dot: %w: %s", err, strings.TrimSpace(said.String()))
	}
	return string(image), nil
}
