package sqlxbackend_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/sqlxbackend"
)

// Drivers that read their URL when they connect are asked before: nobody listens at this one.
func TestWrongOptionsAreToldByOpen(t *testing.T) {
	for _, driver := range []string{"pgx", "pq"} {
		for options, says := range map[string]string{
			"sslmode=off": "sslmode", "connect_timeout=abc": "connect_timeout", "sslmode=verify-full&sslrootcert=/nowhere/ca.pem": "/nowhere/ca.pem",
			"sslmode=disable": "", "": "", "connect_timeout=3": "",
		} {
			u, err := backends.ParseURL("postgresql+" + driver + "://drey:x@127.0.0.1:1/drey?" + options)
			require.NoError(t, err)
			pool, err := sqlxbackend.Backend{}.Open(t.Context(), u, backends.PoolConfig{})
			if says != "" {
				require.ErrorIs(t, err, backends.ErrInvalidURL, "%s %s", driver, options)
				require.ErrorContains(t, err, says)
				continue
			}
			require.NoError(t, err, "%s %s", driver, options)
			require.NoError(t, pool.Close())
		}
	}
}
