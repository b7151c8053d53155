package pgxbackend_test

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/pgxbackend"
)

func TestListenStreamsNotifications(t *testing.T) {
	t.Parallel()
	p := open(t, pgxbackend.Backend{}, backends.PoolConfig{}, "")
	for _, channel := range []string{"Heroes", "a b", `a"b`, "a'b", `"; SELECT pg_notify('Heroes', 'x'); --`, "é"} {
		require.Equal(t, channel+" sandy", heard(t, p, channel))
	}
	for _, channel := range []string{"", "a\x00", strings.Repeat("x", 64)} {
		for _, err := range pgxbackend.Listen(t.Context(), p, channel) {
			require.ErrorIs(t, err, backends.ErrInvalidRequest, "%q", channel)
		}
	}
	ended, end := context.WithCancel(t.Context())
	end()
	for _, err := range pgxbackend.Listen(ended, p, "Heroes") {
		require.Fail(t, "a context that has ended ends the loop without an error", "%v", err)
	}
	for _, err := range pgxbackend.Listen(t.Context(), p) {
		require.ErrorIs(t, err, backends.ErrInvalidRequest)
	}
	for _, err := range pgxbackend.Listen(t.Context(), nil, "Heroes") {
		require.ErrorIs(t, err, backends.ErrUnsupported)
	}
}

// A pool that is closed has its listeners go home, and takes no new ones.
func TestListenEndsWithItsPool(t *testing.T) {
	t.Parallel()
	p := open(t, pgxbackend.Backend{}, backends.PoolConfig{}, "")
	require.Equal(t, "Heroes sandy", heard(t, p, "Heroes"))
	ended := make(chan error)
	go func() {
		for _, err := range pgxbackend.Listen(t.Context(), p, "Heroes") {
			if err != nil {
				ended <- err
			}
		}
		close(ended)
	}()
	for { // until it listens
		var listening int64
		rows, err := p.Query(t.Context(), backends.Stmt{SQL: "select count(*) from pg_stat_activity where query like 'listen %' and datname = current_database()", Rows: true})
		require.NoError(t, err)
		require.True(t, rows.Next())
		require.NoError(t, rows.Scan(&listening))
		require.NoError(t, rows.Close())
		if listening > 0 {
			break
		}
	}
	require.NoError(t, p.Close())
	require.ErrorIs(t, <-ended, backends.ErrClosed)
	_, more := <-ended
	require.False(t, more)
	for _, err := range pgxbackend.Listen(t.Context(), p, "Heroes") {
		require.ErrorIs(t, err, backends.ErrClosed)
	}
}

// heard is the first notification on a channel, and its channel.
func heard(t *testing.T, p backends.Pool, channel string) (first string) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	notifier := make(chan struct{})
	go func() { // until one arrives: the listener may not listen yet
		defer close(notifier)
		for ctx.Err() == nil {
			_, _ = p.Exec(ctx, backends.Stmt{SQL: "select pg_notify($1, $2)", Args: []any{channel, "sandy"}})
		}
	}()
	for n, err := range pgxbackend.Listen(ctx, p, channel) {
		require.NoError(t, err, "%q", channel)
		first = n.Channel + " " + n.Payload
		break
	}
	cancel()
	<-notifier
	return first
}
