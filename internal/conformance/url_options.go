package conformance

import (
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
