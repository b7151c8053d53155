package conformance

import (
	"errors"
	"net/url"
	"strings"
	"testing"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/repo"
)

// PoolerRefuses: a pooler that refuses a password, a user or a setting of b's URL does so for good, and the error says what to do.
func PoolerRefuses(t *testing.T, b Backend) {
	for name, c := range map[string]struct {
		wrong      func(u *url.URL)
		code, says string
	}{
		"a password": {func(u *url.URL) { u.User = url.UserPassword(u.User.Username(), "planted-wrong") }, "28P01", "check both in the URL"},
		"a user":     {func(u *url.URL) { u.User = url.UserPassword("nobody", "planted-wrong") }, "28P01", "check both in the URL"},
		"a setting":  {func(u *url.URL) { ask(u, "statement_timeout", "1000") }, "42704", "ignore_startup_parameters"},
		"a path":     {func(u *url.URL) { ask(u, "search_path", "x") }, "42704", "ignore_startup_parameters"},

		// what the server refuses the pooler: see internal/pgtest/cluster.sh
		"a database of the pooler's": {func(u *url.URL) { u.Path = "/without_database" }, "3D000", "the server has no database"},
		"a user of the pooler's":     {func(u *url.URL) { u.Path = "/without_role" }, "28P01", "nobody"},
	} {
		t.Run(name, func(t *testing.T) {
			u := value(url.Parse(b.URL(t)))(t)
			c.wrong(u)
			e := value(repo.Open(t.Context(), u.String(), repo.WithBackend(b.Backend)))(t)
			t.Cleanup(func() { must(t, e.Close()) })
			runs := 0
			for _, err := range []error{
				e.Ping(t.Context()),
				e.Begin(t.Context(), func(s *repo.Session) error { runs++; return askAlone(t, e, "a") }, repo.WithRetry(3)),
			} {
				var refusal *backends.Error
				if !errors.Is(err, repo.ErrConnection) || repo.Retryable(err) || !errors.As(err, &refusal) || refusal.Code != c.code {
					t.Errorf("the error is %v, want one of the code %s that is not tried again", err, c.code)
				}
				if !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), "planted-wrong") {
					t.Errorf("the error is %v, want %q in it and no password", err, c.says)
				}
			}
			if runs != 1 {
				t.Errorf("it was run %d times, want once", runs)
			}
		})
	}
}

// ask puts an option into u's query.
func ask(u *url.URL, option, wanted string) {
	query := u.Query()
	query.Set(option, wanted)
	u.RawQuery = query.Encode()
}
