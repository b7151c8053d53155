package conformance

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// ASessionAGoroutine: one engine serves many sessions at once, each in its own goroutine.
func ASessionAGoroutine(t *testing.T, b Backend) {
	db := b.open(t)
	ctx := t.Context()
	const goroutines, rounds = 8, 5
	errs := make([]error, goroutines)
	var wait sync.WaitGroup
	for i := range goroutines {
		wait.Go(func() {
			for round := range rounds {
				errs[i] = errors.Join(errs[i], db.Begin(ctx, func(s *repo.Session) error {
					toy := &Toy{Label: fmt.Sprintf("%d-%d", i, round)}
					if err := errors.Join(s.Add(toy), s.Flush(ctx)); err != nil {
						return err
					}
					toy.Size = round
					own, err := repo.Get[Toy](ctx, s, toy.ID)
					if err == nil && own != toy {
						err = errors.New("another pointer")
					}
					return err
				}, repo.WithRetry(50)))
			}
		})
	}
	wait.Wait()
	must(t, errors.Join(errs...))
	expect(t, "stored", db.stored(t, "SELECT count(*) FROM toys"), int64(goroutines*rounds))
	expect(t, "sizes", db.stored(t, "SELECT sum(size) FROM toys"), int64(goroutines*rounds*(rounds-1)/2))
	db.idle(t)
}

// recorder remembers the status of an answer.
type recorder struct {
	http.ResponseWriter
	status int
}

func (r *recorder) WriteHeader(status int) {
	r.status = status
	r.ResponseWriter.WriteHeader(status)
}

// perRequest gives each request a session of its own, which is committed when the request succeeds.
func perRequest(e *repo.Engine, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s := e.Session()
		defer s.Close()
		rec := &recorder{ResponseWriter: w, status: http.StatusOK}
		next.ServeHTTP(rec, r.WithContext(repo.NewContext(r.Context(), s)))
		if rec.status < http.StatusBadRequest {
			_ = s.Commit(r.Context())
		}
	})
}

// ASessionARequest: middleware gives each request a session; what fails or panics leaves nothing behind.
func ASessionARequest(t *testing.T, b Backend) {
	db := b.open(t)
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s, ok := repo.FromContext(r.Context())
		label := strings.TrimPrefix(r.URL.Path, "/")
		if !ok || s.Add(&Toy{Label: label}) != nil || s.Flush(r.Context()) != nil {
			w.WriteHeader(http.StatusInternalServerError)
		}
		switch label {
		case "refused":
			w.WriteHeader(http.StatusBadRequest)
		case "panic":
			panic(http.ErrAbortHandler)
		}
	})
	server := httptest.NewServer(perRequest(db.Engine, handler))
	defer server.Close()
	var wait sync.WaitGroup
	for i := range 6 {
		wait.Go(func() { request(t, fmt.Sprintf("%s/good-%d", server.URL, i)) })
	}
	wait.Wait()
	request(t, server.URL+"/refused")
	request(t, server.URL+"/panic")
	expect(t, "stored", db.stored(t, "SELECT count(*) FROM toys"), int64(6))
	expect(t, "only good ones", db.stored(t, "SELECT count(*) FROM toys WHERE label LIKE 'good%'"), int64(6))
	db.idle(t)
	_, ok := repo.FromContext(t.Context())
	expect(t, "no session", ok, false)
}

// request asks for url and reads nothing of the answer; an aborted one has none.
func request(t *testing.T, url string) {
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, nil)
	if err != nil {
		t.Error(err)
		return
	}
	if answer, err := http.DefaultClient.Do(r); err == nil {
		_ = answer.Body.Close()
	}
}

// TheUnitOfWorkIsPassedDown: functions work in a transaction that somebody else ends, with doors or a session of their own.
func TheUnitOfWorkIsPassedDown(t *testing.T, b Backend) {
	db := b.open(t)
	ctx := t.Context()
	add := func(ctx context.Context, u repo.UnitOfWork, label string) error {
		s := db.Session(repo.WithTx(u))
		defer s.Close()
		if err := s.Add(&Toy{Label: label}); err != nil {
			return err
		}
		return s.Commit(ctx)
	}
	count := func(u repo.UnitOfWork) int64 {
		return value(repo.Count(ctx, db.Over(u), builder.Select(toys)))(t)
	}
	for _, commit := range []bool{false, true} {
		s := db.Session()
		u := value(s.UnitOfWork(ctx))(t)
		must(t, add(ctx, u, "one"))
		must(t, add(ctx, u, "two"))
		expect(t, "seen inside", count(u), int64(2))
		if commit {
			must(t, s.Commit(ctx))
		}
		must(t, s.Close())
		want := int64(0)
		if commit {
			want = 2
		}
		expect(t, "stored", db.stored(t, "SELECT count(*) FROM toys"), want)
	}
}
