package kit

import (
	"net"
	"syscall"
	"time"
)

// Probe looks at an idle connection of PostgreSQL's protocol without a round trip: whether the server has ended it. It allocates
// nothing once it is made. One goroutine uses it at a time.
type Probe struct {
	raw  syscall.RawConn // nil: there is nothing to look at
	peek func(fd uintptr)
	tls  bool
	last time.Time // when it was seen to be alive

	first [1]byte
	n     int
	err   error
	gone  state
}

// state is what the system says of a connection on which something waits to be read.
type state int

const (
	doubted state = iota // it does not say: what waits must tell
	open
	ended
)

// NewProbe returns the probe of a connection. One that is no socket, or on a system without a way to look, always seems alive.
func NewProbe(c net.Conn) *Probe {
	p := &Probe{}
	if encrypted, ok := c.(interface{ NetConn() net.Conn }); ok {
		p.tls, c = true, encrypted.NetConn()
	}
	if socket, ok := c.(syscall.Conn); ok {
		p.raw, _ = socket.SyscallConn()
	}
	p.peek = p.look
	return p
}

// What an idle server says before it goes.
const (
	errorResponse  = 'E' // of PostgreSQL's protocol
	noticeResponse = 'N' // likewise: a WARNING is all that a crash leaves time for
	tlsAlert       = 21  // a record of TLS, which close_notify is
)

// freshFor is how long a connection that was seen alive is taken for that: less than a server needs to end it and a client to notice.
// Who works in a loop need not look each time.
const freshFor = 100 * time.Microsecond

// Alive reports whether nothing says that the connection is dead: neither its end, nor a failure, nor the server's last word. What is
// encrypted tells no word, so that only Linux, which knows of an end behind it, sees that.
func (p *Probe) Alive() bool {
	if p.raw == nil || time.Since(p.last) < freshFor {
		return true
	}
	if p.alive() {
		p.last = time.Now()
		return true
	}
	return false
}

func (p *Probe) alive() bool {
	p.n, p.err = 0, nil
	if err := p.raw.Control(p.peek); err != nil {
		return false // it is closed
	}
	switch {
	case p.err != nil:
		return nothingYet(p.err)
	case p.n == 0 || p.gone == ended:
		return false
	case p.tls:
		return p.first[0] != tlsAlert
	case p.first[0] == noticeResponse:
		return p.gone == open
	}
	return p.first[0] != errorResponse
}
