package sqlstate

import "strings"

// NotLetIn says why a server refuses a connection, with the next move, and the SQLSTATE of that; "" where its own words say all. database and
// password are what the URL has of them.
func NotLetIn(code, message, database string, password bool) (state, says string) {
	if code == protocolViolation {
		for _, r := range poolerRefusals {
			if strings.Contains(message, r.said) {
				code, message = r.code, message+r.next
				break
			}
		}
	}
	switch code {
	case wrongPassword, "28000":
		return code, NotAdmitted(code, message, password)
	case "3D000":
		return code, NoDatabase(database)
	case TooManyConnections:
		return code, NoneLeft(message)
	case "42704", "22023":
		return code, WrongSetting(message)
	}
	return code, ""
}

// protocolViolation is the code that PgBouncer has for nearly all that it refuses.
const protocolViolation = "08P01"

// noTransactions are the words of PgBouncer where it gives each statement another connection.
// Source: PgBouncer, src/server.c.
const noTransactions = "transaction blocks not allowed in statement pooling mode"

// poolerRefusals are PgBouncer's words, the first that match, with the code that PostgreSQL has for the same.
// Source: PgBouncer, src/client.c.
var poolerRefusals = []struct{ said, code, next string }{
	{said: "unsupported startup parameter", code: "42704", next: ": PgBouncer passes on few settings: name this one in its ignore_startup_parameters, and set it by ALTER ROLE ... SET"},
	{said: "invalid startup parameter", code: "22023"},
	{said: "password authentication failed", code: wrongPassword},
	{said: "SASL authentication failed", code: wrongPassword},
	{said: "no such user", code: wrongPassword},
	{said: "authentication failed", code: "28000"},
	{said: "login rejected", code: "28000"},
	{said: "not allowed", code: "28000"},
	{said: "no such database", code: "3D000"},
	{said: "no more connections allowed", code: TooManyConnections},
}
