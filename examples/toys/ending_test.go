package main

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/internal/pgtest"
)

// A request that is under way when the application is told to end gets its answer, and is committed.
func TestEndingFinishesWhatWasBegun(t *testing.T) {
	url := pgtest.URL(t)
	a, stop := startIn(t, nothing, "-backend", "pgx", "-url", url)
	lock, err := pgx.Connect(t.Context(), url)
	require.NoError(t, err)
	defer lock.Close(t.Context())
	_, err = lock.Exec(t.Context(), "BEGIN; LOCK TABLE toys")
	require.NoError(t, err)

	status := make(chan int, 1)
	go func() {
		code, _ := a.ask(http.MethodPost, "/toys", `{"name":"kite"}`)
		status <- code
	}()
	require.Eventually(t, func() bool {
		var waiting bool
		err := lock.QueryRow(t.Context(), "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND relation = 'toys'::regclass)").Scan(&waiting)
		return err == nil && waiting
	}, 20*time.Second, 5*time.Millisecond)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		stop()
	}()
	require.Eventually(t, func() bool { return strings.Contains(a.out.String(), "finishes what was begun") }, 20*time.Second, time.Millisecond)
	_, err = lock.Exec(t.Context(), "ROLLBACK")
	require.NoError(t, err)
	require.Equal(t, http.StatusCreated, <-status)
	<-ended
	var names string
	require.NoError(t, lock.QueryRow(t.Context(), "SELECT string_agg(name, ',') FROM toys").Scan(&names))
	require.Equal(t, "kite", names)
}

// A database that is gone is told as such, by every route, and its URL is not.
func TestDatabaseThatIsGone(t *testing.T) {
	for _, backend := range []string{"pgx", "sqlx+pgx", "sqlx+pq"} {
		t.Run(backend, func(t *testing.T) {
			url := pgtest.URL(t)
			a := start(t, "-backend", backend, "-url", url)
			admin, err := pgx.Connect(t.Context(), pgtest.Server(t).URL())
			require.NoError(t, err)
			defer admin.Close(t.Context())
			config, err := pgx.ParseConfig(url)
			require.NoError(t, err)
			_, err = admin.Exec(t.Context(), "DROP DATABASE "+pgx.Identifier{config.Database}.Sanitize()+" WITH (FORCE)")
			require.NoError(t, err)
			for range 2 {
				a.must(http.StatusServiceUnavailable, http.MethodGet, "/health", "")
				a.must(http.StatusServiceUnavailable, http.MethodGet, "/users", "")
				a.must(http.StatusServiceUnavailable, http.MethodPost, "/toys", `{"name":"kite"}`)
			}
			require.NotContains(t, a.out.String(), config.Password)
		})
	}
}
