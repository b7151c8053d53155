package pgtest

import (
	"bufio"
	"crypto/rand"
	_ "embed"
	"errors"
	"fmt"
	"io"
	mathrand "math/rand/v2"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// script is the supervisor: it makes and serves one cluster, and removes it when its standard input ends.
//
//go:embed cluster.sh
var script string

// Ports are taken at random below the range from which systems deal outgoing connections theirs (32768 on Linux).
const (
	firstPort    = 20_000
	lastPort     = 32_000
	portAttempts = 10
)

// answerLimit bounds the wait for each answer of the supervisor, which takes about a second.
const answerLimit = 2 * time.Minute

// cluster is a throw-away PostgreSQL under the supervision of a shell.
type cluster struct {
	supervisor *exec.Cmd
	orders     io.WriteCloser // the supervisor's life: it stops the server when this is closed, by whatever means
	answers    *bufio.Reader
	pipe       *os.File // under answers; nil: it has no deadlines
	dir        string   // of the data, the log and the socket
	password   string
	url        *url.URL // of its first server
}

// Planted is how every secret in the tests begins, so that what they print can be searched for one: see .ci/secrets. Tests that need no
// server write the letters out.
const Planted = "qZ8v"

// startCluster makes a cluster, whose server is started with options of postgres.
func startCluster(options string) (*cluster, error) {
	bin, err := installed()
	if err != nil {
		return nil, err
	}
	c, err := supervise(bin)
	if err != nil {
		return nil, fmt.Errorf("starting postgresql from %s: %w", bin, err)
	}
	if err := c.start(options); err != nil {
		return nil, fmt.Errorf("starting postgresql from %s: %w", bin, errors.Join(err, c.stop()))
	}
	return c, nil
}

// supervise starts the shell.
func supervise(bin string) (*cluster, error) {
	cmd := exec.Command("/bin/sh", "-c", script, "drey-pgtest", bin, os.Getenv("TMPDIR"))
	cmd.Dir = "/" // the user that PostgreSQL runs as may not see the test's own
	cmd.Env = environment(os.Environ())
	if err := detach(cmd); err != nil {
		return nil, err
	}
	orders, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	answers, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	cmd.Stderr = cmd.Stdout
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	c := &cluster{supervisor: cmd, orders: orders, answers: bufio.NewReader(answers)}
	c.pipe, _ = answers.(*os.File)
	return c, nil
}

// environment is env without PostgreSQL's own variables, which would lead its programs elsewhere. LC_ALL=C: on macOS the
// server does not start under a locale that it cannot resolve.
func environment(env []string) []string {
	kept := []string{"LC_ALL=C"}
	for _, v := range env {
		if !strings.HasPrefix(v, "PG") && !strings.HasPrefix(v, "LC_ALL=") {
			kept = append(kept, v)
		}
	}
	return kept
}

// firstServer is the name of the server that a cluster begins with.
const firstServer = "data"

// start has the supervisor make the cluster.
func (c *cluster) start(options string) (err error) {
	c.password = Planted + rand.Text()
	if c.dir, err = c.query(c.password, "dir "); err != nil {
		return err
	}
	c.url, err = c.serve(firstServer, options)
	return err
}

// serve starts a server, on ports tried until one is free.
func (c *cluster) serve(name, options string) (*url.URL, error) {
	for range portAttempts {
		port := strconv.Itoa(firstPort + mathrand.IntN(lastPort-firstPort))
		answer, err := c.query("start "+name+" "+port+" "+options, "")
		if err != nil {
			return nil, err
		}
		if answer == ready {
			return &url.URL{
				Scheme: "postgresql", User: url.UserPassword("drey", c.password),
				Host: net.JoinHostPort("127.0.0.1", port), Path: "/postgres", RawQuery: "sslmode=disable",
			}, nil
		}
	}
	return nil, fmt.Errorf("%d ports were refused, and its log ends:\n%s", portAttempts, c.lastWords())
}

// ready is the supervisor's answer to an order that it carried out.
const ready = "ready"

// order has the supervisor carry out an order.
func (c *cluster) order(args ...string) error {
	answer, err := c.query(strings.Join(args, " "), "")
	if err == nil && answer != ready {
		err = fmt.Errorf("%s was refused, and the log ends:\n%s", args[0], c.lastWords())
	}
	return err
}

// query gives the supervisor a line and answers what follows prefix in the line that it answers. Any other answer is the
// words with which the supervisor ends.
func (c *cluster) query(order, prefix string) (string, error) {
	if c.pipe != nil {
		_ = c.pipe.SetReadDeadline(time.Now().Add(answerLimit))
	}
	_, sent := fmt.Fprintln(c.orders, order)
	line, err := c.answers.ReadString('\n')
	if answer, ok := strings.CutPrefix(strings.TrimSpace(line), prefix); ok && err == nil {
		return answer, nil
	}
	_ = c.orders.Close()
	rest, _ := io.ReadAll(c.answers)
	if args := strings.TrimSpace(line + string(rest)); args != "" {
		return "", errors.New(args)
	}
	return "", fmt.Errorf("its supervisor ended without a word: %w", errors.Join(sent, err))
}

// lastWords is the end of the server's log.
func (c *cluster) lastWords() string {
	const most = 2000
	log, err := os.ReadFile(filepath.Join(c.dir, "server.log"))
	if err != nil {
		return err.Error()
	}
	return string(log[max(0, len(log)-most):])
}

// stop ends the supervisor's life and waits until the server and its directory are gone.
func (c *cluster) stop() error {
	_ = c.orders.Close()
	return c.supervisor.Wait()
}
