package repo_test

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"

	"github.com/drey-db/drey/backends/pgxbackend"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// Read-only sessions read from replicas. They see what this engine has committed, and what another process has if they are given its
// position: here it travels in a cookie.
func ExampleWithReplicas() {
	ctx := context.Background()
	engine, err := repo.Open(ctx, "postgresql://shop:secret@primary:5432/shop",
		repo.WithBackend(pgxbackend.Backend{}),
		repo.WithReplicas("postgresql://shop:secret@replica-a:5432/shop", "postgresql://shop:secret@replica-b:5432/shop"))
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()

	mux := http.NewServeMux()
	mux.HandleFunc("POST /heroes", func(w http.ResponseWriter, r *http.Request) {
		err := engine.Begin(r.Context(), func(s *repo.Session) error { return s.Add(&Hero{Name: r.FormValue("name")}) })
		if err != nil {
			http.Error(w, "the hero was not stored", http.StatusInternalServerError)
			return
		}
		if position, err := engine.Position(r.Context()); err == nil {
			http.SetCookie(w, &http.Cookie{Name: "position", Value: position, MaxAge: 60})
		}
	})
	mux.HandleFunc("GET /heroes", func(w http.ResponseWriter, r *http.Request) {
		position := ""
		if cookie, err := r.Cookie("position"); err == nil {
			position = cookie.Value
		}
		err := engine.Begin(r.Context(), func(s *repo.Session) error {
			n, err := repo.Count(r.Context(), s, builder.Select(heroes))
			fmt.Fprintln(w, n)
			return err
		}, repo.WithReadOnly(), repo.WithPosition(position))
		if err != nil {
			http.Error(w, "no heroes today", http.StatusInternalServerError)
		}
	})

	for _, r := range engine.Replicas() {
		fmt.Println(r.Serving, r.Position, r.Pool.Stats().Max) // nobody was asked yet
	}
	forged := httptest.NewRequest("GET", "/heroes", nil)
	forged.AddCookie(&http.Cookie{Name: "position", Value: "nonsense"})
	answer := httptest.NewRecorder()
	mux.ServeHTTP(answer, forged)
	fmt.Println(answer.Code)
	// Output:
	// false 0/0 15
	// false 0/0 15
	// 500
}
