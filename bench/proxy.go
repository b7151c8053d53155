package main

import (
	"net"
	"runtime"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// A proxy stands between clients and the database, delays what both say and counts round trips.
type proxy struct {
	listener net.Listener
	target   string
	oneWay   atomic.Int64 // nanoseconds
	trips    atomic.Int64
}

func startProxy(target string) (*proxy, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	p := &proxy{listener: listener, target: target}
	go p.serve()
	return p, nil
}

// address is where clients connect to.
func (p *proxy) address() string { return p.listener.Addr().String() }

// delay sets the time of a round trip.
func (p *proxy) delay(roundTrip time.Duration) { p.oneWay.Store(int64(roundTrip / 2)) }

// close ends the listening; connections end with their clients.
func (p *proxy) close() error { return p.listener.Close() }

func (p *proxy) serve() {
	for {
		client, err := p.listener.Accept()
		if err != nil {
			return
		}
		server, err := net.Dial("tcp", p.target)
		if err != nil {
			_ = client.Close()
			continue
		}
		talk := &talk{proxy: p, answered: true}
		go talk.pump(client, server, talk.asks, func() {})
		go talk.pump(server, client, func() {}, talk.answers)
	}
}

// A talk is one connection. What a client says after an answer begins another round trip.
type talk struct {
	proxy    *proxy
	mutex    sync.Mutex
	answered bool
}

func (t *talk) asks() {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	if t.answered {
		t.proxy.trips.Add(1)
	}
	t.answered = false
}

func (t *talk) answers() {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	t.answered = true
}

type parcel struct {
	due  time.Time
	data []byte
}

// pump carries what from says to to, each piece after the delay, until either end is gone.
func (t *talk) pump(from, to net.Conn, read, deliver func()) {
	parcels := make(chan parcel, 1024)
	go func() {
		defer func() { _, _ = from.Close(), to.Close() }()
		deliverAll(parcels, to, deliver)
	}()
	defer close(parcels)
	for {
		data := make([]byte, 64<<10)
		n, err := from.Read(data)
		if n > 0 {
			read()
			parcels <- parcel{time.Now().Add(time.Duration(t.proxy.oneWay.Load())), data[:n]}
		}
		if err != nil {
			return
		}
	}
}

// deliverAll has a thread of its own, because the system's sleep is exact where Go's timers are late by up to a millisecond.
func deliverAll(parcels <-chan parcel, to net.Conn, deliver func()) {
	runtime.LockOSThread()
	for p := range parcels {
		for wait := time.Until(p.due); wait > 0; wait = time.Until(p.due) {
			span := syscall.NsecToTimespec(int64(wait))
			_ = syscall.Nanosleep(&span, nil)
		}
		deliver()
		if _, err := to.Write(p.data); err != nil {
			break
		}
	}
	for range parcels { // the reader must not wait for us
	}
}
