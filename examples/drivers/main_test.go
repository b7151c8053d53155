package main

import (
	"bytes"
	"context"
	"regexp"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/internal/pgtest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m, goleak.Cleanup(pgtest.Exit)) }

func TestEveryBackendTellsTheSameStory(t *testing.T) {
	var out bytes.Buffer
	require.NoError(t, run(t.Context(), &out, []string{"-url", pgtest.URL(t)}), out.String())
	require.Contains(t, out.String(), "sandy steps forward with 9.5\npatrick steps forward with 0.25\ntogether they have 11\n")
	trips := map[string]int{}
	for _, m := range regexp.MustCompile(`(?m)^(\S+) +(\d+) round trips, told it like this$`).FindAllStringSubmatch(out.String(), -1) {
		n, err := strconv.Atoi(m[2])
		require.NoError(t, err)
		trips[m[1]] = n
	}
	require.Len(t, trips, 4, out.String())
	require.Equal(t, trips["pgx"], trips["sqlx+pgx"], "both pipeline")
	require.Less(t, trips["pgx"], trips["sqlx+pq"], "which sends one statement at a time")
}

func TestSQLiteAlone(t *testing.T) {
	var out bytes.Buffer
	require.NoError(t, run(t.Context(), &out, nil))
	require.Contains(t, out.String(), `she was born 1999-05-01T08:30:00.123456Z, has power 9.5 and knows ["karate" "\"science\""]`)
	require.Contains(t, out.String(), "This was SQLite alone.")
}

func TestADifferenceIsAnError(t *testing.T) {
	var out bytes.Buffer
	tellers := []narrator{{name: "one"}, {name: "two"}, {name: "three"}}
	stories := map[string][]string{"one": {"once", "upon"}, "two": {"once", "upon"}, "three": {"once", "more"}}
	err := compare(t.Context(), &out, tellers, func(_ context.Context, t narrator) ([]string, int, error) { return stories[t.name], 7, nil })
	require.EqualError(t, err, "three differs from one")
	require.Equal(t, "once\nupon\n\none           7 round trips, told it like this\ntwo           7 round trips, told it like this\n"+
		"three         7 round trips, told it differently:\nonce\nmore\n", out.String())
}

func TestMistakes(t *testing.T) {
	require.ErrorIs(t, run(t.Context(), &bytes.Buffer{}, []string{"-url", "nonsense"}), backends.ErrInvalidURL)
	err := run(t.Context(), &bytes.Buffer{}, []string{"-url", "postgresql://u:qZ8vhunter2@127.0.0.1:1/x"})
	require.ErrorIs(t, err, backends.ErrConnection)
	require.NotContains(t, err.Error(), "qZ8vhunter2")
}
