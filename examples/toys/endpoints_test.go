package main

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// endpoints are what every route does, on whatever backend.
var endpoints = map[string]func(t *testing.T, a *application){
	"users are created, read, renamed and deleted": func(t *testing.T, a *application) { lives(t, a, "/users") },
	"toys are created, read, renamed and deleted":  func(t *testing.T, a *application) { lives(t, a, "/toys") },
	"users are listed by pages":                    func(t *testing.T, a *application) { pages(t, a, "/users") },
	"toys are listed by pages":                     func(t *testing.T, a *application) { pages(t, a, "/toys") },
	"toys are given and taken back":                gifts,
	"a toy that is deleted is nobody's":            deletedToy,
	"a user who is deleted leaves the toys":        deletedUser,
	"a toy given by many at once is given once":    crowd,
	"bad requests are told what is wrong":          refusals,
	"health, metrics and pages":                    rest,
}

func TestEndpoints(t *testing.T) {
	for _, backend := range backends {
		t.Run(backend, func(t *testing.T) {
			a := start(t, "-backend", backend, "-url", urlOf(t, backend))
			for name, body := range endpoints {
				t.Run(name, func(t *testing.T) { body(t, &application{t, a.base, a.out}) })
			}
		})
	}
}

// nobody is a key that no row has.
const nobody = "01a21c60-0000-7000-8000-000000000000"

func lives(t *testing.T, a *application, kind string) {
	began := time.Now().Add(-time.Minute)
	made := a.must(http.StatusCreated, http.MethodPost, kind, `{"name":" sandy "}`)
	require.Equal(t, "sandy", made["name"])
	require.EqualValues(t, 7, uuid.MustParse(made["id"].(string)).Version())
	require.WithinRange(t, moment(t, made["created_at"]), began, time.Now().Add(time.Minute))
	one := kind + "/" + made["id"].(string)
	require.Equal(t, made, a.must(http.StatusOK, http.MethodGet, one, ""), "the answer to POST is what was kept")

	renamed := a.must(http.StatusOK, http.MethodPut, one, `{"name":"Sandy Cheeks"}`)
	require.Equal(t, "Sandy Cheeks", renamed["name"])
	require.Equal(t, made["created_at"], renamed["created_at"])
	require.True(t, moment(t, renamed["updated_on"]).After(moment(t, made["updated_on"])))
	require.Equal(t, renamed, a.must(http.StatusOK, http.MethodGet, one, ""))
	require.Equal(t, renamed, a.must(http.StatusOK, http.MethodPut, one, `{"name":"Sandy Cheeks"}`), "no change is no update")

	a.must(http.StatusNoContent, http.MethodDelete, one, "")
	for _, method := range []string{http.MethodGet, http.MethodDelete} {
		require.Contains(t, a.must(http.StatusNotFound, method, one, "")["detail"], made["id"])
	}
	a.must(http.StatusNotFound, http.MethodPut, one, `{"name":"gone"}`)
}

func moment(t *testing.T, text any) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339Nano, text.(string))
	require.NoError(t, err)
	return at
}

func pages(t *testing.T, a *application, kind string) {
	var made []string
	for i := range 7 {
		made = append(made, a.must(http.StatusCreated, http.MethodPost, kind, fmt.Sprintf(`{"name":"number %d"}`, i))["name"].(string))
	}
	var got []string
	var sizes []int
	after := ""
	for {
		page := a.must(http.StatusOK, http.MethodGet, kind+"?limit=3"+after, "")
		got = append(got, names(page["items"])...)
		sizes = append(sizes, len(page["items"].([]any)))
		if page["next"] == nil {
			break
		}
		after = "&after=" + page["next"].(string)
	}
	require.Equal(t, made, got[len(got)-7:], "in the order of their making, each once")
	for _, size := range sizes[:len(sizes)-1] {
		require.Equal(t, 3, size)
	}
	require.Empty(t, a.must(http.StatusOK, http.MethodGet, kind+"?after=ffffffff-ffff-7fff-bfff-ffffffffffff", "")["items"])
}

// names are the names of a JSON list of users or toys.
func names(list any) (found []string) {
	for _, item := range list.([]any) {
		found = append(found, item.(map[string]any)["name"].(string))
	}
	return found
}

// make creates a user or toy, and returns its path.
func (a *application) make(kind, name string) string {
	a.t.Helper()
	return kind + "/" + a.must(http.StatusCreated, http.MethodPost, kind, fmt.Sprintf(`{"name":%q}`, name))["id"].(string)
}

func gifts(t *testing.T, a *application) {
	user, kite, box := a.make("/users", "gary"), a.make("/toys", "kite"), a.make("/toys", "box")
	require.Equal(t, []string{"kite"}, names(a.must(http.StatusOK, http.MethodPut, user+kite, "")["toys"]))
	a.must(http.StatusOK, http.MethodPut, user+box, "")
	a.must(http.StatusOK, http.MethodPut, user+box, "") // twice is as once
	has := func() []string { return names(a.must(http.StatusOK, http.MethodGet, user, "")["toys"]) }
	require.Equal(t, []string{"box", "kite"}, has(), "in the order of their names")

	require.Equal(t, []string{"box"}, names(a.must(http.StatusOK, http.MethodDelete, user+kite, "")["toys"]))
	require.Equal(t, []string{"box"}, has())
	a.must(http.StatusNotFound, http.MethodDelete, user+kite, "")
	a.must(http.StatusOK, http.MethodGet, kite, "")
	a.must(http.StatusNotFound, http.MethodPut, user+"/toys/"+nobody, "")
	a.must(http.StatusNotFound, http.MethodPut, "/users/"+nobody+box, "")
	a.must(http.StatusNotFound, http.MethodDelete, "/users/"+nobody+box, "")
	require.Equal(t, []string{"box"}, has(), "a request that fails changes nothing")
}

func deletedToy(t *testing.T, a *application) {
	user, kite := a.make("/users", "gary"), a.make("/toys", "kite")
	a.must(http.StatusOK, http.MethodPut, user+kite, "")
	a.must(http.StatusNoContent, http.MethodDelete, kite, "")
	require.Empty(t, a.must(http.StatusOK, http.MethodGet, user, "")["toys"])
}

func deletedUser(t *testing.T, a *application) {
	user, kite := a.make("/users", "gary"), a.make("/toys", "kite")
	a.must(http.StatusOK, http.MethodPut, user+kite, "")
	a.must(http.StatusNoContent, http.MethodDelete, user, "")
	a.must(http.StatusOK, http.MethodGet, kite, "")
}

// crowd has eight give the same toy. Whoever comes too late is told of a conflict, or finds it given.
func crowd(t *testing.T, a *application) {
	user, kite := a.make("/users", "gary"), a.make("/toys", "kite")
	statuses := make([]int, 8)
	var all sync.WaitGroup
	for i := range statuses {
		all.Go(func() { statuses[i], _ = a.ask(http.MethodPut, user+kite, "") })
	}
	all.Wait()
	require.Contains(t, statuses, http.StatusOK)
	require.Subset(t, []int{http.StatusOK, http.StatusConflict}, statuses)
	require.Equal(t, []string{"kite"}, names(a.must(http.StatusOK, http.MethodGet, user, "")["toys"]))
}

func refusals(t *testing.T, a *application) {
	for body, location := range map[string]string{
		`{}`: "body", `{"name":""}`: "body.name", `{"name":"  "}`: "body.name", `{"name":7}`: "body.name",
		`{"name":"` + strings.Repeat("ä", 81) + `"}`: "body.name", `{"name":"x","power":1}`: "body.power",
	} {
		for _, kind := range []string{"/users", "/toys"} {
			problem := a.must(http.StatusUnprocessableEntity, http.MethodPost, kind, body)
			require.Equal(t, location, problem["errors"].([]any)[0].(map[string]any)["location"], body)
		}
	}
	a.must(http.StatusCreated, http.MethodPost, "/users", `{"name":"`+strings.Repeat("ä", 80)+`"}`)
	a.must(http.StatusUnprocessableEntity, http.MethodGet, "/users/seven", "")
	a.must(http.StatusUnprocessableEntity, http.MethodGet, "/users?limit=0", "")
	a.must(http.StatusUnprocessableEntity, http.MethodGet, "/toys?limit=101", "")
	a.must(http.StatusBadRequest, http.MethodPost, "/toys", "{")
}

func rest(t *testing.T, a *application) {
	require.Equal(t, "ok", a.must(http.StatusOK, http.MethodGet, "/health", "")["status"])
	require.Regexp(t, `(?m)^toys_pool_max 15$`, a.text("/metrics"))
	require.Regexp(t, `(?m)^toys_pool_open [1-9]`, a.text("/metrics"))
	paths := a.must(http.StatusOK, http.MethodGet, "/openapi.json", "")["paths"].(map[string]any)
	require.Len(t, paths, 6)
	require.Contains(t, paths, "/users/{id}/toys/{toy_id}")
	require.Contains(t, a.text("/docs/"), "/openapi.json")
	require.Contains(t, a.text("/"), "<h2>Users</h2>")
}
