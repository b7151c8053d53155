package pgxconn

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// TestWhoAsksBehindTheEndOfACopyIsAnswered: pgconn returns when the connection dies, and its own goroutine may still come for rows.
func TestWhoAsksBehindTheEndOfACopyIsAnswered(t *testing.T) {
	t.Parallel()
	s := &copySource{ask: make(chan struct{}), encoded: make(chan struct{}), ended: make(chan struct{})}
	close(s.ended)
	s.serve()
	n, err := s.Read(make([]byte, 8))
	require.Zero(t, n)
	require.ErrorIs(t, err, errGivenUp)
	require.False(t, s.failed(), "the error of the connection is told")
}
