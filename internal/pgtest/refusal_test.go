package pgtest

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestWhatHappensWithoutAServer(t *testing.T) {
	broken := errors.New("initdb failed")
	for _, c := range []struct {
		name, required string
		err            error
		want           string
	}{
		{"none, not required", "", errMissing, "skip"},
		{"none, others required", "pgbouncer,standby", errMissing, "skip"},
		{"none, everything required", "all", errMissing, "fatal"},
		{"none, required by name", "pgbouncer, postgres", errMissing, "fatal"},
		{"broken, not required", "", broken, "fatal"},
		{"broken, required", "all", broken, "fatal"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Setenv("DREY_TEST_REQUIRE", c.required)
			var tb verdict
			refuse(&tb, c.err)
			require.Equal(t, c.want, tb.first)
			require.Contains(t, tb.text, c.err.Error())
		})
	}
}

// verdict is a test that only remembers how it was ended.
type verdict struct {
	testing.TB
	first, text string
}

func (v *verdict) Helper() {}

func (v *verdict) Skipf(format string, args ...any) { v.end("skip", format, args) }

func (v *verdict) Fatalf(format string, args ...any) { v.end("fatal", format, args) }

// end keeps the first verdict: a real test would not come to a second.
func (v *verdict) end(how, format string, args []any) {
	if v.first == "" {
		v.first, v.text = how, fmt.Sprintf(format, args...)
	}
}

func TestBinaries(t *testing.T) {
	root := t.TempDir()
	install := func(dir string, programs ...string) string {
		dir = filepath.Join(root, dir)
		require.NoError(t, os.MkdirAll(dir, 0o755))
		for _, program := range programs {
			require.NoError(t, os.WriteFile(filepath.Join(dir, program), nil, 0o755))
		}
		return dir
	}
	old := install("lib/9.6/bin", programs...)
	newest := install("lib/15/bin", programs...)
	install("lib/18/bin", "psql", "pg_ctl") // a client alone
	brewed := install("opt/postgresql@17/bin", programs...)
	inPath := install("usr/bin", programs...)
	lib, opt := filepath.Join(root, "lib/*/bin"), filepath.Join(root, "opt/postgresql*/bin")

	for _, c := range []struct {
		name, path string
		places     []string
		want       string
	}{
		{"PATH goes first", "/nowhere" + string(filepath.ListSeparator) + inPath, []string{lib}, inPath},
		{"the newest whole installation", "/nowhere", []string{lib}, newest},
		{"the newest of all places", "", []string{lib, opt}, brewed},
		{"an old one alone", "", []string{old}, old},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := binaries(c.path, c.places)
			require.NoError(t, err)
			require.Equal(t, c.want, got)
		})
	}
	_, err := binaries("", []string{filepath.Join(root, "nothing/*")})
	require.ErrorIs(t, err, errMissing)
}

func TestAdminURL(t *testing.T) {
	for named, want := range map[string]string{
		"postgres://admin:secret@db":                         "postgresql://admin:secret@db:5432/postgres?sslmode=disable",
		"postgresql+pgx://admin:secret@db:6432/heroes":       "postgresql://admin:secret@db:6432/heroes?sslmode=disable",
		"postgresql://admin@[::1]/heroes?sslmode=require":    "postgresql://admin@[::1]:5432/heroes?sslmode=require",
		"postgresql://admin@localhost:1/x?connect_timeout=3": "postgresql://admin@localhost:1/x?connect_timeout=3&sslmode=disable",
	} {
		u, err := adminURL(named)
		require.NoError(t, err)
		require.Equal(t, want, u.String())
	}
	for _, named := range []string{"sqlite:///x", "mysql://root:secret@db/x", "postgresql://a:secret@h:port/x", "secret"} {
		_, err := adminURL(named)
		require.ErrorContains(t, err, "DREY_TEST_POSTGRES", named)
		require.NotContains(t, err.Error(), "secret")
	}
}
