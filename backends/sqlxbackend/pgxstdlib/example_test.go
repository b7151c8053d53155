package pgxstdlib_test

import (
	"context"
	"fmt"
	"log"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/sqlxbackend"
	"github.com/drey-db/drey/backends/sqlxbackend/pgxstdlib"
)

// With the Driver a unit of work is one round trip, also over database/sql. Opening sends nothing.
func ExampleDriver() {
	u, err := backends.ParseURL("postgresql+pgx://admin:secret@localhost:5432/heroes")
	if err != nil {
		log.Fatal(err)
	}
	pool, err := sqlxbackend.Backend{Driver: pgxstdlib.Driver{}}.Open(context.Background(), u, backends.PoolConfig{})
	if err != nil {
		log.Fatal(err)
	}
	defer pool.Close()

	fmt.Println(u, pool.Capabilities().Pipeline)
	// Output: postgresql+pgx://admin:***@localhost:5432/heroes true
}
