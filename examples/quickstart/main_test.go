package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/drey-db/drey/internal/pgtest"
	"github.com/drey-db/drey/repo"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m, goleak.Cleanup(pgtest.Exit)) }

func TestRun(t *testing.T) {
	url := func() string { return pgtest.URL(t) }
	for name, args := range map[string]func() []string{
		"sqlite":           func() []string { return nil },
		"postgresql, pgx":  func() []string { return []string{"-url", url(), "-backend", "pgx"} },
		"postgresql, sqlx": func() []string { return []string{"-url", url()} },
	} {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			require.NoError(t, run(t.Context(), &out, args()))
			require.Regexp(t, `^sandy is stored since \d{4}-\d\d-\d\d\nspongebob is stored since \d{4}-\d\d-\d\d\nthe most powerful has 9.5\n`+
				`1 John Doe johndoe en \d{4}-\d\d-\d\d [\d:.]+ \+0000 UTC <nil>\n2 Jane Doe janedoe en \d{4}-\d\d-\d\d [\d:.]+ \+0000 UTC 1\n$`, out.String())
		})
	}
}

func TestEcho(t *testing.T) {
	var out bytes.Buffer
	require.NoError(t, run(t.Context(), &out, []string{"-echo"}))
	for _, text := range []string{"CREATE TABLE", "sql=BEGIN", "INSERT INTO", "spongebob", "SELECT", "UPDATE", "sql=COMMIT"} {
		require.Contains(t, out.String(), text)
	}
}

func TestMistakes(t *testing.T) {
	require.ErrorIs(t, run(t.Context(), &bytes.Buffer{}, []string{"-backend", "none"}), repo.ErrNoBackend)
	err := run(t.Context(), &bytes.Buffer{}, []string{"-url", "postgresql://u:qZ8vhunter2@127.0.0.1:1/x", "-backend", "pgx"})
	require.ErrorIs(t, err, repo.ErrConnection)
	require.False(t, strings.Contains(err.Error(), "qZ8vhunter2"))
}
