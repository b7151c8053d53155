package pgxconn_test

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/internal/pgxconn"
)

// TestNothingSentBlamesNoStatement: where no statement was sent, none is to blame.
func TestNothingSentBlamesNoStatement(t *testing.T) {
	open := func(u backends.URL) func() error {
		return func() error {
			_, err := pgxconn.Open(u, backends.PoolConfig{}, nil)
			return err
		}
	}
	for name, refusal := range map[string]func() error{
		"a URL that cannot be read": func() error { _, err := backends.ParseURL("postgresql://h:port/db"); return err },
		"another dialect":           open(backends.URL{Dialect: "sqlite"}),
		"another driver":            open(backends.URL{Dialect: "postgresql", Driver: "pq"}),
		"a query that pgx refuses":  open(backends.URL{Dialect: "postgresql", Host: "h", Query: map[string][]string{"sslmode": {"no"}}}),
		"an ended transaction":      func() error { return pgxconn.Classify(context.Background(), pgx.ErrTxClosed) },
	} {
		t.Run(name, func(t *testing.T) {
			var e *backends.Error
			require.ErrorAs(t, refusal(), &e)
			require.Equal(t, -1, e.Stmt, e.Error())
		})
	}
}
