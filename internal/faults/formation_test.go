//go:build unix

package faults

import (
	"bufio"
	_ "embed"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/user"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
)

//go:embed testdata/formation.sh
var formationScript string

// formation is servers of which pg_auto_failover makes one the primary.
type formation struct {
	t       *testing.T
	port    int // of the monitor; node n listens n behind it
	nodes   int
	orders  *bufio.Writer
	answers *bufio.Reader
}

// formed starts a formation, which ends with the test.
func formed(t *testing.T, nodes int) *formation {
	t.Helper()
	f := &formation{t: t, port: 20_000 + 10*rand.IntN(1_200), nodes: nodes}
	cmd := exec.Command("/bin/sh", "-c", formationScript, "drey-formation", binaries(t), strconv.Itoa(f.port), strconv.Itoa(nodes))
	cmd.Dir, cmd.Env, cmd.SysProcAttr = "/", []string{"LC_ALL=C"}, serverUser(t)
	orders, err := cmd.StdinPipe()
	require.NoError(t, err)
	answers, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	t.Cleanup(func() { _, _ = orders.Close(), cmd.Wait() })
	f.orders, f.answers = bufio.NewWriter(orders), bufio.NewReader(answers)
	require.Equal(t, "ready", f.heard())
	f.settled()
	return f
}

// binaries is where the server's programs are that pg_auto_failover's extension was built for.
func binaries(t *testing.T) string {
	t.Helper()
	_, err := exec.LookPath("pg_autoctl")
	require.NoError(t, err, "install pg_auto_failover: apt-get install pg-auto-failover-cli postgresql-15-auto-failover")
	if named := os.Getenv("DREY_TEST_BINARIES"); named != "" {
		return named
	}
	return "/usr/lib/postgresql/15/bin"
}

// serverUser is another user when this one is root, which PostgreSQL refuses.
func serverUser(t *testing.T) *syscall.SysProcAttr {
	t.Helper()
	own := &syscall.SysProcAttr{Setsid: true}
	if os.Geteuid() == 0 {
		u, err := user.Lookup("postgres")
		require.NoError(t, err)
		uid, err := strconv.ParseUint(u.Uid, 10, 32)
		require.NoError(t, err)
		gid, err := strconv.ParseUint(u.Gid, 10, 32)
		require.NoError(t, err)
		own.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	}
	return own
}

// order gives an order, and returns the answer.
func (f *formation) order(command string, n int) string {
	f.t.Helper()
	_, err := fmt.Fprintln(f.orders, command, n)
	require.NoError(f.t, err)
	require.NoError(f.t, f.orders.Flush())
	return f.heard()
}

func (f *formation) heard() string {
	f.t.Helper()
	line, err := f.answers.ReadString('\n')
	require.NoError(f.t, err, line)
	return strings.TrimSpace(line)
}

// url is a node's database.
func (f *formation) url(node int, database string) string {
	return fmt.Sprintf("postgresql://postgres@%s/%s?sslmode=disable", f.host(node), database)
}

func (f *formation) host(node int) string { return fmt.Sprintf("127.0.0.1:%d", f.port+node) }

// hosts are those of all nodes.
func (f *formation) hosts() string {
	var list []string
	for n := range f.nodes {
		list = append(list, f.host(n+1))
	}
	return strings.Join(list, ",")
}

// settled waits until the monitor has one primary, and all others follow it.
func (f *formation) settled() {
	f.t.Helper()
	state := ""
	for late := time.Now().Add(2 * time.Minute); time.Now().Before(late); time.Sleep(100 * time.Millisecond) {
		state = f.order("state", 0)
		// Each of them is what it was told to be.
		if strings.Count(state, "primary |             primary") == 1 && strings.Count(state, "secondary |           secondary") == f.nodes-1 {
			return
		}
	}
	f.t.Fatalf("the formation does not settle: %s", state)
}

// primary is the node that takes writes.
func (f *formation) primary() int {
	f.t.Helper()
	for late := time.Now().Add(time.Minute); time.Now().Before(late); time.Sleep(50 * time.Millisecond) {
		for n := range f.nodes {
			if f.writes(n + 1) {
				return n + 1
			}
		}
	}
	f.t.Fatal("no node takes writes")
	return 0
}

func (f *formation) writes(node int) (writes bool) {
	conn, err := pgx.Connect(f.t.Context(), f.url(node, "postgres"))
	if err != nil {
		return false
	}
	defer conn.Close(f.t.Context())
	err = conn.QueryRow(f.t.Context(), "SELECT NOT pg_is_in_recovery() AND NOT current_setting('transaction_read_only')::bool").Scan(&writes)
	return err == nil && writes
}
