package routers

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
	"github.com/swaggest/swgui/v5emb"

	"github.com/drey-db/drey/examples/toys/database"
	"github.com/drey-db/drey/examples/toys/web"
)

const (
	title   = "Toys"
	version = "1.0.0"
)

// longest is how long a request may take, the wait for a connection included.
const longest = 30 * time.Second

// New returns the whole application on a store.
func New(store database.Store, log *slog.Logger) http.Handler {
	mux := http.NewServeMux()
	config := huma.DefaultConfig(title, version)
	config.CreateHooks = nil // no $schema in answers
	config.DocsPath = ""     // its page wants the network; ours is built in
	api := humago.New(mux, config)
	api.UseMiddleware(bounded)
	within := session{store, log}
	registerUsers(api, within)
	registerToys(api, within)
	registerHealth(api, store)
	mux.Handle("GET /metrics", metrics(store))
	mux.Handle("GET /docs/", v5emb.New(title, "/openapi.json", "/docs/"))
	mux.Handle("GET /{$}", web.Page)
	return recovering(mux, log)
}

// bounded gives each request a deadline.
func bounded(ctx huma.Context, next func(huma.Context)) {
	limited, cancel := context.WithTimeout(ctx.Context(), longest)
	defer cancel()
	next(huma.WithContext(ctx, limited))
}

// recovering answers a panic by an error, and has the log tell of it.
func recovering(next http.Handler, log *slog.Logger) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			if p := recover(); p != nil {
				log.ErrorContext(r.Context(), "a handler panicked", "path", r.URL.Path, "panic", p)
				http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
			}
		}()
		next.ServeHTTP(w, r)
	})
}

// operation describes a route: its heading in the documentation, what it does, and the statuses of its refusals.
func operation(tag, summary string, refusals ...int) func(*huma.Operation) {
	return func(o *huma.Operation) {
		o.Tags, o.Summary = []string{tag}, summary
		o.Errors = append(refusals, http.StatusServiceUnavailable)
	}
}

// created is the status of routes that make something.
func created(o *huma.Operation) { o.DefaultStatus = http.StatusCreated }
