package repo_test

import (
	"context"
	"errors"
	"fmt"
	"log"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/sqlxbackend"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// Opening sends nothing: the first statement connects.
func ExampleOpen() {
	ctx := context.Background()
	engine, err := repo.Open(ctx, "sqlite:///:memory:", repo.WithBackend(sqlxbackend.Backend{}))
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()
	fmt.Println(engine.Ping(ctx))

	_, err = repo.Open(ctx, "sqlite:///:memory:")
	fmt.Println(errors.Is(err, repo.ErrNoBackend))
	// Output:
	// <nil>
	// true
}

// A URL may be built from parts.
func ExampleOpenURL() {
	ctx := context.Background()
	url := backends.URL{Dialect: "sqlite", Database: ":memory:"}
	engine, err := repo.OpenURL(ctx, url, repo.WithBackend(sqlxbackend.Backend{}))
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()
	fmt.Println(url, engine.Dialect().Name)
	// Output:
	// sqlite:///:memory: sqlite
}

// A statement of its own commits itself.
func ExampleEngine_Exec() {
	ctx := context.Background()
	engine, err := openHeroes(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()
	res, err := engine.Exec(ctx, builder.Delete(heroes).Where(builder.NullCol(&heroes.Power).IsNull()))
	fmt.Println(res.RowsAffected, err)

	_, err = engine.Exec(ctx, builder.Text("BEGIN"))
	fmt.Println(errors.Is(err, repo.ErrInvalidRequest))
	// Output:
	// 2 <nil>
	// true
}

// Rows whose columns nobody declared can be printed.
func ExampleEngine_Query() {
	ctx := context.Background()
	engine, err := openHeroes(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()
	rows, err := engine.Query(ctx, builder.Text("SELECT name, power FROM heroes ORDER BY name"))
	if err != nil {
		log.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		values, err := repo.Values(rows)
		fmt.Println(values, err)
	}
	fmt.Println(rows.Err())
	// Output:
	// [patrick <nil>] <nil>
	// [sandy 9.5] <nil>
	// [spongebob <nil>] <nil>
	// <nil>
}

// A session sends nothing until it must, and serves any number of transactions.
func ExampleEngine_Session() {
	ctx := context.Background()
	engine, err := openHeroes(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()
	s := engine.Session()
	defer s.Close()
	for _, name := range []string{"gary", "pearl"} {
		fmt.Println(errors.Join(s.Add(&Hero{Name: name}), s.Commit(ctx)), s.InTransaction())
	}
	// Output:
	// <nil> false
	// <nil> false
}

// A pinned connection keeps what is set on it.
func ExampleEngine_Pin() {
	ctx := context.Background()
	engine, err := openHeroes(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()
	pinned, err := engine.Pin(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer pinned.Close()
	if _, err := pinned.Exec(ctx, builder.Text("CREATE TEMPORARY TABLE strong AS SELECT * FROM heroes WHERE power > 5")); err != nil {
		log.Fatal(err)
	}
	n, err := repo.Scalar[int64](ctx, pinned, builder.Text("SELECT count(*) FROM strong"))
	fmt.Println(n, err)
	// Output:
	// 1 <nil>
}
