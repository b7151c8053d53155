// Command migrations walks through the life of a schema: a revision from the models, upgrade, rows, another model, another
// revision, and back again. It does with package migrate and its commands what docs/migrations.md does by hand.
//
//	go run ./examples/migrations                                                # SQLite, in a file that is removed afterwards
//	go run ./examples/migrations -url postgresql://user:password@localhost:5432/db
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"path/filepath"
	"strings"

	_ "modernc.org/sqlite" // SQLite for database/sql

	"github.com/drey-db/drey/backends/pgxbackend"
	"github.com/drey-db/drey/backends/sqlxbackend"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/migrate"
	"github.com/drey-db/drey/migrate/cli"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

func main() {
	if err := run(context.Background(), os.Stdout, os.Args[1:]); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, out io.Writer, args []string) (err error) {
	dir, err := os.MkdirTemp("", "migrations")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	flags := flag.NewFlagSet("migrations", flag.ContinueOnError)
	url := flags.String("url", "sqlite:///"+filepath.Join(dir, "heroes.db"), "dialect://user:password@host:port/database")
	if err := flags.Parse(args); err != nil {
		return err
	}
	w := &walk{out: out, url: *url, dir: dir}
	return w.walk(ctx)
}

// walk is a program whose models change, and its command line.
type walk struct {
	out      io.Writer
	url, dir string
	models   *schema.MetaData
}

// walk is the story.
func (w *walk) walk(ctx context.Context) error {
	w.models = before
	if err := w.commands(ctx, "revision --autogenerate -m create_heroes", "upgrade head"); err != nil {
		return err
	}
	if err := w.insert(ctx); err != nil {
		return err
	}
	w.models = after // Hero has become StrongHero
	if err := w.commands(ctx, "revision --autogenerate -m add_power", "upgrade head", "history", "check"); err != nil {
		return err
	}
	if err := w.tell(ctx); err != nil {
		return err
	}
	first, err := w.first(ctx)
	if err != nil {
		return err
	}
	return w.commands(ctx, "downgrade -1", "upgrade", "downgrade "+first, "current", "downgrade base --yes")
}

// commands runs commands as a terminal would: the program is cli.New.
func (w *walk) commands(ctx context.Context, lines ...string) error {
	for _, line := range lines {
		fmt.Fprintf(w.out, "$ migrate %s\n", line)
		cmd := cli.New(open, migrate.Config{MetaData: w.models, Dir: filepath.Join(w.dir, "migrations")})
		cmd.SetOut(w.out)
		cmd.SetErr(w.out)
		cmd.SetArgs(append(strings.Fields(line), "--url", w.url))
		if err := cmd.ExecuteContext(ctx); err != nil {
			return err
		}
	}
	return nil
}

// insert writes rows through a Session, as the first version of the program does.
func (w *walk) insert(ctx context.Context) error {
	engine, err := open(ctx, w.url)
	if err != nil {
		return err
	}
	defer engine.Close()
	return engine.Begin(ctx, func(s *repo.Session) error {
		return s.Add(&Hero{Name: "spongebob"}, &Hero{Name: "sandy"})
	})
}

// tell reads the rows as the second version does: the renamed column has kept its values.
func (w *walk) tell(ctx context.Context) error {
	engine, err := open(ctx, w.url)
	if err != nil {
		return err
	}
	defer engine.Close()
	found, err := repo.All(ctx, engine, builder.Select(strongHeroes).OrderBy(builder.Col(&strongHeroes.ID).Asc()))
	if err != nil {
		return err
	}
	for _, hero := range found {
		fmt.Fprintf(w.out, "%s has kept the alias\n", hero.Alias)
	}
	return nil
}

// first asks the library, as programs do, for the id of the oldest revision.
func (w *walk) first(ctx context.Context) (string, error) {
	engine, err := open(ctx, w.url)
	if err != nil {
		return "", err
	}
	defer engine.Close()
	m, err := migrate.New(engine, migrate.Config{MetaData: w.models, Dir: filepath.Join(w.dir, "migrations")})
	if err != nil {
		return "", err
	}
	list, err := m.History(ctx)
	if err != nil {
		return "", err
	}
	return list[len(list)-1].ID, m.Close()
}

// open speaks to PostgreSQL by pgx, and to SQLite by database/sql.
func open(ctx context.Context, url string) (*repo.Engine, error) {
	if strings.HasPrefix(url, "sqlite") {
		return repo.Open(ctx, url, repo.WithBackend(sqlxbackend.Backend{}))
	}
	return repo.Open(ctx, url, repo.WithBackend(pgxbackend.Backend{}))
}
