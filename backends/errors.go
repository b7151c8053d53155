package backends

import (
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// Kind is a portable class of error, and itself the sentinel: errors.Is(err, backends.ErrDeadlock). Kinds are told apart
// by the codes that databases send, never by their words.
type Kind string

// Error returns the kind in words.
func (k Kind) Error() string { return string(k) }

// What a database refuses.
const (
	ErrUniqueViolation     Kind = "unique violation"
	ErrForeignKeyViolation Kind = "foreign key violation"
	ErrNotNullViolation    Kind = "not-null violation"
	ErrCheckViolation      Kind = "check violation"
	ErrExclusionViolation  Kind = "exclusion violation"
	ErrDataException       Kind = "value does not fit"
	ErrSerialization       Kind = "serialization failure"
	ErrDeadlock            Kind = "deadlock"
	ErrOutdated            Kind = "prepared statement is out of date: run the whole again" // the schema changed, or a pooler dropped it
	ErrLockNotAvailable    Kind = "lock not available"
	ErrReadOnly            Kind = "read-only transaction"
	ErrStale               Kind = "rows changed or gone meanwhile"
	ErrTxAborted           Kind = "transaction aborted by an earlier error: roll back"
)

// What a connection, a call or a backend cannot do.
const (
	ErrConnection    Kind = "connection failure"
	ErrTimeout       Kind = "timeout"
	ErrCanceled      Kind = "canceled"
	ErrCommitUnknown Kind = "fate of the commit unknown"
	ErrUnsupported   Kind = "not supported by this backend"
	ErrBusy          Kind = "rows are still open: close them first"
	ErrTxDone        Kind = "transaction is over"
	ErrClosed        Kind = "closed"
	ErrInvalidURL    Kind = "invalid database URL"
	ErrUnknownDriver Kind = "unknown driver"
	// ErrInvalidRequest: the call is wrong, not the database.
	ErrInvalidRequest Kind = "invalid request"
)

// Error is a refusal, classified by code. Neither its text, however it is printed, nor its JSON shows arguments or passwords; the
// driver's own error, which may, is behind errors.As.
type Error struct {
	Kind                              Kind   // "" when no class fits
	Code                              string // SQLSTATE, or the driver's code
	Constraint, Schema, Table, Column string
	Message                           string // the refusal in words that quote no value; may be ""
	Matched                           int64  // rows, of ErrStale
	Stmt                              int    // its place in a pipeline; -1: no statement is to blame
	Err                               error  // the driver's own
}

// Error returns kind, code and message, then what the refusal names.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.head())
	if e.Message != "" {
		b.WriteString(": " + e.Message)
	}
	for _, name := range [...]struct{ label, value string }{
		{"constraint", e.Constraint}, {"table", e.Table}, {"column", e.Column},
	} {
		if name.value != "" && !strings.Contains(e.Message, strconv.Quote(name.value)) {
			b.WriteString(", " + name.label + " " + strconv.Quote(name.value))
		}
	}
	if e.Stmt > 0 {
		b.WriteString(", statement " + strconv.Itoa(e.Stmt))
	}
	return b.String()
}

func (e *Error) head() string {
	head := string(e.Kind)
	if head == "" {
		head = "database error"
	}
	if e.Code != "" {
		head += " (" + e.Code + ")"
	}
	return head
}

// Format writes the text of Error, whatever the verb: %q in quotes. The driver's own error is not printed.
func (e Error) Format(f fmt.State, verb rune) {
	if verb == 'q' {
		fmt.Fprintf(f, "%q", e.Error())
		return
	}
	_, _ = io.WriteString(f, e.Error())
}

// MarshalJSON writes all but the driver's own error, which may quote values and passwords.
func (e Error) MarshalJSON() ([]byte, error) {
	stmt := &e.Stmt
	if e.Stmt < 0 {
		stmt = nil
	}
	return json.Marshal(struct {
		Kind       Kind   `json:"kind,omitempty"`
		Code       string `json:"code,omitempty"`
		Constraint string `json:"constraint,omitempty"`
		Schema     string `json:"schema,omitempty"`
		Table      string `json:"table,omitempty"`
		Column     string `json:"column,omitempty"`
		Message    string `json:"message,omitempty"`
		Matched    int64  `json:"matched,omitempty"`
		Stmt       *int   `json:"statement,omitempty"`
	}{e.Kind, e.Code, e.Constraint, e.Schema, e.Table, e.Column, e.Message, e.Matched, stmt})
}

// Unwrap gives the kind and the driver's own error, so that errors.Is and errors.As find both.
func (e *Error) Unwrap() []error {
	var errs []error
	if e.Kind != "" {
		errs = append(errs, e.Kind)
	}
	if e.Err != nil {
		errs = append(errs, e.Err)
	}
	return errs
}
