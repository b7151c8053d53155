package kit

import (
	"fmt"
	"time"

	"github.com/drey-db/drey/backends"
)

// NotReady is the refusal of a caller when the time was up, where all connections were still being made. That is no full pool,
// though it is backends.ErrTimeout as well.
func NotReady(timeout time.Duration) error {
	return &backends.Error{Kind: backends.ErrConnection, Err: backends.ErrTimeout, Stmt: -1, Message: fmt.Sprintf("no connection was ready within %s, and none is in use: "+
		"is the server running, and reachable from here? Where to connect, with its hooks, takes longer, raise PoolConfig.Timeout", timeout)}
}
