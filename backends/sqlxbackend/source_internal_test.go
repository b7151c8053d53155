package sqlxbackend

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/backends"
)

func TestPostgresDSN(t *testing.T) {
	t.Parallel()
	for url, want := range map[string]string{
		"postgresql+pgx://u:p%40w@h:5433/db":             "postgres://u:p%40w@h:5433/db?connect_timeout=10",
		"postgresql://h/db?connect_timeout=3&sslmode=x":  "postgres://h/db?connect_timeout=3&sslmode=x",
		"postgresql+pq:///db?host=/run/postgresql":       "postgres:///db?connect_timeout=10&host=%2Frun%2Fpostgresql",
		"postgresql+pgx://u@a:1,b:2/db":                  "postgres://u@a:1,b:2/db?connect_timeout=10",
		`postgresql+pq://u:p'\@a:1,[::1]:2,c/db?x=y%20z`: `host='a,::1,c' port='1,2,5432' user='u' password='p\'\\' dbname='db' connect_timeout='10' x='y z'`,
	} {
		u, err := backends.ParseURL(url)
		require.NoError(t, err)
		name := "pgx"
		if u.Driver == "pq" {
			name = "postgres"
		}
		require.Equal(t, want, postgresDSN(u, name), url)
	}
}

func TestWhatLibpqDoesDifferentlyIsAskedInTurn(t *testing.T) {
	for attrs, want := range map[string][2]string{
		"": {}, "any": {}, "primary": {}, "standby": {}, "read-write": {},
		"prefer-standby": {"standby", "any"}, "read-only": {"standby", "read-only"},
	} {
		ask := func(u backends.URL) [2]string {
			s, err := postgresSource(u)
			require.NoError(t, err)
			if s.otherwise == "" {
				return [2]string{}
			}
			first, err := backends.ParseURL(s.dsn)
			require.NoError(t, err)
			second, err := backends.ParseURL(s.otherwise)
			require.NoError(t, err)
			return [2]string{first.Query.Get("target_session_attrs"), second.Query.Get("target_session_attrs")}
		}
		t.Run(attrs, func(t *testing.T) {
			u, err := backends.ParseURL("postgresql+pq://h/db?target_session_attrs=" + attrs)
			require.NoError(t, err)
			require.Equal(t, want, ask(u))
			u.Query.Del("target_session_attrs")
			t.Setenv("PGTARGETSESSIONATTRS", attrs)
			require.Equal(t, want, ask(u), "from the environment")
			require.Empty(t, u.Query.Get("target_session_attrs"), "the caller's URL stays as it is")
		})
	}
	u, err := backends.ParseURL("postgresql+pq://h/db?target_session_attrs=odd")
	require.NoError(t, err)
	_, err = postgresSource(u)
	require.ErrorIs(t, err, backends.ErrInvalidURL)
	require.ErrorContains(t, err, "prefer-standby")
}

func TestConnectLimit(t *testing.T) {
	t.Parallel()
	for url, want := range map[string]time.Duration{
		"postgresql://h/db": backends.DefaultConnectTimeout, "postgresql://a,b/db": 2 * backends.DefaultConnectTimeout,
		"postgresql:///db?host=a,b":                               2 * backends.DefaultConnectTimeout,
		"postgresql://a,b/db?target_session_attrs=prefer-standby": 4 * backends.DefaultConnectTimeout,
		"postgresql://h/db?connect_timeout=3":                     3 * time.Second, "postgresql://h/db?connect_timeout=x": backends.DefaultConnectTimeout,
	} {
		u, err := backends.ParseURL(url)
		require.NoError(t, err)
		require.Equal(t, want, connectLimit(u))
	}
}

func TestSQLiteDSN(t *testing.T) {
	t.Parallel()
	for url, want := range map[string]string{
		"sqlite:///file.db":                "file:file.db",
		"sqlite:////var/file.db":           "file:/var/file.db",
		"sqlite:///50%25%3F%23.db?mode=ro": "file:50%25%3F%23.db?mode=ro",
		"sqlite:///file:x.db?cache=shared": "file:x.db?cache=shared",
	} {
		u, err := backends.ParseURL(url)
		require.NoError(t, err)
		dsn, memory := sqliteDSN(u)
		require.Equal(t, want, dsn)
		require.False(t, memory)
	}
	one, memory := sqliteDSN(backends.URL{Query: map[string][]string{"_pragma": {"x(1)"}}})
	require.True(t, memory)
	require.Regexp(t, `^file:/drey-[A-Z2-7]+\?vfs=memdb&_pragma=x%281%29$`, one)
	other, _ := sqliteDSN(backends.URL{Database: ":memory:"})
	require.NotEqual(t, one, other)
}

func TestDialectOfADriverName(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"postgres": postgres, "pgx": postgres, "pq": postgres, "cloudsqlpostgres": postgres,
		"sqlite": sqlite, "sqlite3": sqlite, "mysql": "mysql",
	} {
		require.Equal(t, want, dialectOf(name))
	}
}
