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

// What drey does not do runs on the session's own transaction.
func ExampleSession_UnitOfWork() {
	ctx := context.Background()
	engine, err := openHeroes(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()
	s := engine.Session()
	defer s.Close()
	if err := errors.Join(s.Add(&Hero{Name: "gary"}), s.Flush(ctx)); err != nil {
		log.Fatal(err)
	}
	u, err := s.UnitOfWork(ctx)
	if err != nil {
		log.Fatal(err)
	}
	res, err := u.Exec(ctx, backends.Stmt{SQL: "UPDATE heroes SET power = ? WHERE name = ?", Args: []any{1.5, "gary"}})
	fmt.Println(res.RowsAffected, err)
	fmt.Println(s.Rollback(ctx))

	u, err = s.UnitOfWork(ctx)
	if err != nil {
		log.Fatal(err)
	}
	tx, ok := sqlxbackend.Tx(u) // the *sqlx.Tx; pgxbackend.Tx answers the pgx.Tx
	var n int
	fmt.Println(ok, tx.GetContext(ctx, &n, "SELECT count(*) FROM heroes"), n)
	// Output:
	// 1 <nil>
	// <nil>
	// true <nil> 3
}

// New entities are pending until a flush has sent them.
func ExampleSession_Add() {
	ctx := context.Background()
	engine, err := openHeroes(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()
	s := engine.Session()
	defer s.Close()
	gary := &Hero{Name: "gary"}
	fmt.Println(s.State(gary), s.Contains(gary))
	fmt.Println(s.Add(gary), s.State(gary), len(s.New()))
	fmt.Println(s.Flush(ctx), s.State(gary), s.InTransaction())
	// Output:
	// transient false
	// <nil> pending 1
	// <nil> persistent true
}

// A failed flush leaves nothing but Rollback.
func ExampleSession_Flush() {
	ctx := context.Background()
	engine, err := openHeroes(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()
	s := engine.Session()
	defer s.Close()
	fmt.Println(errors.Is(errors.Join(s.Add(&Hero{Name: "sandy"}), s.Flush(ctx)), repo.ErrUniqueViolation), s.IsActive())
	_, err = repo.Count(ctx, s, builder.Select(heroes))
	fmt.Println(errors.Is(err, repo.ErrRollbackRequired))
	fmt.Println(s.Rollback(ctx), s.IsActive())
	// Output:
	// true false
	// true
	// <nil> true
}

// Any statement runs in the session's transaction, and is undone with it.
func ExampleSession_Exec() {
	ctx := context.Background()
	engine, err := openHeroes(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()
	s := engine.Session()
	defer s.Close()
	res, err := s.Exec(ctx, builder.Text("UPDATE heroes SET power = :power", map[string]any{"power": 2}))
	fmt.Println(res.RowsAffected, err)
	fmt.Println(s.Rollback(ctx))
	// Output:
	// 3 <nil>
	// <nil>
}

// An expired entity is read again by the next door that meets it.
func ExampleSession_Expire() {
	ctx := context.Background()
	engine, err := openHeroes(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()
	s, sandy := sandyIn(ctx, engine)
	defer s.Close()
	sandy.Name = "somebody else"
	fmt.Println(s.Expire(sandy), s.IsModified(sandy))
	_, err = repo.Get[Hero](ctx, s, sandy.ID)
	fmt.Println(sandy.Name, err)

	s.ExpireAll() // the same for all of them
	// Output:
	// <nil> false
	// sandy <nil>
}

// A session that forgets everything can be used on.
func ExampleSession_ExpungeAll() {
	ctx := context.Background()
	engine, err := openHeroes(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()
	s, sandy := sandyIn(ctx, engine)
	defer s.Close()
	s.ExpungeAll()
	fmt.Println(s.State(sandy))
	again, err := repo.Get[Hero](ctx, s, sandy.ID)
	fmt.Println(again == sandy, err)
	// Output:
	// detached
	// false <nil>
}

// Closing undoes what was not committed, and gives the connection back.
func ExampleSession_Close() {
	ctx := context.Background()
	engine, err := openHeroes(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()
	s := engine.Session()
	if err := errors.Join(s.Add(&Hero{Name: "gary"}), s.Flush(ctx)); err != nil {
		log.Fatal(err)
	}
	fmt.Println(s.Close(), engine.Pool().Stats().InUse)
	fmt.Println(repo.Count(ctx, engine, builder.Select(heroes)))
	fmt.Println(errors.Is(s.Commit(ctx), repo.ErrClosed))
	// Output:
	// <nil> 0
	// 3 <nil>
	// true
}
