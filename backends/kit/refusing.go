package kit

import (
	"context"

	"github.com/drey-db/drey/backends"
)

// Refusing is a [backends.Pool] and a [backends.UnitOfWork] that answers Err to whatever it is asked: what a constructor gives that was
// itself given nothing, and cannot answer an error. repo.New and repo.WithTx pass Err on at once. It is safe for
// concurrent use.
type Refusing struct {
	Err error // not nil
}

var (
	_ backends.Pool       = Refusing{}
	_ backends.UnitOfWork = Refusing{}
)

// RefusingNil returns the [Refusing] of a call such as New(nil), with the next move.
func RefusingNil(call, move string) Refusing {
	return Refusing{Err: &backends.Error{Kind: backends.ErrInvalidRequest, Message: call + ": " + move, Stmt: -1}}
}

// Exec implements [backends.Runner].
func (r Refusing) Exec(context.Context, backends.Stmt) (backends.Result, error) {
	return backends.Result{}, r.Err
}

// Query implements [backends.Runner].
func (r Refusing) Query(context.Context, backends.Stmt) (backends.Rows, error) { return nil, r.Err }

// Pipeline implements [backends.Runner].
func (r Refusing) Pipeline(context.Context, []backends.Stmt, backends.PipelineOptions, backends.Each) error {
	return r.Err
}

// Begin implements [backends.Pool].
func (r Refusing) Begin(context.Context, backends.TxOptions) (backends.UnitOfWork, error) {
	return nil, r.Err
}

// Dialect implements [backends.Pool]: it has none.
func (Refusing) Dialect() string { return "" }

// Capabilities implements [backends.Pool]: it has none.
func (Refusing) Capabilities() backends.Capabilities { return backends.Capabilities{} }

// Stats implements [backends.Pool]: there are no connections.
func (Refusing) Stats() backends.PoolStats { return backends.PoolStats{} }

// Close implements [backends.Pool]. There is nothing to close.
func (Refusing) Close() error { return nil }

// Commit implements [backends.UnitOfWork].
func (r Refusing) Commit(context.Context) error { return r.Err }

// Rollback implements [backends.UnitOfWork]. There is nothing to roll back.
func (Refusing) Rollback(context.Context) error { return nil }
