package kit

import (
	"crypto/tls"
	"net"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// pair returns both ends of a TCP connection.
func pair(t *testing.T) (client, server net.Conn) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	client, err = net.Dial("tcp", l.Addr().String())
	require.NoError(t, err)
	server, err = l.Accept()
	require.NoError(t, err)
	t.Cleanup(func() { _, _ = client.Close(), server.Close() })
	return client, server
}

// TestProbesSeeAnEnd: whatever waits to be read before it, and encrypted or not.
func TestProbesSeeAnEnd(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		waits               string
		secret, ends, alive bool
	}{
		"nothing":                       {alive: true},
		"the last word":                 {waits: "E"},
		"a notice":                      {waits: "N", alive: true},
		"a notification":                {waits: "A", alive: true},
		"an encrypted record":           {waits: "\x17", secret: true, alive: true},
		"the end of encryption":         {waits: "\x15", secret: true},
		"the end":                       {ends: true},
		"a notice and the end":          {waits: "N", ends: true},
		"a notification and the end":    {waits: "A", ends: true},
		"an encrypted word and the end": {waits: "\x17", secret: true, ends: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, server := pair(t)
			socket := client
			if c.secret {
				socket = tls.Client(client, &tls.Config{InsecureSkipVerify: true})
			}
			_, err := server.Write([]byte(c.waits))
			require.NoError(t, err)
			if c.ends {
				require.NoError(t, server.Close())
			}
			time.Sleep(50 * time.Millisecond) // it arrives
			require.Equal(t, c.alive, NewProbe(socket).Alive())
			if c.waits != "" {
				read := make([]byte, 8)
				n, err := client.Read(read)
				require.NoError(t, err)
				require.Equal(t, c.waits, string(read[:n]), "a look takes nothing away")
			}
		})
	}
}
