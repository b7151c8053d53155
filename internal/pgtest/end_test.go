//go:build unix

package pgtest

import (
	"bufio"
	"errors"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
)

// cleanupLimit is how long the supervisor may take once its test process is gone.
const cleanupLimit = time.Minute

func TestNothingRemains(t *testing.T) {
	binary := victim(t)
	goOn := func(v *running) { v.goOn(t) }
	kill := func(s os.Signal) func(v *running) {
		return func(v *running) { require.NoError(t, v.cmd.Process.Signal(s)) }
	}
	for _, end := range []struct {
		name string
		args []string
		end  func(v *running)
		code int // -1: ended by a signal
	}{
		{"when all tests pass", []string{"-test.run=^TestPass$"}, goOn, 0},
		{"when a test fails", []string{"-test.run=^TestFail$"}, goOn, 1},
		{"when a test panics", []string{"-test.run=^TestPanic$"}, goOn, 2},
		{"when a goroutine panics", []string{"-test.run=^TestPanicElsewhere$"}, goOn, 2},
		{"when a test calls os.Exit", []string{"-test.run=^TestExit$"}, goOn, 3},
		{"after SIGINT", []string{"-test.run=^TestWait$"}, kill(syscall.SIGINT), -1},
		{"after SIGTERM", []string{"-test.run=^TestWait$"}, kill(syscall.SIGTERM), -1},
		{"after SIGQUIT", []string{"-test.run=^TestWait$"}, kill(syscall.SIGQUIT), 2},
		{"after SIGKILL", []string{"-test.run=^TestWait$"}, kill(syscall.SIGKILL), -1},
	} {
		t.Run(end.name, func(t *testing.T) {
			t.Parallel()
			v := start(t, binary, nil, end.args...)
			v.waitForDatabase(t)
			v.ends(t, end.end, end.code)
		})
	}
	t.Run("when the tests time out", func(t *testing.T) {
		t.Parallel()
		for _, limit := range []string{"10s", "1m", "5m"} { // before there is a server, on a machine that has much else to do
			v := start(t, binary, nil, "-test.run=^TestWait$", "-test.timeout="+limit)
			if _, err := v.database(); err == nil {
				v.ends(t, goOn, 2)
				return
			}
		}
		t.Fatal("there was no server in time")
	})
}

// ends ends a victim that has a server, and expects that nothing remains.
func (v *running) ends(t *testing.T, end func(v *running), code int) {
	t.Helper()
	postmaster := v.postmaster(t)
	require.True(t, alive(postmaster))
	end(v)
	require.Equal(t, code, v.wait(t), v.output())
	v.requireNothing(t)
	require.Eventually(t, func() bool { return !alive(postmaster) }, cleanupLimit, 10*time.Millisecond)
}

func TestNothingRemainsOfAStartCutShort(t *testing.T) {
	v := start(t, victim(t), nil, "-test.run=^TestWait$")
	require.Eventually(t, func() bool { return len(v.left(t)) > 0 }, cleanupLimit, time.Millisecond)
	require.NoError(t, v.cmd.Process.Kill())
	require.Equal(t, -1, v.wait(t))
	v.requireNothing(t)
}

func TestNothingStartsUnasked(t *testing.T) {
	v := start(t, victim(t), nil, "-test.run=^$")
	require.Equal(t, 0, v.wait(t))
	require.Empty(t, v.left(t))
}

func TestAServerNamedByTheEnvironmentIsUsed(t *testing.T) {
	server := Server(t)
	v := start(t, victim(t), []string{"DREY_TEST_POSTGRES=" + server.URL()}, "-test.run=^TestPass$")
	database := v.waitForDatabase(t)
	require.Empty(t, v.left(t), "it started a cluster of its own")
	require.Equal(t, host(t, server.URL()), host(t, database))
	v.goOn(t)
	require.Equal(t, 0, v.wait(t), v.output())
	_, err := pgx.Connect(t.Context(), database)
	require.ErrorContains(t, err, "3D000", "its database is still there")
}

func TestAnUnusableTemporaryDirectoryIsExplained(t *testing.T) {
	v := start(t, victim(t), []string{"TMPDIR=/nowhere"}, "-test.run=^TestPass$")
	require.Equal(t, 1, v.wait(t))
	require.Contains(t, v.output(), "cannot make a directory in /nowhere: set TMPDIR")
}

// running is a victim and all that it says.
type running struct {
	cmd    *exec.Cmd
	tmp    string
	stdin  io.WriteCloser
	stdout *bufio.Reader
	said   strings.Builder
}

// victim builds the test binary that is to be ended.
func victim(t *testing.T) string {
	t.Helper()
	needPrograms(t)
	binary := filepath.Join(t.TempDir(), "victim.test")
	out, err := exec.Command("go", "test", "-c", "-o", binary, "./testdata/victim").CombinedOutput()
	require.NoError(t, err, string(out))
	return binary
}

// start runs binary with a TMPDIR of its own, where whatever it leaves behind will stand.
func start(t *testing.T, binary string, env []string, args ...string) *running {
	t.Helper()
	tmp, err := os.MkdirTemp("/tmp", "drey-end-") // not t.TempDir: PostgreSQL's user may not see that
	require.NoError(t, err)
	require.NoError(t, os.Chmod(tmp, 0o777|os.ModeSticky))
	v := &running{tmp: tmp, cmd: exec.Command(binary, args...)}
	v.cmd.Env = append(append(os.Environ(), "TMPDIR="+tmp, "DREY_TEST_POSTGRES="), env...)
	v.stdin, err = v.cmd.StdinPipe()
	require.NoError(t, err)
	out, err := v.cmd.StdoutPipe()
	require.NoError(t, err)
	v.cmd.Stderr, v.stdout = v.cmd.Stdout, bufio.NewReader(out)
	require.NoError(t, v.cmd.Start())
	t.Cleanup(func() {
		_ = v.cmd.Process.Kill()
		_ = v.cmd.Wait()
		require.NoError(t, os.RemoveAll(tmp))
	})
	return v
}

// waitForDatabase returns the URL that the victim says it was given.
func (v *running) waitForDatabase(t *testing.T) string {
	t.Helper()
	at, err := v.database()
	require.NoError(t, err, v.output())
	return at
}

// database is the URL that the victim says it was given; an error where it ended before.
func (v *running) database() (string, error) {
	for {
		line, err := v.stdout.ReadString('\n')
		v.said.WriteString(line)
		if err != nil {
			return "", err
		}
		if at, ok := strings.CutPrefix(strings.TrimSpace(line), "database "); ok {
			return at, nil
		}
	}
}

// postmaster is the process id of the victim's server.
func (v *running) postmaster(t *testing.T) int {
	t.Helper()
	clusters := v.left(t)
	require.Len(t, clusters, 1)
	file, err := os.ReadFile(filepath.Join(v.tmp, clusters[0], "data", "postmaster.pid"))
	require.NoError(t, err)
	first, _, _ := strings.Cut(string(file), "\n")
	pid, err := strconv.Atoi(first)
	require.NoError(t, err)
	return pid
}

func (v *running) goOn(t *testing.T) {
	t.Helper()
	_, err := io.WriteString(v.stdin, "\n")
	require.NoError(t, err)
}

// wait returns the victim's exit code.
func (v *running) wait(t *testing.T) int {
	t.Helper()
	rest, err := io.ReadAll(v.stdout)
	require.NoError(t, err)
	v.said.Write(rest)
	var exit *exec.ExitError
	if err := v.cmd.Wait(); err != nil && !errors.As(err, &exit) {
		require.NoError(t, err)
	}
	return v.cmd.ProcessState.ExitCode()
}

func (v *running) output() string { return v.said.String() }

// left is what stands in the victim's temporary directory.
func (v *running) left(t *testing.T) []string {
	t.Helper()
	entries, err := os.ReadDir(v.tmp)
	require.NoError(t, err)
	var names []string
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	return names
}

func (v *running) requireNothing(t *testing.T) {
	t.Helper()
	require.Eventually(t, func() bool { return len(v.left(t)) == 0 }, cleanupLimit, 10*time.Millisecond)
}

// alive reports whether a process runs. One that has ended but that nobody has asked after, as in a container whose first
// process never asks, does not.
func alive(pid int) bool {
	if errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) {
		return false
	}
	stat, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "stat"))
	return err != nil || !strings.Contains(string(stat), ") Z ")
}

func host(t *testing.T, at string) string {
	t.Helper()
	u, err := url.Parse(at)
	require.NoError(t, err)
	return u.Host
}
