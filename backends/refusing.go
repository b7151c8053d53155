package backends

import "context"

// Refusing is a [Pool] and a [UnitOfWork] that answers Err to whatever it is asked: what a constructor gives that was
// itself given nothing, and cannot answer an error. repo.New and repo.WithTx pass Err on at once. It is safe for
// concurrent use.
type Refusing struct {
	Err error // not nil
}

var (
	_ Pool       = Refusing{}
	_ UnitOfWork = Refusing{}
)

// RefusingNil is the [Refusing] of a call such as New(nil), with the next move.
func RefusingNil(call, move string) Refusing {
	return Refusing{Err: &Error{Kind: ErrInvalidRequest, Message: call + ": " + move, Stmt: -1}}
}

// Exec implements [Runner].
func (r Refusing) Exec(context.Context, Stmt) (Result, error) { return Result{}, r.Err }

// Query implements [Runner].
func (r Refusing) Query(context.Context, Stmt) (Rows, error) { return nil, r.Err }

// Pipeline implements [Runner].
func (r Refusing) Pipeline(context.Context, []Stmt, PipelineOptions, func(int, Rows, Result) error) error {
	return r.Err
}

// Begin implements [Pool].
func (r Refusing) Begin(context.Context, TxOptions) (UnitOfWork, error) { return nil, r.Err }

// Dialect implements [Pool]: it has none.
func (Refusing) Dialect() string { return "" }

// Capabilities implements [Pool]: it has none.
func (Refusing) Capabilities() Capabilities { return Capabilities{} }

// Stats implements [Pool]: there are no connections.
func (Refusing) Stats() PoolStats { return PoolStats{} }

// Close implements [Pool]. There is nothing to close.
func (Refusing) Close() error { return nil }

// Commit implements [UnitOfWork].
func (r Refusing) Commit(context.Context) error { return r.Err }

// Rollback implements [UnitOfWork]. There is nothing to roll back.
func (Refusing) Rollback(context.Context) error { return nil }
