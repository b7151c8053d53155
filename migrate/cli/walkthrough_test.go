package cli_test

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/internal/pgtest"
)

// printedURL is what the page calls a database on PostgreSQL.
const printedURL = "postgresql://admin:secret@localhost:5432/heroes"

// The page is followed as printed, on both databases, in an empty directory: its files are written, its commands run, and what they
// print is what it shows. Three things are not as printed, because drey's module need not be published for this to run: "go get" and "go install"
// take this checkout, and the URL is that of the test's server.
func TestTheGuideIsRunAsPrinted(t *testing.T) {
	checkout, err := filepath.Abs("../..")
	require.NoError(t, err)
	page, err := os.ReadFile(filepath.Join(checkout, "docs", "migrations.md"))
	require.NoError(t, err)
	for dialect, url := range map[string]func(testing.TB) string{"sqlite": nil, "postgres": pgtest.URL} {
		t.Run(dialect, func(t *testing.T) {
			t.Parallel()
			w := newWalk(t, checkout, dialect)
			if url != nil {
				w.url = url(t)
			}
			for _, b := range blocks(string(page)) {
				w.follow(b)
			}
			require.Greater(t, w.commands, 50, "the page has lost its commands")
		})
	}
}

// block is a fenced block of a page.
type block struct {
	language, label string
	lines           []string
}

func blocks(page string) (list []block) {
	var open *block
	for _, line := range strings.Split(page, "\n") {
		info, fence := strings.CutPrefix(line, "```")
		switch {
		case fence && open == nil:
			language, label, _ := strings.Cut(info, " ")
			open = &block{language: language, label: label}
		case fence:
			list = append(list, *open)
			open = nil
		case open != nil:
			open.lines = append(open.lines, line)
		}
	}
	return list
}

// walk is a shell in which a page is followed.
type walk struct {
	t             *testing.T
	checkout, dir string
	dialect, url  string
	ids           map[string]string // as printed -> as they are
	in            io.Writer
	out           *bufio.Reader
	commands      int
}

func newWalk(t *testing.T, checkout, dialect string) *walk {
	t.Helper()
	home := t.TempDir()
	shell := exec.Command("bash")
	shell.Dir = home
	shell.Env = append(os.Environ(), "GOFLAGS=-buildvcs=false "+os.Getenv("GOFLAGS"), "GOWORK=off", "GOBIN="+home+"/bin", "PATH="+home+"/bin:"+os.Getenv("PATH"), "DREY_URL=")
	in, err := shell.StdinPipe()
	require.NoError(t, err)
	out, err := shell.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, shell.Start())
	t.Cleanup(func() {
		_ = in.Close()
		_ = shell.Wait()
	})
	return &walk{t: t, checkout: checkout, dir: filepath.Join(home, "heroes"), dialect: dialect, ids: map[string]string{}, in: in, out: bufio.NewReader(out)}
}

// follow does what a block says.
func (w *walk) follow(b block) {
	if b.label != "" && b.label != w.dialect {
		return
	}
	switch b.language {
	case "console":
		w.console(b.lines)
	case "go":
		if name, ok := strings.CutPrefix(b.lines[0], "// "); ok && strings.HasSuffix(name, ".go") {
			w.write(name, strings.Join(b.lines[2:], "\n")+"\n")
		}
	case "diff":
		w.patch(b.lines)
	}
}

func (w *walk) write(name, text string) {
	file := filepath.Join(w.dir, name)
	require.NoError(w.t, os.MkdirAll(filepath.Dir(file), 0o755))
	require.NoError(w.t, os.WriteFile(file, []byte(w.actual(text)), 0o600))
}

// patch changes a file by hunks, each of which fits in one place.
func (w *walk) patch(lines []string) {
	name := strings.TrimPrefix(lines[0], "--- ")
	content, err := os.ReadFile(filepath.Join(w.dir, name))
	require.NoError(w.t, err)
	text := string(content)
	for _, hunk := range strings.Split(strings.Join(lines[1:], "\n"), "@@\n")[1:] {
		var was, is []string
		for _, line := range strings.Split(strings.TrimSuffix(hunk, "\n"), "\n") {
			if line[0] != '+' {
				was = append(was, line[1:])
			}
			if line[0] != '-' {
				is = append(is, line[1:])
			}
		}
		old := strings.Join(was, "\n")
		require.Equal(w.t, 1, strings.Count(text, old), "%s: %s", name, hunk)
		text = strings.Replace(text, old, strings.Join(is, "\n"), 1)
	}
	w.write(name, text)
}

// console runs the commands of a block.
func (w *walk) console(lines []string) {
	for i := 0; i < len(lines); {
		command, ok := strings.CutPrefix(lines[i], "$ ")
		require.True(w.t, ok, lines[i])
		for i++; i < len(lines) && strings.HasPrefix(lines[i], "> "); i++ {
			command += "\n" + lines[i][2:]
		}
		from := i
		for i < len(lines) && !strings.HasPrefix(lines[i], "$ ") {
			i++
		}
		w.run(command, lines[from:i])
	}
}

// run runs a command and compares what it prints with what the page shows; nothing shown is nothing compared.
func (w *walk) run(command string, shown []string) {
	w.commands++
	code, out := w.shell(w.really(w.actual(command)))
	failure := strings.Contains(strings.Join(shown, "\n"), "Error: ")
	require.Equal(w.t, failure, code != 0, "%s\nexit code %d\n%s", command, code, out)
	if len(shown) > 0 {
		w.compare(command, strings.Join(shown, "\n")+"\n", out)
	}
}

// really is a command with what cannot be as printed.
func (w *walk) really(command string) string {
	switch {
	case strings.HasPrefix(command, "go install "):
		return fmt.Sprintf("(cd %q && go install ./cmd/drey)", w.checkout)
	case strings.HasPrefix(command, "go get "):
		return fmt.Sprintf("go mod edit -require github.com/drey-db/drey@v0.0.0 -replace github.com/drey-db/drey@v0.0.0=%q && cp %q/go.sum .", w.checkout, w.checkout)
	}
	return strings.ReplaceAll(command, printedURL, "'"+w.url+"'")
}

const marker = "the command has ended: "

// shell runs a command in the one shell, whose directory and variables stay.
func (w *walk) shell(command string) (code int, out string) {
	_, err := fmt.Fprintf(w.in, "(exit $last); { %s\n} </dev/null 2>&1; last=$?; echo; echo \"%s$last\"\n", command, marker)
	require.NoError(w.t, err)
	var text strings.Builder
	for {
		line, err := w.out.ReadString('\n')
		require.NoError(w.t, err, text.String())
		if rest, ended := strings.CutPrefix(line, marker); ended {
			_, err := fmt.Sscan(rest, &code)
			require.NoError(w.t, err)
			return code, strings.TrimSuffix(text.String(), "\n")
		}
		text.WriteString(line)
	}
}

// actual is a text of the page with this walk's names.
func (w *walk) actual(text string) string {
	for printed, id := range w.ids {
		text = strings.ReplaceAll(text, printed, id)
	}
	return strings.ReplaceAll(text, "DIALECT", w.dialect)
}

// compare holds what was printed to what the page shows: ids, times and durations may be others, and "..." is anything.
func (w *walk) compare(command, shown, out string) {
	types := map[string]string{"sqlite": "real", "postgres": "double precision"}
	shown = strings.ReplaceAll(strings.ReplaceAll(shown, " ... ok", " … ok"), "REAL_TYPE", types[w.dialect])
	shown = strings.ReplaceAll(shown, "-m \"...\"", "-m \"…\"")
	out = strings.ReplaceAll(strings.ReplaceAll(out, " ... ok", " … ok"), "-m \"...\"", "-m \"…\"")
	var pattern strings.Builder
	var fresh []string
	rest := strings.ReplaceAll(shown, "DIALECT", w.dialect)
	for {
		at := tokens.FindStringIndex(rest)
		if at == nil {
			break
		}
		token := rest[at[0]:at[1]]
		pattern.WriteString(regexp.QuoteMeta(rest[:at[0]]))
		switch {
		case token == "...\n":
			pattern.WriteString(`(?s:.*)`)
		case token == "...":
			pattern.WriteString(`.*`)
		case isID(token) && w.ids[token] != "":
			pattern.WriteString(w.ids[token])
		case isID(token):
			fresh = append(fresh, token)
			pattern.WriteString(`([0-9a-f]{12})`)
		case len(token) == len("20261127101500") && !strings.Contains(token, " "):
			pattern.WriteString(`\d{14}`)
		default:
			pattern.WriteString(`\d+(?:\.\d)? m?s`)
		}
		rest = rest[at[1]:]
	}
	pattern.WriteString(regexp.QuoteMeta(rest))
	found := regexp.MustCompile("^" + pattern.String() + "$").FindStringSubmatch(out)
	if !assert.NotNil(w.t, found, "$ %s\n--- the page\n%s--- printed\n%s", command, w.actual(shown), out) {
		return
	}
	for i, printed := range fresh {
		w.ids[printed] = found[i+1]
	}
}

// tokens are what may differ.
var tokens = regexp.MustCompile(`\d{14}|[0-9a-f]{12}|\d+(\.\d)? m?s\b|\.\.\.\n?`)

func isID(token string) bool { return len(token) == 12 && !strings.Contains(token, " ") }
