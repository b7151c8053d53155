package cli

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/drey-db/drey/migrate"
	"github.com/drey-db/drey/repo"
)

// call is one run of a command.
type call struct {
	*tree
	cmd      *cobra.Command
	args     []string
	answers  *bufio.Reader // of questions
	progress *progress
}

// configuration is the program's with what the flags say.
func (c *call) configuration() migrate.Config {
	config := c.config
	if c.dir != "" {
		config.Dir, config.FS = c.dir, nil
	}
	config.LockTimeout = cmp.Or(c.lockTimeout, config.LockTimeout)
	if c.progress != nil {
		host := config.OnEvent
		config.OnEvent = func(e migrate.Event) {
			c.progress.event(e)
			if host != nil {
				host(e)
			}
		}
	}
	return config
}

// target is the argument, or what it is without one.
func (c *call) target(usual string) string {
	if len(c.args) == 0 {
		return usual
	}
	return c.args[0]
}

// engine opens the database for as long as do runs.
func (c *call) engine(ctx context.Context, do func(*repo.Engine) error) error {
	url := cmp.Or(c.url, os.Getenv(envURL))
	if c.open == nil {
		return errors.New("migrate: cli.New was given no function that opens a database")
	}
	engine, err := c.open(ctx, url)
	if err == nil && engine == nil {
		err = errors.New("migrate: the function that opens the database returned none: have it return what repo.Open returned")
	}
	if err != nil && url == "" {
		return &usageError{err: errors.New("no database is named: give --url, or set " + envURL), unaided: true}
	}
	if err != nil {
		return err
	}
	err = do(engine)
	if closing := engine.Close(); err == nil {
		err = closing
	}
	return err
}

// migrator makes a Migrator for as long as do runs.
func (c *call) migrator(ctx context.Context, do func(*migrate.Migrator) error) error {
	return c.engine(ctx, func(engine *repo.Engine) error {
		m, err := migrate.New(engine, c.configuration())
		if err != nil {
			return err
		}
		err = do(m)
		if closing := m.Close(); err == nil {
			err = closing
		}
		return err
	})
}

// reading is migrator for what reads revisions, which have to be somewhere. Where there are none yet, it says so.
func (c *call) reading(ctx context.Context, do func(*migrate.Migrator) error) error {
	return c.migrator(ctx, func(m *migrate.Migrator) error {
		if err := m.CheckFolder(); err != nil {
			return err
		}
		unbuilt := m.Unbuilt()
		if len(unbuilt) > 0 {
			c.note("this program was built before %s was written, and does not know it: build it again", strings.Join(unbuilt, ", "))
		}
		err := do(m)
		if err == nil && len(m.Revisions()) == 0 && len(unbuilt) == 0 {
			c.note("%s", c.commands("there are no revisions yet; the first one is written by: drey revision"))
		}
		return err
	})
}

// modelled refuses what needs models where there are none.
func (c *call) modelled() error {
	if c.config.MetaData != nil {
		return nil
	}
	return fmt.Errorf("%s compares with your models, which this program does not have: run the program that knows them, go run ./cmd/migrate %s; "+
		"where there is none yet, %s init writes it", c.cmd.CommandPath(), c.cmd.Name(), c.cmd.Parent().CommandPath())
}
