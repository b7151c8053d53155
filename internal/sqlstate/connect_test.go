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
