package pgtest

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/url"
	"os"
	"os/exec"
	"strconv"
	"sync"
	"testing"
	"time"
)

// errNoPooler says that the machine has no PgBouncer.
var errNoPooler = errors.New("no pgbouncer: install it (apt-get install pgbouncer, brew install pgbouncer)")

// logNoPooler makes the skip loud, once.
var logNoPooler sync.Once

// Pooled returns the URL of a fresh, empty database, in the form of [Postgres.URL], that is reached through PgBouncer in transaction
// mode: each transaction is on whichever of its connections is free. The server behind it is one of its own, which all tests of the
// process share, and never the one of DREY_TEST_POSTGRES. Without PgBouncer, or PostgreSQL's programs, the test is skipped, loudly, or
// fails where DREY_TEST_REQUIRE has the word all or pgbouncer.
func Pooled(tb testing.TB) string {
	tb.Helper()
	p, err := pooled.get()
	if err != nil {
		refusePooler(tb, err)
	}
	u, err := url.Parse(p.Database(tb))
	if err != nil {
		tb.Fatalf("pgtest: %v", err)
	}
	u.Host = p.pooler
	return u.String()
}

func refusePooler(tb testing.TB, err error) {
	tb.Helper()
	if missing := errors.Is(err, errNoPooler) || errors.Is(err, errMissing); !missing || required("pgbouncer") {
		tb.Fatalf("pgtest: a pooler: %v", err)
	}
	logNoPooler.Do(func() {
		fmt.Fprintf(os.Stderr, "pgtest: SKIPPING every test behind a pooler: %v\n", err)
	})
	tb.Skipf("pgtest: a pooler: %v", err)
}

// openPooled starts a cluster with PgBouncer in front of it.
func openPooled() (*Postgres, error) {
	program, err := findPooler()
	if err != nil {
		return nil, err
	}
	c, err := startCluster("")
	if err != nil {
		return nil, err
	}
	p := &Postgres{admin: c.url, cluster: c}
	if p.pooler, err = c.pool(program); err != nil {
		return nil, errors.Join(err, c.stop())
	}
	return p, nil
}

// findPooler returns PgBouncer's path: Debian puts it where only root looks.
func findPooler() (string, error) {
	for _, name := range []string{"pgbouncer", "/usr/sbin/pgbouncer"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errNoPooler
}

// pool starts PgBouncer in front of the first server, and answers its address once it listens.
func (c *cluster) pool(program string) (string, error) {
	for range portAttempts {
		port := strconv.Itoa(firstPort + rand.IntN(lastPort-firstPort))
		answer, err := c.query("pool "+firstServer+" "+port+" "+program, "")
		if err != nil {
			return "", err
		}
		address := net.JoinHostPort("127.0.0.1", port)
		if answer == ready && listens(address) {
			return address, nil
		}
	}
	return "", fmt.Errorf("starting %s: %d ports were refused, and its log ends:\n%s", program, portAttempts, c.lastWords())
}

// listens reports whether somebody listens at an address, or will within a few seconds.
func listens(address string) bool {
	for late := time.Now().Add(5 * time.Second); time.Now().Before(late); time.Sleep(10 * time.Millisecond) {
		if conn, err := net.DialTimeout("tcp", address, time.Second); err == nil {
			return conn.Close() == nil
		}
	}
	return false
}
