package routers

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/drey-db/drey/backends"

	"github.com/drey-db/drey/examples/toys/database"
)

// health is the answer while the database answers.
type health struct {
	Body struct {
		Status string `json:"status" example:"ok"`
	}
}

func registerHealth(api huma.API, store database.Store) {
	ask := func(ctx context.Context, _ *struct{}) (*health, error) {
		if err := store.Ping(ctx); err != nil {
			return nil, huma.Error503ServiceUnavailable("the database does not answer")
		}
		answer := &health{}
		answer.Body.Status = "ok"
		return answer, nil
	}
	huma.Get(api, "/health", ask, operation("health", "Ask whether the database answers"))
}

// metrics shows the pool of connections, and the process, to Prometheus.
func metrics(store database.Store) http.Handler {
	registry := prometheus.NewRegistry()
	registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	gauge := func(name, help string, value func(backends.PoolStats) int) {
		registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "toys_pool_" + name, Help: help},
			func() float64 { return float64(value(store.Stats())) }))
	}
	gauge("open", "connections that are open", func(s backends.PoolStats) int { return s.Open })
	gauge("in_use", "connections that serve a session now", func(s backends.PoolStats) int { return s.InUse })
	gauge("idle", "connections that wait for one", func(s backends.PoolStats) int { return s.Idle })
	gauge("max", "connections at most", func(s backends.PoolStats) int { return s.Max })
	return promhttp.HandlerFor(registry, promhttp.HandlerOpts{})
}
