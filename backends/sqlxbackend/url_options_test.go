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
		for options, wrong := range map[string]bool{
			"sslmode=off": true, "connect_timeout=abc": true, "sslmode=require&sslrootcert=/nowhere/ca.pem": true, "sslmode=disable": false, "": false, "connect_timeout=3": false,
		} {
			u, err := backends.ParseURL("postgresql+" + driver + "://drey:x@127.0.0.1:1/drey?" + options)
			require.NoError(t, err)
			pool, err := sqlxbackend.Backend{}.Open(t.Context(), u, backends.PoolConfig{})
			if wrong {
				require.ErrorIs(t, err, backends.ErrInvalidURL, "%s %s", driver, options)
				continue
			}
			require.NoError(t, err, "%s %s", driver, options)
			require.NoError(t, pool.Close())
		}
	}
}
