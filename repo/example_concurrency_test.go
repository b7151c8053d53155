package repo_test

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"sync"

	"github.com/google/uuid"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// One engine serves every goroutine; each has sessions of its own.
func ExampleEngine_Begin_goroutines() {
	ctx := context.Background()
	engine, err := openHeroes(ctx, repo.WithUUIDs(uuid.New))
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()

	var wait sync.WaitGroup
	for i := range 4 {
		wait.Go(func() {
			err := engine.Begin(ctx, func(s *repo.Session) error {
				return s.Add(&Hero{Name: fmt.Sprint("hero ", i)})
			}, repo.WithRetry(10))
			if err != nil {
				log.Print(err)
			}
		})
	}
	wait.Wait()
	n, err := repo.Count(ctx, engine, builder.Select(heroes))
	fmt.Println(n, err)
	// Output: 7 <nil>
}

// withSession gives each request a session. What the handler did is committed unless it answered an error.
func withSession(engine *repo.Engine, handler func(w http.ResponseWriter, r *http.Request) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		err := engine.Begin(r.Context(), func(s *repo.Session) error {
			return handler(w, r.WithContext(repo.NewContext(r.Context(), s)))
		})
		if err != nil {
			http.Error(w, "that did not work", http.StatusInternalServerError)
		}
	})
}

// A session a request: middleware begins it, and a handler finds it in the request's context.
func ExampleFromContext() {
	ctx := context.Background()
	engine, err := openHeroes(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()

	server := httptest.NewServer(withSession(engine, func(_ http.ResponseWriter, r *http.Request) error {
		s, ok := repo.FromContext(r.Context())
		if !ok {
			return http.ErrServerClosed
		}
		return s.Add(&Hero{Name: r.URL.Query().Get("name")})
	}))
	defer server.Close()
	for _, name := range []string{"squidward", "sandy"} { // there is a sandy already
		answer, err := http.Post(server.URL+"?name="+name, "", nil)
		if err != nil {
			log.Fatal(err)
		}
		_ = answer.Body.Close()
		fmt.Println(name, answer.StatusCode)
	}
	http.DefaultClient.CloseIdleConnections()
	n, err := repo.Count(ctx, engine, builder.Select(heroes))
	fmt.Println(n, err)
	// Output:
	// squidward 200
	// sandy 500
	// 4 <nil>
}

// rename is a function that works in a transaction that somebody else ends.
func rename(ctx context.Context, engine *repo.Engine, u repo.UnitOfWork, from, to string) error {
	s := engine.Session(repo.WithTx(u))
	defer s.Close()
	hero, err := repo.One(ctx, s, builder.Select(heroes).Where(builder.Col(&heroes.Name).Eq(from)))
	if err != nil {
		return err
	}
	hero.Name = to
	return s.Commit(ctx) // of its part; the whole is committed outside
}

// The unit of work is passed down: whoever began it ends it.
func ExampleWithTx_passedDown() {
	ctx := context.Background()
	engine, err := openHeroes(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()

	outer := engine.Session()
	u, err := outer.UnitOfWork(ctx)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(rename(ctx, engine, u, "sandy", "sandy cheeks"))
	name, err := repo.Scalar[string](ctx, engine.Over(u), builder.Text("SELECT name FROM heroes WHERE power > 9"))
	fmt.Println(name, err)
	fmt.Println(outer.Rollback(ctx), outer.Close())
	name, err = repo.Scalar[string](ctx, engine, builder.Text("SELECT name FROM heroes WHERE power > 9"))
	fmt.Println(name, err)
	// Output:
	// <nil>
	// sandy cheeks <nil>
	// <nil> <nil>
	// sandy <nil>
}
