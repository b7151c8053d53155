package sqlxbackend_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/pgxbackend"
	"github.com/drey-db/drey/backends/sqlxbackend"
	"github.com/drey-db/drey/internal/pgtest"
)

// refusal is why a URL leads to no connection: at Open or at the first one.
func refusal(t *testing.T, b backends.Backend, u backends.URL) error {
	t.Helper()
	p, err := b.Open(t.Context(), u, backends.PoolConfig{})
	if err != nil {
		return err
	}
	defer func() { require.NoError(t, p.Close()) }()
	_, err = p.Exec(t.Context(), backends.Stmt{SQL: "SELECT 1"})
	return err
}

// What a driver reads of the environment is not blamed on the URL alone.
func TestTheEnvironmentIsNamedWhereItIsWrong(t *testing.T) {
	good, err := backends.ParseURL(pgtest.URL(t))
	require.NoError(t, err)
	t.Setenv("HOME", t.TempDir())
	for variable, c := range map[string]struct {
		value  string
		change func(*backends.URL)
	}{
		"PGPASSWORD":        {"qZ8vhunter2", func(u *backends.URL) { u.Password = "" }},
		"PGCONNECT_TIMEOUT": {"abc", func(*backends.URL) {}},
		"PGSSLROOTCERT":     {"/nowhere.pem", func(u *backends.URL) { u.Query = map[string][]string{"sslmode": {"verify-full"}} }},
		"PGDATABASE":        {"nowhere", func(u *backends.URL) { u.Database = "" }},
	} {
		for name, b := range map[string]backends.Backend{"pgx": pgxbackend.Backend{}, "sqlx+pgx": sqlxbackend.Backend{}, "sqlx+pq": sqlxbackend.Backend{}} {
			t.Run(variable+" "+name, func(t *testing.T) {
				u := good
				u.Query = map[string][]string{"sslmode": {"disable"}}
				if c.change(&u); name == "sqlx+pq" {
					u.Driver = "pq"
				}
				t.Setenv(variable, c.value)
				err := refusal(t, b, u)
				if name == "sqlx+pgx" && variable == "PGCONNECT_TIMEOUT" {
					require.NoError(t, err, "drey says the time limit in the URL, which wins")
					return
				}
				require.ErrorContains(t, err, variable)
				require.NotContains(t, err.Error(), "qZ8vhunter2")
				require.NotContains(t, err.Error(), "add one")
			})
		}
	}
}
