package schema_test

import (
	"context"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// needsGraphviz skips a test where dot is not installed, and fails it where everything is asked for.
func needsGraphviz(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("dot"); err == nil {
		return
	}
	if strings.Contains(os.Getenv("DREY_TEST_REQUIRE"), "all") {
		t.Fatal("dot is not in PATH: install the package graphviz")
	}
	t.Skip("dot is not in PATH: install the package graphviz")
}

// drawn are the texts of an SVG.
func drawn(t *testing.T, m *schema.MetaData) (texts []string) {
	t.Helper()
	svg, err := m.SVG(t.Context())
	require.NoError(t, err)
	reader := xml.NewDecoder(strings.NewReader(string(svg)))
	for in := ""; ; {
		next, err := reader.Token()
		if errors.Is(err, io.EOF) {
			return texts
		}
		require.NoError(t, err)
		switch next := next.(type) {
		case xml.StartElement:
			in = next.Name.Local
		case xml.CharData:
			if in == "text" {
				texts = append(texts, strings.TrimSpace(string(next)))
			}
		}
	}
}

func TestSVGOfModels(t *testing.T) {
	needsGraphviz(t)
	texts := drawn(t, metadata())
	for _, want := range []string{"heroes", "teams", "toys", "hero_toys", "captain_id uuid"} {
		require.Contains(t, texts, want)
	}
	require.Empty(t, drawn(t, schema.MustOf()))
	expired, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := metadata().SVG(expired)
	require.ErrorIs(t, err, context.Canceled)
}

// Whatever a database calls its tables and columns is drawn.
func TestSVGOfOddNames(t *testing.T) {
	needsGraphviz(t)
	for name, on := range map[string]func(*testing.T) (string, *repo.Engine){"postgres": onPostgres, "sqlite": onSQLite} {
		t.Run(name, func(t *testing.T) {
			_, engine := on(t)
			t.Cleanup(func() { require.NoError(t, engine.Close()) })
			execAll(t, engine, `CREATE TABLE "a ""b"" {c}|<d>\" (id integer PRIMARY KEY, "x\y ""z""" text)`,
				`CREATE TABLE "e.f" (id integer PRIMARY KEY, "to" integer REFERENCES "a ""b"" {c}|<d>\")`)
			m, err := schema.Reflect(t.Context(), engine)
			require.NoError(t, err)
			texts := drawn(t, m)
			require.Contains(t, texts, `a "b" {c}|<d>\`)
			require.Contains(t, texts, `x\y "z" text`)
			require.Contains(t, texts, "e.f")
		})
	}
}

func TestSVGWithoutGraphviz(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	_, err := metadata().SVG(t.Context())
	require.ErrorIs(t, err, backends.ErrUnsupported)
	require.ErrorContains(t, err, "install the package graphviz")
}
