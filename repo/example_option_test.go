package repo_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"log/slog"
	"os"
	"time"

	"github.com/google/uuid"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/sqlxbackend"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// The pool is database/sql's or pgx's own; its size is what SQLAlchemy's is, unless said otherwise.
func ExampleWithPool() {
	ctx := context.Background()
	engine, err := openHeroes(ctx, repo.WithPool(backends.PoolConfig{Size: 2, Overflow: -1}))
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()
	fmt.Println(engine.Pool().Stats().Max)
	// Output:
	// 2
}

// A hook readies each new connection.
func ExampleWithConnectHook() {
	ready := repo.WithConnectHook(func(ctx context.Context, c backends.Runner) error {
		_, err := c.Exec(ctx, backends.Stmt{SQL: "PRAGMA case_sensitive_like = ON"})
		return err
	})
	ctx := context.Background()
	engine, err := openHeroes(ctx, ready)
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()
	fmt.Println(repo.Scalar[bool](ctx, engine, builder.Text("SELECT 'Sandy' LIKE 'sandy'")))
	// Output:
	// false <nil>
}

// A dialect is data: another database that speaks nearly as PostgreSQL does gets a copy with what differs.
func ExampleWithDialect() {
	dialect := builder.SQLite()
	dialect.Name = "my own"
	ctx := context.Background()
	engine, err := repo.Open(ctx, "sqlite:///:memory:", repo.WithBackend(sqlxbackend.Backend{}), repo.WithDialect(dialect))
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()
	fmt.Println(engine.Dialect().Name)
	// Output:
	// my own
}

// Prototypes are checked when the program starts.
func ExampleWithModels() {
	ctx := context.Background()
	engine, err := openHeroes(ctx, repo.WithModels(heroes))
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()
	fmt.Println(engine.Ping(ctx))

	_, err = openHeroes(ctx, repo.WithModels(Hero{}))
	fmt.Println(err)
	// Output:
	// <nil>
	// repo: open: invalid request: a repo_test.Hero is no prototype: give WithModels what builder.Model answered
}

// Every statement is logged where a logger is given.
func ExampleWithEcho() {
	bare := func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey || a.Key == "duration" {
			return slog.Attr{}
		}
		return a
	}
	logger := slog.New(slog.NewTextHandler(os.Stdout, &slog.HandlerOptions{ReplaceAttr: bare}))
	ctx := context.Background()
	db, err := openHeroes(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	engine, err := repo.New(db.Pool(), repo.WithEcho(logger))
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()

	_, err = repo.Scalar[string](ctx, engine, builder.SelectColumns(builder.Col(&heroes.Name)).
		Where(builder.Col(&heroes.Name).Eq("sandy")))
	if err != nil {
		log.Fatal(err)
	}
	// Output:
	// level=INFO msg=statement sql="SELECT \"heroes\".\"name\" FROM \"heroes\" WHERE \"heroes\".\"name\" = ?" args=[sandy] rows=1 trip=1
}

// A hook sees everything that is sent, with its round trip.
func ExampleWithStatementHook() {
	watching := false
	hook := repo.WithStatementHook(func(_ context.Context, e repo.StatementEvent) {
		if watching {
			fmt.Println(e.Trip, e.SQL, e.Rows, e.Err)
		}
	})
	ctx := context.Background()
	engine, err := openHeroes(ctx, hook)
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()
	watching = true
	err = engine.Begin(ctx, func(s *repo.Session) error { return s.Add(&Hero{Name: "gary"}) })
	fmt.Println(err)
	// Output:
	// 1 BEGIN 0 <nil>
	// 2 INSERT INTO "heroes" ("id", "name", "power") VALUES (?, ?, ?) 1 <nil>
	// 3 COMMIT 0 <nil>
	// <nil>
}

// A test gives the engine a clock of its own, by which statements are timed.
func ExampleWithClock() {
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	ticking := repo.WithClock(func() time.Time {
		now = now.Add(time.Second)
		return now
	})
	var took time.Duration
	timed := repo.WithStatementHook(func(_ context.Context, e repo.StatementEvent) { took = e.Duration })
	ctx := context.Background()
	engine, err := openHeroes(ctx, ticking, timed)
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()
	fmt.Println(engine.Ping(ctx), took)
	// Output:
	// <nil> 1s
}

// A test makes keys that it knows.
func ExampleWithUUIDs() {
	n := byte(100)
	own := repo.WithUUIDs(func() uuid.UUID { n++; return uuid.UUID{15: n} })
	ctx := context.Background()
	engine, err := openHeroes(ctx, own)
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()
	gary := &Hero{Name: "gary"}
	err = engine.Begin(ctx, func(s *repo.Session) error { return s.Add(gary) })
	fmt.Println(gary.ID, err)
	// Output:
	// 00000000-0000-0000-0000-000000000068 <nil>
}

// A page is how many rows one INSERT carries.
func ExampleWithInsertPage() {
	ctx := context.Background()
	engine, err := openHeroes(ctx, repo.WithInsertPage(2))
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()
	s := engine.Session()
	defer s.Close()
	for _, name := range []string{"gary", "plankton", "pearl"} {
		if err := s.Add(&Hero{Name: name}); err != nil {
			log.Fatal(err)
		}
	}
	plan, err := s.Plan()
	for _, stmt := range plan {
		fmt.Println(stmt.SQL)
	}
	fmt.Println(err)

	_, err = openHeroes(ctx, repo.WithInsertPage(0))
	fmt.Println(errors.Is(err, repo.ErrInvalidRequest), err)
	// Output:
	// INSERT INTO "heroes" ("id", "name", "power") VALUES (?, ?, ?), (?, ?, ?)
	// INSERT INTO "heroes" ("id", "name", "power") VALUES (?, ?, ?)
	// <nil>
	// true repo: open: invalid request: WithInsertPage(0): a page has a row at least
}
