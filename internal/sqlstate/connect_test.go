package sqlstate_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/internal/sqlstate"
)

func TestNoConnectionTellsTheCauseAndWhereToLook(t *testing.T) {
	refused := &net.OpError{Op: "dial", Net: "tcp", Err: errors.New("connection refused")}
	unknown := &net.OpError{Op: "dial", Net: "tcp", Err: &net.DNSError{Err: "no such host", Name: "nowhere"}}
	const running, name = "is the server running, and reachable from here? ", "is that the host's name? "
	const attrs = "which target_session_attrs asks for: name the host of one, or correct target_session_attrs in the URL: "
	for _, c := range []struct {
		cause error
		says  string
	}{
		{refused, running + "dial tcp: connection refused"},
		{fmt.Errorf("connecting: %w", refused), running + "connecting: dial tcp: connection refused"},
		{unknown, name + "dial tcp: lookup nowhere: no such host"},
		{context.DeadlineExceeded, running + "context deadline exceeded"},
		{io.EOF, running + "EOF"},
		{io.ErrUnexpectedEOF, "is that the port of a PostgreSQL server? unexpected EOF"},
		{errors.New("failed to receive message: invalid body length: expected at most 1"), "is that the port of a PostgreSQL server? failed to receive message: invalid body length: expected at most 1"},
		{errors.New("server refused TLS connection"), "the server speaks no TLS: turn it on there, or say sslmode=disable in the URL where the network is one's own: server refused TLS connection"},
		{&fs.PathError{Op: "open", Path: "ca.pem", Err: fs.ErrNotExist}, "a file that the URL names is not there: correct its path: open ca.pem: file does not exist"},
		{errors.New("cannot parse `a`: sslmode is invalid"), "sslmode is invalid: say disable, allow, prefer, require, verify-ca or verify-full"},
		{errors.New("two\n\tlines"), "two lines"},
		{errors.New("1.1.1.1:1 (a): tls error: server refused TLS connection\n1.1.1.1:1 (a): ValidateConnect failed: server is not in hot standby mode"), "no server that answers there is a standby, " +
			attrs + "1.1.1.1:1 (a): ValidateConnect failed: server is not in hot standby mode"},
		{errors.New("1.1.1.1:1 (a): ValidateConnect failed: read only connection\n1.1.1.1:1 (a): tls error: server refused TLS connection"), "no server that answers there takes writes, " +
			attrs + "1.1.1.1:1 (a): ValidateConnect failed: read only connection"},
		{errors.New("failed to connect to `user=u database=d`:\n\t1.1.1.1:1 (a): tls error: server refused TLS connection\n\t1.1.1.1:1 (a): failed to receive message: oh"),
			"1.1.1.1:1 (a): failed to receive message: oh"},
		{errors.New("1.1.1.1:1 (a): tls error: server refused TLS connection\n1.1.1.2:1 (b): failed"), "the server speaks no TLS: turn it on there, or say sslmode=disable in the URL where the network is one's own: " +
			"1.1.1.1:1 (a): tls error: server refused TLS connection 1.1.1.2:1 (b): failed"},
		{errors.New("pq: could not connect to any of the hosts:\nconnecting to a:1: session is not read-only"), "no server that answers there is read-only, " +
			attrs + "pq: could not connect to any of the hosts: connecting to a:1: session is not read-only"},
		{errors.New("server is in hot standby mode"), "no server that answers there is a primary, " + attrs + "server is in hot standby mode"},
	} {
		require.Equal(t, "no connection to nowhere:1: "+c.says, sqlstate.NoConnection("nowhere:1", c.cause, c.cause.Error()))
	}
}

func TestACauseQuotesNoURL(t *testing.T) {
	for said, cause := range map[string]string{
		"cannot parse `postgres://u:xxxxx@a/b`: sslmode is invalid": "sslmode is invalid",
		"failed to connect to `user=u database=b`: refused":         "refused",
		"cannot parse `half": "cannot parse `half",
		"plain":              "plain",
	} {
		require.Equal(t, cause, sqlstate.Cause(said))
	}
}

func TestTheServerSaysWhatIsFull(t *testing.T) {
	for said, want := range map[string]string{
		`too many connections for role "r"`:     `too many connections for role "r": lower PoolConfig.Size, or raise the limit: ALTER ROLE ... CONNECTION LIMIT`,
		`too many connections for database "d"`: `too many connections for database "d": lower PoolConfig.Size, or raise the limit: ALTER DATABASE ... CONNECTION LIMIT`,
		"sorry, too many clients already":       "the server has no connection left: lower PoolConfig.Size, or raise max_connections: sorry, too many clients already",
	} {
		require.Equal(t, want, sqlstate.NoneLeft(said))
	}
}
