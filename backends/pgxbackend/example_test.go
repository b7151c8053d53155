package pgxbackend_test

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/pgxbackend"
)

// Opening sends nothing: no server is needed to see what was opened.
func ExampleBackend() {
	u, err := backends.ParseURL("postgresql+pgx://admin:secret@localhost:5432/heroes?default_query_exec_mode=exec")
	if err != nil {
		log.Fatal(err)
	}
	pool, err := pgxbackend.Backend{}.Open(context.Background(), u, backends.PoolConfig{Size: 2, Overflow: -1})
	if err != nil {
		log.Fatal(err)
	}
	defer pool.Close()

	fmt.Println(u)
	fmt.Println(pool.Dialect(), pool.Stats().Max, pool.Capabilities().Pipeline)
	// Output:
	// postgresql+pgx://admin:***@localhost:5432/heroes?default_query_exec_mode=exec
	// postgres 2 true
}

// Configure reaches all that pgx can do: codecs, tracers, runtime parameters.
func ExampleBackend_configure() {
	backend := pgxbackend.Backend{Configure: func(c *pgxpool.Config) error {
		c.ConnConfig.RuntimeParams["application_name"] = "heroes"
		c.AfterConnect = func(ctx context.Context, conn *pgx.Conn) error {
			mood, err := conn.LoadType(ctx, "mood") // an enum of the application
			if err == nil {
				conn.TypeMap().RegisterType(mood)
			}
			return err
		}
		c.MaxConnIdleTime = time.Minute
		return nil
	}}
	pool, err := backend.Open(context.Background(), backends.URL{Dialect: "postgresql", Host: "localhost"}, backends.PoolConfig{})
	if err != nil {
		log.Fatal(err)
	}
	defer pool.Close()

	native, ok := pgxbackend.Pool(pool)
	fmt.Println(ok, native.Config().ConnConfig.RuntimeParams["application_name"])
	// Output: true heroes
}

// A pool of your own is taken as it is, and stays yours.
func ExampleNew() {
	native, err := pgxpool.New(context.Background(), "postgresql://localhost/heroes")
	if err != nil {
		log.Fatal(err)
	}
	defer native.Close()

	pool := pgxbackend.New(native)
	fmt.Println(pool.Dialect())
	// Output: postgres
}

// Listen runs until its context ends or the loop is left.
func ExampleListen() {
	u := backends.URL{Dialect: "postgresql", Host: "localhost", Database: "heroes"}
	pool, err := pgxbackend.Backend{}.Open(context.Background(), u, backends.PoolConfig{})
	if err != nil {
		log.Fatal(err)
	}
	defer pool.Close()

	for n, err := range pgxbackend.Listen(context.Background(), pool, "heroes") {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(n.Channel, n.Payload)
	}
}
