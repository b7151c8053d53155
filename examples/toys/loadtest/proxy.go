package main

import (
	"net"
	"syscall"
	"time"
)

// proxy is a network between an application and the database: what either says arrives a moment later.
type proxy struct {
	net.Listener
	server string
	oneWay time.Duration
}

func startProxy(server string, roundTrip time.Duration) (*proxy, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	p := &proxy{listener, server, roundTrip / 2}
	go p.serve()
	return p, nil
}

func (p *proxy) address() string { return p.Addr().String() }

func (p *proxy) close() error { return p.Close() }

// serve takes connections until the proxy is closed. Each ends with either of its ends.
func (p *proxy) serve() {
	for {
		client, err := p.Accept()
		if err != nil {
			return
		}
		server, err := net.Dial("tcp", p.server)
		if err != nil {
			_ = client.Close()
			continue
		}
		go p.carry(client, server)
		go p.carry(server, client)
	}
}

// piece is something that was said, and when it is to arrive.
type piece struct {
	due  time.Time
	text []byte
}

// carry reads from one end; another goroutine writes to the other, so that a delay holds nothing up but its own piece.
func (p *proxy) carry(from, to net.Conn) {
	said := make(chan piece, 256)
	go deliver(said, from, to)
	defer close(said)
	for {
		text := make([]byte, 32<<10)
		n, err := from.Read(text)
		if n > 0 {
			said <- piece{time.Now().Add(p.oneWay), text[:n]}
		}
		if err != nil {
			return
		}
	}
}

// deliver writes each piece when it is due. It sleeps by the system's clock, because Go's timers are late by up to a millisecond.
func deliver(said <-chan piece, from, to net.Conn) {
	defer func() { _, _ = from.Close(), to.Close() }()
	for p := range said {
		if wait := time.Until(p.due); wait > 0 {
			span := syscall.NsecToTimespec(int64(wait))
			_ = syscall.Nanosleep(&span, nil) // a signal may end it early
		}
		if _, err := to.Write(p.text); err != nil {
			break
		}
	}
	_ = from.Close() // so that the reader ends too
	for range said {
	}
}
