package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	collector "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	trace "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"

	"github.com/drey-db/drey/examples/toys/database"
)

// collect is a collector of OpenTelemetry: spans answers what has been sent to it.
func collect(t *testing.T) (spans func() []*trace.Span) {
	var mutex sync.Mutex
	var found []*trace.Span
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		request := &collector.ExportTraceServiceRequest{}
		if err == nil {
			err = proto.Unmarshal(body, request)
		}
		if err != nil {
			t.Errorf("what was exported cannot be read: %v", err)
		}
		mutex.Lock()
		defer mutex.Unlock()
		for _, resource := range request.GetResourceSpans() {
			for _, scope := range resource.GetScopeSpans() {
				found = append(found, scope.GetSpans()...)
			}
		}
	}))
	t.Cleanup(server.Close)
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", server.URL)
	return func() []*trace.Span {
		mutex.Lock()
		defer mutex.Unlock()
		return found
	}
}

// A request is a span, and the statements that it sent are spans under it, on every backend.
func TestTracesShowRequestsAndTheirStatements(t *testing.T) {
	for _, backend := range database.Backends {
		t.Run(backend, func(t *testing.T) {
			spans := collect(t)
			getenv := func(name string) string { return map[string]string{"OTEL_TRACES_EXPORTER": "otlp"}[name] }
			a, stop := startIn(t, getenv, "-backend", backend, "-url", urlOf(t, backend))
			a.must(http.StatusCreated, http.MethodPost, "/users", `{"name":"sandy"}`)
			a.must(http.StatusOK, http.MethodGet, "/users", "")
			stop() // sends what is left
			for _, words := range []string{"INSERT", "SELECT"} {
				var requests []string
				for _, sent := range spans() {
					if text := statement(sent); strings.Contains(text, words) && strings.Contains(text, `"users"`) {
						requests = append(requests, root(spans(), sent).GetName())
					}
				}
				require.Contains(t, requests, map[string]string{"INSERT": "POST /users", "SELECT": "GET /users"}[words])
			}
		})
	}
}

// root is the span that a span was begun for, however deep.
func root(spans []*trace.Span, under *trace.Span) *trace.Span {
	for _, s := range spans {
		if string(s.GetSpanId()) == string(under.GetParentSpanId()) {
			return root(spans, s)
		}
	}
	return under
}

// statement is the SQL of a span, in whichever attribute its library puts it.
func statement(s *trace.Span) string {
	for _, a := range s.GetAttributes() {
		if a.GetKey() == "db.query.text" || a.GetKey() == "db.statement" {
			return a.GetValue().GetStringValue()
		}
	}
	return ""
}
