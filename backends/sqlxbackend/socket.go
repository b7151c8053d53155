package sqlxbackend

import (
	"context"
	"database/sql/driver"
	"net"
	"reflect"
	"time"

	"github.com/drey-db/drey/backends/kit"
)

// socketConn is a connection of lib/pq whose socket is known.
type socketConn struct {
	forwarded
	socket net.Conn // nil: it was not found
	probe  *kit.Probe
	frames *frames // nil: nobody follows what the server says
}

func withSocket(conn driver.Conn, f *frames) socketConn {
	t := socketConn{forwarded: forwarded{conn}, frames: f}
	if socket, ok := hidden[net.Conn](conn, "c"); ok {
		t.socket, t.probe = *socket, kit.NewProbe(*socket)
	}
	if dialer, ok := hiddenField(conn, "dialer"); ok && reflect.TypeFor[cancelDialer]().AssignableTo(dialer.Type()) {
		dialer.Set(reflect.ValueOf(cancelDialer{}))
	}
	return t
}

// hidden returns a field of a connection of lib/pq, which only who imports and configures it could know: false when it is not where it was
// in version 1.12.
func hidden[T any](conn driver.Conn, name string) (*T, bool) {
	field, ok := hiddenField(conn, name)
	if !ok || field.Type() != reflect.TypeFor[T]() {
		return nil, false
	}
	return field.Addr().Interface().(*T), true
}

func hiddenField(conn driver.Conn, name string) (field reflect.Value, ok bool) {
	v := reflect.ValueOf(conn)
	if v.Kind() != reflect.Pointer || v.Elem().Kind() != reflect.Struct {
		return field, false
	}
	if field = v.Elem().FieldByName(name); !field.IsValid() {
		return field, false
	}
	return reflect.NewAt(field.Type(), field.Addr().UnsafePointer()).Elem(), true
}

// cancelDialer connects for cancel requests, whose answer lib/pq waits for without end.
type cancelDialer struct{}

// Dial is DialContext.
func (d cancelDialer) Dial(network, address string) (net.Conn, error) {
	return d.DialContext(context.Background(), network, address)
}

// DialTimeout is DialContext.
func (d cancelDialer) DialTimeout(network, address string, _ time.Duration) (net.Conn, error) {
	return d.DialContext(context.Background(), network, address)
}

// DialContext connects, and ends the connection soon.
func (d cancelDialer) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	until := time.Now().Add(discardTimeout)
	ctx, cancel := context.WithDeadline(ctx, until)
	defer cancel()
	conn, err := (&net.Dialer{}).DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	return deadlineConn{conn, until}, conn.SetDeadline(until)
}

// deadlineConn is a socket that has a deadline whatever is set.
type deadlineConn struct {
	net.Conn
	until time.Time
}

// SetDeadline sets the earlier one.
func (h deadlineConn) SetDeadline(t time.Time) error {
	if t.IsZero() || t.After(h.until) {
		t = h.until
	}
	return h.Conn.SetDeadline(t)
}

// ResetSession implements driver.SessionResetter: database/sql replaces a connection that the server ended while it was idle.
func (t socketConn) ResetSession(ctx context.Context) error {
	if !t.alive() {
		return driver.ErrBadConn
	}
	return t.forwarded.ResetSession(ctx)
}

// alive reports whether the server has not ended the connection, as far as a look at the socket tells.
func (t socketConn) alive() bool { return t.probe == nil || t.probe.Alive() }

// broken reports, when no call is under way, whether nobody knows any more what the server answers.
func (t socketConn) broken() bool { return t.frames.broken() }

// livesOn reports whether the server has said all that it had to say, and waits for more.
func (t socketConn) livesOn() bool { return t.frames != nil && !t.frames.broken() }

// abort ends the connection whatever it is doing, from another goroutine.
func (t socketConn) abort() {
	if t.socket != nil {
		_ = t.socket.Close()
	}
}
