//go:build unix

package migrate_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/internal/enginetest"
	"github.com/drey-db/drey/migrate"
	"github.com/drey-db/drey/repo"
)

// roomFor is the variable by which the test binary is told to write a revision where there is no room for it: the folder.
const roomFor = asProcess + "_ROOM"

func init() { programs[roomFor] = cramped }

// cramped writes a revision, of which a few bytes find room, and says what came of it.
func cramped() int {
	signal.Ignore(syscall.SIGXFSZ)
	engine, err := repo.Open(context.Background(), "sqlite:///:memory:", repo.WithBackend(enginetest.SQLite.Backend))
	if err != nil {
		fmt.Println(err)
		return 1
	}
	m, err := migrate.New(engine, migrate.Config{Dir: os.Getenv(roomFor)})
	if err != nil {
		fmt.Println(err)
		return 1
	}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: 8, Max: 8}); err != nil {
		fmt.Println(err)
		return 1
	}
	_, err = m.Revision(context.Background(), migrate.NewRevision{Message: "too long"})
	if err == nil {
		fmt.Println("it was written")
		return 1
	}
	return 0
}

// A revision for which there is no room leaves no file behind, which every command would stumble upon.
func TestARevisionThatFindsNoRoom(t *testing.T) {
	self, err := os.Executable()
	require.NoError(t, err)
	dir := t.TempDir()
	cmd := exec.CommandContext(t.Context(), self)
	cmd.Env = append(os.Environ(), roomFor+"="+dir)
	said, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s", said)
	left, err := filepath.Glob(filepath.Join(dir, "*", "*"))
	require.NoError(t, err)
	require.Empty(t, left)
}
