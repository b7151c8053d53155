package routers_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/repo"

	"github.com/drey-db/drey/examples/toys/database"
	"github.com/drey-db/drey/examples/toys/routers"
)

// broken is a store that answers one error, or panics where there is none.
type broken struct{ err error }

func (b broken) Begin(context.Context, database.Mode, func(database.Requests) error) error {
	if b.err == nil {
		panic("qZ8vhunter2")
	}
	return b.err
}
func (b broken) Ping(context.Context) error { return b.err }
func (b broken) Stats() backends.PoolStats  { return backends.PoolStats{} }
func (b broken) Close() error               { return nil }

// ask asks for toys, and returns the answer and what was logged.
func ask(store database.Store) (*httptest.ResponseRecorder, string) {
	var log bytes.Buffer
	answer := httptest.NewRecorder()
	handler := routers.New(store, slog.New(slog.NewTextHandler(&log, nil)))
	handler.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/toys", nil))
	return answer, log.String()
}

func TestErrorsAreAnswers(t *testing.T) {
	for _, c := range []struct {
		err    error
		status int
		says   string
		logged bool
	}{
		{&database.NotFoundError{Kind: "toy", ID: uuid.Max}, http.StatusNotFound, "there is no toy ffffffff", false},
		{repo.ErrUniqueViolation, http.StatusConflict, "try again", false},
		{repo.ErrForeignKeyViolation, http.StatusConflict, "try again", false},
		{repo.ErrDeadlock, http.StatusConflict, "try again", false},
		{repo.ErrTimeout, http.StatusServiceUnavailable, "does not answer", true},
		{repo.ErrConnection, http.StatusServiceUnavailable, "does not answer", true},
		{errors.Join(repo.ErrCommitUnknown, repo.ErrConnection), http.StatusInternalServerError, "look before you try again", true},
		{errors.New("qZ8vhunter2"), http.StatusInternalServerError, "not your fault", true},
	} {
		answer, log := ask(broken{fmt.Errorf("wrapped: %w", c.err)})
		require.Equal(t, c.status, answer.Code, "%v", c.err)
		require.Contains(t, answer.Body.String(), c.says)
		require.NotContains(t, answer.Body.String(), "qZ8vhunter2")
		require.Equal(t, c.logged, log != "", log)
	}
}

func TestPanicIsAnAnswer(t *testing.T) {
	answer, log := ask(broken{})
	require.Equal(t, http.StatusInternalServerError, answer.Code)
	require.NotContains(t, answer.Body.String(), "qZ8vhunter2")
	require.Contains(t, log, "a handler panicked")
}
