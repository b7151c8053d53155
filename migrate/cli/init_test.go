package cli_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/backends/sqlxbackend"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/migrate"
	"github.com/drey-db/drey/migrate/cli"
)

func initialise(t *testing.T, args ...string) (string, error) {
	t.Helper()
	cmd := cli.New(nil, migrate.Config{})
	var out bytes.Buffer
	cmd.SetOut(&out)
	cmd.SetErr(&out)
	cmd.SetArgs(append([]string{"init"}, args...))
	err := cmd.Execute()
	return out.String(), err
}

// What is there stays as it is. That the program works is what the test of docs/migrations.md shows.
func TestInitWritesOverNothing(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	_, err := initialise(t)
	require.ErrorContains(t, err, "go mod init")
	require.NoError(t, os.WriteFile("go.mod", []byte("module example.com/heroes // ours\n"), 0o600))
	require.NoError(t, os.MkdirAll("cmd/migrate", 0o755))
	require.NoError(t, os.WriteFile("cmd/migrate/main.go", []byte("mine"), 0o600))
	require.NoError(t, os.WriteFile(".gitattributes", []byte("*.go text"), 0o600))
	out, err := initialise(t, "--dir", "db/2nd-migrations")
	require.NoError(t, err)
	require.Contains(t, out, "kept cmd/migrate/main.go, which is there\n")
	require.Contains(t, out, "kept .gitattributes, which is there: add the line *.sql text eol=lf\n")
	require.Contains(t, out, "wrote db/2nd-migrations/sqlite/.gitkeep\n")
	mine, err := os.ReadFile("cmd/migrate/main.go")
	require.NoError(t, err)
	require.Equal(t, "mine", string(mine))
	written, err := os.ReadFile("db/2nd-migrations/migrations2ndmigrations.go")
	require.NoError(t, err)
	require.Contains(t, string(written), "package migrations2ndmigrations\n")
	for _, wrong := range []string{"/tmp/x", "../x"} {
		_, err = initialise(t, "--dir", wrong)
		require.Equal(t, 2, cli.Code(err))
	}
}

// Each line of --json is an object, whatever the command.
func TestJSON(t *testing.T) {
	r := newTerminal(t, sqlite(t), sqlxbackend.Backend{}, builder.Model[hero]())
	for _, args := range [][]string{
		{"current"}, {"revision", "--autogenerate", "-m", "a"}, {"upgrade", "--dry-run"}, {"upgrade"}, {"upgrade"}, {"history"}, {"heads"}, {"show", "head"}, {"check"},
		{"current"}, {"branches"}, {"reflect"}, {"reflect", "--go"}, {"erd"}, {"downgrade", "-1"}, {"stamp", "head"}, {"stamp", "base"}, {"create-all"}, {"drop-all", "--yes"},
	} {
		require.NoError(t, r.try(append(args, "--json")...))
		for _, line := range strings.Split(strings.TrimSpace(r.out.String()), "\n") {
			if line != "" {
				require.NoError(t, json.Unmarshal([]byte(line), &map[string]any{}), "%v: %s", args, line)
			}
		}
	}
	files, err := filepath.Glob(filepath.Join(r.dir, "sqlite", "*.sql"))
	require.NoError(t, err)
	require.Len(t, files, 1)
}
