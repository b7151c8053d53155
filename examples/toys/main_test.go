package main

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/drey-db/drey/internal/pgtest"

	"github.com/drey-db/drey/examples/toys/database"
	"github.com/drey-db/drey/examples/toys/settings"
)

func TestMain(m *testing.M) {
	time.Local = time.UTC // in which peers answer
	goleak.VerifyTestMain(m, goleak.Cleanup(pgtest.Exit))
}

// backends are all that the application runs on.
var backends = append([]string{"gorm", "bun"}, database.Backends...)

// urlOf is an empty database for a backend.
func urlOf(t *testing.T, backend string) string {
	if backend == "sqlite" {
		return "sqlite:///" + t.TempDir() + "/toys.db"
	}
	return pgtest.URL(t)
}

// nothing is an empty environment.
func nothing(string) string { return "" }

// output is what a running application prints.
type output struct {
	mutex sync.Mutex
	text  bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	return o.text.Write(p)
}

func (o *output) String() string {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	return o.text.String()
}

// application is a running one.
type application struct {
	t    *testing.T
	base string
	out  *output
}

var serving = regexp.MustCompile(`at=(http://\S+)`)

// start runs the application by its command line until the test ends, and looks that it ends well.
func start(t *testing.T, args ...string) *application {
	a, stop := startIn(t, nothing, args...)
	t.Cleanup(stop)
	return a
}

// startIn runs the application in an environment until it is stopped.
func startIn(t *testing.T, getenv func(string) string, args ...string) (a *application, stop func()) {
	ctx, cancel := context.WithCancel(t.Context())
	a = &application{t: t, out: &output{}}
	ended := make(chan error, 1)
	go func() { ended <- run(ctx, append(args, "-address", "localhost:0"), getenv, a.out) }()
	stop = func() {
		cancel()
		select {
		case err := <-ended:
			require.NoError(t, err)
		case <-time.After(20 * time.Second):
			t.Error("the application does not end")
		}
		http.DefaultClient.CloseIdleConnections()
	}
	require.Eventually(t, func() bool { return serving.MatchString(a.out.String()) || len(ended) > 0 }, 20*time.Second, 5*time.Millisecond)
	require.Regexp(t, serving, a.out.String())
	a.base = serving.FindStringSubmatch(a.out.String())[1]
	return a, stop
}

// ask sends a request, and returns the status and the answer's JSON.
func (a *application) ask(method, path, body string) (int, map[string]any) {
	a.t.Helper()
	request, err := http.NewRequestWithContext(a.t.Context(), method, a.base+path, strings.NewReader(body))
	require.NoError(a.t, err)
	if body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	response, err := http.DefaultClient.Do(request)
	require.NoError(a.t, err)
	defer func() { _ = response.Body.Close() }()
	var answer map[string]any
	if response.StatusCode != http.StatusNoContent {
		require.NoError(a.t, json.NewDecoder(response.Body).Decode(&answer))
	}
	if response.StatusCode >= http.StatusBadRequest {
		require.Equal(a.t, "application/problem+json", response.Header.Get("Content-Type"))
	}
	return response.StatusCode, answer
}

// must asks for what has to succeed with a status.
func (a *application) must(status int, method, path, body string) map[string]any {
	a.t.Helper()
	got, answer := a.ask(method, path, body)
	require.Equal(a.t, status, got, "%v", answer)
	return answer
}

// text is an answer as it is.
func (a *application) text(path string) string {
	a.t.Helper()
	response, err := http.Get(a.base + path)
	require.NoError(a.t, err)
	defer func() { _ = response.Body.Close() }()
	var text bytes.Buffer
	_, err = text.ReadFrom(response.Body)
	require.NoError(a.t, err)
	require.Equal(a.t, http.StatusOK, response.StatusCode)
	return text.String()
}

func TestSeedFillsAnEmptyDatabaseOnce(t *testing.T) {
	for _, backend := range database.Backends {
		t.Run(backend, func(t *testing.T) {
			args := []string{"-backend", backend, "-url", urlOf(t, backend)}
			for _, done := range []string{"done=true", "done=false"} {
				var out output
				require.NoError(t, run(t.Context(), append(args, "seed"), nothing, &out))
				require.Contains(t, out.String(), done)
			}
			a := start(t, args...)
			items := a.must(http.StatusOK, http.MethodGet, "/users", "")["items"].([]any)
			require.Len(t, items, 5)
			require.Len(t, a.must(http.StatusOK, http.MethodGet, "/toys", "")["items"], 6, "those of one name are shared")
			require.Equal(t, []string{"bubble wand", "karate gloves"}, names(items[3].(map[string]any)["toys"]), "in order of their names")
		})
	}
}

func TestWhatCannotRunSaysWhatToSay(t *testing.T) {
	for _, c := range []struct {
		args []string
		says string
	}{
		{[]string{"-backend", "oracle", "-url", "oracle://x"}, "say one of sqlite, pgx, sqlx+pgx, sqlx+pq"},
		{[]string{"-backend", "pgx"}, "say -url postgresql://user:password@host:5432/database"},
		{[]string{"-backend", "pgx", "-url", "sqlite:///x.db"}, "wants a URL of postgres"},
		{[]string{"-backend", "sqlite", "-url", "postgresql://u:qZ8vhunter2@localhost/x"}, "wants a URL of sqlite"},
		{[]string{"-backend", "sqlx+pq", "-url", "postgresql://u:qZ8vhunter2@127.0.0.1:1/x"}, "is the server running"},
		{[]string{"-address", "localhost:nowhere", "-url", "sqlite:///:memory:"}, "say -address"},
		{[]string{"-pool", "0"}, "say -pool 15"},
		{[]string{"dance"}, "say serve or seed"},
		{[]string{"-swim"}, "not defined: -swim"},
	} {
		err := run(t.Context(), c.args, nothing, &output{})
		require.ErrorContains(t, err, c.says, "%q", c.args)
		require.NotContains(t, err.Error(), "qZ8vhunter2")
	}
	environment := map[string]string{"OTEL_TRACES_EXPORTER": "odd"}
	require.ErrorContains(t, run(t.Context(), nil, func(name string) string { return environment[name] }, &output{}), "none, otlp or console")
}

func TestSettingsComeFromTheEnvironment(t *testing.T) {
	environment := map[string]string{"TOYS_BACKEND": "pgx", "TOYS_URL": "postgresql://u:qZ8vhunter2@db/toys", "TOYS_POOL": "7", "TOYS_ADDRESS": ":80"}
	getenv := func(name string) string { return environment[name] }
	var out bytes.Buffer
	s, err := settings.Parse([]string{"-pool", "8", "seed"}, getenv, &out)
	require.NoError(t, err)
	require.Equal(t, settings.Settings{Backend: "pgx", URL: "postgresql://u:qZ8vhunter2@db/toys", Address: ":80", Pool: 8, Traces: "none", Command: "seed"}, s)
	_, err = settings.Parse([]string{"-help"}, getenv, &out)
	require.ErrorIs(t, err, settings.ErrUsage)
	require.Contains(t, out.String(), "in the environment TOYS_URL")
	require.NotContains(t, out.String(), "qZ8vhunter2")
}
