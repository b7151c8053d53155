package repo_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"log/slog"
	"os"
	"strings"
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

// What a use of a connection sets is reset before another one gets it, and the statistics tell how busy the pool is.
func ExampleWithPool_hooks() {
	run := func(sql string) []func(context.Context, backends.Runner) error {
		return []func(context.Context, backends.Runner) error{func(ctx context.Context, c backends.Runner) error {
			_, err := c.Exec(ctx, backends.Stmt{SQL: sql})
			return err
		}}
	}
	ctx := context.Background()
	engine, err := openHeroes(ctx, repo.WithPool(backends.PoolConfig{
		OnCheckout: run("PRAGMA query_only = OFF"), OnCheckin: run("PRAGMA case_sensitive_like = OFF"),
	}))
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()
	stats := engine.Pool().Stats()
	fmt.Println(stats.InUse, stats.Idle, stats.Opened, stats.Waits, stats.WaitTime, stats.Timeouts)
	// Output:
	// 0 1 1 0 0s 0
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
	plain := func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey || a.Key == "duration" {
			return slog.Attr{}
		}
		return a
	}
	logger := slog.New(slog.NewTextHandler(os.Stdout, &slog.HandlerOptions{ReplaceAttr: plain}))
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

// A loop that asks for one row after the other is found by its text, which comes again and again: in a test, a failure.
func ExampleWithStatementHook_nPlusOne() {
	watch := repo.WithStatementHook(func(_ context.Context, e repo.StatementEvent) {
		if e.Times == 3 && strings.HasPrefix(e.SQL, "SELECT") {
			fmt.Println("N+1:", e.SQL) // t.Errorf
		}
	})
	ctx := context.Background()
	engine, err := openHeroes(ctx, watch)
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()
	list, err := repo.All(ctx, engine, builder.Select(heroes))
	if err != nil {
		log.Fatal(err)
	}
	s := engine.Session(repo.WithReadOnly())
	defer s.Close()
	for _, hero := range list {
		if _, err := repo.Get[Hero](ctx, s, hero.ID); err != nil {
			log.Fatal(err)
		}
	}
	// Output:
	// N+1: SELECT "id", "name", "power" FROM "heroes" WHERE "id" = ?
}

// What an engine counts comes from the same hook: here how many statements failed, and how long all took. Prometheus' histograms and
// OpenTelemetry's spans are made in the same place.
func ExampleStatementEvent() {
	var sent, failed int
	var took time.Duration
	measure := repo.WithStatementHook(func(_ context.Context, e repo.StatementEvent) {
		sent, took = sent+1, took+e.Duration
		if e.Err != nil {
			failed++
		}
	})
	ctx := context.Background()
	engine, err := openHeroes(ctx, measure)
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()
	sent = 0
	_, _ = engine.Exec(ctx, builder.Text("SELECT 1"))
	_, _ = engine.Exec(ctx, builder.Text("SELECT nothing"))
	fmt.Println(sent, failed, took > 0)
	// Output:
	// 2 1 true
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
