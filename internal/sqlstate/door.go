package sqlstate

import "strings"

// NotLetIn says why a server refuses a connection, with the next move, and the SQLSTATE of that; "" where its own words say all. database and
// password are what the URL has of them.
func NotLetIn(code, message, database string, password bool) (state, says string) {
	if code == protocolViolation {
		for _, r := range poolerRefusals {
			if strings.Contains(message, r.said) && strings.Contains(message, r.of) {
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

// outOfTime are the words of PgBouncer where a statement, or a transaction, takes longer than it may.
// Source: PgBouncer, src/janitor.c.
var outOfTime = map[string]string{"query timeout": "query_timeout", "transaction timeout": "transaction_timeout"}

// poolerRefusals are PgBouncer's words, the first that match, with the code that PostgreSQL has for the same. The last are those of the server
// behind it, which it hands on with a code of its own; of is what they say it of.
// Source: PgBouncer, src/client.c; PostgreSQL, src/backend/utils/init/postinit.c and miscinit.c.
var poolerRefusals = []struct{ said, of, code, next string }{
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
	{said: "does not exist", of: "database ", code: "3D000"},
	{said: "does not exist", of: "role ", code: "28000"},
	{said: "is not permitted to log in", code: "28000"},
	{said: "no pg_hba.conf entry for", code: "28000"},
	{said: "permission denied for database", code: "42501"},
	{said: "too many connections for", code: TooManyConnections},
	{said: "too many clients already", code: TooManyConnections},
	{said: "remaining connection slots are reserved", code: TooManyConnections},
}
