package pgtest

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
)

// shared is the one server of this process, and pooled the one behind a pooler. They are global because the tests of a package have
// no other place in common.
var shared, pooled = sharedServer{open: reachServer}, sharedServer{open: openPooled}

type sharedServer struct {
	open   func() (*Postgres, error)
	mutex  sync.Mutex
	server *Postgres
	err    error // why there is none; asked once, told to every test
}

func (s *sharedServer) get() (*Postgres, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.server == nil && s.err == nil {
		s.server, s.err = s.open()
		announce(s.err)
	}
	return s.server, s.err
}

func (s *sharedServer) stop() error {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.server == nil {
		return nil
	}
	server := s.server
	s.server = nil
	return server.stop()
}

// Main runs the tests of m, a *testing.M, stops the server that they started, and answers the exit code for os.Exit. A
// server that does not stop cleanly makes it 1.
func Main(m interface{ Run() int }) int { return stopped(m.Run()) }

// Exit stops the server that the tests started and exits with code, or with 1 when the server does not stop cleanly. It
// has the form that goleak.Cleanup takes, for a TestMain that also looks for leaks.
func Exit(code int) { os.Exit(stopped(code)) }

func stopped(code int) int {
	err := errors.Join(shared.stop(), pooled.stop())
	if err == nil {
		return code
	}
	fmt.Fprintf(os.Stderr, "pgtest: stopping postgresql: %v\n", err)
	return max(code, 1)
}

// errMissing says that the machine has no PostgreSQL. Only that may be skipped.
var errMissing = errors.New("no postgresql: install its server (apt-get install postgresql, brew install postgresql) " +
	"or set DREY_TEST_POSTGRES=postgresql://user:password@host:5432/database")

// announce makes a skip loud: go test hides skipped tests.
func announce(err error) {
	if errors.Is(err, errMissing) && !required("postgres") {
		fmt.Fprintf(os.Stderr, "pgtest: SKIPPING every test on PostgreSQL: %v\n", err)
	}
}

func refuse(tb testing.TB, err error) {
	tb.Helper()
	if errors.Is(err, errMissing) && !required("postgres") {
		tb.Skipf("pgtest: %v", err)
	}
	tb.Fatalf("pgtest: %v", err)
}

// required reports whether DREY_TEST_REQUIRE asks for what has that name.
func required(name string) bool {
	for word := range strings.SplitSeq(os.Getenv("DREY_TEST_REQUIRE"), ",") {
		if word = strings.TrimSpace(word); word == "all" || word == name {
			return true
		}
	}
	return false
}

// Serve returns the server for a program that is no test, as one that measures; [Stop] ends it.
func Serve() (*Postgres, error) { return shared.get() }

// Stop stops the server that [Serve] started.
func Stop() error { return shared.stop() }
