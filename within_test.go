package repo_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	contract "github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/internal/savepoints"
)

// within is a backend whose databases are one transaction each, which is never committed.
type within struct{ contract.Backend }

// Open implements backends.Backend.
func (w within) Open(ctx context.Context, u contract.URL, p contract.PoolConfig) (contract.Pool, error) {
	pool, err := w.Backend.Open(ctx, u, p)
	if err != nil {
		return nil, err
	}
	outer, err := pool.Begin(ctx, contract.TxOptions{})
	return rolledBack{savepoints.New(pool, outer), outer, pool}, err
}

type rolledBack struct {
	*savepoints.Pool
	outer contract.UnitOfWork
	base  contract.Pool
}

// Close implements backends.Pool.
func (r rolledBack) Close() error {
	return errors.Join(r.Pool.Close(), r.outer.Rollback(context.Background()), r.base.Close())
}

// withinToo are promises that hold inside an outer transaction as well: one of each door. What counts trips, or needs a second
// connection, cannot.
var withinToo = []string{
	"add and read back", "a rollback restores", "begin commits on nil and rolls back on error and panic", "begin runs again what may succeed",
	"work is done once", "nothing to do sends nothing", "a session serves many transactions", "counted keys land on their rows",
	"doors answer", "reads flush first", "values go there and back", "statements run in the session", "runners send what they are given",
	"engines pin a connection", "upserts insert or update, and say which", "streams track nothing", "streams end with an error as the last pair", "pages walk a cursor", "readers need no session",
	"savepoints nest", "savepoints restore", "sessions join an outer transaction",
	"hooks use the session", "hooks hear graphs", "upsert tracks", "purges remove rows", "bulk inserts", "bulk writes many rows", "bulk updates",
	"bulk upserts", "bulk deletes", "bulk writes stand in the session's transaction", "text ends no transaction",
}

func TestPromisesWithin(t *testing.T) {
	for _, b := range backends {
		b.Backend, b.Pipelined, b.Socket = within{b.Backend}, false, false
		for _, p := range promises {
			if slices.Contains(withinToo, p.name) {
				t.Run(b.Name+"/"+p.name, func(t *testing.T) {
					t.Parallel()
					p.body(t, b)
				})
			}
		}
	}
}
