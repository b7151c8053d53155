package sqlxbackend

import (
	"crypto/rand"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/internal/sqltext"
)

// checkFile refuses what SQLite or its driver would take for something else: a path that ends at a NUL, and a setting with another
// statement behind it, which the driver would run.
func checkFile(u backends.URL) error {
	uri := strings.HasPrefix(u.Database, "file:")
	if strings.Contains(u.Database, "\x00") || uri && strings.Contains(u.Database, "%00") {
		return invalidURL("the path of a SQLite file has a NUL in it, where SQLite would end it: take it out")
	}
	if uri && strings.ContainsAny(u.Database, "?#") {
		return invalidURL("the path of a file: URI has a ? or # in it, encoded: encode it twice, as %%253F or %%2523, or write the query behind the URL's own ?")
	}
	if name := fileName(u); strings.HasPrefix(name, ":") && name != ":memory:" {
		return invalidURL("%q is no file's usual name: write sqlite:///:memory: for a database in memory, or sqlite:///./%s for a file", name, name)
	}
	if zone := u.Query.Get("_timezone"); zone != "" && !strings.EqualFold(zone, "UTC") {
		return invalidURL("times are kept as text in UTC, and with _timezone=%s those that are there would be read as others: take it out, and convert what you read by In", zone)
	}
	for _, setting := range u.Query["_pragma"] {
		if severalStatements(setting) {
			return invalidURL("_pragma is one setting, as in _pragma=busy_timeout(5000), and %q has a semicolon or a NUL in it: give each a _pragma of its own", setting)
		}
	}
	return nil
}

func invalidURL(format string, args ...any) error {
	return &backends.Error{Kind: backends.ErrInvalidURL, Stmt: -1, Message: fmt.Sprintf(format, args...)}
}

// severalStatements reports whether text does not end with its first statement.
func severalStatements(text string) bool {
	for tokens := sqltext.SQLite.Scan(text); ; {
		if t, ok := tokens.Next(); !ok {
			return false
		} else if t.Kind == sqltext.Symbol && strings.ContainsAny(t.Text, ";\x00") {
			return true
		}
	}
}

// sqliteDSN returns u as a file: URI. A database in memory, of which SQLite would give each connection its own, gets a name by
// which all connections of the pool share it, unless the URL shares it with the whole process.
func sqliteDSN(u backends.URL) (dsn string, memory bool) {
	memory = inMemory(u)
	if memory && !isShared(u) {
		query := maps.Clone(u.Query)
		query.Del("mode")
		query.Del("vfs")
		return "file:/drey-" + rand.Text() + "?vfs=memdb" + strings.TrimSuffix("&"+query.Encode(), "&"), true
	}
	path := u.Database
	if !strings.HasPrefix(path, "file:") {
		path = "file:" + strings.NewReplacer("%", "%25", "?", "%3F", "#", "%23").Replace(path)
	}
	return path + strings.TrimSuffix("?"+u.Query.Encode(), "?"), memory
}

// inMemory reports whether SQLite keeps no file of u's database.
func inMemory(u backends.URL) bool {
	name := fileName(u)
	return name == "" || name == ":memory:" || u.Query.Get("mode") == "memory" || u.Query.Get("vfs") == "memdb"
}

// isShared reports whether all connections to u, a database in memory, have one by SQLite's own rules.
func isShared(u backends.URL) bool {
	name := fileName(u)
	if u.Query.Get("vfs") == "memdb" {
		return strings.HasPrefix(name, "/")
	}
	return u.Query.Get("cache") == "shared" && name != "" && u.Database != ":memory:"
}

// fileName returns what SQLite reads as the name of u's file.
func fileName(u backends.URL) string {
	encoded, uri := strings.CutPrefix(u.Database, "file:")
	if name, err := url.PathUnescape(encoded); uri && err == nil {
		return name
	}
	return encoded
}

// uriSettings are what SQLite itself reads of a file: URI. Source: sqlite.org, "Uniform Resource Identifiers".
var uriSettings = []string{"cache", "immutable", "mode", "modeof", "nolock", "psow", "vfs"}

// unknownSetting returns a name in a query that neither SQLite nor a driver reads, so that it would be ignored; "" without one.
// What a driver reads begins with _, and what a VFS of somebody's reads only that one knows.
func unknownSetting(query url.Values) string {
	if query.Has("vfs") {
		return ""
	}
	for _, name := range slices.Sorted(maps.Keys(query)) {
		if !strings.HasPrefix(name, "_") && !slices.Contains(uriSettings, name) {
			return name
		}
	}
	return ""
}

// sqliteSetting returns the setting of a query that a driver of SQLite names where it refuses the value, as in: unknown _txlock "nope"; ""
// without one.
func sqliteSetting(query url.Values, err error) string {
	for _, name := range slices.Sorted(maps.Keys(query)) {
		if strings.HasPrefix(name, "_") && strings.Contains(err.Error(), name+" ") {
			return name
		}
	}
	return ""
}
