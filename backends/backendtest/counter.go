package backendtest

import (
	"encoding/binary"
	"net"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/drey-db/drey/backends"
)

// Counter is a proxy in front of a database server that counts round trips at the socket and can lose connections. A trip
// is what a client sends after the server spoke, or first of all, however many packets it takes. It is safe for concurrent
// use and is closed with the test.
type Counter struct {
	server   string
	url      backends.URL
	listener net.Listener
	running  sync.WaitGroup

	mutex       sync.Mutex
	links       map[*link]bool
	closed      bool
	dialled     int // connections since Reset
	trips       int // since Reset
	losing      loss
	in          int           // how many trips from now losing is about; 1: the next
	fatal       []byte        // the message of lossFatal and of a torn row
	mark        string        // what a row of the answer holds that is to be torn; "": none is
	tearAt      int           // how many of its bytes the client sees
	torn        int           // how many bytes the last one had that was torn
	held        chan struct{} // closed by Release; nil: nothing is held
	delay       time.Duration // what every answer takes longer
	holdsClient bool          // what the client says is held as well
	foreign     bool          // the server's words are another language's
}

// loss is what becomes of one trip.
type loss int

const (
	lossNone    loss = iota
	lossRequest      // the server never sees it
	lossReply        // the client never sees the answer
	lossFatal        // the client sees a FATAL error in place of the answer
	lossHalf         // the client sees half of the answer
)

// NewCounter returns a counter in front of the server of u, which must name a host and a port.
func NewCounter(tb testing.TB, u backends.URL) *Counter {
	tb.Helper()
	if u.Host == "" || u.Port == 0 {
		tb.Fatalf("a Counter needs a URL with a host and a port; declare Sockets unsupported if there are none: %s", u)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatalf("a Counter cannot listen: %v", err)
	}
	c := &Counter{server: net.JoinHostPort(u.Host, strconv.Itoa(u.Port)), url: u, listener: listener, links: map[*link]bool{}}
	c.url.Host, c.url.Port = "127.0.0.1", listener.Addr().(*net.TCPAddr).Port
	c.running.Go(c.accept)
	tb.Cleanup(c.close)
	return c
}

// URL is the database's URL through the counter.
func (c *Counter) URL() backends.URL { return c.url }

// Reset sets both counts to zero.
func (c *Counter) Reset() {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.trips, c.dialled = 0, 0
}

// Trips is how many round trips were begun since Reset, on all connections.
func (c *Counter) Trips() int {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return c.trips
}

// Connections is how many connections were opened since Reset.
func (c *Counter) Connections() int {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return c.dialled
}

// open is how many connections there are.
func (c *Counter) open() int {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return len(c.links)
}

// Cut drops every connection now.
func (c *Counter) Cut() {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	for l := range c.links {
		l.cut()
	}
}

// LoseRequest keeps trip n from now, the next one being 1, from the server and drops its connection.
func (c *Counter) LoseRequest(n int) { c.lose(lossRequest, n) }

// LoseReply lets the server answer trip n from now, the next one being 1, keeps the answer from the client and drops the
// connection.
func (c *Counter) LoseReply(n int) { c.lose(lossReply, n) }

// TearReply is LoseReply that lets half of the answer through.
func (c *Counter) TearReply(n int) { c.lose(lossHalf, n) }

// TearAnswer passes so many bytes of the next answer with a row that holds mark, then an error of that severity in the place of what is left, as a
// pooler does whose server went away in the middle of it, and drops the connection.
func (c *Counter) TearAnswer(mark string, at int, severity string) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.fatal = fatalMessage(severity, "08P01")
	c.mark, c.tearAt = mark, at
}

// tornAnswer returns how many bytes the last answer had that TearAnswer tore.
func (c *Counter) tornAnswer() int {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return c.torn
}

// AnswerFatal lets the server answer trip n from now, the next one being 1, and tells the client in its place that the session
// ends, as a pooler does that lost its server; then it drops the connection.
func (c *Counter) AnswerFatal(n int, severity, code string) {
	c.mutex.Lock()
	if c.fatal = fatalMessage(severity, code); c.foreign {
		translate(c.fatal)
	}
	c.mutex.Unlock()
	c.lose(lossFatal, n)
}

func fatalMessage(severity, code string) []byte {
	fields := "S" + severity + "\x00V" + severity + "\x00C" + code + "\x00Mthe session ends\x00\x00"
	message := append([]byte{'E'}, binary.BigEndian.AppendUint32(nil, uint32(len(fields)+4))...)
	return append(message, fields...)
}

func (c *Counter) lose(what loss, n int) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.losing, c.in = what, n
}

// Translate has the errors of the server be said in another language from now on, or in its own.
func (c *Counter) Translate(foreign bool) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.foreign = foreign
}

// Delay has everything that the server says from now on arrive later by d. What a client sends without waiting for an answer
// counts to the trip before, surely, when d is much longer than the client takes to send it.
func (c *Counter) Delay(d time.Duration) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.delay = d
}

// Hold keeps back what the server says from now on, until Release. What the client says arrives.
func (c *Counter) Hold() {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if c.held == nil {
		c.held = make(chan struct{})
	}
}

// Swallow is Hold that keeps back what the client says as well, on connections that it opens meanwhile too: the network swallows packets.
func (c *Counter) Swallow() {
	c.Hold()
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.holdsClient = true
}

// Release delivers what was held.
func (c *Counter) Release() {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.holdsClient = false
	if c.held != nil {
		close(c.held)
		c.held = nil
	}
}

// close drops everything and waits until it is gone.
func (c *Counter) close() {
	c.Release()
	_ = c.listener.Close()
	c.mutex.Lock()
	c.closed = true
	for l := range c.links {
		l.cut()
	}
	c.mutex.Unlock()
	c.running.Wait()
}
