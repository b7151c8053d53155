package main

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/pgtest"
	"github.com/drey-db/drey/repo"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m, goleak.Cleanup(pgtest.Exit)) }

// Every URL that drey knows is opened by a backend that serves it; pgx itself where the URL names no driver.
func TestOpen(t *testing.T) {
	for scheme, pipelined := range map[string]bool{"postgresql": true, "postgres": true, "postgresql+pq": false, "postgresql+pgx": false} {
		t.Run(scheme, func(t *testing.T) {
			serves(t, strings.Replace(pgtest.URL(t), "postgresql:", scheme+":", 1), pipelined)
		})
	}
	t.Run("sqlite", func(t *testing.T) { serves(t, "sqlite:///:memory:", false) })
}

func serves(t *testing.T, url string, native bool) {
	engine, err := open(t.Context(), url)
	require.NoError(t, err)
	defer engine.Close()
	one, err := repo.Scalar[int64](t.Context(), engine, builder.Text("SELECT 1"))
	require.NoError(t, err)
	require.EqualValues(t, 1, one)
	require.Equal(t, native, engine.Pool().Capabilities().Copy)
}

// go install of a package at a version refuses a go.mod that replaces or excludes modules.
func TestGoInstallTakesTheModule(t *testing.T) {
	text, err := os.ReadFile("../../go.mod")
	require.NoError(t, err)
	for _, line := range strings.Split(string(text), "\n") {
		require.NotRegexp(t, `^\s*(replace|exclude)\b`, line)
	}
}

// TestVersion: the command tells its version, by either way to ask.
func TestVersion(t *testing.T) {
	for _, asked := range []string{"version", "--version"} {
		var out strings.Builder
		root := command()
		root.SetOut(&out)
		root.SetArgs([]string{asked})
		require.NoError(t, root.Execute())
		require.Contains(t, out.String(), "drey version ")
	}
}
