package backends

import (
	"fmt"
	"log/slog"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// URL names a database. Every way of printing it hides the password, and query values whose name says that they are
// secret, but [URL.Reveal].
type URL struct {
	Dialect, Driver, Username, Password, Host string
	Port                                      int // 0: the database's own
	Database                                  string
	Query                                     url.Values
}

const hidden = "***"

// ParseURL reads dialect+driver://user:password@host:port/database?query. +driver may be left out, and both are
// read as lower case; special characters are percent-encoded. Host may be a comma-separated list, or empty with ?host=/a/socket/directory. SQLite has no host:
// sqlite:///file.db is relative, sqlite:////var/file.db absolute, sqlite:///:memory: or sqlite:// one database in
// memory for the whole engine. Errors are ErrInvalidURL, and never repeat the text, which may hold a password.
func ParseURL(s string) (URL, error) {
	scheme, rest, ok := strings.Cut(s, "://")
	var u URL
	if u.Dialect, u.Driver, _ = strings.Cut(scheme, "+"); !ok || u.Dialect == "" {
		return URL{}, invalidURL("it has no scheme: write postgresql://user:password@host:5432/database or sqlite:///file.db")
	}
	u.Dialect, u.Driver = strings.ToLower(u.Dialect), strings.ToLower(u.Driver)
	for _, word := range []string{u.Dialect, u.Driver} {
		if strings.ContainsFunc(word, func(r rune) bool { return !isSchemeRune(r) }) {
			return URL{}, invalidURL("its scheme is not dialect or dialect+driver, such as postgresql+pgx: write postgresql://user:password@host:5432/database or sqlite:///file.db")
		}
	}
	rest, query, _ := strings.Cut(rest, "?")
	var err error
	if u.Query, err = parseQuery(query); err != nil {
		return URL{}, err
	}
	authority, path, _ := strings.Cut(rest, "/")
	if u.Dialect != "sqlite" && u.Dialect != "sqlite3" && strings.Contains(path+firstName(query), "@") {
		return URL{}, invalidURL("an @ stands behind its host: an @, /, ? or : in the user name or password must be percent-encoded")
	}
	if u.Database, err = url.PathUnescape(path); err != nil {
		return URL{}, invalidURL("its database name has a broken percent-encoding")
	}
	if strings.HasPrefix(u.Dialect, "sqlite") && strings.HasPrefix(authority, ":") {
		return URL{}, invalidURL("a SQLite URL has no host, so there are three slashes: write sqlite:///:memory:, or sqlite:///file.db for a file")
	}
	if strings.HasPrefix(u.Dialect, "sqlite") && rest == "/" {
		return URL{}, invalidURL("it names no file: write sqlite:///file.db, or sqlite:///:memory: for a database in memory")
	}
	return u, u.parseAuthority(authority)
}

// firstName returns the name of a query's first value. An address in a value may have its @.
func firstName(query string) string {
	name, _, _ := strings.Cut(query, "=")
	return name
}

func isSchemeRune(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '_' || r == '-' || r == '.'
}

func parseQuery(query string) (url.Values, error) {
	if query == "" {
		return nil, nil
	}
	values, err := url.ParseQuery(query)
	if err != nil && strings.Contains(query, ";") {
		return nil, invalidURL("its query has a semicolon: write & between options, and %3B for one in a value")
	}
	if err != nil {
		return nil, invalidURL("its query has a broken percent-encoding")
	}
	return values, nil
}

func (u *URL) parseAuthority(authority string) (err error) {
	at := strings.LastIndexByte(authority, '@')
	if at >= 0 {
		name, password, _ := strings.Cut(authority[:at], ":")
		if u.Username, err = url.PathUnescape(name); err != nil {
			return invalidURL("its user name has a broken percent-encoding")
		}
		if u.Password, err = url.PathUnescape(password); err != nil {
			return invalidURL("its password has a broken percent-encoding: write % as %25")
		}
	}
	return u.parseHost(authority[at+1:])
}

func (u *URL) parseHost(host string) error {
	if u.Host = host; strings.Contains(host, ",") {
		return nil // a list keeps its own ports
	}
	colon := strings.LastIndexByte(host, ':')
	if colon > strings.LastIndexByte(host, ']') {
		port, err := strconv.ParseUint(host[colon+1:], 10, 16)
		if err != nil {
			return invalidURL("its port is not a number from 1 to 65535; an @, : or / in the password must be percent-encoded")
		}
		u.Host, u.Port = host[:colon], int(port)
	}
	if strings.HasPrefix(u.Host, "[") && strings.HasSuffix(u.Host, "]") {
		u.Host = u.Host[1 : len(u.Host)-1]
	}
	return nil
}

func invalidURL(why string) error { return &Error{Kind: ErrInvalidURL, Message: why, Stmt: -1} }

// String returns the URL with the password as ***.
func (u URL) String() string { return u.render(true) }

// GoString returns String, for %#v.
func (u URL) GoString() string { return u.render(true) }

// Format is String whatever the verb, so that no verb prints the fields.
func (u URL) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(u.render(true))) }

// LogValue returns String, for slog.
func (u URL) LogValue() slog.Value { return slog.StringValue(u.render(true)) }

// MarshalText returns String, for encoding/json and its like.
func (u URL) MarshalText() ([]byte, error) { return []byte(u.render(true)), nil }

// Reveal returns the URL with the password, for drivers alone. ParseURL reads it back.
func (u URL) Reveal() string { return u.render(false) }

// Check refuses a URL of which one part is a whole URL or a list of keywords (host=localhost password=...), or has a user before an @ or a
// password behind a user, as one has that was made from the wrong parts. What stands there may be a password: neither the error nor
// [URL.String] repeats it. Source: a backend's Open calls it.
func (u URL) Check() error {
	for _, p := range append(u.parts(), u.asked()...) {
		switch mark := p.misplaced(); {
		case mark == "":
		case mark == ":":
			return invalidURL("its " + p.name + " has : in it: what stands behind it belongs into Password")
		default:
			return invalidURL("its " + p.name + " has " + mark + " in it: give OpenURL the parts of a URL, or Open a whole one, such as postgresql://user:password@host:5432/database")
		}
	}
	return nil
}

// part is one of a URL's, and what cannot stand in it.
type part struct {
	name  string
	value *string
	not   []string
}

// misplaced returns what a part has that cannot stand there, "" for nothing.
func (p part) misplaced() string {
	for _, mark := range p.not {
		if strings.Contains(*p.value, mark) {
			return mark
		}
	}
	return strings.ToLower(secretSetting.FindString(*p.value))
}

func (u *URL) parts() []part {
	return []part{
		{"Dialect", &u.Dialect, whole}, {"Driver", &u.Driver, whole}, {"Username", &u.Username, u.notUser()}, {"Host", &u.Host, notHost(u.Host)},
		{"Database", &u.Database, notDatabase(u.Database)},
	}
}

// asked returns the parts that stand in the query.
func (u *URL) asked() (parts []part) {
	for _, name := range []string{"host", "user", "dbname", "database"} {
		for _, value := range u.Query[name] {
			parts = append(parts, u.inQuery(name, value))
		}
	}
	return parts
}

func (u *URL) inQuery(name, value string) part {
	p := part{name: "query's " + name, value: &value}
	switch name {
	case "host":
		p.not = notHost(value)
	case "user":
		p.not = u.notUser()
	case "dbname", "database":
		p.not = notDatabase(value)
	}
	return p
}

// What cannot stand in a part: whole is a whole URL.
var (
	whole   = []string{"://"}
	address = []string{"://", "@", "=", " "}
)

// notUser has a colon where no password stands in its own place: it may stand behind that.
func (u *URL) notUser() []string {
	if u.Password == "" && !u.Query.Has("password") {
		return []string{"://", ":"}
	}
	return whole
}

func notHost(host string) []string {
	if strings.HasPrefix(host, "/") || strings.HasPrefix(host, "@") { // a directory, or an abstract socket
		return nil
	}
	return address
}

func notDatabase(name string) []string {
	if strings.HasPrefix(name, "file:") {
		return nil
	}
	return whole
}

// shown is u without what [URL.Check] refuses.
func (u URL) shown() URL {
	for _, p := range u.parts() {
		if p.misplaced() != "" {
			*p.value = hidden
		}
	}
	return u
}

func (u URL) render(mask bool) string {
	if mask {
		u = u.shown()
	}
	var b strings.Builder
	b.WriteString(u.Dialect)
	if u.Driver != "" {
		b.WriteString("+" + u.Driver)
	}
	b.WriteString("://")
	if u.Username != "" || u.Password != "" {
		b.WriteString(escapeUser(u.Username))
		if u.Password != "" {
			b.WriteString(":" + u.password(mask))
		}
		b.WriteByte('@')
	}
	b.WriteString(u.hostPort())
	if u.Database != "" || len(u.Query) > 0 && !strings.HasPrefix(u.Dialect, "sqlite") {
		b.WriteString("/" + escapePath(u.Database))
	}
	if len(u.Query) > 0 {
		b.WriteString("?" + u.query(mask))
	}
	return b.String()
}

func (u URL) password(mask bool) string {
	if mask {
		return hidden
	}
	return escapeUser(u.Password)
}

func (u URL) hostPort() string {
	host := u.Host
	if strings.Contains(host, ":") && !strings.Contains(host, ",") {
		host = "[" + host + "]"
	}
	if u.Port != 0 {
		host += ":" + strconv.Itoa(u.Port)
	}
	return host
}

func (u URL) query(mask bool) string {
	if !mask {
		return encodeQuery(u.Query)
	}
	shown := make(url.Values, len(u.Query))
	for name, values := range u.Query {
		misplaced := func(value string) bool { return u.inQuery(name, value).misplaced() != "" }
		if shown[name] = values; isSecret(name, values) || slices.ContainsFunc(values, misplaced) {
			shown[name] = []string{hidden}
		}
	}
	return strings.ReplaceAll(encodeQuery(shown), url.QueryEscape(hidden), hidden)
}

// encodeQuery percent-encodes blanks as well, for which drivers do not all read a +.
func encodeQuery(q url.Values) string { return strings.ReplaceAll(q.Encode(), "+", "%20") }

// Names of settings whose values are secret, and what sets one inside of a value: a keyword of a connection string, or SQLite's pragma of a key.
var (
	secretName    = regexp.MustCompile(`(?i)pass|pwd|secret|token|credential|apikey|access_?key|_key$`)
	secretSetting = regexp.MustCompile(`(?i)[a-z_.]*(?:pass|pwd|secret|token)[a-z_]*\s*=`)
	secretPragma  = regexp.MustCompile(`(?i)^\s*(?:re|hex|hexre)?key\s*[=(]`)
)

func isSecret(name string, values []string) bool {
	return secretName.MatchString(name) || slices.ContainsFunc(values, secretPragma.MatchString)
}

// escapeUser percent-encodes whatever could end a user name or password early.
func escapeUser(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "+", "%20") }

// escapePath percent-encodes a database name but leaves the slashes of a file's path.
func escapePath(s string) string {
	return strings.NewReplacer("%2F", "/", "%3A", ":").Replace(escapeUser(s))
}
