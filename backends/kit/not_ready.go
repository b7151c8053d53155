package kit

import (
	"fmt"
	"time"

	"github.com/drey-db/drey/backends"
)

// NotReady is the refusal of a caller whose connection was still being made when the time was up. That is no full pool.
func NotReady(timeout time.Duration) error {
	return &backends.Error{Kind: backends.ErrConnection, Stmt: -1, Message: fmt.Sprintf("no connection was ready within %s, while not all are in use: "+
		"is the server running, and reachable from here? Where to connect, with its hooks, takes longer, raise PoolConfig.Timeout", timeout)}
}
