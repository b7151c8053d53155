// Package firstscreen_test follows README's first screen as a newcomer does: an empty directory, the program, the commands.
package firstscreen_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/mod/module"
	"golang.org/x/mod/zip"
)

const drey = "github.com/drey-db/drey"

var root = filepath.Join("..", "..")

// TestTheFirstScreenWorks runs the commands that README prints, one after the other, beside the program that it prints.
func TestTheFirstScreenWorks(t *testing.T) {
	readme, err := os.ReadFile(filepath.Join(root, "README.md"))
	require.NoError(t, err)
	program := block(t, string(readme), "```go\npackage main\n")
	commands := block(t, string(readme), "```\ngo mod init")

	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "main.go"), []byte(program), 0o600))
	environment := newcomer(t, serve(t))
	var said string
	for _, command := range strings.Split(strings.TrimSpace(commands), "\n") {
		said = run(t, dir, environment, command)
	}
	require.Equal(t, "Sandy Cheeks\n", said)
	require.FileExists(t, filepath.Join(dir, "heroes.db"))
}

// block returns the text of the one fenced block that begins so.
func block(t *testing.T, text, beginning string) string {
	t.Helper()
	require.Equal(t, 1, strings.Count(text, beginning), "README has one block that begins %q", beginning)
	_, rest, _ := strings.Cut(text, beginning)
	rest, _, closed := strings.Cut(rest, "\n```\n")
	require.True(t, closed)
	_, first, _ := strings.Cut(beginning, "\n")
	return first + rest + "\n"
}

// run returns what a command printed, without what it said on its way.
func run(t *testing.T, dir string, environment []string, command string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	fields := strings.Fields(command)
	cmd := exec.CommandContext(ctx, fields[0], fields[1:]...)
	var trouble strings.Builder
	cmd.Dir, cmd.Env, cmd.Stderr = dir, environment, &trouble
	out, err := cmd.Output()
	require.NoError(t, err, "%s\n%s", command, trouble.String())
	return string(out)
}

// newcomer returns an environment in which drey comes from a proxy, and everything else from what is downloaded already, or
// else from where it always comes.
func newcomer(t *testing.T, proxy string) []string {
	t.Helper()
	downloaded := filepath.Join(setting(t, "GOMODCACHE"), "cache", "download")
	proxies := fileURL(proxy) + "," + fileURL(downloaded) + "," + setting(t, "GOPROXY")
	return append(os.Environ(), "GOPROXY="+proxies, "GOSUMDB=off", "GOWORK=off", "GOFLAGS=-modcacherw "+os.Getenv("GOFLAGS"), "GO111MODULE=on")
}

func fileURL(path string) string {
	path = filepath.ToSlash(path)
	if runtime.GOOS == "windows" {
		path = "/" + path
	}
	return "file://" + path
}

func setting(t *testing.T, name string) string {
	t.Helper()
	out, err := exec.Command("go", "env", name).Output()
	require.NoError(t, err)
	return strings.TrimSpace(string(out))
}

// serve returns the directory of a proxy that has this checkout as the one version of drey. The version is named by what is
// in it, so that Go builds anew what changed and nothing else, and leaves the module cache with the test.
func serve(t *testing.T) string {
	t.Helper()
	proxy := t.TempDir()
	versions := filepath.Join(proxy, filepath.FromSlash(drey), "@v")
	require.NoError(t, os.MkdirAll(versions, 0o700))

	archive := filepath.Join(versions, "checkout.zip")
	version := pack(t, archive)
	require.NoError(t, os.Rename(archive, filepath.Join(versions, version+".zip")))
	requirements, err := os.ReadFile(filepath.Join(root, "go.mod"))
	require.NoError(t, err)
	info, err := json.Marshal(map[string]any{"Version": version, "Time": time.Now().UTC()})
	require.NoError(t, err)
	for name, text := range map[string][]byte{"list": []byte(version + "\n"), version + ".mod": requirements, version + ".info": info} {
		require.NoError(t, os.WriteFile(filepath.Join(versions, name), text, 0o600))
	}
	forget(t, version)
	return proxy
}

// pack writes the module zip of this checkout, and returns the version that is in it.
func pack(t *testing.T, path string) string {
	t.Helper()
	version := module.Version{Path: drey, Version: "v0.0.1-checkout." + state(t)}
	file, err := os.Create(path)
	require.NoError(t, err)
	require.NoError(t, zip.CreateFromDir(file, version, root))
	require.NoError(t, file.Close())
	return version.Version
}

// state names what is in the checkout and where it stands: two checkouts that are tested at the same time are two versions.
func state(t *testing.T) string {
	t.Helper()
	here, err := filepath.Abs(root)
	require.NoError(t, err)
	files, err := zip.CheckDir(root)
	require.NoError(t, err)
	sum := sha256.New()
	sum.Write([]byte(here))
	for _, path := range files.Valid {
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		sum.Write([]byte(path))
		sum.Write(text)
	}
	return "h" + hex.EncodeToString(sum.Sum(nil))[:12]
}

// forget takes a version out of the module cache, now and when the test has ended.
func forget(t *testing.T, version string) {
	t.Helper()
	cache := setting(t, "GOMODCACHE")
	downloads := filepath.Join(cache, "cache", "download", filepath.FromSlash(drey), "@v")
	remove := func() {
		require.NoError(t, os.RemoveAll(filepath.Join(cache, filepath.FromSlash(drey)+"@"+version)))
		left, err := filepath.Glob(filepath.Join(downloads, version+".*"))
		require.NoError(t, err)
		for _, name := range append(left, filepath.Join(downloads, "list")) {
			require.NoError(t, os.RemoveAll(name))
		}
	}
	remove()
	t.Cleanup(remove)
}
