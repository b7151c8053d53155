package repo_test

import (
	"context"
	"fmt"
	"log"

	"github.com/google/uuid"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/repo"
)

// A lost connection is worth another try, a name that is taken is not.
func ExampleRetryable() {
	fmt.Println(repo.Retryable(&backends.Error{Kind: backends.ErrSerialization}))
	fmt.Println(repo.Retryable(&backends.Error{Kind: backends.ErrUniqueViolation}))
	fmt.Println(repo.Retryable(&backends.Error{Kind: backends.ErrCommitUnknown}))
	// Output:
	// true
	// false
	// false
}

func ExampleSession_State() {
	ctx := context.Background()
	engine, err := openHeroes(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()
	s := engine.Session()
	defer s.Close()

	pearl := &Hero{ID: uuid.UUID{15: 9}, Name: "pearl"}
	fmt.Println(s.State(pearl))
	if err := s.Add(pearl); err != nil {
		log.Fatal(err)
	}
	fmt.Println(s.State(pearl))
	if err := s.Commit(ctx); err != nil {
		log.Fatal(err)
	}
	fmt.Println(s.State(pearl))
	// Output:
	// transient
	// pending
	// persistent
}
