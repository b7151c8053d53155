package backendtest_test

import (
	"bufio"
	"errors"
	"io"
	"net"
	"testing"
	"time"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/backendtest"
)

// echo is a server that answers each line with itself, twice, and tells what it heard.
func echo(t *testing.T) (u backends.URL, heard chan string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	heard = make(chan string, 100)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			serve(conn, heard)
		}
	}()
	t.Cleanup(func() {
		must(t, listener.Close())
		<-done
	})
	return backends.URL{Dialect: "echo", Host: "127.0.0.1", Port: listener.Addr().(*net.TCPAddr).Port}, heard
}

func serve(conn net.Conn, heard chan<- string) {
	defer func() { _ = conn.Close() }()
	lines := bufio.NewScanner(conn)
	for lines.Scan() {
		heard <- lines.Text()
		for range 2 {
			if _, err := io.WriteString(conn, lines.Text()+"\n"); err != nil {
				return
			}
		}
	}
}

// client is a connection through the counter.
type client struct {
	net.Conn
	answers *bufio.Reader
}

func dial(t *testing.T, c *backendtest.Counter) client {
	t.Helper()
	conn, err := net.Dial("tcp", (&net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: c.URL().Port}).String())
	must(t, err)
	must(t, conn.SetDeadline(time.Now().Add(20*time.Second)))
	t.Cleanup(func() { _ = conn.Close() })
	return client{conn, bufio.NewReader(conn)}
}

// talk says a line and takes both answers.
func (c client) talk(line string) error {
	if _, err := io.WriteString(c, line+"\n"); err != nil {
		return err
	}
	for range 2 {
		answer, err := c.answers.ReadString('\n')
		if err != nil {
			return err
		}
		if answer != line+"\n" {
			return errors.New("another answer: " + answer)
		}
	}
	return nil
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func counted(t *testing.T, c *backendtest.Counter, connections, trips int) {
	t.Helper()
	if c.Connections() != connections || c.Trips() != trips {
		t.Fatalf("counted %d connections and %d trips, want %d and %d", c.Connections(), c.Trips(), connections, trips)
	}
}

func TestCounterCountsTrips(t *testing.T) {
	u, _ := echo(t)
	c := backendtest.NewCounter(t, u)
	counted(t, c, 0, 0)
	conn := dial(t, c)
	for range 3 {
		must(t, conn.talk("hello"))
	}
	counted(t, c, 1, 3)
	c.Reset()
	_, err := io.WriteString(conn, "a part ")
	must(t, err)
	must(t, conn.talkAfter("a part ", "and the rest"))
	counted(t, c, 0, 1)
}

// talkAfter is talk when the line has a beginning that was said already.
func (c client) talkAfter(said, rest string) error {
	if _, err := io.WriteString(c, rest+"\n"); err != nil {
		return err
	}
	answer, err := c.answers.ReadString('\n')
	if err == nil && answer != said+rest+"\n" {
		err = errors.New("another answer: " + answer)
	}
	return err
}

func TestCounterLosesARequest(t *testing.T) {
	u, heard := echo(t)
	c := backendtest.NewCounter(t, u)
	conn := dial(t, c)
	c.LoseRequest(2)
	must(t, conn.talk("first"))
	if conn.talk("second") == nil {
		t.Fatal("the lost request was answered")
	}
	must(t, dial(t, c).talk("third"))
	if first, next := <-heard, <-heard; first != "first" || next != "third" {
		t.Fatalf("the server heard %q and %q", first, next)
	}
}

func TestCounterLosesAReply(t *testing.T) {
	u, heard := echo(t)
	c := backendtest.NewCounter(t, u)
	conn := dial(t, c)
	c.LoseReply(2)
	must(t, conn.talk("first"))
	if conn.talk("second") == nil {
		t.Fatal("the lost reply arrived")
	}
	if first, next := <-heard, <-heard; first != "first" || next != "second" {
		t.Fatalf("the server heard %q and %q", first, next)
	}
	must(t, dial(t, c).talk("third"))
}

func TestCounterCutsEveryConnection(t *testing.T) {
	u, _ := echo(t)
	c := backendtest.NewCounter(t, u)
	conn := dial(t, c)
	must(t, conn.talk("first"))
	c.Cut()
	if _, err := conn.answers.ReadByte(); err == nil || errors.Is(err, net.ErrClosed) {
		t.Fatalf("a cut connection goes on: %v", err)
	}
	must(t, dial(t, c).talk("second"))
	counted(t, c, 2, 2)
}

func TestCounterHoldsAnswersBack(t *testing.T) {
	u, heard := echo(t)
	c := backendtest.NewCounter(t, u)
	conn := dial(t, c)
	must(t, conn.talk("first"))
	c.Hold()
	answered := make(chan error, 1)
	go func() { answered <- conn.talk("second") }()
	<-heard
	<-heard // the server knows
	select {
	case err := <-answered:
		t.Fatalf("a held answer arrived: %v", err)
	default:
	}
	c.Release()
	must(t, <-answered)
}
