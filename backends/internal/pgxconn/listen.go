package pgxconn

import (
	"context"
	"fmt"
	"iter"
	"strings"
	"sync"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/kit"
)

// Notification is one NOTIFY.
type Notification struct {
	Channel, Payload string
	PID              uint32 // of the server process that sent it
}

// listens are the loops of [Listen] that hear on connections of their own, which end with the pool. The zero value has none.
type listens struct {
	mutex sync.Mutex
	stops map[*context.CancelFunc]bool
	ended bool
}

// begin has stop be called when the pool is closed; false where it is.
func (l *listens) begin(stop *context.CancelFunc) bool {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	if l.stops == nil {
		l.stops = map[*context.CancelFunc]bool{}
	}
	l.stops[stop] = true
	return !l.ended
}

func (l *listens) leave(stop *context.CancelFunc) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	delete(l.stops, stop)
}

func (l *listens) isOver() bool {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.ended
}

func (l *listens) end() {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	l.ended = true
	for stop := range l.stops {
		(*stop)()
	}
}

// Listen streams notifications on a connection of its own until ctx ends, the loop is left, or the connection is lost. That the pool was
// closed is its last error.
func Listen(ctx context.Context, p backends.Pool, channels ...string) iter.Seq2[Notification, error] {
	return func(yield func(Notification, error) bool) {
		native, err := listenable(ctx, p, channels)
		if err != nil {
			yield(Notification{}, err)
			return
		}
		listening, stop := context.WithCancel(ctx)
		defer stop()
		heard := &p.(*pool).heard
		defer heard.leave(&stop)
		left := false
		if open := heard.begin(&stop); open {
			left = hear(listening, native, channels, yield)
		}
		if !left && ctx.Err() == nil && heard.isOver() {
			yield(Notification{}, errClosed())
		}
	}
}

// hear hands on what is heard until ctx ends. It reports whether the loop was left, or has had its last error.
func hear(ctx context.Context, native *pgxpool.Pool, channels []string, yield func(Notification, error) bool) (left bool) {
	conn, err := listener(ctx, native, channels)
	if err != nil && ctx.Err() != nil {
		return false
	}
	if err != nil {
		yield(Notification{}, err)
		return true
	}
	defer func() {
		closing, cancel := context.WithTimeout(context.WithoutCancel(ctx), rollbackTime)
		defer cancel()
		_ = conn.Close(closing)
	}()
	for {
		n, err := conn.WaitForNotification(ctx)
		if ctx.Err() != nil {
			return false
		}
		if err != nil {
			yield(Notification{}, classifyOn(ctx, conn, err))
			return true
		}
		if !yield(Notification{Channel: n.Channel, Payload: n.Payload, PID: n.PID}, nil) {
			return true
		}
	}
}

// longestName is how many bytes PostgreSQL keeps of a name: LISTEN would go to another channel.
const longestName = 63

// listenable returns the pool whose server is listened to, unless the request is wrong.
func listenable(ctx context.Context, p backends.Pool, channels []string) (*pgxpool.Pool, error) {
	if ctx == nil {
		return nil, kit.NilContext()
	}
	native, ok := Pool(p)
	if !ok {
		return nil, &backends.Error{Kind: backends.ErrUnsupported, Stmt: -1, Message: "Listen needs a pool of pgxbackend"}
	}
	if len(channels) == 0 {
		return nil, &backends.Error{Kind: backends.ErrInvalidRequest, Stmt: -1, Message: "Listen names no channel, and would hear of nothing: give it one or more"}
	}
	for _, channel := range channels {
		if len(channel) == 0 || len(channel) > longestName || strings.Contains(channel, "\x00") {
			return nil, &backends.Error{Kind: backends.ErrInvalidRequest, Stmt: -1,
				Message: fmt.Sprintf("a channel's name has 1 to %d bytes, and no NUL: %q has %d", longestName, channel, len(channel))}
		}
	}
	return native, nil
}

func listener(ctx context.Context, native *pgxpool.Pool, channels []string) (*pgx.Conn, error) {
	conn, err := pgx.ConnectConfig(ctx, native.Config().ConnConfig)
	if err != nil {
		return nil, Classify(ctx, err)
	}
	for _, channel := range channels {
		if _, err := conn.Exec(ctx, "listen "+pgx.Identifier{channel}.Sanitize()); err != nil {
			err = classifyOn(ctx, conn, err)
			_ = conn.Close(context.WithoutCancel(ctx))
			return nil, err
		}
	}
	return conn, nil
}
