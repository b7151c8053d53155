package conformance

import (
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/repo"
)

// WrongOptionsOfURLsAreToldByOpen: an option with which no connection can be made is told when the engine is opened, by every driver, and
// is nothing to try again. What can be read opens, whether a server is there or not.
func WrongOptionsOfURLsAreToldByOpen(t *testing.T, b Backend) {
	if !b.streams() {
		return // a file has no such options
	}
	at := value(backends.ParseURL(b.URL(t)))(t)
	for _, c := range []struct {
		options string
		says    string // "": it opens
	}{
		{"sslmode=off", "verify-full"}, {"sslmode=", ""}, {"sslmode=disable", ""}, {"sslmode=require", ""},
		{"connect_timeout=abc", "connect_timeout"}, {"connect_timeout=1.5", "connect_timeout"}, {"connect_timeout=7&sslmode=disable", ""},
		{"sslmode=verify-full&sslrootcert=/nowhere/ca.pem", "/nowhere/ca.pem"}, {"sslmode=require&sslcert=/nowhere/a.pem&sslkey=/nowhere/a.key", "/nowhere/a."},
		{"sslmode=disable&sslrootcert=/nowhere/ca.pem", "/nowhere/ca.pem"},
		{"target_session_attrs=fast", "target_session_attrs"},
	} {
		engine, err := repo.Open(t.Context(), strings.SplitN(at.Reveal(), "?", 2)[0]+"?"+c.options, repo.WithBackend(b.Backend))
		if c.says == "" {
			must(t, err)
			must(t, engine.Close())
			continue
		}
		refused(t, err, backends.ErrInvalidURL)
		says(t, err, c.says)
		expect(t, c.options+" is tried again", repo.Retryable(err), false)
	}
}

// RefusedSettingsAreNamed: a setting of the URL whose value the database or its driver refuses is named when the engine connects, and is
// nothing to try again; and so is a file that is no database.
func RefusedSettingsAreNamed(t *testing.T, b Backend) {
	settings := [][3]string{ // the option, its value, and what the error says
		{"role", "nope", "role"}, {"options", "-c role=nope", "role"}, {"timezone", "Nowhere/Land", "TimeZone"},
		{"statement_timeout", "abc", "statement_timeout"}, {"options", "-c statement_timeout=-5", "statement_timeout"},
		{"options", "-c enable_sort=maybe", "enable_sort"},
	}
	if !b.streams() {
		settings = [][3]string{{"_txlock", "nope", `unknown _txlock "nope": correct that in the URL`}, {"_time_format", "nope", "unknown _time_format"}}
		other := filepath.Join(t.TempDir(), "other.txt")
		must(t, os.WriteFile(other, []byte(strings.Repeat("no database ", 1_000)), 0o600))
		b.refusesToConnect(t, "sqlite:///"+other, "no SQLite database")
	}
	for _, c := range settings {
		u := value(url.Parse(b.URL(t)))(t)
		ask(u, c[0], c[1])
		b.refusesToConnect(t, u.String(), c[2])
	}
}

func (b Backend) refusesToConnect(t *testing.T, at, because string) {
	t.Helper()
	engine := value(repo.Open(t.Context(), at, repo.WithBackend(b.Backend)))(t)
	err := engine.Ping(t.Context())
	says(t, err, because)
	expect(t, because+": of the connection or the URL", errors.Is(err, backends.ErrConnection) || errors.Is(err, backends.ErrInvalidURL), true)
	expect(t, because+": is tried again", repo.Retryable(err), false)
	must(t, engine.Close())
}
