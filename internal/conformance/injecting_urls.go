package conformance

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// URLsAreNeverSQL: whatever stands in a part of a URL is that part, or connecting is refused; the canaries sing on.
func URLsAreNeverSQL(t *testing.T, b Backend) {
	if !b.Socket {
		filesAreTheirNames(t, b)
		return
	}
	at := b.URL(t)
	db := b.openURL(t, at).withCanaries(t)
	backslashesAreBackslashes(t, db, at)
	plain := value(backends.ParseURL(at))(t)
	for i, injection := range Injections {
		for part, set := range urlParts {
			if part != "application_name" && i%6 != 0 {
				continue // a connection is dear
			}
			u := plain
			u.Query = map[string][]string{}
			for name, values := range plain.Query {
				u.Query[name] = values
			}
			set(&u, injection)
			got, err := b.asks(t, u)
			switch {
			case err != nil && !isClear(err):
				t.Errorf("%s of %q: %T %v is none of drey's errors", part, injection, err, err)
			case err == nil && part == "application_name" && keptWhole(injection) && injection != "" && got != injection:
				t.Errorf("%s %q is %q", part, injection, got)
			case err != nil && part == "application_name" && b.textIn(injection):
				t.Errorf("%s of %q: %v", part, injection, err)
			}
		}
		db.sings(t, injection)
	}
}

// backslashesAreBackslashes: the database, the role and the URL's options may say that they escape in literals. No connection heeds it.
func backslashesAreBackslashes(t *testing.T, other *database, at string) {
	t.Helper()
	b := other.backend
	u := value(backends.ParseURL(at))(t)
	set := func(to string) { other.exec(t, `ALTER DATABASE "`+u.Database+`" `+to) }
	set("SET standard_conforming_strings = off")
	for _, options := range []string{"", "-c standard_conforming_strings=off"} {
		u.Query.Set("options", options)
		db := &database{Engine: value(repo.Open(t.Context(), u.Reveal(), repo.WithBackend(b.Backend)))(t)}
		expect(t, "a literal with a backslash", value(repo.Scalar[string](t.Context(), db, builder.Text(`SELECT '\'`)))(t), `\`)
		must(t, db.Begin(t.Context(), func(s *repo.Session) error { return s.Add(&Toy{Label: `\'x`}) }))
		value(repo.One(t.Context(), db, builder.Select(toys).Where(label.StartsWith(`\'`)).Limit(1)))(t)
		must(t, db.Close())
	}
	u.Query.Set("options", "")
	u.Query.Set("standard_conforming_strings", "off")
	_, err := b.asks(t, u)
	refused(t, err, backends.ErrInvalidURL)
	set("RESET standard_conforming_strings")
}

// urlParts are the parts of a URL that anything may stand in.
var urlParts = map[string]func(u *backends.URL, v string){
	"application_name": func(u *backends.URL, v string) { u.Query.Set("application_name", v) },
	"search_path":      func(u *backends.URL, v string) { u.Query.Set("search_path", v) },
	"timezone":         func(u *backends.URL, v string) { u.Query.Set("timezone", v) },
	"options":          func(u *backends.URL, v string) { u.Query.Set("options", v) },
	"database":         func(u *backends.URL, v string) { u.Database = v },
	"user":             func(u *backends.URL, v string) { u.Username = v },
	"password":         func(u *backends.URL, v string) { u.Password = v },
	"sslmode":          func(u *backends.URL, v string) { u.Query.Set("sslmode", v) },
	"an unknown":       func(u *backends.URL, v string) { u.Query.Set("drey_nothing", v) },
}

// asks opens a URL and asks its server for the application's name.
func (b Backend) asks(t *testing.T, u backends.URL) (string, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	engine, err := repo.Open(ctx, u.Reveal(), repo.WithBackend(b.Backend))
	if err != nil {
		return "", err
	}
	defer func() { must(t, engine.Close()) }()
	return repo.Scalar[string](ctx, engine, builder.Text("SELECT current_setting('application_name')"))
}

// keptWhole reports whether PostgreSQL keeps an application's name as it is given: 63 bytes of printable ASCII.
func keptWhole(name string) bool {
	return len(name) < 64 && !strings.ContainsFunc(name, func(r rune) bool { return r < ' ' || r > '~' })
}

// filesAreTheirNames: a URL of SQLite names that file, and its settings are settings.
func filesAreTheirNames(t *testing.T, b Backend) {
	dir := t.TempDir()
	at := value(backends.ParseURL(b.URL(t)))(t)
	at.Database = filepath.Join(dir, "xs") // of them in memory each engine has one of its own
	db := b.openURL(t, at.Reveal()).withCanaries(t)
	for _, injection := range Injections {
		name := filepath.Join(dir, "x"+strings.ReplaceAll(injection, "/", ":"))
		err := b.touch(t, backends.URL{Dialect: at.Dialect, Driver: at.Driver, Database: name})
		_, missing := os.Stat(name)
		if err != nil {
			clearly(t, "a file", injection, err)
		} else if missing != nil {
			t.Errorf("a file %q: %v", name, missing)
		}
		for _, option := range []string{"_pragma", "_txlock", "_time_format", "_timezone", "_journal_mode", "_busy_timeout", "_foreign_keys", "mode", "vfs", "cache", "nothing"} {
			for _, setting := range []string{injection, "busy_timeout(1)" + injection} {
				u := at
				u.Query = map[string][]string{option: {setting}}
				if err := b.touch(t, u); err != nil {
					clearly(t, option, setting, err)
				}
			}
		}
		db.sings(t, injection)
	}
	found := value(os.ReadDir(dir))(t)
	for _, entry := range found {
		if !strings.HasPrefix(entry.Name(), "x") {
			t.Errorf("%q was made", entry.Name())
		}
	}
}

// touch opens a URL and writes a table.
func (b Backend) touch(t *testing.T, u backends.URL) error {
	t.Helper()
	engine, err := repo.Open(t.Context(), u.Reveal(), repo.WithBackend(b.Backend))
	if err != nil {
		return err
	}
	defer func() { must(t, engine.Close()) }()
	_, err = engine.Exec(t.Context(), builder.Text("CREATE TABLE IF NOT EXISTS touched (id integer)"))
	return err
}
