package repo_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log"
	"strings"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Reads send pending changes first, unless a session is told not to.
func ExampleWithAutoflush() {
	ctx := context.Background()
	engine, err := openHeroes(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()
	for _, on := range []bool{true, false} {
		s := engine.Session(repo.WithAutoflush(on))
		if err := s.Add(&Hero{Name: "gary"}); err != nil {
			log.Fatal(err)
		}
		fmt.Println(repo.Count(ctx, s, builder.Select(heroes)))
		s.Close()
	}
	// Output:
	// 4 <nil>
	// 3 <nil>
}

// Inside the function reads flush nothing.
func ExampleSession_NoAutoflush() {
	ctx := context.Background()
	engine, err := openHeroes(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()
	s := engine.Session()
	defer s.Close()
	if err := s.Add(&Hero{Name: "gary"}); err != nil {
		log.Fatal(err)
	}
	err = s.NoAutoflush(func() error {
		n, err := repo.Count(ctx, s, builder.Select(heroes))
		fmt.Println(n, len(s.New()))
		return err
	})
	fmt.Println(err)
	fmt.Println(repo.Count(ctx, s, builder.Select(heroes)))
	// Output:
	// 3 1
	// <nil>
	// 4 <nil>
}

// Every flush and every statement commits itself: nothing is ever open.
func ExampleWithAutocommit() {
	ctx := context.Background()
	engine, err := openHeroes(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()
	s := engine.Session(repo.WithAutocommit(true))
	defer s.Close()
	err = errors.Join(s.Add(&Hero{Name: "gary"}), s.Flush(ctx))
	fmt.Println(err, s.InTransaction())
	fmt.Println(repo.Count(ctx, engine, builder.Select(heroes)))
	// Output:
	// <nil> false
	// 4 <nil>
}

// The level of every transaction of a session. SQLite knows one; what a database lacks is refused.
func ExampleWithIsolation() {
	ctx := context.Background()
	engine, err := openHeroes(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()
	for _, level := range []sql.IsolationLevel{sql.LevelSerializable, sql.LevelReadCommitted} {
		s := engine.Session(repo.WithIsolation(level))
		_, err := repo.Count(ctx, s, builder.Select(heroes))
		fmt.Println(level, errors.Is(err, repo.ErrUnsupported))
		s.Close()
	}
	// Output:
	// Serializable false
	// Read Committed true
}

// After a commit the next read that meets an entity sees what others have written meanwhile.
func ExampleWithExpireOnCommit() {
	ctx := context.Background()
	engine, err := openHeroes(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()
	s, sandy := sandyIn(ctx, engine, repo.WithExpireOnCommit(true))
	defer s.Close()
	fmt.Println(s.Commit(ctx))
	_, err = engine.Exec(ctx, builder.Update(heroes).Set(builder.Col(&heroes.Name).To("Sandy Cheeks")).
		Where(builder.Col(&heroes.Name).Eq("sandy")))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(sandy.Name)
	same, err := repo.Get[Hero](ctx, s, sandy.ID)
	fmt.Println(sandy.Name, same == sandy, err)
	// Output:
	// <nil>
	// sandy
	// Sandy Cheeks true <nil>
}

// COMMIT goes alone, after every answer was read, also where it could ride behind the last statement.
func ExampleWithCheckedCommit() {
	var trips []string
	hook := repo.WithStatementHook(func(_ context.Context, e repo.StatementEvent) {
		trips = append(trips, fmt.Sprint(e.Trip, " ", strings.Fields(e.SQL)[0]))
	})
	ctx := context.Background()
	engine, err := openHeroes(ctx, hook)
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()
	trips = nil
	err = engine.Begin(ctx, func(s *repo.Session) error { return s.Add(&Hero{Name: "gary"}) }, repo.WithCheckedCommit())
	fmt.Println(trips, err)
	// Output:
	// [1 BEGIN 2 INSERT 3 COMMIT] <nil>
}

// What met a serialization failure or a deadlock is run again, from its start and in a new session.
func ExampleWithRetry() {
	ctx := context.Background()
	engine, err := openHeroes(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()
	attempts := 0
	err = engine.Begin(ctx, func(s *repo.Session) error {
		if attempts++; attempts < 3 {
			return &backends.Error{Kind: repo.ErrSerialization, Message: "somebody was faster"}
		}
		return s.Add(&Hero{Name: "gary"})
	}, repo.WithRetry(5))
	fmt.Println(attempts, err)
	// Output:
	// 3 <nil>
}

// A row whose key names the work says that it was done: whoever asks again, after a commit of unknown fate as well, gets its outcome.
func ExampleOnce() {
	ctx := context.Background()
	engine, err := openHeroes(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()
	if err := schema.CreateAll(ctx, engine, builder.Model[Request]()); err != nil {
		log.Fatal(err)
	}
	for range 2 { // the client sends it twice
		request := &Request{Key: "8b1f"}
		err := engine.Begin(ctx, func(s *repo.Session) error {
			gary := &Hero{Name: "gary"}
			if err := errors.Join(s.Add(gary), s.Flush(ctx)); err != nil {
				return err
			}
			request.Hero = gary.Name
			return nil
		}, repo.Once(request), repo.WithRetry(3))
		fmt.Println(request.Hero, err)
	}
	fmt.Println(repo.Count(ctx, engine, builder.Select(heroes).Where(builder.Col(&heroes.Name).Eq("gary"))))
	// Output:
	// gary <nil>
	// gary <nil>
	// 1 <nil>
}

// Request is a request that was served.
type Request struct {
	Key  string `db:"key,pk"`
	Hero string
}

// TableName names the table.
func (Request) TableName() string { return "requests" }
