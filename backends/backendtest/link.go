package backendtest

import (
	"bytes"
	"encoding/binary"
	"io"
	"net"
	"regexp"
	"slices"
	"sync"
	"time"
)

// link is one connection through a [Counter].
type link struct {
	client, server net.Conn
	gone           chan struct{} // closed by cut
	once           sync.Once

	answered bool // the server spoke since the client last did; guarded by the counter's mutex
	fate     loss // what becomes of the present trip; likewise
}

func (l *link) cut() {
	l.once.Do(func() {
		close(l.gone)
		_ = l.client.Close()
		_ = l.server.Close()
	})
}

func (c *Counter) accept() {
	for {
		client, err := c.listener.Accept()
		if err != nil {
			return
		}
		c.noteDialled()
		server, err := net.Dial("tcp", c.server)
		if err != nil {
			_ = client.Close()
			continue
		}
		l := &link{client: client, server: server, gone: make(chan struct{}), answered: true}
		if !c.add(l) {
			l.cut()
			return
		}
		c.running.Go(func() { c.serve(l) })
	}
}

func (c *Counter) add(l *link) bool {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if c.closed {
		return false
	}
	c.links[l] = true
	return true
}

// noteDialled counts a connection, whether or not the server takes it.
func (c *Counter) noteDialled() {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.dialled++
}

// serve carries bytes both ways until either side ends.
func (c *Counter) serve(l *link) {
	var answers sync.WaitGroup
	answers.Go(func() {
		defer l.cut()
		carry(l.server, l.client, func(said []byte) bool { return c.delivery(l, said) })
	})
	carry(l.client, l.server, func(said []byte) bool { return string(said) == terminateMessage || c.request(l) })
	l.cut()
	answers.Wait()
	c.mutex.Lock()
	defer c.mutex.Unlock()
	delete(c.links, l)
}

// terminateMessage is PostgreSQL's Terminate, which nobody answers: a connection that is closed in the background makes no trip.
const terminateMessage = "X\x00\x00\x00\x04"

// carry copies from one side to the other. pass is asked before anything that was read is written.
func carry(from io.Reader, to io.Writer, pass func(said []byte) bool) {
	buf := make([]byte, 64<<10)
	for {
		n, err := from.Read(buf)
		if n > 0 {
			if !pass(buf[:n]) {
				return
			}
			if _, err := to.Write(buf[:n]); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}

// waits keeps back what was said, by the client or the server, until it may go on; gone: the connection ended before.
func (c *Counter) waits(l *link, client bool) (gone bool) {
	c.mutex.Lock()
	held, delay := c.held, c.delay
	if client {
		delay = 0
		if !c.holdsClient {
			held = nil
		}
	}
	c.mutex.Unlock()
	time.Sleep(delay)
	if held == nil {
		return false
	}
	select {
	case <-held:
		return false
	case <-l.gone:
		return true
	}
}

// request notes that the client spoke, and says whether the server may hear it.
func (c *Counter) request(l *link) bool {
	if c.waits(l, true) {
		return false
	}
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if l.answered {
		l.answered = false
		c.trips++
		if c.in--; c.in == 0 {
			l.fate = c.losing
		}
	}
	return l.fate != lossRequest
}

// delivery notes that the server spoke, and says whether the client may hear it.
func (c *Counter) delivery(l *link, said []byte) bool {
	if c.waits(l, false) {
		return false
	}
	c.mutex.Lock()
	defer c.mutex.Unlock()
	l.answered = true
	if c.foreign {
		translate(said)
	}
	if holdsRow(said, c.mark) {
		c.mark, c.torn = "", len(said)
		_, _ = l.client.Write(slices.Concat(said[:min(c.tearAt, len(said))], c.fatal))
		return false
	}
	switch l.fate {
	case lossFatal:
		_, _ = l.client.Write(c.fatal)
	case lossHalf:
		_, _ = l.client.Write(said[:len(said)/2])
	case lossReply:
	default:
		return true
	}
	return false
}

// translate has errors in an answer speak another language, in as many bytes: what they quote stays, in other marks.
func translate(said []byte) {
	for len(said) >= messageHeader {
		length := 1 + int(binary.BigEndian.Uint32(said[1:]))
		if length < messageHeader || length > len(said) {
			return
		}
		if said[0] == 'E' {
			for field := range bytes.SplitSeq(said[messageHeader:length], []byte{0}) {
				if len(field) > 0 && (field[0] == 'S' || field[0] == 'M') {
					turn(field[1:])
				}
			}
		}
		said = said[length:]
	}
}

// limitedType is what every language calls the same.
var limitedType = regexp.MustCompile(`character(?: varying)?\(\d+\)`)

// turn turns the letters of words that stand in no quotes.
func turn(text []byte) {
	quoted, kept := false, limitedType.FindIndex(text)
	for i, b := range text {
		switch {
		case kept != nil && i >= kept[0] && i < kept[1]:
		case b == '"':
			text[i], quoted = '\'', !quoted
		case quoted:
		case 'a' <= b && b <= 'z':
			text[i] = 'a' + (b-'a'+13)%26
		case 'A' <= b && b <= 'Z':
			text[i] = 'A' + (b-'A'+13)%26
		}
	}
}

// holdsRow reports whether a row that holds mark is in an answer.
func holdsRow(said []byte, mark string) bool {
	for mark != "" && len(said) >= messageHeader {
		length := 1 + int(binary.BigEndian.Uint32(said[1:]))
		if length < messageHeader || length > len(said) {
			break
		}
		if said[0] == 'D' && bytes.Contains(said[:length], []byte(mark)) {
			return true
		}
		said = said[length:]
	}
	return false
}

// messageHeader is the length of a message's type and length.
const messageHeader = 5
