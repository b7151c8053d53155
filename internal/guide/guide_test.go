// Package guide_test holds the documentation to its word: every Go block of its pages compiles, runs unless it says norun, and
// prints what it says that it prints; every link leads somewhere.
//
// A page is a program. Blocks of declarations belong to the whole page; blocks of statements run in their order on one SQLite
// database, each with ctx, an engine and a session s of its own. What a page need not show stands in <!--go ... -->.
package guide_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var root = filepath.Join("..", "..")

func TestBlocksDoWhatTheySay(t *testing.T) {
	pages := documentation(t)
	said := play(t, pages)
	for _, p := range pages {
		for i, b := range p.blocks {
			if !b.runs || b.declares() {
				require.False(t, b.print, "%s:%d prints, and does not run", p.path, b.line)
				continue
			}
			printed, ran := said[fmt.Sprint(p.path, " ", i)]
			require.True(t, ran, "%s:%d did not run", p.path, b.line)
			if b.print {
				require.Equal(t, b.want, printed, "%s:%d prints something else", p.path, b.line)
			}
		}
	}
}

// documentation is every page with Go blocks that are checked here.
func documentation(t *testing.T) (pages []page) {
	t.Helper()
	for _, pattern := range []string{"docs/guide/*.md", "docs/how-to/*.md", "docs/coming-from-*.md"} {
		paths, err := filepath.Glob(filepath.Join(root, pattern))
		require.NoError(t, err)
		for _, path := range paths {
			text, err := os.ReadFile(path)
			require.NoError(t, err)
			name, err := filepath.Rel(root, path)
			require.NoError(t, err)
			if p := read(filepath.ToSlash(name), string(text)); len(p.blocks) > 0 {
				pages = append(pages, p)
			}
		}
	}
	require.NotEmpty(t, pages)
	return pages
}

// play builds all pages as one program, runs it, and returns what each block printed. No file is written into the module:
// the compiler is told of files that are elsewhere.
func play(t *testing.T, pages []page) map[string]string {
	t.Helper()
	here, err := filepath.Abs(".")
	require.NoError(t, err)
	dir, replace := t.TempDir(), map[string]string{}
	add := func(path, text string) {
		file := filepath.Join(dir, fmt.Sprint(len(replace), ".go"))
		require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
		replace[filepath.Join(here, filepath.FromSlash(path))] = file
	}
	for i, p := range pages {
		text, err := p.program()
		require.NoError(t, err)
		add(fmt.Sprintf("program/page%d/page.go", i), text)
	}
	add("program/main.go", program(pages))
	overlay, err := json.Marshal(map[string]any{"Replace": replace})
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "overlay.json"), overlay, 0o600))

	cmd := exec.Command("go", "run", "-overlay", filepath.Join(dir, "overlay.json"), "./program", dir)
	var out, trouble bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &trouble
	require.NoError(t, cmd.Run(), "%s\n%s", &out, &trouble)
	return printed(out.String())
}

// program is the main package that runs the pages.
func program(pages []page) string {
	var imports, list strings.Builder
	for i, p := range pages {
		fmt.Fprintf(&imports, "import page%d \"github.com/drey-db/drey/internal/guide/program/page%d\"\n", i, i)
		fmt.Fprintf(&list, "{%q, page%d.Blocks, %#v},\n", p.path, i, lines(p))
	}
	return fmt.Sprintf(runner, imports.String(), list.String())
}

func lines(p page) (list []int) {
	for _, b := range p.blocks {
		list = append(list, b.line)
	}
	return list
}

const runner = `package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	_ "modernc.org/sqlite"

	"github.com/drey-db/drey/backends/sqlxbackend"
	"github.com/drey-db/drey/repo"
)

%s

type page struct {
	path   string
	blocks map[int]func(context.Context, *repo.Engine, *repo.Session) error
	lines  []int
}

func main() {
	for i, p := range []page{
%s
	} {
		if err := p.run(filepath.Join(os.Args[1], fmt.Sprint(i, ".db"))); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
}

func (p page) run(file string) error {
	ctx := context.Background()
	engine, err := repo.Open(ctx, "sqlite:///"+file, repo.WithBackend(sqlxbackend.Backend{}))
	if err != nil {
		return err
	}
	defer engine.Close()
	for i, line := range p.lines {
		block, ok := p.blocks[i]
		if !ok {
			continue
		}
		fmt.Printf("\n\x00%%s %%d\n", p.path, i)
		s := engine.Session()
		if err := block(ctx, engine, s); err != nil {
			return fmt.Errorf("%%s:%%d: %%w", p.path, line, err)
		}
		s.Close()
	}
	return nil
}
`

// printed cuts what the program printed into what each block did.
func printed(out string) map[string]string {
	said := map[string]string{}
	for _, part := range strings.Split(out, "\n\x00")[1:] {
		name, text, _ := strings.Cut(part, "\n")
		said[name] = strings.TrimSpace(text)
	}
	return said
}
