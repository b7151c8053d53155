// Package settings is what can be chosen when the application starts: by flags, or by the environment.
package settings

import (
	"cmp"
	"errors"
	"flag"
	"fmt"
	"io"
	"strconv"
)

// Settings are the choices.
type Settings struct {
	Backend string // TOYS_BACKEND: sqlite, pgx, sqlx+pgx, sqlx+pq; to compare with: gorm, bun
	URL     string // TOYS_URL: the database
	Address string // TOYS_ADDRESS: where to listen
	Pool    int    // TOYS_POOL: connections to the database at most
	Traces  string // OTEL_TRACES_EXPORTER: none, otlp or console
	Command string // serve or seed
}

const usage = `usage: toys [flags] [serve | seed]

serve answers HTTP until it is interrupted; seed puts some users and toys into an empty database.`

// ErrUsage says that the command line was wrong; what was wrong is printed.
var ErrUsage = errors.New("usage")

// Parse reads a command line. What it does not say, the environment does; getenv is os.Getenv.
func Parse(args []string, getenv func(string) string, out io.Writer) (Settings, error) {
	pool, err := strconv.Atoi(cmp.Or(getenv("TOYS_POOL"), "15"))
	if err != nil {
		return Settings{}, fmt.Errorf("TOYS_POOL is no number: %w", err)
	}
	s := Settings{Traces: cmp.Or(getenv("OTEL_TRACES_EXPORTER"), "none")}
	flags := flag.NewFlagSet("toys", flag.ContinueOnError)
	flags.SetOutput(out)
	flags.Usage = func() {
		fmt.Fprintln(out, usage)
		flags.PrintDefaults()
	}
	flags.StringVar(&s.Backend, "backend", cmp.Or(getenv("TOYS_BACKEND"), "sqlite"), "sqlite, pgx, sqlx+pgx or sqlx+pq; to compare with: gorm or bun")
	flags.StringVar(&s.URL, "url", "", "the database, as sqlite:///toys.db or postgresql://user:password@host:5432/database; in the environment TOYS_URL")
	flags.StringVar(&s.Address, "address", cmp.Or(getenv("TOYS_ADDRESS"), "localhost:8080"), "where to listen")
	flags.IntVar(&s.Pool, "pool", pool, "connections to the database at most")
	if err := flags.Parse(args); err != nil {
		return s, errors.Join(ErrUsage, err)
	}
	s.URL = cmp.Or(s.URL, getenv("TOYS_URL")) // not a flag's default, which usage would print with its password
	s.Command = cmp.Or(flags.Arg(0), "serve")
	return s, s.check(flags.NArg())
}

// check refuses what cannot be, and takes SQLite's file where no database was named.
func (s *Settings) check(words int) error {
	if s.URL == "" && s.Backend == "sqlite" {
		s.URL = "sqlite:///toys.db"
	}
	switch {
	case words > 1 || s.Command != "serve" && s.Command != "seed":
		return fmt.Errorf("there is no command %q: say serve or seed", s.Command)
	case s.URL == "":
		return fmt.Errorf("backend %s wants a database: say -url postgresql://user:password@host:5432/database, or TOYS_URL", s.Backend)
	case s.Pool < 1:
		return fmt.Errorf("a pool of %d connections serves nobody: say -pool 15, or TOYS_POOL", s.Pool)
	}
	return nil
}
