package backends_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/backends"
)

func TestParseURL(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]backends.URL{
		"postgresql://admin:secret@localhost:5432/heroes": {
			Dialect: "postgresql", Username: "admin", Password: "secret", Host: "localhost", Port: 5432, Database: "heroes"},
		"postgresql+pgx://a%40b:p%40%3A%2F%25@h/db?sslmode=disable": {
			Dialect: "postgresql", Driver: "pgx", Username: "a@b", Password: "p@:/%", Host: "h", Database: "db",
			Query: url.Values{"sslmode": {"disable"}}},
		"postgresql://u:p@ss@h/db":    {Dialect: "postgresql", Username: "u", Password: "p@ss", Host: "h", Database: "db"},
		"postgresql://[::1]:5432/db":  {Dialect: "postgresql", Host: "::1", Port: 5432, Database: "db"},
		"postgresql://a:1,b:2/db":     {Dialect: "postgresql", Host: "a:1,b:2", Database: "db"},
		"postgresql:///db?host=/run":  {Dialect: "postgresql", Database: "db", Query: url.Values{"host": {"/run"}}},
		"sqlite:///file.db":           {Dialect: "sqlite", Database: "file.db"},
		"sqlite:////var/lib/x y.db":   {Dialect: "sqlite", Database: "/var/lib/x y.db"},
		"sqlite:///:memory:":          {Dialect: "sqlite", Database: ":memory:"},
		"sqlite://":                   {Dialect: "sqlite"},
		"sqlite://?mode=memory":       {Dialect: "sqlite", Query: url.Values{"mode": {"memory"}}},
		"sqlite:///C:/drey/heroes.db": {Dialect: "sqlite", Database: "C:/drey/heroes.db"},
	} {
		got, err := backends.ParseURL(text)
		require.NoError(t, err, text)
		require.Equal(t, want, got, text)
		again, err := backends.ParseURL(got.Reveal())
		require.NoError(t, err, text)
		require.Equal(t, got, again, text)
	}
}

func TestBlanksAreRevealedAsEveryDriverReadsThem(t *testing.T) {
	t.Parallel()
	u, err := backends.ParseURL("postgresql://h/d?application_name=a+b%2Bc")
	require.NoError(t, err)
	require.Equal(t, "postgresql://h/d?application_name=a%20b%2Bc", u.Reveal())
	require.Equal(t, u.Reveal(), u.String())
}

func TestParseURLErrorsNeverRepeatTheText(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"", "qZ8vhunter2", "qZ8vhunter2@host/db", "postgresql:user:qZ8vhunter2@host", "post gres://u:qZ8vhunter2@h/d",
		"postgresql://u:qZ8vhunter2%zz@h/d", "postgresql://u%zz:qZ8vhunter2@h/d", "postgresql://u:x@h:qZ8vhunter2/d",
		"postgresql://u:x@h:99999/d", "postgresql://u:12/qZ8vhunter2@h/d", "postgresql://u:12?qZ8vhunter2@h/d", "postgresql://u:x@h/d%zz", "postgresql://u:x@h/d?password=qZ8vhunter2%zz",
	} {
		_, err := backends.ParseURL(text)
		require.ErrorIs(t, err, backends.ErrInvalidURL, text)
		require.NotContains(t, err.Error(), "qZ8vhunter2")
	}
}

func TestAnInMemoryURLOfTwoSlashesSaysThree(t *testing.T) {
	t.Parallel()
	_, err := backends.ParseURL("sqlite://:memory:")
	require.ErrorIs(t, err, backends.ErrInvalidURL)
	require.ErrorContains(t, err, "write sqlite:///:memory:")
}

func TestURLHidesThePasswordHoweverItIsPrinted(t *testing.T) {
	t.Parallel()
	u := backends.URL{Dialect: "postgresql", Driver: "pq", Username: "admin", Password: "qZ8vhunter2", Host: "h", Port: 1, Database: "d",
		Query: url.Values{"sslpassword": {"qZ8vhunter2"}, "sslmode": {"disable"}}}
	const masked = "postgresql+pq://admin:***@h:1/d?sslmode=disable&sslpassword=***"
	doc, err := json.Marshal(map[string]any{"url": u, "pointer": &u})
	require.NoError(t, err)
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("open", "url", u)
	for _, printed := range []string{
		u.String(), fmt.Sprint(u), fmt.Sprintf("%v %+v %#v %s %q %d %x", u, u, u, u, u, u, u), fmt.Sprintf("%v", &u), string(doc), log.String(),
	} {
		require.Contains(t, strings.ReplaceAll(printed, `\u0026`, "&"), masked)
		require.NotContains(t, printed, "qZ8vhunter2")
	}
	require.Contains(t, u.Reveal(), "admin:qZ8vhunter2@")
}

// A part that holds more than itself may hold a password, which is neither taken nor printed.
func TestAPartThatHoldsMoreIsRefusedWithoutBeingRepeated(t *testing.T) {
	t.Parallel()
	for why, u := range map[string]backends.URL{
		"Host has = in it":                {Dialect: "postgresql", Host: "host=localhost password=qZ8vhunter2"},
		"Host has @ in it":                {Dialect: "postgresql", Host: "u:qZ8vhunter2@localhost"},
		"Username has : in it":            {Dialect: "postgresql", Host: "localhost", Username: "u:qZ8vhunter2"},
		"Username has :// in it":          {Dialect: "postgresql", Username: "postgresql://u:qZ8vhunter2@localhost"},
		"Database has password = in it":   {Dialect: "postgresql", Host: "localhost", Database: "dbname=d Password = qZ8vhunter2"},
		"Database has _auth_pass= in it":  {Dialect: "sqlite", Database: "file:x.db?_auth_pass=qZ8vhunter2"},
		"Database has :// in it":          {Dialect: "postgresql", Host: "localhost", Database: "postgresql://u:qZ8vhunter2@localhost/d"},
		"Dialect has password= in it":     {Dialect: "host=localhost password=qZ8vhunter2"},
		"Driver has sslpassword= in it":   {Dialect: "postgresql", Driver: "sslpassword=qZ8vhunter2"},
		"Username has password= in it":    {Dialect: "postgresql", Username: "user=u password=qZ8vhunter2"},
		"Username has passwd= in it":      {Dialect: "postgresql", Username: "passwd=qZ8vhunter2", Password: "x"},
		"query's host has = in it":        {Dialect: "postgresql", Query: url.Values{"host": {"password=qZ8vhunter2"}}},
		"query's user has : in it":        {Dialect: "postgresql", Query: url.Values{"user": {"u:qZ8vhunter2"}}},
		"query's host has @ in it":        {Dialect: "postgresql", Query: url.Values{"host": {"a", "u:qZ8vhunter2@b"}}},
		"query's dbname has pwd= in it":   {Dialect: "postgresql", Query: url.Values{"dbname": {"pwd=qZ8vhunter2"}}},
		"Database has access_token= in i": {Dialect: "postgresql", Database: "d?access_token=qZ8vhunter2"},
	} {
		err := u.Check()
		require.ErrorIs(t, err, backends.ErrInvalidURL, why)
		require.ErrorContains(t, err, why)
		require.NotContains(t, err.Error()+u.String(), "qZ8vhunter2", why)
	}
	for _, u := range []backends.URL{
		{Dialect: "postgresql", Host: "/run/a = b", Username: "a@server", Database: "my db=1"},
		{Dialect: "postgresql", Host: "a,b:5433", Username: "a:b", Password: "p"},
		{Dialect: "postgresql", Query: url.Values{"host": {"/run/a = b"}, "user": {"a:b"}, "password": {"p"}, "options": {"-c a=b"}}},
		{Dialect: "postgresql", Host: "@abstract"}, {Dialect: "postgresql", Host: "fe80::1%eth0"},
	} {
		require.NoError(t, u.Check(), u)
	}
}

func TestValuesOfAQueryAreHiddenByTheirNamesAndByWhatTheySet(t *testing.T) {
	t.Parallel()
	for _, query := range []string{
		"password=%s", "PWD=%s", "sslpassword=%s", "passphrase=%s", "_auth_pass=%s", "credentials=%s", "_pragma_key=%s", "apiKey=%s", "api_key=%s", "accessToken=%s",
		"_pragma=key('%s')", "_pragma=KEY = '%s'", "_pragma=hexkey(%s)", "options=-c app.password=%s", "options=-c app.secret = %s",
	} {
		name, value, _ := strings.Cut(fmt.Sprintf(query, "qZ8vhunter2"), "=")
		u := backends.URL{Dialect: "sqlite", Query: url.Values{name: {value}}}
		require.NotContains(t, u.String(), "qZ8vhunter2", query)
		require.Contains(t, u.Reveal(), "qZ8vhunter2", query)
	}
	for _, query := range []string{"sslkey=/a/client.key", "_pragma=foreign_keys(1)", "_foreign_keys=1", "keepalives=1", "options=-c search_path=a"} {
		name, value, _ := strings.Cut(query, "=")
		u := backends.URL{Dialect: "sqlite", Query: url.Values{name: {value}}}
		require.Equal(t, u.Reveal(), u.String())
	}
}

func FuzzParseURL(f *testing.F) {
	for _, seed := range []string{"postgresql+pgx://u:p@h:5432/db?a=b", "sqlite:////x.db", "a://b@c:1,d/e", "x://[::1]:5/?q"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		u, err := backends.ParseURL(text)
		if err != nil {
			return
		}
		again, err := backends.ParseURL(u.Reveal())
		require.NoError(t, err)
		require.Equal(t, u.Reveal(), again.Reveal())
		if len(u.Password) > 3 && !strings.Contains(u.Reveal(), "***") {
			u.Username, u.Host, u.Database, u.Query, u.Driver, u.Dialect = "", "", "", nil, "", ""
			require.NotContains(t, u.String(), url.QueryEscape(u.Password))
		}
	})
}

func TestSchemesHaveNoCase(t *testing.T) {
	for text, want := range map[string]string{
		"PostgreSQL+PGX://u@h:1/Db?x=Y": "postgresql+pgx://u@h:1/Db?x=Y", "SQLite:///:memory:": "sqlite:///:memory:",
	} {
		u, err := backends.ParseURL(text)
		require.NoError(t, err)
		require.Equal(t, want, u.Reveal())
	}
}
