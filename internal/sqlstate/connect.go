package sqlstate

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"slices"
	"strings"
)

// NoConnection says why there is no connection to a place: in the words of the driver, which must hold no secret, and what
// to look at where the network, and not the server or a setting, stands in the way.
func NoConnection(place string, cause error, message string) string {
	unread := strings.HasPrefix(message, "cannot parse `")
	message = Cause(lastTries(message))
	wanted := unmet(message)
	var name *net.DNSError
	switch {
	case unread:
		return "no connection to " + place + ": " + WrongURL(message)
	case wanted != "":
		return "no connection to " + place + ": no server that answers there " + wanted + ", which " + sessionAttrs + " asks for: name the host of one, or correct " +
			sessionAttrs + " in the URL" + orEnvironment(sessionAttrs) + ": " + message
	case refusesTLS(message):
		return "no connection to " + place + ": the server speaks no TLS: turn it on there, or say sslmode=disable in the URL where the network is one's own: " + message
	case errors.Is(cause, fs.ErrNotExist) && !unreachable(cause): // a socket that is not there is no file that somebody named
		return "no connection to " + place + ": a file that the URL names" + orNames(message) + " is not there: correct its path: " + message
	case strings.Contains(message, "invalid body length"), errors.Is(cause, io.ErrUnexpectedEOF): // what answers speaks otherwise
		return "no connection to " + place + ": is that the port of a PostgreSQL server? " + message
	case errors.As(cause, &name):
		return "no connection to " + place + ": is that the host's name? " + message
	case unreachable(cause):
		return "no connection to " + place + ": is the server running, and reachable from here? " + message
	case strings.Contains(message, "wrong value for "): // lib/pq's, of a setting
		return "no connection to " + place + ": " + correctly(message)
	}
	return "no connection to " + place + ": " + message
}

// sessionAttrs is the option of a URL that says which servers will do.
const sessionAttrs = "target_session_attrs"

// unmets are the words of pgx and lib/pq for a server that is not what sessionAttrs asks for, and what it asks for.
// Source: pgx, pgconn/config.go; lib/pq, conn.go.
var unmets = []struct{ said, wanted string }{
	{"server is not in hot standby mode", "is a standby"},
	{"server is in standby mode", "is a primary"},
	{"server is in hot standby mode", "is a primary"},
	{"read only connection", "takes writes"},
	{"session is read-only", "takes writes"},
	{"connection is not read only", "is read-only"},
	{"session is not read-only", "is read-only"},
}

// unmet is what sessionAttrs asks of a server, where servers answered and none of them is that; "" otherwise.
func unmet(message string) string {
	for _, u := range unmets {
		if strings.Contains(message, u.said) {
			return u.wanted
		}
	}
	return ""
}

// lastTries is what pgx says of a connection, a line a try, without the refusals of TLS that it went on from, or to, at the same server: the
// other try says why there is no connection.
func lastTries(message string) string {
	lines := strings.Split(message, "\n")
	return strings.Join(slices.DeleteFunc(slices.Clone(lines), func(line string) bool {
		server, _, ok := strings.Cut(line, "): ")
		return ok && refusesTLS(line) && slices.ContainsFunc(lines, func(other string) bool {
			return strings.HasPrefix(strings.TrimSpace(other), strings.TrimSpace(server)+"): ") && !refusesTLS(other)
		})
	}), "\n")
}

// refusesTLS reports whether these are the words of pgx or lib/pq for a server that has no TLS.
func refusesTLS(message string) bool {
	return strings.Contains(message, "server refused TLS connection") || strings.Contains(message, "SSL is not enabled on the server")
}

// NotAdmitted is what the server says when it refuses a user, with the next move: which of the two codes it is tells whether
// it asked for a password. The server never repeats one.
func NotAdmitted(code, message string, password bool) string {
	switch {
	case code != wrongPassword:
		return "the server does not admit the user: " + message + ": correct the URL's user" + orOf("PGUSER") + ", or what the server has of roles and in pg_hba.conf"
	case !password && os.Getenv(passwordVariable) != "":
		return "the server refuses this user and password: " + message + ": correct the URL's user" + orOf("PGUSER") + ", or " + passwordVariable + ", which the password is from where the URL has none"
	case !password && passwordFile() != "":
		return "the server wants a password, and neither the URL has it nor " + passwordFile() + ": " + message + ": add one, as in user:password@host"
	case !password:
		return "the server wants a password, and the URL has none: " + message + ": add one, as in user:password@host"
	}
	where := "both in the URL" + orOf("PGUSER")
	if file := passwordFile(); file != "" {
		where += ", and where that has no password, " + file
	}
	return "the server refuses this user and password: " + message + ": check " + where
}

// NoDatabase says that the server has no database of a name, which is "" where the URL names none.
func NoDatabase(name string) string {
	if name = cmp.Or(name, os.Getenv("PGDATABASE")); name == "" {
		return "the URL names no database, and the server has none called like the user: add /database to it"
	}
	return fmt.Sprintf("the server has no database %q: create it, or correct the URL", name) + orOf("PGDATABASE")
}

// orOf is " or" and a variable where it is set.
func orOf(variable string) string {
	if os.Getenv(variable) == "" {
		return ""
	}
	return " or " + variable
}

// orNames is " or" and the variables that a message is about, in front of what they name.
func orNames(message string) string {
	return strings.ReplaceAll(orEnvironment(message), " or in ", " or ")
}

// correctly is a message with where to correct what it is about.
func correctly(message string) string {
	return message + ": correct that in the URL" + orEnvironment(message)
}

const wrongPassword = "28P01"

// NoneLeft says that the server has no connection for whoever asks, with what is full: the role, the database, or the server.
func NoneLeft(message string) string {
	if strings.Contains(message, "max_client_conn") {
		return "the pooler has no connection left: lower PoolConfig.Size, or raise its max_client_conn: " + message
	}
	limited, ok := strings.CutPrefix(message, "too many connections for ")
	if !ok {
		return "the server has no connection left: lower PoolConfig.Size, or raise max_connections: " + message
	}
	return message + ": lower PoolConfig.Size, or raise the limit: ALTER " + strings.ToUpper(strings.SplitN(limited, " ", 2)[0]) + " ... CONNECTION LIMIT"
}

// WrongSetting says that the server refuses a setting, which is a value of the URL's query that drivers do not know.
func WrongSetting(message string) string {
	message = cmp.Or(message, "the server refuses the value of a setting")
	return message + ": it is from the URL's query" + orNames(message) + ": correct it there, or leave it out"
}

// WrongURL is what a driver says of a URL that it cannot read, with the next move.
func WrongURL(message string) string {
	message = Cause(message)
	if strings.Contains(message, "sslmode is invalid") {
		return message + ": say disable, allow, prefer, require, verify-ca or verify-full"
	}
	return correctly(message)
}

// Cause is what pgx says of a connection on one line, without the URL that it may quote.
func Cause(message string) string {
	for _, quoting := range []string{"failed to connect to `", "cannot parse `"} {
		if rest, quotes := strings.CutPrefix(message, quoting); quotes {
			if _, cause, ok := strings.Cut(rest, "`:"); ok {
				message = strings.TrimSpace(cause)
			}
		}
	}
	return strings.Join(strings.FieldsFunc(message, func(r rune) bool { return r == '\n' || r == '\t' }), " ")
}

// unreachable reports whether nobody was met, or nobody answered.
func unreachable(cause error) bool {
	var dial *net.OpError
	var waited net.Error
	return errors.As(cause, &dial) && dial.Op == "dial" ||
		errors.As(cause, &waited) && waited.Timeout() ||
		errors.Is(cause, io.EOF)
}
