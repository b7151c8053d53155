package sqlstate

import (
	"errors"
	"reflect"
	"slices"
	"strings"

	"github.com/drey-db/drey/backends"
)

// isForgotten reports whether the server refuses a statement because it was prepared for a type, or something else, that is no more: one that
// was made anew under its name has another number.
func isForgotten(code, message string) bool {
	begins := func(prefix string) bool { return strings.HasPrefix(message, prefix) }
	return code == "XX000" && (begins("cache lookup failed for ") || begins("could not open relation with OID ")) || code == "42704" && begins("type with OID ")
}

// MayBeOutdated reports whether err, a refusal by the server, may come of a statement that was prepared before the schema
// changed: surely, for ErrOutdated, or possibly, where its parameters were given types then that no longer fit. A driver that
// prepares the statement again knows. What ends the session refuses nothing: the statement may have been done.
func MayBeOutdated(err error) bool {
	var e *backends.Error
	if !errors.As(err, &e) || Fatal(err) {
		return false
	}
	switch e.Code {
	case "22P03", "08P01", // a binary value in another type's form
		"XX000": // "cache lookup failed"
		return true
	}
	return slices.Contains(retyped, e.Code) || e.Kind == backends.ErrOutdated
}

// retyped are the codes of refusals of a type that a column, an operator, a function or a list does not take, or that is gone.
var retyped = []string{"42804", "42883", "42725", "42846", "42704", "42809", "42P08", "42P18"}

// MarkOutdated gives err, a refusal of one of stmts in a transaction, the kind ErrOutdated where the statement was prepared before the schema
// changed: its parameters keep the types that they had then, which no longer fit. What is refused as it is prepared has a mistake of
// its own, and so has what prepares nothing, DDL, or a statement without arguments: PostgreSQL reads them anew. keeps says, when
// asked, whether the connection keeps statements prepared.
func MarkOutdated(err error, stmts []backends.Stmt, keeps func() bool) {
	if err == nil {
		return
	}
	var e *backends.Error
	if !errors.As(err, &e) || !slices.Contains(retyped, e.Code) || e.Kind != "" || isPreparing(e.Err) || isBelow(e.Err) {
		return
	}
	if e.Stmt >= 0 && e.Stmt < len(stmts) {
		stmts = stmts[e.Stmt : e.Stmt+1]
	}
	if slices.ContainsFunc(stmts, isReadAnew) && keeps() {
		e.Kind = backends.ErrOutdated
	}
}

// isReadAnew reports whether the server reads a prepared statement anew, with the types that its parameters had, when the schema has changed.
func isReadAnew(s backends.Stmt) bool {
	text := strings.TrimLeft(s.SQL, " \t\r\n(")
	word := strings.ToUpper(text[:min(len(text), len("SELECT"))])
	return len(s.Args) > 0 && slices.ContainsFunc([]string{"SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "MERGE", "VALUES"}, func(w string) bool {
		return strings.HasPrefix(word, w)
	})
}

// isPreparing reports whether pgx says, somewhere in err, that the server refused to prepare a statement.
func isPreparing(err error) bool {
	if err == nil {
		return false
	}
	t := reflect.TypeOf(err)
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if strings.HasPrefix(t.PkgPath(), "github.com/jackc/pgx/") && (t.Name() == "PrepareError" || t.Name() == "ErrPreprocessingBatch") {
		return true
	}
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		return slices.ContainsFunc(joined.Unwrap(), isPreparing)
	}
	return isPreparing(errors.Unwrap(err))
}

// isBelow reports whether the refusal is of a statement in a function or a trigger.
func isBelow(err error) bool {
	var native interface {
		error
		SQLState() string
	}
	return errors.As(err, &native) && field(native, "Where") != ""
}
