package sqlstate

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"syscall"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/kit"
)

// Classify makes err, which a driver answered to a call under ctx, an *backends.Error. nil stays nil, and what is one
// already stays as it is.
func Classify(ctx context.Context, err error) error {
	var done *backends.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &done):
		return err
	}
	e := fromServer(err)
	if (e == nil || e.Kind == backends.ErrTimeout || e.Kind == backends.ErrCanceled) && kit.Expired(ctx) {
		return kit.ContextError(ctx, err) // the statement was cancelled because its context ended
	}
	if e != nil {
		return e
	}
	if kind, message := fromClient(err); kind != "" {
		return &backends.Error{Kind: kind, Message: message, Stmt: -1, Err: err}
	}
	return &backends.Error{Message: err.Error(), Err: err}
}

// fromServer reads a refusal that carries a code: SQLSTATE (pgx, lib/pq and others have the method) or SQLite's.
func fromServer(err error) *backends.Error {
	var state interface {
		error
		SQLState() string
	}
	if errors.As(err, &state) && state.SQLState() != "" {
		return fromState(state, state.SQLState(), err)
	}
	var code interface {
		error
		Code() int
	}
	if errors.As(err, &code) {
		return fromSQLite(code.Code(), code.Error(), err)
	}
	return nil
}

func fromState(native error, code string, err error) *backends.Error {
	e := &backends.Error{Kind: Kind(code), Code: code, Err: err}
	switch code + " " + field(native, "Routine") {
	case "0A000 RevalidateCachedQuery", // "cached plan must not change result type"
		"08P01 PortalSetResultFormat": // other columns than were described when the client asked for them
		e.Kind = backends.ErrOutdated
	}
	if isForgotten(code, field(native, "Message")) {
		e.Kind = backends.ErrOutdated
	}
	if code == protocolViolation && strings.HasPrefix(field(native, "Message"), noTransactions) {
		e.Kind = backends.ErrUnsupported
	}
	if code == protocolViolation && outOfTime[field(native, "Message")] != "" {
		e.Kind = backends.ErrTimeout
	}
	e.Constraint = field(native, "ConstraintName", "Constraint")
	e.Schema = field(native, "SchemaName", "Schema")
	e.Table = field(native, "TableName", "Table")
	e.Column = field(native, "ColumnName", "Column")
	e.Message = field(native, "Message")
	if code == queryCanceled {
		return canceled(e, field(native, "Routine"))
	}
	if quotesValues(code) {
		e.Message = withoutValues(code, e.Message)
	}
	if code == stillUsed && field(native, "Routine") == "reportDependentObjects" { // a function may raise the code with any words
		e.Message += dependents(field(native, "Detail"))
	}
	e.Message += adviceOn(code, e.Message)
	return e
}

// stillUsed is the code of a drop that others stand in the way of.
const stillUsed = "2BP01"

// dependents is what stands in the way of a drop, as the server's detail has it: an object a line, by names alone.
func dependents(detail string) string {
	const most = 3
	list := strings.Split(strings.TrimSpace(detail), "\n")
	more := ""
	if n := len(list) - most; n > 0 {
		list, more = list[:most], fmt.Sprintf(", and %d more", n)
	}
	if detail == "" {
		return ""
	}
	return " (" + strings.Join(list, "; ") + more + "): drop what stands in the way first"
}

// adviceOn is the next move after a refusal: one code may stand for several mistakes, which the server's words tell apart.
func adviceOn(code, message string) string {
	switch {
	case code == protocolViolation && strings.HasPrefix(message, noTransactions):
		return ": say pool_mode=transaction or session in PgBouncer's settings"
	case code == protocolViolation && outOfTime[message] != "":
		return ": raise " + outOfTime[message] + " in PgBouncer's settings, or have the statement do less"
	case code == "42P10" && strings.HasPrefix(message, "SELECT DISTINCT"):
		return ": begin OrderBy with what DistinctOn names"
	case code == "42P10" && strings.Contains(message, "SELECT DISTINCT"):
		return ": select what OrderBy names as well, or group in the place of Distinct"
	case code == "42P10" && !strings.Contains(message, "ON CONFLICT"):
		return ""
	case code == "21000" && !strings.HasPrefix(message, "ON CONFLICT"):
		return ""
	case code == "42601" && strings.Contains(message, "multiple commands"):
		return ": send one statement at a time"
	case code == "42803" && strings.Contains(message, "GROUP BY"):
		return ": name it in GroupBy; an expression with values in it is given a Label there, and named by that"
	}
	for _, m := range misplaced {
		if m.code == code && strings.Contains(message, m.said) {
			return m.next
		}
	}
	return advice[code]
}

// misplaced is the next move after a function that stands where it may not, by SQLSTATE and what the server says.
var misplaced = []struct{ code, said, next string }{
	{"42803", "not allowed in WHERE", aggregateInWhere},
	{"42803", "not allowed in", ": compute it in a sub-select, as by builder.ScalarSubquery"},
	{"42P20", "not allowed in", windowElsewhere},
	{"42809", "requires an OVER clause", ": say Over(...) behind it"},
}

// advice is the next move after a refusal, by SQLSTATE.
var advice = map[string]string{
	"42P01": noTable,
	"42703": noColumn,
	"42702": ambiguous,
	"26000": pooled,
	"42P05": pooled,
	"42P10": ": name columns that are unique together, or make them so",
	"54001": ": where a list of tuples or of conditions is long, ask in parts, or by InQuery of a builder.Text such as SELECT * FROM unnest(:ids::bigint[], :codes::text[])",
	"21000": ": two rows of the statement are alike in the columns of the conflict: keep one of them",
}

const (
	noTable  = ": create it, by schema.CreateAll or a migration, or correct its name"
	noColumn = ": correct its name, or let a migration add it"

	ambiguous = ": name its table as well"

	aggregateInWhere = ": say it in Having, or compare with a sub-select"
	windowElsewhere  = ": select it in a sub-select, and use its column around that"

	pooled = ": behind a pooler in transaction mode, such as PgBouncer, say default_query_exec_mode=cache_describe in the URL with pgx, " +
		"and binary_parameters=yes with lib/pq"
)

var sqliteAdvice = map[string]string{
	"no such table: ": noTable, "no such column: ": noColumn, "has no column named ": noColumn, "ON CONFLICT clause does not match": advice["42P10"],
	"ambiguous column name: ": ambiguous, "misuse of aggregate": ": say it in Having, or in a sub-select", "misuse of window function ": windowElsewhere + "; behind a window function stands Over(...)",
}

// Raised reports whether err has the words of a function of the database, by RAISE, which may say anything.
func Raised(err error) bool {
	var state interface {
		error
		SQLState() string
	}
	return errors.As(err, &state) && field(state, "Routine") == "exec_stmt_raise"
}

// quotesValues reports whether the server's message for code may repeat an argument, as in: invalid input syntax for type
// integer: "hunter2".
func quotesValues(code string) bool { return strings.HasPrefix(code, "22") }

// field reads the first string field of that name from a driver's error struct, so that no driver need be imported.
func field(err error, names ...string) string {
	v := reflect.ValueOf(err)
	for v.Kind() == reflect.Pointer && !v.IsNil() {
		v = v.Elem()
	}
	if v.Kind() != reflect.Struct {
		return ""
	}
	for _, name := range names {
		if f := v.FieldByName(name); f.IsValid() && f.Kind() == reflect.String {
			return f.String()
		}
	}
	return ""
}

var (
	sqliteColumn = regexp.MustCompile(`(?:UNIQUE|NOT NULL) constraint failed: ([^.,]+)\.([^,]+?)(?:,|(?: \(\d+\))?$)`)
	sqliteIndex  = regexp.MustCompile(`UNIQUE constraint failed: index '(.+)'`)
	sqliteCheck  = regexp.MustCompile(`CHECK constraint failed: (.+?)(?: \(\d+\))?$`)
)

// sqliteRaised is the code that drey has SQLite name where an expression cannot be answered, and SQLite has no code for it.
var sqliteRaised = regexp.MustCompile(`SQLSTATE ([0-9A-Z]{5})`)

// raised says what such a code stands for.
var raised = map[string]string{
	"22003": "a number is out of range for the type that it is cast to",
	"22008": "a time is computed beyond the years 0 to 9999, or of what is none, and SQLite keeps no such",
	"22P02": "a value does not say one of the type that it is cast to",
}

// fromSQLite takes the kind from the code; names have no field in SQLite, so they are read from its words.
func fromSQLite(code int, message string, err error) *backends.Error {
	if m := sqliteRaised.FindStringSubmatch(message); m != nil && code == 1 && raised[m[1]] != "" {
		return &backends.Error{Kind: Kind(m[1]), Code: m[1], Message: raised[m[1]], Err: err}
	}
	e := &backends.Error{Kind: SQLiteKind(code), Code: strconv.Itoa(code), Message: message, Err: err}
	if m := sqliteIndex.FindStringSubmatch(message); m != nil {
		e.Constraint = m[1]
	} else if m := sqliteColumn.FindStringSubmatch(message); m != nil {
		e.Table, e.Column = m[1], m[2]
	} else if m := sqliteCheck.FindStringSubmatch(message); m != nil && e.Kind == backends.ErrCheckViolation {
		e.Constraint = m[1]
	}
	for mark, next := range sqliteAdvice {
		if code == 1 && strings.Contains(message, mark) {
			e.Message += next
		}
	}
	return e
}

// fromClient reads what went wrong on this side of the wire.
func fromClient(err error) (kind backends.Kind, message string) {
	var netErr net.Error
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return backends.ErrTimeout, "a deadline passed"
	case errors.Is(err, context.Canceled):
		return backends.ErrCanceled, ""
	case errors.Is(err, sql.ErrTxDone):
		return backends.ErrTxDone, ""
	case errors.Is(err, sql.ErrConnDone):
		return backends.ErrClosed, ""
	case errors.Is(err, driver.ErrBadConn), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF),
		errors.Is(err, net.ErrClosed), errors.Is(err, syscall.EPIPE), errors.Is(err, syscall.ECONNRESET),
		errors.Is(err, syscall.ECONNREFUSED):
		return backends.ErrConnection, "the connection to the server was lost or refused"
	case errors.As(err, &netErr):
		return backends.ErrConnection, "the network failed"
	}
	return "", ""
}
