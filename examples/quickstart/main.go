// Command quickstart stores two heroes in one unit of work and reads them back; then it does without models.
//
//	go run ./examples/quickstart                                   # SQLite, in memory
//	go run ./examples/quickstart -echo                             # and the SQL
//	go run ./examples/quickstart -url postgresql://user:password@localhost:5432/db -backend pgx
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log"
	"log/slog"
	"os"
	"time"

	"github.com/google/uuid"
	_ "github.com/jackc/pgx/v5/stdlib" // PostgreSQL for database/sql
	_ "modernc.org/sqlite"             // SQLite for database/sql

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/pgxbackend"
	"github.com/drey-db/drey/backends/sqlxbackend"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Hero is a row of the table heroes.
type Hero struct {
	ID        uuid.UUID `db:"id,pk,uuid7"` // made by the client when zero
	Name      string    `db:"name"`
	Power     *float64  `db:"power"`                    // nullable
	CreatedAt time.Time `db:"created_at,default=now()"` // made by the database, read back
}

// TableName names the table.
func (Hero) TableName() string { return "quickstart_heroes" }

var heroes = builder.Model[Hero]() // its field addresses name columns

func main() {
	if err := run(context.Background(), os.Stdout, os.Args[1:]); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, out io.Writer, args []string) error {
	flags := flag.NewFlagSet("quickstart", flag.ContinueOnError)
	url := flags.String("url", "sqlite:///:memory:", "dialect://user:password@host:port/database")
	backend := flags.String("backend", "sqlx", "pgx or sqlx")
	echo := flags.Bool("echo", false, "print the SQL")
	if err := flags.Parse(args); err != nil {
		return err
	}
	options := []repo.Option{repo.WithBackend(map[string]backends.Backend{
		"pgx": pgxbackend.Backend{}, "sqlx": sqlxbackend.Backend{},
	}[*backend])}
	if *echo {
		options = append(options, repo.WithEcho(slog.New(slog.NewTextHandler(out, nil))))
	}
	engine, err := repo.Open(ctx, *url, options...)
	if err != nil {
		return err
	}
	defer engine.Close()
	spongebob, sandy, err := store(ctx, engine)
	if err != nil {
		return err
	}
	if err := read(ctx, out, engine, spongebob.ID, sandy.ID); err != nil {
		return err
	}
	return users(ctx, out, engine)
}

func store(ctx context.Context, engine *repo.Engine) (spongebob, sandy *Hero, err error) {
	if err := schema.CreateAll(ctx, engine, heroes); err != nil {
		return nil, nil, err
	}
	strong := 9.5
	spongebob, sandy = &Hero{Name: "spongebob"}, &Hero{Name: "sandy", Power: &strong}
	err = engine.Begin(ctx, func(s *repo.Session) error { // commits on nil, rolls back on error or panic
		return s.Add(spongebob, sandy)
	})
	return spongebob, sandy, err
}

func read(ctx context.Context, out io.Writer, engine *repo.Engine, ids ...uuid.UUID) error {
	s := engine.Session()
	defer s.Close()
	name, power := builder.Col(&heroes.Name), builder.NullCol(&heroes.Power)
	mine := builder.Col(&heroes.ID).In(ids...)
	found, err := repo.All(ctx, s, builder.Select(heroes).Where(mine).OrderBy(name.Asc()))
	if err != nil {
		return err
	}
	for _, hero := range found {
		fmt.Fprintf(out, "%s is stored since %s\n", hero.Name, hero.CreatedAt.Format(time.DateOnly))
	}
	most, err := repo.Scalar[float64](ctx, s, builder.SelectColumns(power).Where(mine, power.IsNotNull()))
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "the most powerful has %v\n", most)

	found[0].Name = "Sandy Cheeks" // noticed by Commit: UPDATE quickstart_heroes SET name = ...
	return s.Commit(ctx)
}
