package sqlstate

import "errors"

// idle are the SQLSTATEs with which the server ends a session that waits for its client: it was in no COMMIT, and rolled back.
var idle = map[string]bool{"25P03": true, "25P04": true, "57P05": true}

// EndedIdle reports whether the server has ended the session because the client was idle: it has rolled back.
func EndedIdle(err error) bool {
	var state interface {
		error
		SQLState() string
	}
	return errors.As(err, &state) && idle[state.SQLState()]
}

// Fatal reports whether err is the server's word that it ends the session, for another reason than that the client was idle. What
// the session was doing may have been done: in answer to COMMIT, nobody knows.
func Fatal(err error) bool {
	s := severity(err)
	return (s == "FATAL" || s == "PANIC") && !EndedIdle(err)
}

// LivesOn reports whether err is the server's word that the statement failed and the session goes on, whatever its code says: ERROR. Where the
// connection ends all the same, it is the word of a pooler that lost its server, and knows as little as we do.
func LivesOn(err error) bool { return severity(err) == "ERROR" }

// undecided is the SQLSTATE of who says that it does not know itself what became of the statement.
const undecided = "40003"

// Undecided reports whether err is the word of a database, or of what stands before it, that nobody knows whether the statement was done.
func Undecided(err error) bool {
	var state interface {
		error
		SQLState() string
	}
	return errors.As(err, &state) && state.SQLState() == undecided
}

// severity is what the server's error calls itself, in English where the driver knows; empty where err is none of the server's.
func severity(err error) string {
	var state interface {
		error
		SQLState() string
	}
	if !errors.As(err, &state) {
		return ""
	}
	if s := field(state, "SeverityUnlocalized"); s != "" {
		return s
	}
	return field(state, "Severity")
}

// Answered reports whether err is the database's own answer to a statement, which so did nothing: it has a code, knows what became of the
// statement, and does not end the session. Where the connection ends with it nonetheless, it was no answer: see LivesOn.
func Answered(err error) bool {
	var state interface {
		error
		SQLState() string
	}
	var code interface {
		error
		Code() int
	}
	return (errors.As(err, &state) && state.SQLState() != "" || errors.As(err, &code)) && !Fatal(err) && !Undecided(err)
}
