package sqlstate

import (
	"errors"
	"io"
	"net"
	"strings"
)

// NoConnection says why there is no connection to a place: in the words of the driver, which must hold no secret, and what
// to look at where the network, and not the server or a setting, stands in the way.
func NoConnection(place string, cause error, words string) string {
	words = Cause(words)
	var name *net.DNSError
	switch {
	case errors.As(cause, &name):
		return "no connection to " + place + ": is that the host's name? " + words
	case unreachable(cause):
		return "no connection to " + place + ": is the server running, and reachable from here? " + words
	}
	return "no connection to " + place + ": " + words
}

// Cause is what pgx says of a connection on one line, without the URL that it may quote.
func Cause(words string) string {
	for _, quoting := range []string{"failed to connect to `", "cannot parse `"} {
		if rest, quotes := strings.CutPrefix(words, quoting); quotes {
			if _, cause, ok := strings.Cut(rest, "`: "); ok {
				words = cause
			}
		}
	}
	return strings.Join(strings.FieldsFunc(words, func(r rune) bool { return r == '\n' || r == '\t' }), " ")
}

// unreachable reports whether nobody was met, or nobody answered.
func unreachable(cause error) bool {
	var dial *net.OpError
	var waited net.Error
	return errors.As(cause, &dial) && dial.Op == "dial" ||
		errors.As(cause, &waited) && waited.Timeout() ||
		errors.Is(cause, io.EOF) || errors.Is(cause, io.ErrUnexpectedEOF)
}
