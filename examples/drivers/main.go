// Command drivers tells one small story on every backend, and compares what they answer.
//
//	go run ./examples/drivers                                                       # SQLite alone
//	go run ./examples/drivers -url postgresql://user:password@localhost:5432/db     # and PostgreSQL, three ways
//
// It fails when two of them differ. They may differ in how many round trips the same statements take.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"slices"
	"strings"

	_ "github.com/jackc/pgx/v5/stdlib" // database/sql's drivers
	_ "github.com/lib/pq"
	_ "modernc.org/sqlite"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/pgxbackend"
	"github.com/drey-db/drey/backends/sqlxbackend"
	"github.com/drey-db/drey/backends/sqlxbackend/pgxstdlib"
)

func main() {
	if err := run(context.Background(), os.Stdout, os.Args[1:]); err != nil {
		log.Fatal(err)
	}
}

// narrator is a backend that tells the story.
type narrator struct {
	name    string
	url     backends.URL
	backend backends.Backend
}

func run(ctx context.Context, out io.Writer, args []string) error {
	flags := flag.NewFlagSet("drivers", flag.ContinueOnError)
	url := flags.String("url", "", "postgresql://user:password@host:port/database")
	if err := flags.Parse(args); err != nil {
		return err
	}
	tellers, err := tellers(*url)
	if err != nil {
		return err
	}
	if *url == "" {
		defer fmt.Fprintln(out, "\nThis was SQLite alone. For PostgreSQL, through pgx, sqlx over pgx and sqlx over lib/pq, say\n"+
			"-url postgresql://user:password@localhost:5432/database; make postgres-up starts one.")
	}
	return compare(ctx, out, tellers, storyOf)
}

// tellers is every backend that url allows.
func tellers(url string) ([]narrator, error) {
	sqlite := narrator{"sqlx+sqlite", backends.URL{Dialect: "sqlite", Database: ":memory:"}, sqlxbackend.Backend{}}
	if url == "" {
		return []narrator{sqlite}, nil
	}
	postgres, err := backends.ParseURL(url)
	if err != nil {
		return nil, err
	}
	through := func(driver string) backends.URL {
		u := postgres
		u.Driver = driver
		return u
	}
	return []narrator{
		{"pgx", through(""), pgxbackend.Backend{}},
		{"sqlx+pgx", through("pgx"), sqlxbackend.Backend{Driver: pgxstdlib.Driver{}}},
		{"sqlx+pq", through("pq"), sqlxbackend.Backend{}},
		sqlite,
	}, nil
}

// telling is how a teller tells a story: its lines, and the round trips that it took.
type telling func(ctx context.Context, t narrator) (lines []string, trips int, err error)

// compare prints the story as the first tells it, and of each how many trips it took and whether it tells another one,
// which is an error.
func compare(ctx context.Context, out io.Writer, tellers []narrator, tell telling) error {
	var first []string
	var different error
	for i, t := range tellers {
		lines, trips, err := tell(ctx, t)
		if err != nil {
			return fmt.Errorf("%s: %w", t.name, err)
		}
		if i == 0 {
			first = lines
			fmt.Fprintf(out, "%s\n\n", strings.Join(lines, "\n"))
		}
		verdict := "told it like this"
		if !slices.Equal(lines, first) {
			verdict = "told it differently:\n" + strings.Join(lines, "\n")
			different = errors.Join(different, fmt.Errorf("%s differs from %s", t.name, tellers[0].name))
		}
		fmt.Fprintf(out, "%-12s %2d round trips, %s\n", t.name, trips, verdict)
	}
	return different
}
