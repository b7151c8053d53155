package main

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	_ "github.com/lib/pq" // postgresql+pq
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/pgxbackend"
	"github.com/drey-db/drey/backends/sqlxbackend"
	"github.com/drey-db/drey/internal/pgtest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m, goleak.Cleanup(pgtest.Exit)) }

// client talks to a blog as ann.
type client struct {
	t   *testing.T
	url string
}

// ask returns the status and the body of an answer.
func (c client) ask(method, path, body string) (int, string) {
	c.t.Helper()
	r, err := http.NewRequestWithContext(c.t.Context(), method, c.url+path, strings.NewReader(body))
	require.NoError(c.t, err)
	r.Header.Set("X-User", "ann")
	response, err := http.DefaultClient.Do(r)
	require.NoError(c.t, err)
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	require.NoError(c.t, err)
	return response.StatusCode, string(text)
}

// get returns an answer that must be well.
func get[T any](c client, method, path, body string) (out T) {
	c.t.Helper()
	status, text := c.ask(method, path, body)
	require.Equal(c.t, http.StatusOK, status, text)
	require.NoError(c.t, json.Unmarshal([]byte(text), &out), text)
	return out
}

// blog returns a client of a blog with ann and her three posts.
func blog(t *testing.T, url string, backend backends.Backend) client {
	t.Helper()
	engine, err := open(t.Context(), url, backend)
	require.NoError(t, err)
	server := httptest.NewServer(routes(engine))
	t.Cleanup(func() {
		server.Close()
		http.DefaultClient.CloseIdleConnections()
		require.NoError(t, engine.Close())
	})
	c := client{t, server.URL}
	ann := get[User](c, "POST", "/users", `{"name": "ann"}`)
	for _, post := range []string{`"title": "nuts", "tags": ["food", "trees", "food"]`, `"title": "cones", "tags": ["trees"]`, `"title": "snow"`} {
		get[Post](c, "POST", "/posts", `{"author": `+strconv.FormatInt(ann.ID, 10)+`, `+post+`}`)
	}
	return c
}

func titles(posts []Post) (list []string) {
	for _, post := range posts {
		list = append(list, post.Title)
	}
	return list
}

func names(tags []*Tag) (list []string) {
	for _, tag := range tags {
		list = append(list, tag.Name)
	}
	return list
}

func TestBlog(t *testing.T) {
	postgres := func(driver string) func() string {
		return func() string { return strings.Replace(pgtest.URL(t), "postgresql:", "postgresql+"+driver+":", 1) }
	}
	for name, on := range map[string]struct {
		url     func() string
		backend backends.Backend
	}{
		"sqlite":   {func() string { return "sqlite:///:memory:" }, sqlxbackend.Backend{}},
		"pgx":      {func() string { return pgtest.URL(t) }, pgxbackend.Backend{}},
		"sqlx+pgx": {postgres("pgx"), sqlxbackend.Backend{}},
		"sqlx+pq":  {postgres("pq"), sqlxbackend.Backend{}},
	} {
		t.Run(name, func(t *testing.T) {
			for what, test := range map[string]func(*testing.T, client){
				"reading": reading, "changing": changing, "deleting": deleting, "exporting": exporting, "refusing": refusing,
			} {
				t.Run(what, func(t *testing.T) { test(t, blog(t, on.url(), on.backend)) })
			}
		})
	}
}

func reading(t *testing.T, c client) {
	all := get[[]Post](c, "GET", "/posts", "")
	require.Equal(t, []string{"snow", "cones", "nuts"}, titles(all))
	require.Equal(t, "ann", all[0].Author.Name)
	require.Equal(t, []string{"food", "trees"}, names(all[2].Tags))
	require.Equal(t, []string{"nuts"}, titles(get[[]Post](c, "GET", "/posts?before=2", "")))
	require.Empty(t, get[[]Post](c, "GET", "/posts?before=1", ""))
	require.Equal(t, []string{"cones", "nuts"}, titles(get[[]Post](c, "GET", "/posts?tag=trees", "")))
	require.Equal(t, "nuts", get[Post](c, "GET", "/posts/1", "").Title)
}

func changing(t *testing.T, c client) {
	changed := get[Post](c, "PATCH", "/posts/1", `{"title": "acorns", "tags": ["oaks", "trees"]}`)
	require.Equal(t, "acorns", changed.Title)
	again := get[Post](c, "GET", "/posts/1", "")
	require.Equal(t, []string{"oaks", "trees"}, names(again.Tags))
	require.Equal(t, changed.CreatedAt, again.CreatedAt)
	get[Post](c, "PATCH", "/posts/1", `{"tags": []}`)
	require.Empty(t, get[Post](c, "GET", "/posts/1", "").Tags)
	trail := get[[]Change](c, "GET", "/posts/1/changes", "")
	require.Equal(t, "ann", trail[0].User)
	require.Equal(t, "insert", trail[0].Action)
	require.Equal(t, [2]any{nil, "nuts"}, trail[0].Values["title"])
	events := map[string][]any{}
	for _, change := range trail {
		for column, values := range change.Values {
			events[change.Action+" "+column] = append(events[change.Action+" "+column], values[1])
		}
	}
	require.Equal(t, []any{"acorns"}, events["update title"])
	require.ElementsMatch(t, []any{"food", "trees", "oaks"}, events["link tag"])
	require.ElementsMatch(t, []any{"food", "oaks", "trees"}, events["unlink tag"])
}

func deleting(t *testing.T, c client) {
	status, _ := c.ask("DELETE", "/posts/2", "")
	require.Equal(t, http.StatusOK, status)
	status, _ = c.ask("GET", "/posts/2", "")
	require.Equal(t, http.StatusNotFound, status)
	require.Equal(t, []string{"snow", "nuts"}, titles(get[[]Post](c, "GET", "/posts", "")))
	trail := get[[]Change](c, "GET", "/posts/2/changes", "")
	require.Equal(t, "delete", trail[len(trail)-1].Action)
}

func exporting(t *testing.T, c client) {
	c.ask("DELETE", "/posts/2", "")
	_, lines := c.ask("GET", "/export", "")
	require.Equal(t, `{"ID":1,"Title":"nuts","Author":"ann","Tags":"food,trees"}`+"\n"+`{"ID":3,"Title":"snow","Author":"ann","Tags":null}`+"\n", lines)
}

func refusing(t *testing.T, c client) {
	for request, want := range map[[3]string]int{
		{"POST", "/users", `{"name": "ann"}`}:                http.StatusConflict,
		{"POST", "/users", `{"name": ""}`}:                   http.StatusUnprocessableEntity,
		{"POST", "/users", `{"name`}:                         http.StatusBadRequest,
		{"POST", "/posts", `{"author": 9, "title": "late"}`}: http.StatusUnprocessableEntity,
		{"POST", "/posts", `{"author": 1, "tags": ["new"]}`}: http.StatusUnprocessableEntity,
		{"PATCH", "/posts/9", `{"title": "late"}`}:           http.StatusNotFound,
		{"DELETE", "/posts/x", ""}:                           http.StatusNotFound,
	} {
		status, text := c.ask(request[0], request[1], request[2])
		require.Equal(t, want, status, "%v: %s", request, text)
	}
	require.Empty(t, get[[]Post](c, "GET", "/posts?tag=new", ""))
	require.Equal(t, []string{"snow", "cones", "nuts"}, titles(get[[]Post](c, "GET", "/posts", "")))
}
